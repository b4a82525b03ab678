"""How a process ended, as the kernel tells it to a process that is not the parent.

Between its end and its parent's wait a process is a zombie, and field 52 of its stat file is its wait status
(proc_pid_stat(5)). When the parent has waited, nothing of it is left in /proc. From Linux 6.15 on a pidfd that was
opened while the process lived still tells the wait status then (PIDFD_GET_INFO in include/uapi/linux/pidfd.h).
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from typing import Literal

    from scripts.lab.linux.proc import Proc

_EXIT_CODE = 52 - 3
"""Where field 52 stands behind the name, from the state on, which is field 3."""
_CAP_SYS_PTRACE = 1 << 19

_PIDFD_GET_INFO = 0xC040FF0B
"""_IOWR(0xFF, 11, struct pidfd_info), with the 64 bytes that the structure had in its first version."""
_PIDFD_INFO_EXIT = 1 << 3
_INFO_BYTES, _EXIT_CODE_AT = 64, 60
_ORDER: Literal["little", "big"] = "little" if sys.byteorder == "little" else "big"


def status_of_zombie(proc: Proc, pid: int) -> int | None:
    """Read the wait status of a process that has ended; None where it is no zombie or the status may not be read."""
    text = proc.read(f"{pid}/stat")
    fields = text[text.rfind(b")") + 2 :].split()
    if len(fields) <= _EXIT_CODE or fields[0] != b"Z":
        return None
    status = int(fields[_EXIT_CODE])
    # To a reader that may not look, the kernel shows 0, which would otherwise mean that it exited with 0.
    return status if status or _may_look(proc, pid) else None


def _may_look(proc: Proc, pid: int) -> bool:
    """Tell whether this process may read what is for tracers of a zombie; ptrace(2), "Ptrace access mode checking"."""
    users = proc.status(pid).get(b"Uid", b"").split()[:3]
    if users and {int(user) for user in users} == {os.geteuid()}:
        return True
    return bool(int(proc.status(os.getpid()).get(b"CapEff", b"0"), 16) & _CAP_SYS_PTRACE)


def status_by_pidfd(descriptor: int) -> int | None:
    """Ask a pidfd for its process's wait status; None before its parent has waited for it, and before Linux 6.15."""
    import fcntl  # only here: most runs have no use for it

    info = bytearray(_INFO_BYTES)
    info[:8] = _PIDFD_INFO_EXIT.to_bytes(8, _ORDER)
    try:
        fcntl.ioctl(descriptor, _PIDFD_GET_INFO, info)
    except OSError:
        return None
    if not int.from_bytes(info[:8], _ORDER) & _PIDFD_INFO_EXIT:
        return None
    return int.from_bytes(info[_EXIT_CODE_AT:], _ORDER, signed=True)


def in_words(status: int | None) -> str:
    """Say what a wait status means: "exited 3", "killed by SIGSEGV"; "unknown" for None."""
    if status is None:
        return "unknown"
    if not os.WIFSIGNALED(status):
        return f"exited {os.WEXITSTATUS(status)}"
    import signal  # only here: it imports enum, a third of the guard's whole start

    number = os.WTERMSIG(status)
    try:
        return f"killed by {signal.Signals(number).name}"
    except ValueError:
        return f"killed by signal {number}"
