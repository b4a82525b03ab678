"""From a thread's system call to what it waits for, and which process of the program could end that wait.

The row of the call in `calls` names the reader. Each reader takes the program, the thread and the arguments of its
call, and says in words and for the argument which objects the wait is about, which processes hold them, and, where
nothing can be proved of it, why.
"""

from __future__ import annotations

from scripts.lab.proof import calls, children, endpoints, file_locks, locks
from scripts.lab.proof.awaited import Awaited, only_a_signal, unprovable

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.lab.proof.program import Program
    from scripts.lab.proof.snapshots import ThreadStatus

    Reader = Callable[[Program, ThreadStatus, tuple[int, ...]], Awaited]


def signal(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of a call that only a signal ends: a service waits so for the one that tells it to stop."""
    return only_a_signal(thread, program.pids)


def clock(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of a call that ends by the clock."""
    return Awaited("time", f"the clock ({calls.name(thread.call)})", f"time:{thread.pid}:{thread.tid}")


READERS: dict[str, Reader] = {
    **locks.READERS,
    **endpoints.READERS,
    **children.READERS,
    **file_locks.READERS,
    "signal": signal,
    "clock": clock,
}
"""By what a row of `calls.CALLS` says that its call waits for."""


def wait_of(program: Program, thread: ThreadStatus) -> Awaited | None:
    """Read what a thread waits for; None where it does not wait."""
    if thread.state != "S" or thread.call is None or not thread.call.arguments:
        return None
    row = calls.row(thread.call)
    if row is None or row.waits_for is None:
        what, key = f"the end of {calls.name(thread.call)}", f"other:{thread.pid}:{thread.tid}"
        wait = unprovable("other", what, key, "nothing can be proved of this call")
    else:
        wait = READERS[row.waits_for](program, thread, thread.call.arguments)
    if calls.limit(thread.call) is not None:
        # Of a call without a row, or of which nothing is proved, it is not known whether it has a limit.
        wait.record.unlimited = None if row is None or row.limit is calls.UNPROVED else False
    return wait
