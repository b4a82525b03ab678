"""How much memory a whole tree of processes holds, asked for without ever waiting for the answer.

PSS is what a tree really holds, but to read it the kernel walks page tables, and waits for a process that is just
being forked. Among a thousand processes that all want to run this can take forever, so a thread of its own reads.
"""

from __future__ import annotations

import _thread as thread  # the public module imports much that the guard has no use for

from scripts.lab.guard.process_tree import ProcessTree


class PssSampler:
    """The PSS of a run, in bytes, as it was lately."""

    def __init__(self, tree: ProcessTree) -> None:
        self._tree = tree
        self._busy = False
        self._pss_bytes = 0

    def sample(self, pids: list[int]) -> int:
        """Have the PSS of these processes read, unless that is being done; return the last sum that was found."""
        if not self._busy:
            self._busy = True
            try:
                thread.start_new_thread(self._read, (pids,))
            except RuntimeError:  # no room for a thread: ask again at the next look
                self._busy = False
        return self._pss_bytes

    def forget(self) -> None:
        """The run holds little again."""
        self._pss_bytes = 0

    def _read(self, pids: list[int]) -> None:
        try:
            self._pss_bytes = sum(map(self._tree.proportional_bytes, pids))
        finally:
            self._busy = False
