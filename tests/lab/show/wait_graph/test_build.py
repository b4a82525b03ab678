"""The wait graph of some evidence: its nodes and arrows, and what its sentences say."""

from collections.abc import Sequence
from typing import Any

import pytest

from scripts.lab.records.evidence import Owner
from scripts.lab.show.wait_graph.build import wait_graph
from scripts.lab.show.wait_graph.lines import graph_as_text
from scripts.lab.show.wait_graph.model import WaitGraph
from scripts.lab.show.wait_graph.seats import seats_of
from scripts.lab.show.wait_graph.sentences import as_sentences
from tests.lab.show.wait_graph.made_up_waits import (
    ALONE,
    ANY_OF,
    FILES,
    FULL_PIPE,
    HELPERS,
    HUNDRED,
    JOIN,
    LIBRARY,
    LOGGING,
    OWN,
    SHARED,
    STALLED,
    TWO_HUNDRED,
    TWO_LOCKS,
    VANISHED_OWNER,
    any_child,
    child,
    cycle,
    pipe,
    private_lock,
    shared_lock,
    thread,
    wait,
)


def ends(seen: WaitGraph, closing: bool | None = None) -> list[tuple[str, str]]:
    """Give each arrow from a thing: the name of the thing, and the id of the node that could end the wait for it."""
    return [
        (" ".join((seen.things[one.thing].name, *seen.things[one.thing].detail)), one.to)
        for one in seen.arrows
        if closing is None or one.closes == closing
    ]


def test_a_single_thread_that_waits_for_a_private_lock_waits_for_itself() -> None:
    seen = wait_graph(ALONE)
    assert ends(seen) == ends(seen, closing=True) == [("private lock 0xa1", "thread:7:7")]
    assert seen.cycle == ("thread:7:7",)
    assert "No other thread and no other process could release that lock: it waits for itself." in as_sentences(seen)


def test_the_owner_that_was_not_copied_is_a_node_and_nothing_more_is_claimed() -> None:
    seen = wait_graph(VANISHED_OWNER)
    assert ends(seen) == [
        ("end of process 4242", "process:4242"),
        ("private lock 0x7f12a4000b60", "vanished:4242"),
        ("pipe 55 something to read", "process:4241"),
        ("pipe 55 something to read", "process:4242"),
    ]
    # A thread that waits for a vanished owner is on no cycle.
    assert seen.cycle == ()
    words = as_sentences(seen)
    assert "either a thread of process 4241 that fork did not copy holds it, or this thread itself does" in words
    assert "the kernel does not record an owner" in words


def test_a_child_with_two_threads_has_a_vanished_owner_beside_the_other_thread() -> None:
    two = [
        thread(4242, 4242, private_lock(4242, "0xa1", copied_from=4241)),
        thread(4242, 4244, private_lock(4242, "0xb2", copied_from=4241)),
    ]
    seen = wait_graph(two)
    assert ends(seen) == [
        ("private lock 0xa1", "thread:4242:4244"),
        ("private lock 0xa1", "vanished:4242"),
        ("private lock 0xb2", "thread:4242:4242"),
        ("private lock 0xb2", "vanished:4242"),
    ]
    assert "Or a thread of process 4241 that fork did not copy holds it" in as_sentences(seen)


def test_two_threads_and_two_locks_are_a_cycle_that_one_arrow_closes() -> None:
    seen = wait_graph(TWO_LOCKS)
    assert ends(seen, closing=False) == [("private lock 0xa1", "thread:7:9")]
    assert ends(seen, closing=True) == [("private lock 0xb2", "thread:7:8")]
    assert seen.cycle == ("thread:7:8", "thread:7:9")
    assert "So the threads of process 7 wait for one another." in as_sentences(seen)


def test_of_three_threads_it_is_not_said_which_one_owns_a_lock() -> None:
    seen = wait_graph([*TWO_LOCKS, thread(7, 7, private_lock(7, "0xc3"))])
    assert {to for _, to in ends(seen)} == {"process:7"}
    assert "which only other threads of its process could release" in as_sentences(seen)
    assert "any other thread of process 7" in graph_as_text([*TWO_LOCKS, thread(7, 7, private_lock(7, "0xc3"))])


