"""The register of the processes of a run: which were seen, and how each ended."""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from scripts.lab import run
from scripts.lab.guard import register
from scripts.lab.guard.register import Register
from scripts.lab.limits import stretched
from scripts.lab.linux import endings
from scripts.lab.linux.proc import PROC
from scripts.lab.proof import calls
from scripts.lab.records.run import Process, Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the register reads /proc")

# The guard looks from time to time, and seldom on a loaded machine. So a program that needs a look waits for evidence:
# the guard opens a pidfd of a process when it first sees it, and closes it when it has noted its end.
WAIT_FOR_THE_GUARD = """
import os, signal, subprocess, sys
def parent(pid):
    return int(open(f"/proc/{pid}/stat").read().rpartition(") ")[2].split()[1])
launcher = os.getppid()
guard = parent(launcher) or launcher
def held(pid):
    for name in os.listdir(f"/proc/{guard}/fdinfo"):
        try:
            if f"Pid:\\t{pid}\\n" in open(f"/proc/{guard}/fdinfo/{name}").read():
                return True
        except FileNotFoundError:
            pass
def seen(pid):
    while not held(pid): pass
def end_is_noted(pid):
    while held(pid): pass
def blocked(end):  # a child that ends as `end` says when a byte is written to the descriptor
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(read, 1)
        end()
    return child, write
"""


