"""Stops a run that has more processes than it may have, whatever the guard is waiting for.

Much that the guard reads of a process waits for the lock on that process's memory, and a process that forks holds the
lock until it has had a processor. On a busy machine this takes seconds, in which all others go on forking. So a thread
of its own counts, and waits for the clock only.
"""

from __future__ import annotations

import _thread as thread  # the public module imports much that the guard has no use for
import sys
import time

from scripts.lab.guard import cleanup, priority
from scripts.lab.guard.process_tree import ProcessTree
from scripts.lab.linux.proc import PROC

TICK_SECONDS = 0.02


class ProcessLimit:
    """The most processes that a run may have."""

    def __init__(self, tree: ProcessTree, limit: int, inside_namespace: bool) -> None:
        self._tree = tree
        self._limit = limit
        self._inside_namespace = inside_namespace
        self._released = False
        self.reached = False
        """Was it exceeded? Every process of the run is then stopped, or about to be."""

    def is_exceeded_by(self, pids: list[int]) -> bool:
        """Are these processes too many, or were they before?"""
        return self.reached or len(pids) > self._limit

    def enforce(self) -> None:
        """Begin to count. Where the system cannot tell cheaply how many there are, the guard's looks have to do."""
        if sys.platform == "linux":
            try:
                thread.start_new_thread(self._enforce, ())
            except RuntimeError:
                pass  # no room for a thread

    def release(self) -> None:
        """End counting: the run is being ended."""
        self._released = True

    def _enforce(self) -> None:
        priority.rise_above_the_crowd()  # no thread inherits this from another
        least, room = 0, 0
        while not self._released:
            time.sleep(TICK_SECONDS)
            # The kernel's count is of the whole machine, and cheap: the run has room until that count has grown by it.
            count = PROC.process_count()
            least = min(least, count)
            if count - least < room:
                continue
            pids = self._tree.pids()
            if len(pids) > self._limit:
                self.reached = True
                cleanup.freeze(self._tree, self._inside_namespace)
                return
            least, room = count, self._limit - len(pids)