def owned(pid: int, tid: int | None, **facts: Any) -> dict[str, Any]:
    return {"owner": Owner(pid=pid, tid=tid, thread="writer", how="body", **facts)}


def test_of_three_threads_the_likely_owners_make_a_cycle() -> None:
    three = [
        thread(7, 7, private_lock(7, "0xc3")),
        thread(7, 8, private_lock(7, "0xa1", **owned(7, 9))),
        thread(7, 9, private_lock(7, "0xb2", **owned(7, 8))),
    ]
    seen = wait_graph(three)
    assert ends(seen, closing=False) == [("private lock 0xa1", "thread:7:9")]
    assert ends(seen, closing=True) == [("private lock 0xc3", "process:7"), ("private lock 0xb2", "thread:7:8")]
    assert seen.cycle == ("thread:7:8", "thread:7:9")
    assert "which thread 9 of process 7 likely holds" in as_sentences(seen)
    assert "(0xa1) ─▶ thread 9 of process 7" in graph_as_text(three)


def test_a_thread_that_likely_holds_what_it_waits_for_waits_for_itself() -> None:
    two = [thread(7, 7, private_lock(7, "0xa1", **owned(7, 7))), thread(7, 8, private_lock(7, "0xb2"))]
    seen = wait_graph(two)
    assert ("private lock 0xa1", "thread:7:7") in ends(seen, closing=True)
    assert "That thread likely holds it itself." in as_sentences(seen)
    assert "(0xa1) ═▶ itself" in graph_as_text(two)


def test_a_likely_owner_that_fork_did_not_copy_has_a_name() -> None:
    two = [
        thread(4242, 4242, private_lock(4242, "0xa1", copied_from=4241, **owned(4241, 4250))),
        thread(4242, 4244, private_lock(4242, "0xb2")),
    ]
    seen = wait_graph(two)
    assert ends(seen)[0] == ("private lock 0xa1", "vanished:4242")
    assert len(ends(seen)) == 2
    name = "thread writer of process 4241 that fork did not copy"
    assert f"T{name[1:]} likely holds it." in as_sentences(seen)
    assert f"┄▶ {name}\n" in graph_as_text(two)
    assert name in " ".join(words for seat in seats_of(seen) for words, _style in seat.text)


def test_a_copied_lock_with_an_owner_in_its_own_process_has_no_vanished_one() -> None:
    two = [
        thread(4242, 4242, private_lock(4242, "0xa1", copied_from=4241, **owned(4242, 4244))),
        thread(4242, 4244, private_lock(4242, "0xb2")),
    ]
    seen = wait_graph(two)
    assert ends(seen)[0] == ("private lock 0xa1", "thread:4242:4244")
    assert not seen.processes[0].has_vanished_owner
    assert seen.processes[0].fork_of == 4241


def test_an_owner_that_is_no_thread_of_the_evidence_changes_nothing() -> None:
    for owner in (owned(7, 99), owned(7, None)):
        seen = wait_graph([thread(7, 7, private_lock(7, "0xa1", **owner)), thread(7, 8, private_lock(7, "0xb2"))])
        assert ends(seen)[0] == ("private lock 0xa1", "thread:7:8")


def test_threads_that_all_wait_for_one_lock_are_said_to() -> None:
    both = [thread(7, tid, private_lock(7)) for tid in (7, 8)]
    assert "Only threads of this process could release it, and all of them wait for it." in as_sentences(
        wait_graph(both)
    )
    assert "threads of process 7, all of which wait for it" in graph_as_text(both)


