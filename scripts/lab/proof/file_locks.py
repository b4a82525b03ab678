"""Waits for a lock on a file: flock(2), and the two kinds of fcntl_locking(2)."""

from __future__ import annotations

import os

from scripts.lab.proof.awaited import Awaited, unprovable
from scripts.lab.proof.calls import signed

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.program import Program
    from scripts.lab.proof.snapshots import ThreadStatus

F_SETLKW, F_OFD_SETLKW = 7, 38


def flock(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of flock(2)."""
    return _file_lock(program, thread, signed(arguments[0]), (b"FLOCK",))


def record_lock(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of fcntl(2), of whose commands only the two that wait for a lock are known here."""
    if signed(arguments[1]) not in (F_SETLKW, F_OFD_SETLKW):
        key = f"other:{thread.pid}:{thread.tid}"
        return unprovable("other", "the end of fcntl", key, "nothing can be proved of this call")
    # flock() and the two kinds of fcntl() do not see each other; the two kinds of fcntl() do.
    return _file_lock(program, thread, signed(arguments[0]), (b"POSIX", b"OFDLCK"))


def _file_lock(program: Program, thread: ThreadStatus, number: int, kinds: tuple[bytes, ...]) -> Awaited:
    found = program.descriptor(thread, number)
    if found is None or found.kind != "file" or found.key is None:
        key = f"other:{thread.pid}:fd{number}"
        return unprovable("file-lock", f"a lock on descriptor {number}", key, "it cannot be seen")
    holding = {one.pid for one in program.holding(found.key) if one.holds_lock(kinds)}
    wait = Awaited(
        "file-lock", f"a lock on the file {found.path}", found.key, holding, descriptor=number, path=found.path
    )
    wait.objects.add(found.key)
    # A lock of flock() lives as long as the open file, and that as long as a mapping of it.
    wait.memory.add(f"memory:{os.major(found.device)}:{os.minor(found.device)}:{found.inode}")
    if not holding:
        wait.record.why_open = "no process of the program is seen to hold the lock"
    elif not found.is_local():
        wait.record.why_open = "the lock may be held elsewhere, over a network or by a server of files"
    return wait


READERS = {"flock": flock, "record-lock": record_lock}
