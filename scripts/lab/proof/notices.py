"""Signals by which the kernel tells a process that something has happened, which an outside process can bring about.

Opening a file can break a lease (F_SETLEASE), a new name in a folder is told to a process that asked for it (F_NOTIFY),
and so is a message in a POSIX queue (mq_notify(3)) or urgent data in a socket (F_SETOWN); fcntl(2). That a descriptor
signals what can be read or written (O_ASYNC) says the kernel in /proc, and `Descriptor.signals_by_itself` reads it.
"""

from __future__ import annotations

from scripts.lab.linux import copies

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.lab.linux.descriptors import Descriptor
    from scripts.lab.proof.program import Program

SIGURG_BIT = 1 << 22  # signal 23
_SYSTEM = (b"/usr/", b"/lib", b"/dev/", b"/memfd:", b"/SYSV")
LEASES = (b"LEASE", b"DELEG")


def could_come(program: Program) -> Iterator[tuple[int, str]]:
    """Give the processes to which a signal of this kind could come, and say which."""
    for holder in _with_a_lease(program):
        yield holder, f"process {holder} has a lease on a file, which any process that opens the file breaks"
    urgent = any(thread.caught & SIGURG_BIT for thread in program.snapshot.threads.values())
    for one in program.descriptors():
        named = f"descriptor {one.number} of process {one.pid}"
        if one.is_folder and _has_owner(one):
            yield one.pid, f"the kernel sends a signal when something happens in the folder that is {named}"
        elif one.kind == "queue" and one.is_told_of_messages() is not False:
            yield one.pid, f"the kernel sends a signal when a message comes into the queue that is {named}"
        # A signal that no handler waits for is ignored, if it is this one.
        elif urgent and one.kind == "socket" and _has_owner(one) is not False:
            yield one.pid, f"the kernel sends SIGURG when urgent data comes into the socket that is {named}"


def assumed(program: Program) -> list[str]:
    """List what is taken for granted where the kernel could not be asked."""
    if any(one.is_folder and _has_owner(one) is None for one in program.descriptors()):
        return [
            "no process asked to be told what happens in a folder that it has open (F_NOTIFY): it could not be asked"
        ]
    return []


def _with_a_lease(program: Program) -> set[int]:
    """Find the processes with a lease. It lasts as long as the open file, and that as long as a mapping of it."""
    holding = {one.pid for one in program.descriptors() if one.kind == "file" and one.holds_lock(LEASES)}
    if not any(map(_could_be_leased, {path for pid in program.pids for path in program.mapped_paths(pid)})):
        return holding
    # This list costs 10 to 20 ms, because the kernel waits for every processor before it gives it.
    # "1: LEASE  ACTIVE    READ 4711 00:1a:4711 0 EOF"
    lines = (line.split() for line in program.proc.read("locks").splitlines())
    listed = {int(words[4]) for words in lines if len(words) > 4 and words[1] in LEASES}
    return listed.intersection(program.pids) | holding


def _could_be_leased(path: bytes) -> bool:
    """Is a mapped file one of the program's data, and not of its code or of the system, of which no program has one?"""
    name = path.rpartition(b"/")[2]
    is_code = name.endswith(b".so") or b".so." in name or name.startswith(b"python")
    return path.startswith(b"/") and not path.startswith(_SYSTEM) and not is_code


def _has_owner(one: Descriptor) -> bool | None:
    return copies.has_signal_owner(one.pid, one.tid, one.number, one.inode)
