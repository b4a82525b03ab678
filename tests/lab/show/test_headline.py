"""The sentence about a verdict: the wait that explains the others, with the names that the evidence has."""

from scripts.lab.records.evidence import Owner, Thread
from scripts.lab.show.headline import headline
from tests.lab.show.wait_graph.made_up_waits import LIBRARY, OWN, child, clock, pipe, private_lock, thread, wait

IN_APP = ("app", OWN, 19)
ACQUIRE = ("Lock.acquire", LIBRARY + "threading.py", 9)


def told(threads: list[Thread], *stuck: tuple[int, int], verdict: str = "partly-deadlocked") -> str | None:
    return headline(threads, verdict, stuck)


def test_a_lock_that_was_held_at_the_fork_names_the_thread_that_holds_it_there() -> None:
    owner = Owner(pid=7, tid=9, thread="refresher", how="body", function="_refresh", file=OWN, line=10)
    stuck = thread(8, 8, private_lock(8, copied_from=7, owner=owner), ACQUIRE, IN_APP)
    assert told([thread(7, 7, clock(7, 7)), stuck], (8, 8)) == (
        "Process 8 can never go on: it waits in `app` (program.py:19), within `Lock.acquire` (threading.py:9), for a "
        "lock that thread *refresher* most likely held when it was forked from process 7: there, that thread is in "
        "`_refresh` (program.py:10), inside `with` on the same lock."
    )


def test_without_an_owner_it_says_no_more_than_is_known() -> None:
    inherited = thread(8, 8, private_lock(8, copied_from=7), IN_APP)
    assert "a lock that may have been held when it was forked from process 7" in (told([inherited], (8, 8)) or "")
    own = thread(8, 8, private_lock(8), IN_APP)
    assert told([own], (8, 8)) == (
        "Process 8 can never go on: it waits in `app` (program.py:19) for a lock, which no "
        "other thread of its process could release."
    )
    event = thread(8, 8, private_lock(8), ("Event.wait", LIBRARY + "threading.py", 629), IN_APP)
    within = (
        "Process 8 can never go on: it waits in `app` (program.py:19), within `Event.wait` (threading.py:629), for "
    )
    assert told([event], (8, 8)) == within + "the call to return."
    event.waits_in = "an Event"
    assert told([event], (8, 8)) == within + "an Event."


def test_a_tool_of_the_library_is_named_and_not_what_started_it() -> None:
    runpy = ("_run_module_as_main", "<frozen runpy>", 198)
    tool = thread(8, 8, private_lock(8), ("cli", LIBRARY + "pydoc.py", 5), ("<module>", LIBRARY + "pydoc.py", 9), runpy)
    assert "it waits in `<module>` (pydoc.py:9) for a lock" in (told([tool], (8, 8)) or "")
    frozen = thread(8, 8, private_lock(8), runpy)
    assert "it waits in `_run_module_as_main` (<frozen runpy>:198) for a lock" in (told([frozen], (8, 8)) or "")


def test_a_lock_that_the_thread_itself_holds() -> None:
    owner = Owner(pid=8, tid=8, thread="MainThread", how="body", function="work", file=OWN, line=3)
    said = told([thread(8, 8, private_lock(8, owner=owner), IN_APP)], (8, 8))
    assert said is not None and "a lock that it most likely holds itself, taken in `work` (program.py:3)" in said


def test_the_wait_that_explains_the_others_is_told_and_they_are_counted() -> None:
    joins = thread(7, 7, child(8))
    reads = thread(8, 8, pipe(3, "read", [9]))
    said = told([joins, reads, thread(9, 9, child(7))], (7, 7), (8, 8), (9, 9))
    assert said == (
        "Process 8 can never go on: it waits for pipe 3 to have something to read, whose other end is open in "
        "process 9. 2 more threads of processes 7 and 9 are stuck, too."
    )


def test_a_thread_among_others_that_live_is_named_as_a_thread() -> None:
    said = told([thread(7, 7, child(8)), thread(7, 10, clock(7, 10)), thread(8, 8, clock(8, 8))], (7, 7))
    assert said == "The main thread of process 7 can never go on: it waits for process 8 to end."


def test_an_idle_program_says_where_it_listens() -> None:
    listening = wait("socket", "TCP socket 127.0.0.1:8000 to be connected to", "socket:5", [])
    assert told([thread(7, 7, listening)], verdict="idle") == "It waits for a connection: TCP socket 127.0.0.1:8000."
    assert told([thread(7, 7, clock(7, 7))], verdict="stalled") is None


def test_what_a_forked_child_has_of_its_parents_stack_is_left_out() -> None:
    joins = ("Thread.join", LIBRARY + "threading.py", 1119)
    leaves = ("_exit_function", LIBRARY + "multiprocessing/util.py", 360)
    starts = ("BaseProcess._bootstrap", LIBRARY + "multiprocessing/process.py", 317)
    child_of_fork = thread(8, 8, private_lock(8), joins, leaves, starts, ("<module>", OWN, 34), waits_in="an end")
    assert told([child_of_fork], (8, 8)) == (
        "Process 8 can never go on: it waits in `_exit_function` (multiprocessing/util.py:360) for an end."
    )