def test_a_cycle_of_processes_is_drawn_in_its_order() -> None:
    # 100 waits for 101, and so on; the evidence comes in another order.
    seen = wait_graph(cycle(4)[::-1])
    assert [process.name for process in seen.processes] == [f"process {pid}" for pid in (100, 101, 102, 103)]
    assert ends(seen, closing=True) == [("pipe 903 something to read", "process:100")]
    assert "These waits form a cycle: process 100 waits for process 101, which waits for" in as_sentences(seen)


def test_the_picture_begins_with_the_program() -> None:
    assert wait_graph(cycle(3), program=102).processes[0].name == "process 102"
    # No such process: then with the first one.
    assert wait_graph(cycle(3), program=5).processes[0].name == "process 100"


def test_a_parent_and_a_child_that_fills_its_pipe() -> None:
    seen = wait_graph(FULL_PIPE)
    assert ends(seen) == [("end of process 22", "process:22"), ("pipe 5 room to write", "process:21")]
    assert ends(seen, closing=True) == [("pipe 5 room to write", "process:21")]


def test_a_lock_that_all_its_holders_wait_for() -> None:
    seen = wait_graph(SHARED)
    assert len(seen.things) == 1
    assert ends(seen, closing=True) == [("shared lock 0x7fd1c2a4e000", f"process:{pid}") for pid in (21, 22, 23)]
    assert "Only processes 21, 22 and 23 could release it, and all of them wait for it." in as_sentences(seen)


def test_a_process_that_waits_for_a_lock_is_not_the_one_to_release_it() -> None:
    seen = wait_graph([thread(21, 21, child(22)), *SHARED[1:]])
    assert ends(seen) == [("end of process 22", "process:22"), ("shared lock 0x7fd1c2a4e000", "process:21")]
    assert "could release it, and processes 22 and 23 wait for it" in as_sentences(seen)


def test_a_process_that_holds_its_own_pipes_other_end_could_end_its_wait() -> None:
    seen = wait_graph([thread(21, 21, child(22)), thread(22, 22, pipe(5, "read", [21, 22]))])
    assert ends(seen, closing=True) == [
        ("pipe 5 something to read", "process:21"),
        ("pipe 5 something to read", "process:22"),
    ]


def test_any_of_several_is_one_thing_with_its_parts() -> None:
    seen = wait_graph(ANY_OF)
    assert seen.things["any-of:21:21"].detail == ("pipe 5", "pipe 6", "end of process 23")
    assert ("any of 3 pipe 5 pipe 6 end of process 23", "process:22") in ends(seen)
    assert ends(seen, closing=True) == [
        ("pipe 7 something to read", "process:21"),
        ("pipe 8 something to read", "process:21"),
    ]


def test_many_parts_are_counted_and_their_holders_are_known_from_them() -> None:
    parts = [*(pipe(number, "read", [22]) for number in range(20)), child(23)]
    seen = wait_graph([thread(21, 21, wait("any-of", "epoll set 7", "epoll:21:7", [], parts=parts))])
    (thing,) = seen.things.values()
    assert (thing.name, thing.detail) == ("any of 21", ("20 pipes", "1 child"))
    assert thing.held_by == (22, 23)


def test_a_set_of_one_is_that_one() -> None:
    seen = wait_graph([thread(21, 21, wait("any-of", "epoll set 7", "epoll:21:7", [], parts=[pipe(5, "read", [21])]))])
    assert ends(seen, closing=True) == [("pipe 5 something to read", "process:21")]


def test_a_set_of_one_with_a_time_limit_closes_no_cycle() -> None:
    limited = wait("any-of", "epoll set 7", "epoll:21:7", [], parts=[pipe(5, "read", [21])], unlimited=False)
    seen = wait_graph([thread(21, 21, limited)])
    assert ends(seen, closing=True) == []
    assert "That wait has a time limit." in as_sentences(seen)


def test_file_locks_in_opposite_order() -> None:
    seen = wait_graph(FILES)
    assert ends(seen) == [("file lock ledger", "process:22"), ("file lock journal", "process:21")]
    assert "a lock on the file /tmp/lab-x/ledger. Process 22 holds it." in as_sentences(seen)


