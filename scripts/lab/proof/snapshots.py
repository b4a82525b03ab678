"""A snapshot of every thread of a program: what it is doing, and how often it has been taken off a processor.

Two snapshots that show the same are a consistent one (a double collect): at a moment between them, every thread was as
both show it. A thread that ran between them had to be taken off the processor again before the second one could find it
asleep, and the kernel counts that (voluntary_ctxt_switches and nonvoluntary_ctxt_switches in proc_pid_status(5)). The
first snapshot reads the counter before the call, the second one the call before the counter; so with equal counters the
thread slept from the first reading of its call to the second. The kernel answers a reading of the call with "running"
unless the thread is off the processor at both ends of the reading (task_current_syscall() in its lib/syscall.c).
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scripts.lab.linux.proc import Proc
    from scripts.lab.linux.process import SystemCall


FIELDS = (
    *(b"Name", b"State", b"PPid", b"NStgid", b"SigPnd", b"ShdPnd", b"SigCgt"),
    *(b"voluntary_ctxt_switches", b"nonvoluntary_ctxt_switches"),
)
"""What a snapshot reads of a thread's status, in the kernel's order; proc_pid_status(5)."""
COMPARED = (b"Name", b"State", b"PPid", b"voluntary_ctxt_switches", b"nonvoluntary_ctxt_switches")
"""What the second of two snapshots reads, which is only compared with the first one."""


class ThreadStatus:
    """One thread in one snapshot."""

    __slots__ = (
        "call",
        "caught",
        "ids",
        "name",
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
        self.name = status.get(b"Name", b"").decode(errors="replace") or None
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
        # Its process's id in the reader's PID namespace, then in each one nested in that, down to its own.
        self.ids = [int(word) for word in status.get(b"NStgid", b"").split()] or [pid]
        # None where it may not be read.
        self.call = call

    @property
    def running(self) -> bool:
        """Was it on a processor, or ready to be?"""
        return self.state == "R" or (self.call is not None and self.call.running)

    @property
    def picture(self) -> tuple[str, int, str | None]:
        """What two snapshots are compared by."""
        return self.state, self.switches, self.call.text if self.call is not None else None


class Snapshot:
    """All threads of some processes at about one time; `proc` is where they were read."""

    def __init__(self, proc: Proc) -> None:
        self.proc = proc
        self.threads: dict[tuple[int, int], ThreadStatus] = {}
        self.ended: dict[int, int] = {}
        """Processes that have ended and were not yet waited for, with their parents."""
        self.ended_names: dict[int, str | None] = {}
        self.vanished = False
        """Did a thread end after it was listed, so that its successor may not have been listed?"""

    @property
    def pids(self) -> set[int]:
        """Every process of this snapshot, those that have ended included."""
        return {pid for pid, _tid in self.threads} | set(self.ended)

    @property
    def picture(self) -> dict[tuple[int, int], tuple[str, int, str | None]]:
        """What two snapshots are compared by."""
        return {key: thread.picture for key, thread in self.threads.items()}

    def of(self, pids: set[int]) -> Snapshot:
        """Give what this snapshot shows of some of its processes."""
        found = Snapshot(self.proc)
        found.threads = {key: thread for key, thread in self.threads.items() if key[0] in pids}
        found.ended = {pid: parent for pid, parent in self.ended.items() if pid in pids}
        found.ended_names = {pid: self.ended_names[pid] for pid in found.ended}
        found.vanished = self.vanished
        return found

    def rested_since(self, before: Snapshot) -> bool:
        """Has no thread run since an earlier snapshot? One that is always on a processor has no switch to count."""
        return self.picture == before.picture and not any(thread.running for thread in self.threads.values())


def take(
    proc: Proc, pids: Iterable[int], stop: Callable[[ThreadStatus], bool] | None = None, again: bool = False
) -> Snapshot:
    """Read every thread of these processes, or as far as the first for which `stop` is true.

    again: this is the second of two snapshots.
    """
    snapshot = Snapshot(proc)
    for pid in pids:
        for tid in proc.thread_ids(pid):
            thread = read_thread(proc, pid, tid, again)
            if thread is None:
                snapshot.vanished = True
                continue
            if thread.state in "ZX":
                # Only a first thread is kept when it has ended; the process itself has if it was the last.
                if thread.state == "Z" and not any(other != pid for other in proc.thread_ids(pid)):
                    snapshot.ended[pid] = thread.parent
                    snapshot.ended_names[pid] = thread.name
                continue
            snapshot.threads[pid, tid] = thread
            if stop is not None and stop(thread):
                return snapshot
    return snapshot


def read_thread(proc: Proc, pid: int, tid: int, again: bool = False) -> ThreadStatus | None:
    """Read one thread; None where it has gone. again: for the second of two snapshots."""
    call = proc.system_call(pid, tid) if again else None
    status = proc.thread_status(pid, tid, COMPARED if again else FIELDS)
    if not status:
        return None
    if not again:
        call = proc.system_call(pid, tid)
    return ThreadStatus(pid, tid, status, call)
