"""One run as its guard sees it: the program, and everything that the guard set up around it."""

from __future__ import annotations

import sys

from scripts.lab.guard import cleanup, frames, isolation
from scripts.lab.guard.launcher import launch
from scripts.lab.guard.marks import Observer
from scripts.lab.guard.process_tree import DescendantTree, NamespaceTree, ProcessTree, PsutilTree
from scripts.lab.guard.shared_memory import CommonSharedMemory, PrivateSharedMemory, SharedMemory
from scripts.lab.guard.transcript import Transcript
from scripts.lab.proof import alarms

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.lab.proof.prover import Prover
    from scripts.lab.records.wire import Request

CHANNEL = 0
"""The descriptor by which the guard and its caller talk."""


class SupervisedRun:
    """A program that is isolated, and then started, and what is known of it from then on."""

    def __init__(self, request: Request) -> None:
        """Isolate this process and everything that it will start. Raises OSError where that cannot be had."""
        self.request = request
        self.isolation, self._questions = isolation.enter(
            request.boundary,
            caller=request.caller,
            shared_memory_bytes=request.limits.memory_bytes,
            farewell=lambda: cleanup.force_remove(request.scratch),
        )
        self.inside_namespace = self.isolation == "namespace"
        self.tree = self._make_tree()
        self.shared_memory: SharedMemory = PrivateSharedMemory() if self.inside_namespace else CommonSharedMemory()
        self.transcript = Transcript()
        self._alarms_before = alarms.armed()

    def _make_tree(self) -> ProcessTree:
        if self.inside_namespace:
            return NamespaceTree()
        if self.isolation == "subreaper":
            return DescendantTree()
        return PsutilTree(self.request.environment[frames.TOKEN_VARIABLE])

    def start(self) -> None:
        """Start the program. Raises OSError where it could not be executed."""
        self.launched = launch(self.request, CHANNEL, self.isolation)
        self.tree.launcher = self.launched.launcher
        self.tree.session = self.launched.pid
        self.observer = Observer(self.tree, self.launched.go_ahead, self.launched.mark_descriptor, self.request.pages)

    @property
    def can_be_proved(self) -> bool:
        """Is a deadlock to be proved, and can it be on this system?"""
        return sys.platform == "linux" and self.request.prove

    def make_prover(self, ended: Callable[[], int]) -> Prover:
        """Make what tries to prove a deadlock; `ended` counts the processes of the run that have ended so far.

        Most programs have ended before it is needed, so its modules are imported only here.
        """
        from scripts.lab.guard.beyond import Keeper
        from scripts.lab.guard.surroundings import Guarded
        from scripts.lab.proof.prover import Prover

        keeper = None if self._questions is None else Keeper(self._questions)
        return Prover(Guarded(self.tree, self.request.scratch, self._alarms_before, ended, keeper))