def test_a_hundred_threads_are_two_nodes() -> None:
    seen = wait_graph(HUNDRED)
    assert [waiter.name for waiter in seen.waiters] == ["main thread", "99 threads"]
    assert ends(seen) == [("private lock 0xa1", "thread:7:8"), ("private lock 0xb2", "thread:7:7")]
    assert "only the 99 threads of process 7 could release" in as_sentences(seen)


def test_two_hundred_processes_are_two_nodes_and_a_vanished_owner() -> None:
    seen = wait_graph(TWO_HUNDRED)
    assert [process.name for process in seen.processes] == ["process 1000", "199 processes alike"]
    assert len(seen.things) == 2
    assert ends(seen) == [("end of a child", "process:1001"), ("private lock 0x7f12a4000b60", "vanished:1001")]
    assert "each for its own" in as_sentences(seen)


def test_many_processes_that_share_a_lock_are_told_as_many() -> None:
    pids = list(range(100, 400))
    shared = [thread(pid, pid, shared_lock([99, *pids])) for pid in pids]
    words = as_sentences(wait_graph([thread(99, 99, child(100)), *shared]))
    assert "Only processes 99, 100, 101" in words
    assert "process 99 waits for the 300 processes alike, which wait for process 99." in words
    alone = as_sentences(wait_graph([thread(pid, pid, shared_lock(pids)) for pid in pids]))
    assert "Only these processes could release it, and all of them wait for it." in alone


