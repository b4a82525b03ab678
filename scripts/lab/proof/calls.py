"""The system calls that the proof knows: one row for each, and everything else is derived from the rows.

Numbers: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
Arguments and time limits: the manual page of each call, section 2. What a row says that a call waits for is read by the
function of that name in `waits.READERS`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.linux.proc import Proc
    from scripts.lab.linux.process import SystemCall
    from scripts.lab.proof.snapshots import ThreadStatus


class Limit:
    """Where the time limit of a call is."""

    __slots__ = ("argument", "kind")

    def __init__(self, kind: str, argument: int | None = None) -> None:
        self.kind = kind
        self.argument = argument  # the index of the argument that says it, from 0

    def bounds(self, arguments: tuple[int, ...]) -> bool:
        """Does a call with these arguments end by the clock?"""
        if self.kind == "pointer":
            return bool(arguments[self.argument or 0])
        if self.kind == "milliseconds":
            return signed(arguments[self.argument or 0]) >= 0
        return self.kind == "always"


ENDLESS = Limit("none")
"""The call has none of its own. A socket may have one, which is read where the socket is."""
ALWAYS = Limit("always")
"""The call ends by the clock, or counts as one that does."""
UNPROVED = Limit("unproved")
"""Nothing is proved of the call, so its limit does not matter."""


def pointer(argument: int) -> Limit:
    """Make the limit to which an argument points; a null pointer is none."""
    return Limit("pointer", argument)


def milliseconds(argument: int) -> Limit:
    """Make the limit that an argument is, in milliseconds; a negative number is none."""
    return Limit("milliseconds", argument)


class Call:
    """One row."""

    __slots__ = ("aarch64", "limit", "name", "waits_for", "x86_64")

    def __init__(
        self, name: str, x86_64: int | None, aarch64: int | None, limit: Limit, waits_for: str | None = None
    ) -> None:
        self.name = name
        self.x86_64 = x86_64  # its number, None where the machine has no such call
        self.aarch64 = aarch64
        self.limit = limit
        self.waits_for = waits_for  # a key of waits.READERS, None where nothing is proved of the call


CALLS = (
    Call("read", 0, 63, ENDLESS, "readable"),
    Call("write", 1, 64, ENDLESS, "writable"),
    Call("readv", 19, 65, ENDLESS, "readable"),
    Call("writev", 20, 66, ENDLESS, "writable"),
    Call("recvfrom", 45, 207, ENDLESS, "readable"),
    Call("recvmsg", 47, 212, ENDLESS, "readable"),
    Call("sendto", 44, 206, ENDLESS, "writable"),
    Call("sendmsg", 46, 211, ENDLESS, "writable"),
    Call("accept", 43, 202, ENDLESS, "readable"),
    Call("accept4", 288, 242, ENDLESS, "readable"),
    Call("poll", 7, None, milliseconds(2), "poll-list"),
    Call("ppoll", 271, 73, pointer(2), "poll-list"),
    Call("select", 23, None, pointer(4), "select-sets"),
    Call("pselect6", 270, 72, pointer(4), "select-sets"),
    Call("epoll_wait", 232, None, milliseconds(3), "epoll-set"),
    Call("epoll_pwait", 281, 22, milliseconds(3), "epoll-set"),
    Call("epoll_pwait2", 441, 441, pointer(3), "epoll-set"),
    Call("futex", 202, 98, pointer(3), "futex"),
    Call("futex_wait", 455, 455, pointer(4), "futex-word"),
    Call("futex_waitv", 449, 449, pointer(3), "futex-list"),
    Call("wait4", 61, 260, ENDLESS, "child-by-pid"),
    Call("waitid", 247, 95, ENDLESS, "child-by-kind-of-id"),
    Call("flock", 73, 32, ENDLESS, "flock"),
    Call("fcntl", 72, 25, ENDLESS, "record-lock"),
    Call("pause", 34, None, ENDLESS, "signal"),
    Call("rt_sigsuspend", 130, 133, ENDLESS, "signal"),
    Call("rt_sigtimedwait", 128, 137, pointer(2), "signal"),
    Call("nanosleep", 35, 101, ALWAYS, "clock"),
    Call("clock_nanosleep", 230, 115, ALWAYS, "clock"),
    # A call with a time limit goes on as this one after a stop; restart_syscall(2).
    Call("restart_syscall", 219, 128, ALWAYS, "clock"),
    # Its limit may be absent; but nothing is proved of System V semaphores, so that it counts as one that has a limit.
    Call("semtimedop", 220, 192, ALWAYS, "clock"),
    Call("semop", 65, 193, UNPROVED),
    Call("msgrcv", 70, 188, UNPROVED),
    Call("connect", 42, 203, UNPROVED),
    Call("openat", 257, 56, UNPROVED),
)

MACHINES = ("x86_64", "aarch64")


def numbered(machine: str) -> dict[int, Call]:
    """Give the rows by the numbers that their calls have on a machine, as uname(2) names it; empty where unknown."""
    rows = [(getattr(call, machine), call) for call in CALLS] if machine in MACHINES else []
    return {number: call for number, call in rows if number is not None}


_HERE = numbered(os.uname().machine)


def row(call: SystemCall | None) -> Call | None:
    """Give the row of a thread's system call; None where it is in none, or in one that no row describes."""
    return None if call is None or call.number is None else _HERE.get(call.number)


def name(call: SystemCall | None) -> str | None:
    """Give the name of a call: "futex", "running", or its number where unknown; None where none may be read."""
    if call is None:
        return None
    if call.number is None:
        return "running"
    known = row(call)
    return known.name if known is not None else f"system call {call.number}"


def limit(call: SystemCall | None) -> str | None:
    """Say why a thread with this system call is in no wait without a time limit; None if it is in one."""
    if call is None:
        return "may not be asked for its system call"
    if call.running:
        return "is running"
    if not call.arguments:
        return "waits outside any system call"
    known = row(call)
    if known is None or known.limit is UNPROVED:
        return f"is in a call of which nothing can be proved ({name(call)})"
    return f"waits with a time limit ({known.name})" if known.limit.bounds(call.arguments) else None


NATIVE = {"x86_64": b"\x0f\x05", "aarch64": b"\x01\x00\x00\xd4"}
"""The instruction by which a machine's own system calls are made: syscall, and svc #0. By int 0x80 a 64-bit program
makes a 32-bit call, with a number of another table."""


def is_native(proc: Proc, thread: ThreadStatus) -> bool:
    """Was a thread's system call made by the machine's own instruction, so that its number is one of this table?"""
    instruction = NATIVE.get(os.uname().machine)
    if thread.call is None or instruction is None:
        return False
    before = thread.call.program_counter - len(instruction)
    return proc.memory(thread.pid, before, len(instruction)) == instruction


def signed(argument: int) -> int:
    """Read an int argument, of which only the lower half of the register counts."""
    low = argument & 0xFFFFFFFF
    return low - (1 << 32) if low & 0x80000000 else low
