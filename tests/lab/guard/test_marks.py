"""What a Run says of its processes' memory at its marks."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from scripts.lab.guard import marks
from scripts.lab.records.memory import Account, Mark
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from tests.lab.memory.programs import MARK, copies

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page tables are told by /proc")

PAGE = os.sysconf("SC_PAGE_SIZE")
PAGES, COPIED = 2000, 700
Write = Callable[[str], str]


def at(done: Run, name: str) -> Mark:
    found = [mark for mark in done.marks if mark.name == name]
    assert len(found) == 1, done.printed
    return found[0]


def account(mark: Mark, child: bool = True) -> Account:
    """The child's account at a mark, or the program's own."""
    programs = {one.pid for one in mark.memory}
    found = [one for one in mark.memory if (one.parent in programs) is child]
    assert len(found) == 1, mark
    return found[0]


@pytest.fixture(params=["namespace", "subreaper"])
def copied(request: pytest.FixtureRequest, program: Write) -> Run:
    try:
        return run(program(copies(PAGES, COPIED, step=2)), pages=True, boundary=request.param)
    except RuntimeError as error:
        pytest.skip(str(error))


def test_what_a_child_copied_is_measured_to_a_page(copied: Run, program: Write) -> None:
    """Python itself writes here and there: to its frames, and to the numbers of the loop.

    How many pages that are depends on the interpreter and its C library, so a child that runs the same loop over a
    single page is measured too.
    """
    one_page = run(program(copies(PAGES, COPIED, step=0)), boundary=copied.boundary)
    assert (copied.summary, one_page.summary) == ("EXITED 0", "EXITED 0"), copied.printed + one_page.printed
    grown = []
    for done in (copied, one_page):
        before, after = (account(at(done, name)) for name in ("forked", "written"))
        grown.append(
            [
                (after.uss_bytes - before.uss_bytes) / PAGE,
                (after.private_dirty_bytes - before.private_dirty_bytes) / PAGE,
                after.minor_faults - before.minor_faults,
            ]
        )
    for pages, without in zip(*grown, strict=True):
        assert pages - without == pytest.approx(COPIED - 1, abs=8), grown
        assert without <= 64, grown


@pytest.mark.parametrize("step", [1, 3])
def test_ten_mebibytes_are_measured_within_one_percent(program: Write, step: int) -> None:
    """benchmarks/memory_accuracy.py goes up to 1 GiB."""
    pages = (10 << 20) // PAGE
    done = run(program(copies(pages * step, pages, step)), pages=True)
    before, after = (account(at(done, name)) for name in ("forked", "written"))
    assert after.uss_bytes - before.uss_bytes == pytest.approx(pages * PAGE, rel=0.01)
    own = [
        sum(mapping.own for one in at(done, name).pages if one.pid == before.pid for mapping in one.mappings)
        for name in ("forked", "written")
    ]
    assert own[1] - own[0] == pytest.approx(pages, rel=0.01)


def test_rss_does_not_see_the_copying(copied: Run) -> None:
    before, after = (account(at(copied, name)) for name in ("forked", "written"))
    # Pages of the interpreter's file come in by the dozen with the first page that is touched there.
    few = COPIED // 4 * PAGE
    assert abs(after.rss_bytes - before.rss_bytes) <= few
    assert before.shared_bytes - after.shared_bytes == pytest.approx(COPIED * PAGE, abs=few)
    # Half of each copied page was the child's share before.
    assert after.pss_bytes - before.pss_bytes == pytest.approx(COPIED * PAGE / 2, abs=few)


def test_both_of_a_fork_are_measured(copied: Run) -> None:
    for name in ("forked", "written"):
        own, child = account(at(copied, name), child=False), account(at(copied, name))
        assert own.pid == copied.pid
        assert child.parent == copied.pid
        for one in (own, child):
            assert one.uss_bytes + one.shared_bytes == one.rss_bytes
            assert one.uss_bytes <= one.pss_bytes <= one.rss_bytes
            assert one.rss_bytes > PAGES * PAGE


def test_the_page_map_and_the_account_agree(copied: Run) -> None:
    for mark in copied.marks:
        by_pid = {one.pid: one.mappings for one in mark.pages}
        for one in mark.memory:
            own = sum(mapping.own for mapping in by_pid[one.pid])
            # Between the two: a clean page of a file is its own for as long as no other process has that file mapped.
            assert one.private_dirty_bytes - 8 * PAGE <= own * PAGE <= one.uss_bytes + 8 * PAGE


def test_the_page_map_shows_which_pages(copied: Run) -> None:
    (child,) = (one for one in at(copied, "written").pages if one.pid != copied.pid)
    # The kernel may have joined the mapping with a neighbour.
    everything = "".join(mapping.runs for mapping in child.mappings)
    assert everything.count("1o1s") >= COPIED - 1
    parents = next(one for one in at(copied, "written").pages if one.pid == copied.pid)
    assert "".join(mapping.runs for mapping in parents.mappings).count("1o1s") >= COPIED - 1


def test_pages_are_looked_at_on_request_only(program: Write) -> None:
    done = run(program(copies(10, 5)))
    assert [mark.name for mark in done.marks] == ["forked", "written"]
    assert all(len(mark.memory) == 2 for mark in done.marks)
    assert [mark.pages for mark in done.marks] == [None] * len(done.marks)


def test_marking_costs_the_program_a_page_or_two(program: Write) -> None:
    """What a child's own marks copy: the frame, the buffer of its output."""
    text = MARK + (
        "data = list(range(100_000))\n"
        "if os.fork() == 0:\n"
        "    for number in range(40):\n"
        "        mark(str(number))\n"
        "    os._exit(0)\n"
        "os.wait()\n"
    )
    done = run(program(text), pages=True)
    accounts = [account(mark) for mark in done.marks]
    assert len(accounts) == 40
    # The first marks touch code and data for the first time; after that nothing is copied.
    assert accounts[-1].private_dirty_bytes - accounts[1].private_dirty_bytes <= 8 * PAGE
    assert accounts[-1].minor_faults - accounts[1].minor_faults <= 16


