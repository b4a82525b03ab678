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

A process that runs meanwhile may give a stack that never was, each frame of it taken at another moment. A thread
that is blocked gives what it is blocked in.
"""

from __future__ import annotations

from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.stacks import frames, threads
from scripts.lab.stacks.memory import Unreadable
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from scripts.lab.records.evidence import Frame


class Reading:
    """What could be read of one process."""

    def __init__(self, stacks: dict[int, list[Frame]], why_not: str | None) -> None:
        # By thread id: the most recent call first.
        self.stacks = stacks
        # Why there are no stacks, to be read after the name of a process; None where there are some.
        self.why_not = why_not


def read(pid: int, proc: Proc = PROC) -> Reading:
    """Read the stacks of the threads that run Python code, by thread id as in `proc`, or say why there are none.

    At most 2000 threads with 100 frames each. Whatever the process is, this raises nothing.
    """
    try:
        target = Target(pid, proc)
    except Unreadable as error:
        return Reading({}, str(error))
    try:
        return _read(target)
    except Unreadable as error:
        return Reading({}, str(error))
    finally:
        target.close()


def _read(target: Target) -> Reading:
    states = threads.states(target)
    native = threads.native(target, (identifier for _address, identifier in states))
    reader = frames.Stacks(target)
    stacks: dict[int, list[Frame]] = {}
    for address, identifier in states:
        if identifier in native:
            stack = reader.follow(address)
            if stack:
                # A thread that is inside a subinterpreter has a state in each; what it does in the newer is on top.
                stacks.setdefault(native[identifier], []).extend(stack)
    if stacks:
        return Reading({tid: stack[: frames.MOST_FRAMES] for tid, stack in stacks.items()}, None)
    if not native:
        return Reading({}, "none of its threads could be told to be one of Python's")
    return Reading({}, str(reader.failure or "none of its threads runs Python code"))
