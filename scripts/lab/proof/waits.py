"""What a thread in a system call waits for, and who of the program could end that wait.

Arguments of the calls: their manual pages, section 2. The Wait of a thread says, in words and for the argument,
whether it has a time limit, which objects it is about, who holds them, and, where no proof can be had from it, why.
"""

from __future__ import annotations

import os
import stat
import struct
import sys

from scripts.lab import system_calls
from scripts.lab.linux import descriptors, sockets
from scripts.lab.linux.mappings import ANONYMOUS
from scripts.lab.linux.proc import PROC
from scripts.lab.proof.alarms import SIGALRM_BIT
from scripts.lab.records import evidence as facts

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from scripts.lab.linux.descriptors import Descriptor
    from scripts.lab.linux.mappings import Mapping
    from scripts.lab.linux.proc import SystemCall
    from scripts.lab.linux.sockets import UnixSocket
    from scripts.lab.proof.looks import Look, Thread
    from scripts.lab.proof.private_places import PrivatePlaces

FUTEX_PRIVATE, FUTEX_COMMANDS = 128, 127
FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI2 = 0, 6, 9, 13
FUTEX2_PRIVATE = 128
P_PID, P_PIDFD = 1, 3
F_SETLKW, F_OFD_SETLKW = 7, 38
LONGEST_SET = 1 << 16
POLL = struct.Struct("=ihh")
FUTEX_WAITER = struct.Struct("=QQII")

READING = frozenset(("read", "readv", "recvfrom", "recvmsg"))
WRITING = frozenset(("write", "writev", "sendto", "sendmsg"))
SIGNALLED = frozenset(("pause", "rt_sigsuspend", "rt_sigtimedwait"))

_ENDLESS = frozenset(
    (*READING, *WRITING, "accept", "accept4", "flock", "fcntl", "pause", "rt_sigsuspend", "wait4", "waitid")
)
"""Calls without a time limit of their own."""
_LIMIT_POINTERS = {
    "futex": 3, "futex_waitv": 3, "futex_wait": 4, "ppoll": 2, "pselect6": 4, "select": 4, "epoll_pwait2": 3,
    "rt_sigtimedwait": 2,
}  # fmt: skip
"""Which argument points to the time limit; a null pointer is none."""
_LIMIT_NUMBERS = {"poll": 2, "epoll_wait": 3, "epoll_pwait": 3}
"""Which argument is the time limit in milliseconds; a negative number is none."""
_TIMED = frozenset(("nanosleep", "clock_nanosleep", "restart_syscall", "semtimedop"))
"""Calls that end by the clock. A call goes on as restart_syscall, after a stop, if it has one; restart_syscall(2)."""

_AWAITED = {"read": "have something to read", "write": "have room"}


class Wait:
    """What one thread waits for."""

    def __init__(self, kind: str, what: str, key: str, held_by: Iterable[int] = (), **details: Any) -> None:
        # lock, pipe, socket, child, file-lock, signal, any-of, time, or other.
        self.kind = kind
        self.what = what
        self.key = key
        self.held_by = sorted(set(held_by))
        self.details = details
        self.unlimited: bool | None = True
        # Why nothing can be proved of this wait, whatever the rest of the program does; None where it can.
        self.why_open: str | None = None
        # Objects that nobody outside may hold: descriptors' keys, and keys of shared memory.
        self.objects: set[str] = set()
        self.memory: set[str] = set()
        self.parts: list[Wait] = []
        self.outside: list[str] = []
        self.assumes: set[str] = set()

    def flat(self) -> list[Wait]:
        """This wait, and every part of it, and their parts."""
        return [self, *(inner for part in self.parts for inner in part.flat())]

    def as_record(self) -> facts.Wait:
        """As it stands in a Run's evidence."""
        return facts.Wait(
            kind=self.kind,
            what=self.what,
            unlimited=self.unlimited,
            key=self.key,
            held_by=self.held_by,
            outside=sorted({who for one in self.flat() for who in one.outside}),
            why_open=self.why_open,
            parts=[part.as_record() for part in self.parts],
            **self.details,
        )


def limit(call: SystemCall | None) -> str | None:
    """Why a thread with this system call is in no wait without a time limit; None if it is."""
    if call is None:
        return "may not be asked for its system call"
    name = system_calls.name(call)
    arguments = call.arguments
    if name == "running":
        return "is running"
    if name is None or not arguments:
        return "waits outside any system call"
    if name in _ENDLESS:
        return None
    if name in _LIMIT_POINTERS:
        return f"waits with a time limit ({name})" if arguments[_LIMIT_POINTERS[name]] else None
    if name in _LIMIT_NUMBERS:
        return None if _signed(arguments[_LIMIT_NUMBERS[name]]) < 0 else f"waits with a time limit ({name})"
    if name in _TIMED:
        return f"waits with a time limit ({name})"
    return f"is in a call of which nothing can be proved ({name})"


