"""One look at every thread of a program: what it is doing, and how often it has been taken off a processor.

Two looks make one moment. A thread that ran between them had to be taken off the processor again before the second
look could find it asleep, and the kernel counts that (voluntary_ctxt_switches and nonvoluntary_ctxt_switches in
proc_pid_status(5)). The first look reads the counter before the call, the second one the call before the counter; so
with equal counters the thread slept from the first reading of its call to the second. The kernel answers a reading of
the call with "running" unless the thread is off the processor at both ends of the reading (task_current_syscall() in
the kernel's lib/syscall.c).
"""

from __future__ import annotations

from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.lab.linux.proc import SystemCall


class Thread:
    """One thread as one look saw it."""

    __slots__ = (
        "call",
        "caught",
        "names",
        "parent",
        "pending",
        "pid",
        "shared_pending",
        "state",
        "switches",
        "tid",
    )

    def __init__(self, pid: int, tid: int, status: dict[bytes, bytes], call: SystemCall | None) -> None:
        self.pid = pid
        self.tid = tid
        self.state = status.get(b"State", b"?")[:1].decode()
        self.switches = int(status.get(b"voluntary_ctxt_switches", b"0")) + int(
            status.get(b"nonvoluntary_ctxt_switches", b"0")
        )
        # Sets of signals as bit masks, signal 1 in bit 0: pending for this thread, for its whole process, and caught
        # by its process.
        self.pending = int(status.get(b"SigPnd", b"0"), 16)
        self.shared_pending = int(status.get(b"ShdPnd", b"0"), 16)
        self.caught = int(status.get(b"SigCgt", b"0"), 16)
        self.parent = int(status.get(b"PPid", b"0"))
        # Its process's id in the PID namespace of whoever looks, then in each one nested in that, down to its own.
        self.names = [int(word) for word in status.get(b"NStgid", b"").split()] or [pid]
        # None where it may not be read.
        self.call = call

    @property
    def picture(self) -> tuple[str, int, str | None]:
        """What two looks compare."""
        return self.state, self.switches, self.call.text if self.call is not None else None


class Look:
    """All threads of some processes at about one time."""

    def __init__(self) -> None:
        self.threads: dict[tuple[int, int], Thread] = {}
        self.ended: dict[int, int] = {}
        """Processes that have ended and were not yet waited for, with their parents."""
        self.vanished = False
        """Did a thread end after it was listed, so that its successor may not have been listed?"""

    @property
    def pids(self) -> set[int]:
        """Every process of this look, those that have ended included."""
        return {pid for pid, _tid in self.threads} | set(self.ended)

    @property
    def picture(self) -> dict[tuple[int, int], tuple[str, int, str | None]]:
        """What two looks compare."""
        return {key: thread.picture for key, thread in self.threads.items()}

    def rested_since(self, before: Look) -> bool:
        """Has nobody run since an earlier look? Who is on a processor all the time has no switch to be counted."""
        return self.picture == before.picture and all(
            thread.state != "R" and not (thread.call is not None and thread.call.running)
            for thread in self.threads.values()
        )


def take(pids: Iterable[int], stop: Callable[[Thread], bool] | None = None, again: bool = False) -> Look:
    """Look at every thread of these processes, or as far as the first for which `stop` is true.

    again: this is the second of two looks.
    """
    look = Look()
    for pid in pids:
        for tid in PROC.thread_ids(pid):
            thread = see(pid, tid, again)
            if thread is None:
                look.vanished = True
                continue
            if thread.state in "ZX":
                # Only a first thread is kept when it has ended; the process itself has if it was the last.
                if thread.state == "Z" and not _others(pid):
                    look.ended[pid] = thread.parent
                continue
            look.threads[pid, tid] = thread
            if stop is not None and stop(thread):
                return look
    return look


def see(pid: int, tid: int, again: bool = False) -> Thread | None:
    """One thread now; None where it has gone."""
    call = PROC.system_call(pid, tid) if again else None
    status = PROC.status(pid, tid)
    if not status:
        return None
    if not again:
        call = PROC.system_call(pid, tid)
    return Thread(pid, tid, status, call)


def _others(pid: int) -> bool:
    return any(tid != pid for tid in PROC.thread_ids(pid))
