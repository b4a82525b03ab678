"""Measures a run's processes at each mark, and then lets the program go on.

A program that marks waits for one byte. Reading begins when a process of the run waits for it, and the byte is sent
when everything has been read, so that the measurement falls into a moment in which that process does nothing. (Between
printing the mark and waiting it writes to some twenty pages, and in a forked child that means to copy them.) Only the
process that marks waits: whatever else the program has started goes on meanwhile, and a program that wants all of them
still has to see to it. A thread of its own does the reading: with a thousand processes, or with terabytes, it may take
long, and meanwhile the guard has limits to watch.
"""

from __future__ import annotations

import _thread as thread  # the public module imports much that the guard has no use for
import os
import time
from _collections import deque

from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.guard.process_tree import ProcessTree
    from scripts.lab.records.memory import Mark, PageMap

MOST_RECORDS = 20_000
"""Accounts of one process at one mark that a run may have: a program can mark ten thousand times without waiting."""
MOST_RUNS = 16 << 20
"""Characters that the page maps of a run may have."""


PATIENCE_SECONDS = 1.0
"""How long a process may take from printing a mark to waiting; after that the program is one that does not wait."""
PAUSE_SECONDS = 0.0002


class Observer:
    """What stands between a mark and its go-ahead."""

    def __init__(self, tree: ProcessTree, go_ahead: int, awaited_as: int, with_pages: bool) -> None:
        """Measure the processes of `tree`.

        go_ahead: the descriptor to write the byte to. awaited_as: the number under which the program waits for it.
        with_pages: are page maps wanted too?
        """
        self._tree = tree
        self._go_ahead = go_ahead
        self._awaited_as = awaited_as
        self._program_waits = True
        self._with_pages = with_pages
        self._waiting: deque[Mark] = deque()
        self._lock = thread.allocate_lock()
        self._busy = False
        self._over = False
        self._records = MOST_RECORDS
        self._runs = MOST_RUNS

    def observe(self, mark: Mark) -> None:
        """Have every process measured, put what was found into `mark`, and give the go-ahead; returns at once."""
        if self._with_pages:
            mark.pages = []
        with self._lock:
            self._waiting.append(mark)
            if self._busy:
                return
            self._busy = True
        try:
            thread.start_new_thread(self._work, ())
        except RuntimeError:  # no room for a thread: the program must not wait for ever
            self._busy = False
            while self._waiting:
                self._waiting.popleft()
                self._let_go()

    def end(self) -> None:
        """The run is over: whatever is found from now on is not put anywhere."""
        self._over = True

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._over:
                    self._busy = False
                    return
                mark = self._waiting.popleft()
            found = mark.replace()
            try:
                self._await_a_waiting_process()
                self._measure(found)
            except Exception as error:  # the thread would end silently, and the program would wait forever
                found.not_observed = f"{type(error).__name__}: {error}"
            if not self._over:
                mark.memory, mark.pages = found.memory, found.pages
                mark.observing_seconds, mark.not_observed = found.observing_seconds, found.not_observed
            self._let_go()

    def _await_a_waiting_process(self) -> None:
        """Return when a process of the run reads the go-ahead, or when it is plain that none will."""
        if not self._program_waits:
            return
        from scripts.lab.proof import calls as table

        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and not self._over:
            calls = [PROC.system_call(pid, tid) for pid in self._tree.pids() for tid in PROC.thread_ids(pid)]
            told = [call for call in calls if call is not None]
            if any(table.name(call) == "read" and call.arguments[:1] == (self._awaited_as,) for call in told):
                return
            if not told:
                break  # the kernel does not show what threads wait in, or the program has ended
            time.sleep(PAUSE_SECONDS)
        self._program_waits = False

    def _measure(self, mark: Mark) -> None:
        """Put what every process holds now into `mark`."""
        from scripts.lab.memory import account

        began = time.monotonic()
        pids = self._tree.pids()[: self._records]
        accounts = [one for one in map(account.read, pids) if one is not None]
        self._records -= len(accounts)
        mark.memory = accounts
        if self._with_pages:
            mark.pages = self._pages([one.pid for one in accounts])
        mark.observing_seconds = round(time.monotonic() - began, 6)

    def _pages(self, pids: list[int]) -> list[PageMap]:
        from scripts.lab.memory import page_map
        from scripts.lab.records.memory import PageMap

        maps = []
        for pid in pids:
            if self._runs > 0 and (mappings := page_map.read(pid)):
                self._runs -= sum(len(one.runs or "") for one in mappings)
                maps.append(PageMap(pid=pid, mappings=mappings))
        return maps

    def _let_go(self) -> None:
        try:
            os.write(self._go_ahead, b"\n")
        except (BlockingIOError, BrokenPipeError):
            pass  # it prints marks and does not wait at them
