"""Waits for a lock: futex(2), futex_waitv(2), and futex_wait(2) of Linux 6.7 and later."""

from __future__ import annotations

import os
import stat
import struct
import sys

from scripts.lab.linux import descriptors, futexes
from scripts.lab.linux.mappings import ANONYMOUS
from scripts.lab.proof.awaited import AS_IT_BEGAN, Awaited, any_of, unprovable

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.linux.mappings import Mapping
    from scripts.lab.proof.program import Program
    from scripts.lab.proof.snapshots import ThreadStatus

FUTEX_PRIVATE, FUTEX_COMMANDS = 128, 127
FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI2 = 0, 6, 9, 13
FUTEX_TID_MASK = 0x3FFFFFFF
"""The part of the word of a lock with priority inheritance that is its owner's thread id; futex(2)."""
FUTEX2_PRIVATE = 128
MOST_WAITERS = 128
_DELETED = " (deleted)"
WAITER = struct.Struct("=QQII")
"""struct futex_waitv of include/uapi/linux/futex.h: value, address, flags, reserved."""


def futex(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of futex(2)."""
    command = arguments[1] & FUTEX_COMMANDS
    wait = _word(program, thread.pid, arguments[0], bool(arguments[1] & FUTEX_PRIVATE))
    if command in (FUTEX_LOCK_PI, FUTEX_LOCK_PI2):
        _add_owner(program, wait, thread, arguments[0])
    elif command not in (FUTEX_WAIT, FUTEX_WAIT_BITSET):
        wait.record.why_open = f"nothing can be proved of futex operation {command}"
    return wait


def _add_owner(program: Program, wait: Awaited, thread: ThreadStatus, address: int) -> None:
    """Add the owner that the word of a lock with priority inheritance names: it passes the lock on when it ends.

    The kernel has noted the owner when the wait began. It need not have the lock mapped.
    """
    word = program.proc.memory(thread.pid, address, 4)
    owner = int.from_bytes(word, sys.byteorder) & FUTEX_TID_MASK if word else 0
    # In a PID namespace within the reader's the word has another number.
    inside = [pid for pid, tid in program.snapshot.threads if tid == owner] if len(thread.ids) == 1 else []
    wait.record.held_by = sorted({*wait.record.held_by, *inside})
    wait.assumes.add(AS_IT_BEGAN)
    if not inside:
        wait.record.why_open = wait.record.why_open or "its owner is not seen to be a thread of the program"


def futex_word(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of futex_wait(2)."""
    return _word(program, thread.pid, arguments[0], bool(arguments[3] & FUTEX2_PRIVATE))


def futex_list(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the waits of futex_waitv(2), any of which ends the whole."""
    count = min(arguments[1], MOST_WAITERS)
    waiters = program.proc.memory(thread.pid, arguments[0], count * WAITER.size)
    if waiters is None:
        key = f"other:{thread.pid}:{thread.tid}"
        return unprovable("lock", "one of several locks", key, "its list cannot be read")
    parts = [
        _word(program, thread.pid, address, bool(flags & FUTEX2_PRIVATE))
        for _value, address, flags, _reserved in WAITER.iter_unpack(waiters)
    ]
    for part in parts:
        part.assumes.add(AS_IT_BEGAN)  # the kernel has copied the list, and a thread may have changed it since
    return any_of(thread, parts, program.pids)


def _word(program: Program, pid: int, address: int, private: bool) -> Awaited:
    mapping = None
    declared = private
    if not private:
        mapping = next((one for one in program.mappings(pid) if address in one), None)
        if mapping is None:
            key = f"futex:{pid}:{address:#x}"
            return unprovable("lock", f"lock at {address:#x}", key, "its memory cannot be seen")
        # A lock that could be shared may lie in memory that is not; then it is this process's alone. But what is
        # mapped from a file to be read only is the file's own memory, whichever process has it mapped.
        private = not mapping.shared and (mapping.writable or not mapping.inode)
    if mapping is None or private:
        wait = Awaited(
            "lock",
            f"private lock at {address:#x}",
            f"futex:{pid}:{address:#x}",
            [pid],
            private=True,
            address=f"{address:#x}",
        )
        if declared and futexes.moves_private_waiters_to_shared_words():
            wait.assumes.add(AS_IT_BEGAN)
        if not declared:
            # A thread of the process can have moved the waiter to a word in shared memory (FUTEX_REQUEUE), which
            # a private operation of futex(2) cannot: both of its words are private.
            wait.assumes.add(AS_IT_BEGAN)
            if not program.alone:
                wait.record.why_open = "it may have been moved to a word that the rest of the program wakes"
        return wait
    place = mapping.offset + address - mapping.start
    major, minor = mapping.device
    key = mapping.key
    wait = Awaited(
        "lock",
        f"shared lock at {address:#x}",
        f"futex:{major}:{minor}:{mapping.inode}:{place:#x}",
        [one for one in program.pids if any(other.key == key for other in program.mappings(one))],
        private=False,
        address=f"{address:#x}",
        path=mapping.path or None,
    )
    wait.memory.add(key)
    _add_file(program, wait, pid, mapping)
    return wait


def _add_file(program: Program, wait: Awaited, pid: int, mapping: Mapping) -> None:
    """Add the file behind shared memory: a process that has it open could map it, and so could one that opens it."""
    if mapping.path.startswith("/SYSV"):
        wait.record.why_open = "any process that knows its key could attach System V memory"
    if not mapping.path.startswith("/") or mapping.path == ANONYMOUS:
        return
    wait.objects.add(descriptors.file_key(mapping.device_number, mapping.inode))
    seen = program.proc.mapped_file(pid, mapping)
    if seen is not None:  # Btrfs gives a file another device in stat(2) than in a list of mappings
        wait.objects.add(descriptors.file_key(seen.st_dev, seen.st_ino))
    path: str | None = mapping.path
    if mapping.path.endswith(_DELETED):
        if seen is not None and seen.st_nlink == 0:
            return
        # The name by which it was mapped has gone, and it may have another: sem_open(3) makes a semaphore under one
        # name and gives it a second. Or the file is really called so.
        path = program.proc.name_beside(pid, mapping)
        if path is None and seen is None:
            wait.assumes.add(f"the file of the lock at {wait.record.address} has no other name: only root can see that")
            return
    if path is not None and program.private_places.hold(pid, path):
        return
    try:
        rights = os.lstat(program.proc.path_as_seen_by(pid, path)).st_mode if path else stat.S_IROTH
    except OSError:
        rights = stat.S_IROTH
    closed = program.alone and not rights & (stat.S_IRWXG | stat.S_IRWXO)
    if mapping.path.startswith("/dev/shm/") and closed:
        wait.assumes.add(f"no outside process opens {path}, which its owner alone may do")
    else:
        wait.record.why_open = "another process could map the file that it lies in"


def note_copies(program: Program, thread: ThreadStatus, wait: Awaited) -> None:
    """Note, of each private lock that a thread waits for, from which process fork has copied its memory.

    No proof asks this, so it is read for the evidence alone.
    """
    for part in wait.flat():
        record = part.record
        if record.kind == "lock" and record.private and record.address:
            record.copied_from = program.copied_from(thread.pid, int(record.address, 16))


READERS = {"futex": futex, "futex-word": futex_word, "futex-list": futex_list}
