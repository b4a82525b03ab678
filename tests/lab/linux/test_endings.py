"""How a process ended, as a reader learns that is not its parent."""

import os
import signal
from pathlib import Path

import pytest

from scripts.lab.linux import endings
from scripts.lab.linux.proc import PROC, Proc


@pytest.mark.parametrize("status, words", [(3 << 8, "exited 3"), (0, "exited 0"), (11 | 0x80, "killed by SIGSEGV")])
def test_a_wait_status_in_words(status: int, words: str) -> None:
    assert endings.in_words(status) == words


def test_a_signal_without_a_name_and_an_unknown_end() -> None:
    assert endings.in_words(40) == "killed by signal 40"
    assert endings.in_words(None) == "unknown"


def test_a_zombie_shows_its_wait_status_and_a_living_process_does_not() -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)
        os._exit(3)
    assert endings.status_of_zombie(PROC, child) is None
    os.close(write)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert endings.in_words(endings.status_of_zombie(PROC, child)) == "exited 3"
    os.waitpid(child, 0)
    os.close(read)
    assert endings.status_of_zombie(PROC, child) is None


def test_a_pidfd_tells_the_end_of_a_process_that_its_parent_has_waited_for() -> None:
    child = os.fork()
    if child == 0:
        signal.pause()
    descriptor = os.pidfd_open(child)
    assert endings.status_by_pidfd(descriptor) is None
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = endings.status_by_pidfd(descriptor)
    os.close(descriptor)
    release = tuple(int(part) for part in os.uname().release.split(".")[:2])
    assert found == (signal.SIGKILL if release >= (6, 15) else None)


def zombie(folder: Path, status: int, user: int) -> Proc:
    """Make a tree like /proc with a zombie 7 of a user, and this process without any capability."""
    stat = b"7 (a b) Z) Z 1 " + b"0 " * 47 + b"%d\n" % status
    for pid, files in {
        "7": {"stat": stat, "status": b"Uid:\t%d\t%d\t%d\t%d\n" % ((user,) * 4)},
        str(os.getpid()): {"status": b"CapEff:\t0000000000000000\n"},
    }.items():
        (folder / pid).mkdir()
        for name, content in files.items():
            (folder / pid / name).write_bytes(content)
    return Proc(str(folder))


@pytest.mark.parametrize("status, other_user, found", [(0, False, 0), (0, True, None), (256, True, 256), (9, False, 9)])
def test_a_status_of_zero_is_believed_only_where_it_may_be_read(
    tmp_path: Path, status: int, other_user: bool, found: int | None
) -> None:
    assert endings.status_of_zombie(zombie(tmp_path, status, os.geteuid() + other_user), 7) == found