def tells_after_reaping() -> bool:
    """Does this kernel tell the wait status of a process that its parent has waited for?"""
    child = os.fork()
    if child == 0:
        signal.pause()
    descriptor = os.pidfd_open(child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = endings.status_by_pidfd(descriptor)
    os.close(descriptor)
    return told is not None


def others(done: Run) -> list[Process]:
    """Give the processes of a run without the program itself, which stands first."""
    assert done.processes[0].pid == done.pid
    return done.processes[1:]


@pytest.mark.parametrize("boundary", ["namespace", "subreaper"])
def test_a_killed_child_that_is_not_reaped_is_listed(program: Callable[[str], str], boundary: str) -> None:
    text = WAIT_FOR_THE_GUARD + (
        "child, write = blocked(sys.exit)\nseen(child)\n"
        "os.kill(child, signal.SIGKILL)\nend_is_noted(child)\n"
        "print(child, flush=True)\nos.read(os.pipe()[0], 1)\n"
    )
    done = run(program(text), timeout=stretched(10), boundary=boundary)
    assert done.verdict == "deadlocked", done.printed
    (child,) = others(done)
    assert (child.pid, child.parent, child.state) == (int(done.stdout), done.pid, "Z")
    assert child.ended == "killed by SIGKILL"
    assert child.came is not None and child.went is not None
    assert 0 <= child.came < child.went < done.seconds
    assert (done.processes[0].went, done.processes[0].ended, done.processes[0].state) == (None, None, "S")


@pytest.mark.parametrize("end, ended", [("os._exit(3)", "exited 3"), ("os.kill(os.getpid(), 11)", "killed by SIGSEGV")])
def test_a_child_whose_parent_waits_for_it_is_listed(program: Callable[[str], str], end: str, ended: str) -> None:
    if not tells_after_reaping():
        pytest.skip("this kernel forgets how a process ended when its parent has waited for it")
    text = WAIT_FOR_THE_GUARD + (
        f"child, write = blocked(lambda: {end})\nseen(child)\nos.write(write, b'x')\nos.waitpid(child, 0)\n"
    )
    done = run(program(text))
    assert [one.ended for one in others(done)] == [ended]
    assert (done.processes[0].ended, done.processes[0].state) == ("exited 0", "Z")


def test_an_orphan_that_the_guard_waits_for_is_listed(program: Callable[[str], str]) -> None:
    text = WAIT_FOR_THE_GUARD + (
        "read, write = os.pipe()\ntold, tell = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    orphan = os.fork()\n"
        "    if orphan == 0:\n        os.read(read, 1)\n        os._exit(5)\n"
        "    seen(orphan)\n    os.write(tell, b'%d' % orphan)\n    os._exit(0)\n"
        "os.wait()\norphan = int(os.read(told, 20))\nos.write(write, b'x')\nend_is_noted(orphan)\n"
    )
    done = run(program(text))
    assert "exited 5" in [one.ended for one in others(done)]


def test_a_child_that_becomes_another_program_has_that_command(program: Callable[[str], str]) -> None:
    other = "import signal; signal.pause()"
    done = run(program(f"{WAIT_FOR_THE_GUARD}seen(subprocess.Popen([sys.executable, '-c', '{other}']).pid)\n"))
    assert [one.command.split(" ", 1)[1] for one in others(done)] == [f"-c {other}"]


# The register itself

ROUNDING = 0.0001
"""Of the moments that a register gives, in seconds."""


@pytest.fixture
def children() -> Iterator[list[int]]:
    """A list of children that sleep; those that are put into it are ended."""
    found: list[int] = []
    yield found
    for pid in found:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def sleeping() -> int:
    child = os.fork()
    if child == 0:
        signal.pause()
    return child


def exits_with(status: int) -> tuple[int, int]:
    """Start a child that exits when a byte is written to the descriptor; its id, and the descriptor."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)
        os._exit(status)
    os.close(read)
    return child, write


def wait_for_read(child: int) -> None:
    """Return when the child waits in read()."""
    while (call := PROC.system_call(child, child)) is None or calls.name(call) != "read":
        pass


def kill(child: int) -> None:
    """End a child, and leave it a zombie."""
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)


def go(write: int) -> None:
    os.write(write, b"x")
    os.close(write)


def test_a_full_register_counts_and_lets_go_of_what_exited_with_0_first(
    monkeypatch: pytest.MonkeyPatch, children: list[int]
) -> None:
    monkeypatch.setattr(register, "MOST_ENTRIES", 3)
    found = Register(time.monotonic(), PROC.command, select.poll())
    ordinary, write = exits_with(0)
    children += [sleeping(), sleeping()]
    found.look([*children, ordinary])
    go(write)
    found.reaped({ordinary: os.waitpid(ordinary, 0)[1]})
    children.append(sleeping())
    found.look(children)
    assert found.left_out == 1
    children.append(sleeping())
    found.look(children)
    found.look(children)
    assert found.left_out == 2
    assert [one.pid for one in found.close()] == children[:3]


def test_what_a_child_did_when_it_was_killed_and_when_it_came_and_went_are_noted(children: list[int]) -> None:
    began = time.monotonic()
    found = Register(began, PROC.command, select.poll())
    child, write = exits_with(0)
    children.append(child)
    wait_for_read(child)
    before_look = time.monotonic() - began
    found.look([child])
    after_look = time.monotonic() - began
    kill(child)
    before_close = time.monotonic() - began
    (one,) = found.close()
    after_close = time.monotonic() - began
    os.close(write)
    assert (one.pid, one.parent, one.state) == (child, os.getpid(), "Z")
    assert (one.ended, one.doing) == ("killed by SIGKILL", "read")
    assert one.came is not None and one.went is not None
    assert before_look - ROUNDING <= one.came <= after_look + ROUNDING
    assert before_close - ROUNDING <= one.went <= after_close + ROUNDING


@pytest.mark.parametrize("looks, doing", [(1, None), (2, "read")])
def test_a_look_reads_the_calls_of_a_few_processes_and_the_next_look_of_the_next_ones(
    children: list[int], looks: int, doing: str | None
) -> None:
    found = Register(time.monotonic(), PROC.command, select.poll())
    child, write = exits_with(0)
    children += [child, *(sleeping() for _ in range(register.CALLS_A_LOOK))]  # the first one's turn is the last
    wait_for_read(child)
    for _ in range(looks):
        found.look(children)
    kill(child)
    os.close(write)
    assert [one.doing for one in found.close()] == [doing, *[None] * register.CALLS_A_LOOK]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_child_that_executed_after_the_last_look_has_that_command_while_it_is_there(
    children: list[int], is_there: bool
) -> None:
    found = Register(time.monotonic(), PROC.command, select.poll())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(read, 1)
        os.execv("/bin/sleep", ["sleep", "1000"])
    children.append(child)
    for _ in range(3):
        found.look([child])
    go(write)
    os.close(read)
    while PROC.command(child) != "sleep 1000":
        pass
    if not is_there:
        kill(child)
    assert [one.command for one in found.close()] == ["sleep 1000" if is_there else PROC.command(os.getpid())]


def test_no_descriptor_is_left_open(monkeypatch: pytest.MonkeyPatch, children: list[int]) -> None:
    before = os.listdir("/proc/self/fd")
    poll = select.poll()
    found = Register(time.monotonic(), PROC.command, poll)
    monkeypatch.setattr(register, "MOST_PIDFDS", 2)
    children += [sleeping() for _ in range(3)]
    found.look(children)
    assert len(os.listdir("/proc/self/fd")) == len(before) + 2
    found.close()
    assert os.listdir("/proc/self/fd") == before


def test_the_end_of_a_process_wakes_the_guard_while_it_is_a_zombie() -> None:
    poll = select.poll()
    found = Register(time.monotonic(), PROC.command, poll)
    child, write = exits_with(4)
    found.look([child])
    assert not poll.poll(0)
    go(write)
    ((descriptor, _),) = poll.poll(5000)
    assert found.knows(descriptor)
    found.wake(descriptor)
    assert not found.knows(descriptor)
    found.look([child])  # a zombie is listed for as long as its parent does not wait, and is no new process
    os.waitpid(child, 0)
    found.look([])
    (one,) = found.close()
    assert (one.pid, one.ended, one.state) == (child, "exited 4", "Z")


@pytest.mark.parametrize("told, ended", [(True, "exited 5"), (False, "unknown")])
def test_without_a_pidfd_only_the_guards_own_wait_tells_the_end_of_what_is_gone(
    monkeypatch: pytest.MonkeyPatch, told: bool, ended: str
) -> None:
    monkeypatch.setattr(register, "MOST_PIDFDS", 0)
    found = Register(time.monotonic(), PROC.command, select.poll())
    child, write = exits_with(5)
    found.look([child])
    go(write)
    status = os.waitpid(child, 0)[1]
    if told:
        found.reaped({child: status})
    found.look([])
    assert [one.ended for one in found.close()] == [ended]


def test_a_child_that_was_seen_between_fork_and_exec_has_the_command_that_it_executed(children: list[int]) -> None:
    found = Register(time.monotonic(), PROC.command, select.poll())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(read, 1)
        os.execv("/bin/sleep", ["sleep", "1000"])
    children.append(child)
    found.look([child])
    go(write)
    os.close(read)
    while PROC.command(child) != "sleep 1000":
        pass
    found.look([child])
    assert [one.command for one in found.close()] == ["sleep 1000"]
