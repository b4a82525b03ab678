"""The system call that a thread waits in, by name, from the machine's own numbers.

Numbers: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import os

_X86_64 = {
    0: "read", 1: "write", 7: "poll", 19: "readv", 20: "writev", 23: "select", 34: "pause", 35: "nanosleep",
    42: "connect", 43: "accept", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg", 61: "wait4", 65: "semop",
    70: "msgrcv", 72: "fcntl", 73: "flock", 128: "rt_sigtimedwait", 130: "rt_sigsuspend", 202: "futex",
    219: "restart_syscall", 220: "semtimedop", 230: "clock_nanosleep", 232: "epoll_wait", 247: "waitid",
    257: "openat", 270: "pselect6", 271: "ppoll", 281: "epoll_pwait", 288: "accept4", 441: "epoll_pwait2",
    449: "futex_waitv", 455: "futex_wait",
}  # fmt: skip
_AARCH64 = {
    22: "epoll_pwait", 25: "fcntl", 32: "flock", 56: "openat", 63: "read", 64: "write", 65: "readv", 66: "writev",
    72: "pselect6", 73: "ppoll", 95: "waitid", 98: "futex", 101: "nanosleep", 115: "clock_nanosleep",
    128: "restart_syscall", 133: "rt_sigsuspend", 137: "rt_sigtimedwait", 188: "msgrcv", 192: "semtimedop",
    193: "semop", 202: "accept", 203: "connect", 206: "sendto", 207: "recvfrom", 211: "sendmsg", 212: "recvmsg",
    242: "accept4", 260: "wait4", 441: "epoll_pwait2", 449: "futex_waitv", 455: "futex_wait",
}  # fmt: skip

NAMES = {"x86_64": _X86_64, "aarch64": _AARCH64}.get(os.uname().machine, {})


def name(line: str | None) -> str | None:
    """The call named by a line of /proc/PID/task/TID/syscall: "futex", "running", or its number where unknown."""
    if not line:
        return None
    first = line.split()[0]
    if not first.lstrip("-").isdigit():
        return first
    return NAMES.get(int(first), f"system call {first}")


def arguments(line: str | None) -> tuple[int, ...]:
    """The six arguments of the call in such a line; empty for a thread that is in none. proc_pid_syscall(5).

    Empty, too, for a 32-bit program on a 64-bit machine, whose calls have numbers of their own: its code lies below
    4 GiB, where no C library of a 64-bit program lies.
    """
    words = (line or "").split()
    if len(words) != 9 or int(words[8], 16) < 1 << 32:
        return ()
    return tuple(int(word, 16) for word in words[1:7])