def test_what_is_left_out_is_not_claimed_to_wait() -> None:
    # More threads than a picture holds; those that are left out wait for something else.
    many = [thread(7, 7 + number, private_lock(7, hex(number // 2))) for number in range(40)]
    assert "all of them wait for it" not in as_sentences(wait_graph(many))


def test_few_processes_are_shown_one_by_one() -> None:
    few = [TWO_HUNDRED[0], *TWO_HUNDRED[1:5]]
    assert len(wait_graph(few).processes) == 1 + 4 + 1  # of the others that it waits for nothing was seen
    few[0] = thread(1000, 1000, any_child(1000, [1001, 1002, 1003, 1004]))
    assert len(wait_graph(few).processes) == 5


def test_processes_that_differ_are_left_out_where_they_are_too_many_and_counted() -> None:
    seen = wait_graph([*cycle(40), *ALONE])
    assert len(seen.waiters) == 12
    assert seen.left_out == (29, 29)
    assert "29 processes with 29 threads more" in as_sentences(seen)
    # The program itself is not left out.
    assert ("private lock 0xa1", "thread:7:7") in ends(seen)


def test_a_helper_stands_at_the_side_and_a_process_that_is_waited_for_is_none() -> None:
    assert [process.role for process in wait_graph(VANISHED_OWNER).helpers] == ["resource tracker"]
    without_stack = [*VANISHED_OWNER[:2], VANISHED_OWNER[2].replace(stack=None)]
    assert [process.name for process in wait_graph(without_stack).helpers] == ["process 4250"]
    # A child that reads, and for which its parent waits, is no helper; nor is one whose stack shows other work.
    assert wait_graph([FULL_PIPE[0], thread(22, 22, pipe(5, "read", [21]))]).helpers == ()
    assert wait_graph([*ALONE, thread(22, 22, pipe(5, "read", [7]), ("ask", OWN, 3))]).helpers == ()


def test_helpers_do_not_count_as_processes_that_wait() -> None:
    seen = wait_graph(HELPERS)
    assert [process.name for process in seen.processes] == ["process 7"]
    assert [process.role for process in seen.helpers] == ["resource tracker", "fork server", ""]


def test_a_child_that_has_ended_waits_for_nothing() -> None:
    seen = wait_graph([*ALONE, thread(9, 9, None, state="Z", call=None)])
    assert "At the side, the main thread of process 9 has ended and was not reaped." in as_sentences(seen)


def test_a_wait_with_a_limit_or_an_outside_end_closes_no_cycle() -> None:
    seen = wait_graph(STALLED)
    assert ends(seen) == [
        ("private lock 0x7f12a4000b60", "thread:21:21"),
        ("pipe 5 room to write", "outside:the lab's guard"),
    ]
    assert ends(seen, closing=True) == []
    words = as_sentences(seen)
    assert "That wait has a time limit." in words
    assert "Outside the program, it could be ended by the lab's guard." in words
    (unknown,) = wait_graph([thread(7, 7, private_lock(7, unlimited=None))]).arrows
    assert not unknown.closes
    (open_ended,) = wait_graph([thread(7, 7, pipe(5, "read", [7], why_open="data could come"))]).arrows
    assert not open_ended.closes


def test_of_a_thread_whose_wait_is_unknown_only_its_state_is_told() -> None:
    states = {"R": "is running", "T": "is stopped", "S": "waits for something unknown"}
    for state, words in states.items():
        assert f"The main thread of process 7 {words}" in as_sentences(
            wait_graph([thread(7, 7, None, state=state, call=None)])
        )


@pytest.mark.parametrize(
    ("frames", "where", "called_in"),
    [
        (JOIN, "in BaseProcess.join, process.py:149", "main, program.py:31"),
        (LOGGING, "in Logger.info, logging/__init__.py:1489", "work, program.py:12"),
        ((("work", OWN, 3),), "in work, program.py:3", ""),
        # A pool's own thread: nothing of it is the reader's.
        (
            (
                ("Queue.get", LIBRARY + "queue.py", 171),
                ("Pool._handle_tasks", LIBRARY + "multiprocessing/pool.py", 531),
                ("Thread.run", LIBRARY + "threading.py", 982),
                ("Thread._bootstrap_inner", LIBRARY + "threading.py", 1045),
                ("Thread._bootstrap", LIBRARY + "threading.py", 1002),
            ),
            "in Queue.get, queue.py:171",
            "Pool._handle_tasks, pool.py:531",
        ),
        # Its target is a function in C.
        ((("Thread.run", LIBRARY + "threading.py", 982),), "in Thread.run, threading.py:982", ""),
        # A package is not the library.
        (
            (("wait", LIBRARY + "threading.py", 1), ("serve", LIBRARY + "site-packages/app/main.py", 2)),
            "in wait, threading.py:1",
            "serve, main.py:2",
        ),
        ((), "in the system call futex", ""),
    ],
)
def test_where_a_thread_waits_is_told_by_what_a_reader_knows(
    frames: Sequence[tuple[str, str, int]], where: str, called_in: str
) -> None:
    (waiter,) = wait_graph([thread(7, 7, private_lock(7), *frames)]).waiters
    assert (waiter.where, waiter.called_in) == (where, called_in)


def test_a_child_of_the_fork_server_is_not_the_fork_server() -> None:
    served = (
        ("take", OWN, 12),
        ("BaseProcess._bootstrap", LIBRARY + "multiprocessing/process.py", 314),
        ("_serve_one", LIBRARY + "multiprocessing/forkserver.py", 313),
        ("main", LIBRARY + "multiprocessing/forkserver.py", 274),
    )
    roles = [
        process.role
        for process in wait_graph(
            [thread(7, 7, private_lock(7), *served), thread(8, 8, private_lock(8), *served[3:])]
        ).processes
    ]
    assert roles == ["", "fork server"]


def test_nothing_closes_a_cycle_where_nothing_is_proved() -> None:
    assert wait_graph(ALONE).cycle
    unproved = wait_graph(ALONE, stuck=set())
    assert unproved.cycle == () and not any(arrow.closes for arrow in unproved.arrows)


def test_a_stuck_thread_is_shown_first_and_never_cut() -> None:
    threads = [thread(pid, pid, pipe(pid, "read", [1])) for pid in range(1, 40)]
    threads += [thread(99, 99, private_lock(99))]
    assert all(process.pids != (99,) for process in wait_graph(threads).processes[:1])
    assert wait_graph(threads, stuck={(99, 99)}).processes[0].pids == (99,)
