"""What the threads of one process run: their frames, by the kernel's id of the thread."""

from __future__ import annotations

from scripts.lab.stacks import frames, threads
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from scripts.lab.stacks.frames import Activation


class Running:
    """The threads of a process that run Python code, each with its frames, the most recent call first."""

    def __init__(self, target: Target) -> None:
        """Raises Unreadable where there are no threads of Python to be found."""
        states = threads.states(target)
        # The kernel's ids, by what pthread_self() gave.
        self.tids = threads.native(target, (identifier for _address, identifier in states))
        self.stacks: dict[int, list[Activation]] = {}
        # And by the address of the thread state.
        self.of_states = {address: self.tids[one] for address, one in states if one in self.tids}
        reader = frames.Stacks(target)
        for address, identifier in states:
            if identifier in self.tids:
                stack = reader.follow(address)
                if stack:
                    # A thread that is inside a subinterpreter has a state in each; what it does in the newer is on top.
                    self.stacks.setdefault(self.tids[identifier], []).extend(stack)
        self.stacks = {tid: stack[: frames.MOST_FRAMES] for tid, stack in self.stacks.items()}
        self.failure = reader.failure