def _signed(argument: int) -> int:
    """An int argument, of which only the lower half of the register counts."""
    low = argument & 0xFFFFFFFF
    return low - (1 << 32) if low & 0x80000000 else low


class World:
    """The processes of one look, what they hold, and what their waits are about; read when it is asked for."""

    def __init__(self, look: Look, private_places: PrivatePlaces) -> None:
        self.look = look
        self._private_places = private_places
        self._pids = sorted({pid for pid, _tid in look.threads})
        self._parents = {pid: thread.parent for (pid, _tid), thread in look.threads.items()} | look.ended
        self._mappings: dict[int, list[Mapping]] = {}
        self._sockets: dict[int, UnixSocket | None] = {}
        self._descriptors: dict[str, list[Descriptor]] | None = None
        self._all: list[Descriptor] = []

    def wait_of(self, thread: Thread) -> Wait | None:
        """What this thread waits for; None where it does not wait."""
        name, arguments = system_calls.name(thread.call), thread.call.arguments if thread.call is not None else ()
        if thread.state != "S" or name is None or not arguments:
            return None
        wait = self._wait_in(name, arguments, thread)
        why_limited = limit(thread.call)
        if why_limited is not None:
            known = name in _LIMIT_POINTERS or name in _LIMIT_NUMBERS or name in _TIMED
            wait.unlimited = False if known else None
        return wait

    def _wait_in(self, name: str, arguments: tuple[int, ...], thread: Thread) -> Wait:
        pid = thread.pid
        if name in ("futex", "futex_wait", "futex_waitv"):
            return self._futexes(name, arguments, thread)
        if name in READING or name in WRITING:
            return self._transfer(thread, _signed(arguments[0]), name in WRITING)
        if name in ("accept", "accept4"):
            return self._transfer(thread, _signed(arguments[0]), writing=False)
        if name in ("wait4", "waitid"):
            return self._children(name, arguments, thread)
        if name in ("poll", "ppoll"):
            return self._any_of(thread, self._polled(thread, arguments[0], arguments[1]))
        if name in ("select", "pselect6"):
            return self._any_of(thread, self._selected(thread, arguments))
        if name in ("epoll_wait", "epoll_pwait", "epoll_pwait2"):
            return self._any_of(thread, [self._epoll(thread, _signed(arguments[0]))])
        if name == "flock" or (name == "fcntl" and _signed(arguments[1]) in (F_SETLKW, F_OFD_SETLKW)):
            return self._file_lock(name, thread, _signed(arguments[0]))
        if name in SIGNALLED:
            wait = Wait("signal", "a signal", f"signal:{pid}", self._pids)
            if name == "rt_sigtimedwait" and self._waits_for_alarm(pid, arguments[0]):
                wait.why_open = (
                    "SIGALRM is among those it waits for, and the kernel does not say whether an alarm is set"
                )
            return wait
        if name in _TIMED:
            return Wait("time", f"the clock ({name})", f"time:{pid}:{thread.tid}")
        return _open("other", f"the end of {name}", f"other:{pid}:{thread.tid}", "nothing can be proved of this call")

    def _waits_for_alarm(self, pid: int, address: int) -> bool:
        """Is SIGALRM in the set of signals at this address, or can the set not be read?"""
        wanted = PROC.memory(pid, address, 8)
        return wanted is None or bool(int.from_bytes(wanted, sys.byteorder) & SIGALRM_BIT)

    # Locks

    def _futexes(self, name: str, arguments: tuple[int, ...], thread: Thread) -> Wait:
        pid = thread.pid
        if name == "futex":
            command = arguments[1] & FUTEX_COMMANDS
            wait = self._futex(pid, arguments[0], bool(arguments[1] & FUTEX_PRIVATE))
            if command not in (FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, FUTEX_LOCK_PI2):
                wait.why_open = f"nothing can be proved of futex operation {command}"
            return wait
        if name == "futex_wait":
            return self._futex(pid, arguments[0], bool(arguments[3] & FUTEX2_PRIVATE))
        count = min(arguments[1], 128)
        waiters = PROC.memory(pid, arguments[0], count * FUTEX_WAITER.size)
        if waiters is None:
            return _open("lock", "one of several locks", f"other:{pid}:{thread.tid}", "its list cannot be read")
        return self._any_of(
            thread,
            [
                self._futex(pid, address, bool(flags & FUTEX2_PRIVATE))
                for _value, address, flags, _reserved in FUTEX_WAITER.iter_unpack(waiters)
            ],
        )

    def _futex(self, pid: int, address: int, private: bool) -> Wait:
        mapping = None
        if not private:
            mapping = next((one for one in self.mappings(pid) if address in one), None)
            if mapping is None:
                return _open("lock", f"lock at {address:#x}", f"futex:{pid}:{address:#x}", "its memory cannot be seen")
            # A lock that could be shared may lie in memory that is not; then it is this process's alone. But what is
            # mapped from a file to be read only is the file's own memory, whoever has it mapped.
            private = not mapping.shared and (mapping.writable or not mapping.inode)
        if mapping is None or private:
            return Wait(
                "lock",
                f"private lock at {address:#x}",
                f"futex:{pid}:{address:#x}",
                [pid],
                private=True,
                address=f"{address:#x}",
                copied_from=self._copied_from(pid, address),
            )
        place = mapping.offset + address - mapping.start
        key = mapping.key
        wait = Wait(
            "lock",
            f"shared lock at {address:#x}",
            f"futex:{mapping.device[0]}:{mapping.device[1]}:{mapping.inode}:{place:#x}",
            [one for one in self._pids if any(other.key == key for other in self.mappings(one))],
            private=False,
            address=f"{address:#x}",
            path=mapping.path or None,
        )
        wait.memory.add(key)
        self._add_file(wait, pid, mapping)
        return wait

    def _add_file(self, wait: Wait, pid: int, mapping: Mapping) -> None:
        """The file behind shared memory: who has it open could map it, and so could who opens it by its name."""
        if mapping.path.startswith("/SYSV"):
            wait.why_open = "whoever knows its key could attach System V memory"
        if not mapping.path.startswith("/") or mapping.path == ANONYMOUS:
            return
        wait.objects.add(descriptors.file_key(mapping.device_number, mapping.inode))
        if mapping.path.endswith(" (deleted)") or self._private_places.hold(pid, mapping.path):
            return
        try:
            rights = os.lstat(PROC.path_as_seen_by(pid, mapping.path)).st_mode
        except OSError:
            rights = stat.S_IROTH
        if mapping.path.startswith("/dev/shm/") and not rights & (stat.S_IRWXG | stat.S_IRWXO):
            wait.assumes.add(f"no stranger opens {mapping.path}, which its owner alone may do")
        else:
            wait.why_open = "somebody else could map the file that it lies in"

    def mappings(self, pid: int) -> list[Mapping]:
        """Every mapping of a process of this look."""
        if pid not in self._mappings:
            self._mappings[pid] = PROC.mappings(pid)
        return self._mappings[pid]

    def _copied_from(self, pid: int, address: int) -> int | None:
        """The parent whose memory this process has a copy of, if the lock at this address may be part of the copy.

        A forked process shows its parent's command line and its parent's auxiliary vector, the addresses of its
        stack and its libraries among it, until it executes another program; getauxval(3).
        """
        parent = self._parents.get(pid, 0)
        if parent not in self._parents:
            return None
        for name in ("auxv", "cmdline"):
            mine = PROC.read_shared(pid, name)
            if not mine or mine != PROC.read_shared(parent, name):
                return None
        if any(address in one for one in self.mappings(parent)):
            return parent
        return None

    # Descriptors

    def descriptors(self) -> list[Descriptor]:
        """Every descriptor of every process of this look."""
        if self._descriptors is None:
            self._all = [one for pid in self._pids for one in descriptors.of_process(PROC, pid)]
            self._descriptors = {}
            for one in self._all:
                if one.key is not None:
                    self._descriptors.setdefault(one.key, []).append(one)
        return self._all

    def _holding(self, key: str) -> list[Descriptor]:
        self.descriptors()
        assert self._descriptors is not None
        return self._descriptors.get(key, [])

    def _transfer(self, thread: Thread, number: int, writing: bool) -> Wait:
        wait = self._ready(thread, number, "write" if writing else "read")
        if wait.kind == "socket" and wait.why_open is None:
            found = descriptors.of_thread(PROC, thread.pid, thread.tid, number)
            limited = None
            if found is not None:
                limited = sockets.has_time_limit(thread.pid, thread.tid, number, found.inode, writing)
            if limited:
                wait.unlimited = False
                wait.why_open = "the socket has a time limit of its own"
            elif limited is None:
                wait.assumes.add("no socket has a time limit of its own (SO_RCVTIMEO): it could not be asked")
        return wait

    def _ready(self, thread: Thread, number: int, direction: str) -> Wait:
        """Waiting until descriptor `number` can be read or written."""
        pid = thread.pid
        found = descriptors.of_thread(PROC, pid, thread.tid, number)
        if found is None:
            return _open("other", f"descriptor {number}", f"other:{pid}:fd{number}", "the descriptor cannot be seen")
        if found.kind == "pipe":
            return self._pipe(found, direction)
        if found.kind == "socket":
            return self._socket(found, direction)
        if found.kind == "epoll":
            return self._epoll(thread, number)
        if found.kind == "process":
            process = int((found.key or "0:0").partition(":")[2])
            wait = Wait("child", f"process {process} to end", f"child:{process}", [process], descriptor=number)
            if process not in self.look.pids:
                wait.why_open = "that process does not belong to the program"
            return wait
        return _open("other", found.path or "something", f"other:{pid}:fd{number}", "something else may answer there")

    def _pipe(self, found: Descriptor, direction: str) -> Wait:
        key = found.key or ""
        everybody = self._holding(key)
        other_end = {one.pid for one in everybody if (one.readable if direction == "write" else one.writable)}
        named = key.startswith("file:")
        wait = Wait(
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
            wait.why_open = "the other end is not in the program's hands"
        elif named and not found.nameless:
            if self._private_places.hold(found.pid, found.path or ""):
                wait.assumes.add(f"no stranger opens {found.path}")
            else:
                wait.why_open = "somebody else could open the FIFO"
        return wait

    def _socket(self, found: Descriptor, direction: str) -> Wait:
        if found.inode not in self._sockets:
            self._sockets[found.inode] = sockets.unix_socket(found.inode)
        seen = self._sockets[found.inode]
        key = found.key or ""
        if seen is None:
            return _open("socket", f"network socket {found.inode}", key, "data could come over a network")
        awaited = "be connected to" if seen.listens else _AWAITED[direction]
        wait = Wait(
            "socket",
            f"Unix socket {found.inode} to {awaited}",
            key,
            direction=direction,
            descriptor=found.number,
        )
        wait.objects.add(key)
        if seen.listens:
            # A path is as good as a door only for those who can reach it.
            path = (seen.name or b"\0").rstrip(b"\0").decode(errors="surrogateescape")
            wait.details["path"] = path or None
            wait.held_by = sorted(self.look.pids)
            if not path.startswith("/") or not self._private_places.hold(
                found.pid, path, owner_only=True, inode=seen.file_inode
            ):
                wait.why_open = "somebody else could connect to it"
            else:
                wait.assumes.add(f"no stranger connects to {path}, which its owner alone may do")
            return wait
        peer = f"socket:{seen.peer}"
        wait.held_by = sorted({one.pid for one in self._holding(peer)})
        if not wait.held_by:
            wait.why_open = "the other end is not in the program's hands"
        elif not seen.stream and seen.name is not None:
            wait.why_open = "anybody could send to it"
        # Both ends lie in the same hands under one key, so that both waits are seen to be about one thing.
        wait.key = f"socket:{min(found.inode, seen.peer)}"
        wait.objects.add(peer)
        return wait

    def _epoll(self, thread: Thread, number: int) -> Wait:
        pid = thread.pid
        key = f"epoll:{pid}:{number}"
        own = descriptors.of_thread(PROC, pid, thread.tid, number)
        # Another one can have put something else in the set's place since.
        watched = own.watched() if own is not None and own.kind == "epoll" else None
        if own is None or watched is None:
            return _open("other", f"epoll set {number}", key, "what is in the set cannot be seen")
        wait = Wait("any-of", f"epoll set {number}", key, descriptor=number)
        for inner, device, inode in watched:
            found = descriptors.of_thread(PROC, pid, thread.tid, inner)
            # The set keeps what was put in; its number may mean something else by now. Pipes, sockets and, since Linux
            # 6.9, pidfds have an inode each, by which they are known; timers, epoll sets and their like all share one.
            if (
                found is not None
                and found.kind in ("pipe", "socket", "process")
                and (found.device, found.inode) == (device, inode) != (own.device, own.inode)
            ):
                # Reading stands for both directions: whoever holds the other end is a holder either way.
                wait.parts.append(self._ready(thread, inner, "read"))
            else:
                what, name = f"descriptor {inner}", f"other:{pid}:fd{inner}"
                wait.parts.append(_open("other", what, name, "what it stands for is not known"))
        wait.held_by = sorted({one for part in wait.parts for one in part.held_by})
        return wait

    def _any_of(self, thread: Thread, parts: list[Wait]) -> Wait:
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return Wait("signal", "nothing but a signal", f"signal:{thread.pid}", self._pids)
        wait = Wait(
            "any-of",
            f"the first of {len(parts)}",
            f"any-of:{thread.pid}:{thread.tid}",
            {pid for part in parts for pid in part.held_by},
        )
        wait.parts = parts
        return wait

    def _polled(self, thread: Thread, address: int, count: int) -> list[Wait]:
        pid = thread.pid
        if not count:
            return []
        data = PROC.memory(pid, address, count * POLL.size) if count <= LONGEST_SET else None
        if data is None:
            return [_open("other", "descriptors", f"other:{pid}:{address:#x}", "its list cannot be read")]
        return [
            self._ready(thread, number, "write" if events & 4 and not events & 1 else "read")
            for number, events, _answer in POLL.iter_unpack(data)
            if number >= 0
        ]

    def _selected(self, thread: Thread, arguments: tuple[int, ...]) -> list[Wait]:
        pid, count = thread.pid, _signed(arguments[0])
        size = (count + 63) // 64 * 8
        chosen: dict[int, str] = {}
        for address, direction in zip(arguments[1:4], ("read", "write", "read"), strict=False):
            if not address or not size:
                continue
            data = PROC.memory(pid, address, size) if count <= LONGEST_SET else None
            if data is None:
                return [_open("other", "descriptors", f"other:{pid}:{address:#x}", "its list cannot be read")]
            bits = int.from_bytes(data, "little")
            for number in range(count):
                if bits >> number & 1:
                    chosen.setdefault(number, direction)
        return [self._ready(thread, number, direction) for number, direction in sorted(chosen.items())]

    # Processes and files

    def _children(self, name: str, arguments: tuple[int, ...], thread: Thread) -> Wait:
        pid = thread.pid
        mine = sorted(child for child, parent in self._parents.items() if parent == pid)
        wanted = 0
        if name == "wait4":
            wanted = max(0, _signed(arguments[0]))
        elif arguments[0] == P_PID:
            wanted = _signed(arguments[1])
        elif arguments[0] == P_PIDFD:
            return self._ready(thread, _signed(arguments[1]), "read")
        if wanted:
            wanted = self._as_numbered_here(wanted, pid)
            wait = Wait("child", f"child {wanted} to end", f"child:{wanted}", [wanted])
            if wanted not in mine:
                wait.why_open = "the child cannot be seen"
            return wait
        wait = Wait("child", "a child to end", f"children:{pid}", mine)
        if not mine:
            wait.why_open = "the children cannot be seen"
        return wait

    def _as_numbered_here(self, wanted: int, pid: int) -> int:
        """The process that `pid` calls `wanted`, whose PID namespace may be one nested in ours; pid_namespaces(7)."""
        names = {one: thread.names for (one, _tid), thread in self.look.threads.items()}
        level = len(names.get(pid, [pid])) - 1
        if level == 0:
            return wanted
        return next((one for one, its in names.items() if len(its) > level and its[level] == wanted), wanted)

    def _file_lock(self, name: str, thread: Thread, number: int) -> Wait:
        pid = thread.pid
        found = descriptors.of_thread(PROC, pid, thread.tid, number)
        if found is None or found.kind != "file" or found.key is None:
            return _open("file-lock", f"a lock on descriptor {number}", f"other:{pid}:fd{number}", "it cannot be seen")
        # flock() and the two kinds of fcntl() do not see each other; the two kinds of fcntl() do.
        kinds = (b"FLOCK",) if name == "flock" else (b"POSIX", b"OFDLCK")
        holding = {one.pid for one in self._holding(found.key) if one.holds_lock(kinds)}
        wait = Wait(
            "file-lock",
            f"a lock on the file {found.path}",
            found.key,
            holding,
            descriptor=number,
            path=found.path,
        )
        wait.objects.add(found.key)
        # A lock of flock() lives as long as the open file, and that as long as a mapping of it.
        wait.memory.add(f"memory:{os.major(found.device)}:{os.minor(found.device)}:{found.inode}")
        if not holding:
            wait.why_open = "nobody of the program is seen to hold the lock"
        elif not found.is_local():
            wait.why_open = "the lock may be held elsewhere, over a network or by a server of files"
        return wait


def _open(kind: str, what: str, key: str, why: str) -> Wait:
    """A wait of which nothing can be proved."""
    wait = Wait(kind, what, key)
    wait.why_open = why
    return wait
