"""Waits for the other end of something: pipes and sockets, one of them or several (poll, select, epoll)."""

from __future__ import annotations

import struct

from scripts.lab.linux import copies, sockets, tables
from scripts.lab.proof import eventfds
from scripts.lab.proof.awaited import Awaited, any_of, unprovable
from scripts.lab.proof.calls import signed

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.linux.descriptors import Descriptor
    from scripts.lab.proof.program import Program
    from scripts.lab.proof.snapshots import ThreadStatus

STANDARD_INPUT = 0
LONGEST_SET = 1 << 16
POLLED = struct.Struct("=ihh")
"""struct pollfd of poll(2): descriptor, events asked for, events that came."""
POLLIN, POLLOUT = 1, 4

_AWAITED = {"read": "have something to read", "write": "have room"}


def readable(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of a call that takes something out of its first argument, or accepts a connection there."""
    return _transfer(program, thread, signed(arguments[0]), "read")


def writable(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of a call that puts something into its first argument."""
    return _transfer(program, thread, signed(arguments[0]), "write")


def poll_list(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the waits of poll(2) and ppoll(2)."""
    return any_of(thread, _polled(program, thread, arguments[0], arguments[1]), program.pids)


def select_sets(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the waits of select(2) and pselect(2)."""
    return any_of(thread, _selected(program, thread, arguments), program.pids)


def epoll_set(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the waits of epoll_wait(2), epoll_pwait(2) and epoll_pwait2(2)."""
    return _epoll(program, thread, signed(arguments[0]))


def ready(program: Program, thread: ThreadStatus, number: int, direction: str) -> Awaited:
    """Read the wait until descriptor `number` of a thread can be read or written, by `direction`: "read", "write"."""
    pid = thread.pid
    found = program.descriptor(thread, number)
    if found is None:
        key = f"other:{pid}:fd{number}"
        return unprovable("other", f"descriptor {number}", key, "the descriptor cannot be seen")
    if found.kind == "pipe":
        return _pipe(program, found, direction)
    if found.kind == "socket":
        return _socket(program, found, direction)
    if found.kind == "epoll":
        return _epoll(program, thread, number)
    if found.kind == "eventfd" and found.key is not None:
        return eventfds.wait(program, found, direction)
    if found.kind == "process":
        process = int((found.key or "0:0").partition(":")[2])
        wait = Awaited("child", f"process {process} to end", f"child:{process}", [process], descriptor=number)
        if process not in program.snapshot.pids:
            wait.record.why_open = "that process does not belong to the program"
        return wait
    wait = unprovable("other", found.path or "something", f"other:{pid}:fd{number}", "something else may answer there")
    wait.from_outside = found.path.startswith(("/dev/tty", "/dev/pts/", "/dev/mqueue/"))
    return wait


def _transfer(program: Program, thread: ThreadStatus, number: int, direction: str) -> Awaited:
    wait = ready(program, thread, number, direction)
    record = wait.record
    if record.kind == "socket" and record.why_open is None:
        found = program.descriptor(thread, number)
        limited = None
        if found is not None:
            limited = sockets.has_time_limit(thread.pid, thread.tid, number, found.inode, direction == "write")
        if limited:
            record.unlimited = False
            record.why_open = "the socket has a time limit of its own"
        elif limited is None:
            wait.assumes.add("no socket has a time limit of its own (SO_RCVTIMEO): it could not be asked")
    return wait


def _pipe(program: Program, found: Descriptor, direction: str) -> Awaited:
    key = found.key or ""
    holding = program.holding(key)
    other_end = {one.pid for one in holding if (one.readable if direction == "write" else one.writable)}
    named = key.startswith("file:")
    wait = Awaited(
        "pipe",
        f"{'FIFO' if named else 'pipe'} {found.path if named else found.inode} to {_AWAITED[direction]}",
        key,
        other_end,
        direction=direction,
        descriptor=found.number,
        path=found.path if named else None,
    )
    wait.objects.add(key)
    if not other_end:
        # Without a writer a read would have returned, and without a reader a write failed.
        wait.from_outside = direction == "read" and found.number == STANDARD_INPUT
        wait.record.why_open = "the other end is not in the program's hands"
    elif named and not found.nameless:
        wait.record.why_open = "any process that knows its name could open the FIFO"
        wait.from_outside = direction == "read"
    elif direction == "read":
        noticed = copies.gets_notices(found.pid, found.tid, found.number, found.inode)
        if noticed:
            wait.record.why_open = "the kernel writes notices into the pipe (O_NOTIFICATION_PIPE)"
        elif noticed is None:
            wait.assumes.add("the kernel writes no notices into a pipe (O_NOTIFICATION_PIPE): it could not be asked")
    return wait


def _socket(program: Program, found: Descriptor, direction: str) -> Awaited:
    seen = program.socket(found.inode)
    key = found.key or ""
    if seen is None:
        return _network_socket(program, found, direction)
    awaited = "be connected to" if seen.listens else _AWAITED[direction]
    wait = Awaited(
        "socket", f"Unix socket {found.inode} to {awaited}", key, direction=direction, descriptor=found.number
    )
    record = wait.record
    wait.objects.add(key)
    if seen.listens:
        # A process can connect by the path only if it can reach the path.
        path = (seen.name or b"\0").rstrip(b"\0").decode(errors="surrogateescape")
        record.path = path or None
        wait.from_outside = True
        record.held_by = sorted(program.snapshot.pids)
        if not path.startswith("/") or not program.private_places.hold(
            found.pid, path, owner_only=True, inode=seen.file_inode
        ):
            record.why_open = "another process could connect to it"
        else:
            wait.assumes.add(f"no outside process connects to {path}, which its owner alone may do")
        return wait
    peer = f"socket:{seen.peer}"
    record.held_by = sorted({one.pid for one in program.holding(peer)})
    if not record.held_by:
        record.why_open = "the other end is not in the program's hands"
    elif not seen.stream and seen.name is not None:
        record.why_open = "any process could send to it"
    # Both ends lie in the same hands under one key, so that both waits are seen to be about one thing.
    record.key = f"socket:{min(found.inode, seen.peer)}"
    wait.objects.add(peer)
    return wait


def _network_socket(program: Program, found: Descriptor, direction: str) -> Awaited:
    seen = program.internet_socket(found.pid, found.inode)
    words = seen.in_words() if seen is not None else f"network socket {found.inode}"
    awaited = "be connected to" if seen is not None and seen.listens and seen.kind == "TCP" else _AWAITED[direction]
    wait = unprovable("socket", f"{words} to {awaited}", found.key or "", "data could come over a network")
    record = wait.record
    record.direction, record.descriptor = direction, found.number
    record.also_open_in = sorted({one.pid for one in program.holding(found.key or "")} - {found.pid})
    if seen is not None:
        record.local, record.peer = seen.local, None if seen.listens else seen.peer
        wait.from_outside = seen.listens
    return wait


def _epoll(program: Program, thread: ThreadStatus, number: int) -> Awaited:
    pid = thread.pid
    key = f"epoll:{pid}:{number}"
    own = program.descriptor(thread, number)
    # Another thread can have put something else in the set's place since.
    watched = own.watched() if own is not None and own.kind == "epoll" else None
    if own is None or watched is None:
        return unprovable("other", f"epoll set {number}", key, "what is in the set cannot be seen")
    wait = Awaited("any-of", f"epoll set {number}", key, descriptor=number)
    # A process that has the set can add to it what is ready.
    wait.objects.add(f"epoll:{thread.tid}:{number}")
    if not tables.same_file(thread.tid, number, thread.tid, number):
        wait.assumes.add(f"no outside process has epoll set {number}: the kernel does not say (kcmp)")
    parts = []
    for inner, device, inode in watched:
        found = program.descriptor(thread, inner)
        # The set keeps what was put in; its number may mean something else by now. Pipes, sockets and, since Linux
        # 6.9, pidfds have an inode each, by which they are known; timers, epoll sets and their like all share one.
        known = found is not None and (
            (found.device, found.inode) == (device, inode) != (own.device, own.inode)
            if found.kind in ("pipe", "socket", "process")
            else found.kind in ("epoll", "eventfd")
            and [one[0] for one in watched].count(inner) == 1
            and tables.watches(thread.tid, number, inner) is True
        )
        if known:
            # Reading stands for both directions: a process that holds the other end is a holder either way.
            parts.append(ready(program, thread, inner, "read"))
        else:
            what, name = f"descriptor {inner}", f"other:{pid}:fd{inner}"
            parts.append(unprovable("other", what, name, "what it stands for is not known"))
    wait.add_parts(parts)
    if not parts:
        wait.record.what += ", with nothing in it"
    return wait


def _polled(program: Program, thread: ThreadStatus, address: int, count: int) -> list[Awaited]:
    if not count:
        return []
    data = program.proc.memory(thread.pid, address, count * POLLED.size) if count <= LONGEST_SET else None
    if data is None:
        return [_unreadable_list(thread, address)]
    return [
        ready(program, thread, number, "write" if events & POLLOUT and not events & POLLIN else "read")
        for number, events, _answer in POLLED.iter_unpack(data)
        if number >= 0
    ]


def _selected(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> list[Awaited]:
    count = signed(arguments[0])
    size = (count + 63) // 64 * 8
    chosen: dict[int, str] = {}
    for address, direction in zip(arguments[1:4], ("read", "write", "read"), strict=False):
        if not address or not size:
            continue
        data = program.proc.memory(thread.pid, address, size) if count <= LONGEST_SET else None
        if data is None:
            return [_unreadable_list(thread, address)]
        bits = int.from_bytes(data, "little")
        for number in range(count):
            if bits >> number & 1:
                chosen.setdefault(number, direction)
    return [ready(program, thread, number, direction) for number, direction in sorted(chosen.items())]


def _unreadable_list(thread: ThreadStatus, address: int) -> Awaited:
    return unprovable("other", "descriptors", f"other:{thread.pid}:{address:#x}", "its list cannot be read")


READERS = {
    "readable": readable,
    "writable": writable,
    "poll-list": poll_list,
    "select-sets": select_sets,
    "epoll-set": epoll_set,
}