def test_a_program_that_marks_goes_on_at_once_without_the_lab(program: Write) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MARK_DESCRIPTOR"}
    done = subprocess.run(
        [sys.executable, program(copies(10, 5))], env=environment, capture_output=True, text=True, timeout=30
    )
    assert done.stdout.splitlines() == ["mark: forked", "mark: written"]
    assert done.returncode == 0


def test_it_waits_until_it_was_measured(program: Write) -> None:
    """A mark is observed before anything that the program does after it."""
    text = (
        MARK
        + """\
for number in range(30):
    mark("without")
    with mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory[:] = b"x" * len(memory)
        mark("with")
"""
    )
    done = run(program(text))
    held = [mark.memory[0].rss_bytes for mark in done.marks]
    pairs = list(zip(held[::2], held[1::2], strict=True))
    assert len(pairs) == 30
    assert all(after - before >= 1 << 20 for before, after in pairs)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_child_that_was_not_forked_gets_an_error_and_no_foreign_byte(program: Write, method: str) -> None:
    text = (
        MARK
        + f"""\
import multiprocessing

if __name__ == "__main__":
    child = multiprocessing.get_context("{method}").Process(target=mark, args=("here",))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
"""
    )
    done = run(program(text))
    assert done.measurements == {"child_exit_code": 1}
    assert "OSError: [Errno 9] Bad file descriptor" in done.stderr


def test_a_parent_marks_for_a_child_that_was_not_forked(program: Write) -> None:
    text = (
        MARK
        + """\
import multiprocessing


def fill(pipe):
    block = b"x" * (20 << 20)
    pipe.send("filled")
    pipe.recv()


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=fill, args=(theirs,))
    child.start()
    ours.recv()
    mark("filled")
    print("child_pid =", child.pid)
    ours.send("go on")
    child.join()
"""
    )
    done = run(program(text))
    accounts = {one.pid: one for one in at(done, "filled").memory}
    assert accounts[done.measurements["child_pid"]].uss_bytes > 20 << 20


def test_few_descriptors_are_enough(program: Write) -> None:
    code = "import sys; from scripts.lab import run; print(len(run(sys.argv[1]).marks))"
    shell = 'ulimit -n 64; exec "$0" -c "$1" "$2"'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable, code, program(copies(10, 5))], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "2\n", done.stderr


def test_limits_hold_while_a_mark_is_observed(program: Write) -> None:
    """A program that marks a thousand times without waiting, with many children, ends when it is to end."""
    text = (
        "import os, time\n"
        "for _ in range(60):\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(1000)\n"
        "while True:\n"
        "    print('mark: again')\n"
    )
    done = run(program(text), timeout=1.5, pages=True)
    assert done.verdict == "timed-out"
    assert done.seconds < 2.5
    assert sum(len(mark.memory) for mark in done.marks) <= marks.MOST_RECORDS


def test_a_process_that_lost_its_first_thread_has_an_account(program: Write) -> None:
    text = (
        MARK
        + """\
import ctypes, threading

block = b"x" * (5 << 20)


def go_on():
    while open(f"/proc/{os.getpid()}/stat").read().rpartition(")")[2].split()[0] != "Z":
        pass
    mark("alone")
    os._exit(0)


threading.Thread(target=go_on).start()
ctypes.CDLL(None).pthread_exit(None)
"""
    )
    done = run(program(text))
    (only,) = at(done, "alone").memory
    assert only.rss_bytes > 5 << 20
