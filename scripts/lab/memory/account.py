"""How much memory one process holds, by the kernel's own account of its page tables.

After a fork the three usual figures say three things. RSS counts every page that the process has mapped, shared ones
in full, so that copying a page does not change it. PSS divides each page by the number of processes that map it. USS
is what this process alone has mapped: what would be free if it ended, and what a child has copied.

On Linux all of them come from one read of /proc/PID/smaps_rollup (4.14 and later; proc_pid_smaps(5)), which walks the
page tables once and touches nothing in the process; the faults come from /proc/PID/stat.
"""

from __future__ import annotations

import sys

from scripts.lab.linux.proc import PROC
from scripts.lab.records.memory import Account


def read(pid: int) -> Account | None:
    """Read the memory of a process as it is now; None where there is no such process, or it has already ended."""
    return _by_proc(pid) if sys.platform == "linux" else _by_psutil(pid)


def _by_proc(pid: int) -> Account | None:
    process = PROC.process(pid)
    if process is None or process.has_ended:
        return None
    bytes_of = PROC.memory_rollup(pid)
    return Account(
        pid=pid,
        parent=process.parent,
        # Where the page tables may not be read there is still statm, which every user may read.
        rss_bytes=bytes_of[b"Rss"] if bytes_of else PROC.resident_bytes(pid),
        pss_bytes=bytes_of.get(b"Pss"),
        uss_bytes=bytes_of[b"Private_Clean"] + bytes_of[b"Private_Dirty"] if bytes_of else None,
        private_dirty_bytes=bytes_of.get(b"Private_Dirty"),
        shared_bytes=bytes_of[b"Shared_Clean"] + bytes_of[b"Shared_Dirty"] if bytes_of else None,
        swap_bytes=bytes_of.get(b"Swap"),
        huge_bytes=bytes_of.get(b"AnonHugePages"),
        minor_faults=process.minor_faults,
        major_faults=process.major_faults,
    )


def _by_psutil(pid: int) -> Account | None:
    from typing import Any

    import psutil  # not on Linux: the guard there starts without site-packages

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        held: Any = process.memory_info()
        parent = process.ppid()
    except psutil.Error:
        return None
    try:
        held = process.memory_full_info()
    except psutil.Error:
        pass  # USS is told to a process that may inspect this one, RSS to every process
    return Account(
        pid=pid,
        parent=parent,
        rss_bytes=int(held.rss),
        pss_bytes=None,
        uss_bytes=getattr(held, "uss", None),
        private_dirty_bytes=None,
        shared_bytes=None,
        swap_bytes=None,
        huge_bytes=None,
        # macOS counts page-ins apart from all faults.
        minor_faults=getattr(held, "pfaults", None),
        major_faults=getattr(held, "pageins", None),
    )
