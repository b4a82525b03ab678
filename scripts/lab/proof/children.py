"""Waits for a child to end: wait4(2) and waitid(2)."""

from __future__ import annotations

from scripts.lab.proof import endpoints
from scripts.lab.proof.awaited import Awaited
from scripts.lab.proof.calls import signed

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.proof.program import Program
    from scripts.lab.proof.snapshots import ThreadStatus

P_PID, P_PIDFD = 1, 3


def child_by_pid(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of wait4(2)."""
    return _child(program, thread, max(0, signed(arguments[0])))


def child_by_kind_of_id(program: Program, thread: ThreadStatus, arguments: tuple[int, ...]) -> Awaited:
    """Read the wait of waitid(2)."""
    if arguments[0] == P_PIDFD:
        return endpoints.ready(program, thread, signed(arguments[1]), "read")
    return _child(program, thread, signed(arguments[1]) if arguments[0] == P_PID else 0)


def _child(program: Program, thread: ThreadStatus, wanted: int) -> Awaited:
    """Describe the wait for the child with this id as the waiting process numbers it, or, with 0, for any child."""
    pid = thread.pid
    mine = sorted(child for child, parent in program.parents.items() if parent == pid)
    if wanted:
        wanted = _as_numbered_here(program, wanted, pid)
        wait = Awaited("child", f"child {wanted} to end", f"child:{wanted}", [wanted])
        if wanted not in mine:
            wait.record.why_open = "the child cannot be seen"
        return wait
    wait = Awaited("child", "a child to end", f"children:{pid}", mine)
    wait.objects.add(wait.record.key)
    if not mine:
        wait.record.why_open = "the children cannot be seen"
    return wait


def _as_numbered_here(program: Program, wanted: int, pid: int) -> int:
    """Find the process that `pid` calls `wanted`; its PID namespace may lie in the reader's; pid_namespaces(7)."""
    ids = {one: thread.ids for (one, _tid), thread in program.snapshot.threads.items()}
    level = len(ids.get(pid, [pid])) - 1
    if level == 0:
        return wanted
    return next((one for one, its in ids.items() if len(its) > level and its[level] == wanted), wanted)


READERS = {"child-by-pid": child_by_pid, "child-by-kind-of-id": child_by_kind_of_id}
