"""The Python stacks of another, running process, read from outside without disturbing it.

Nothing in the process changes: no signal is sent, nothing is stopped, nothing is run inside it. Its memory is read
through /proc/PID/mem, and the interpreter's own structures are followed in it. The lines of CPython that
`layouts` knows, on 64-bit Linux, free-threaded or not, however the process came to be.

`memory`   bytes by address, bounded
`elf`      what an executable file says about itself
`images`   which files of an interpreter a process has loaded, and where
`layouts`  where things stand in memory, by version of CPython
`target`   one process with all of this known
`objects`  str and bytes
`lines`    from an instruction to its line
`frames`   from a thread state to its frames
`threads`  the thread states, and whose they are
`running`  the threads of a process with their frames

And what stands in the frames:

`members`     where the members of more kinds of objects stand
`kinds`       types by name, and attributes of instances
`values`      the local variables of a frame, and the part of its value stack that is in use
`shown`       values in words, and the names of threads
`locks`       threading's locks: which one a thread waits for, and which ones a frame holds
`buffers`     the locks inside io's buffers
`owners`      which thread likely holds the lock that another waits for

And beside them:

`gil`  which thread holds the GIL, and which ones wait for it

A process that runs meanwhile may give a stack that never was, each frame of it taken at another moment. A thread
that is blocked gives what it is blocked in.
"""

from __future__ import annotations

from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.stacks.memory import Unreadable
from scripts.lab.stacks.running import Running
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from scripts.lab.records.evidence import Frame


class Reading:
    """What could be read of one process."""

    def __init__(
        self,
        stacks: dict[int, list[Frame]],
        why_not: str | None,
        names: dict[int, str] | None = None,
        gil: int | None = None,
        gil_waiters: set[int] | None = None,
    ) -> None:
        # By thread id: the most recent call first.
        self.stacks = stacks
        # Why there are no stacks, to be read after the name of a process; None where there are some.
        self.why_not = why_not
        # By thread id: the name of the thread as threading has it, where it was asked for and could be read.
        self.names = names or {}
        # The id of the thread that holds the GIL, where it was asked for; None where none does or it cannot be told.
        self.gil = gil
        # The ids of the threads that wait for that thread to release it, where it was asked for.
        self.gil_waiters = gil_waiters or set()


def read(
    pid: int, proc: Proc = PROC, with_locals: bool = False, with_names: bool = False, with_gil: bool = False
) -> Reading:
    """Read the stacks of the threads that run Python code, by thread id as in `proc`, or say why there are none.

    At most 2000 threads with 100 frames each; on request with the local variables of each frame, shortened, with the
    names of the threads, and with the GIL's holder and waiters. Whatever the process is, this raises nothing.
    """
    try:
        target = Target(pid, proc)
    except Unreadable as error:
        return Reading({}, str(error))
    try:
        return _read(target, with_locals, with_names, with_gil)
    except Unreadable as error:
        return Reading({}, str(error))
    finally:
        target.close()


def _read(target: Target, with_locals: bool, with_names: bool, with_gil: bool) -> Reading:
    running = Running(target)
    if not running.tids:
        return Reading({}, "none of its threads could be told to be one of Python's")
    if not running.stacks:
        return Reading({}, str(running.failure or "none of its threads runs Python code"))
    stacks = {tid: [one.frame() for one in stack] for tid, stack in running.stacks.items()}
    names = {}
    if with_locals or with_names:
        from scripts.lab.stacks.shown import Shown

        shown = Shown(target)
        if with_names:
            names = {tid: name for tid, stack in running.stacks.items() if (name := shown.thread_name(tid, stack))}
        if with_locals:
            for tid, stack in running.stacks.items():
                for frame, activation in zip(stacks[tid], stack, strict=True):
                    frame.locals = shown.locals(activation)
    holder, waiters = None, None
    if with_gil:
        from scripts.lab.stacks import gil

        holder, waiters = gil.look(target, running.of_states)
    return Reading(stacks, None, names, holder, waiters)
