"""Measures a run's processes at each mark, and then lets the program go on.

A program that marks waits for one byte. Here that byte is sent when everything has been read, so that the measurement
falls into a moment in which that process does nothing. Only the process that marks waits: whatever else the program has
started goes on meanwhile, and a program that wants all of them still has to see to it. A thread of its own does the
reading: with a thousand processes, or with terabytes, it may take long, and meanwhile the guard has limits to watch.
"""

from __future__ import annotations

import _thread as thread  # the public module imports much that the guard has no use for
import os
import time
from _collections import deque

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from typing import Any

    from scripts.lab.guard.population import Population

MOST_RECORDS = 20_000
"""Accounts of one process at one mark that a run may have: a program can mark ten thousand times without waiting."""
MOST_RUNS = 16 << 20
"""Characters that the page maps of a run may have."""


class Observer:
    """What stands between a mark and its go-ahead."""

    def __init__(self, population: Population, go_ahead: int, with_pages: bool) -> None:
        """Of whom, the descriptor on which the program waits, and whether its page map is wanted too."""
        self._population = population
        self._go_ahead = go_ahead
        self._with_pages = with_pages
        self._waiting: deque[dict[str, Any]] = deque()
        self._lock = thread.allocate_lock()
        self._busy = False
        self._over = False
        self._records = MOST_RECORDS
        self._runs = MOST_RUNS

    def observe(self, mark: dict[str, Any]) -> None:
        """Have everybody measured, put what was found into `mark`, and give the go-ahead; returns at once."""
        mark["memory"] = []
        if self._with_pages:
            mark["pages"] = []
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
            try:
                found = self._look()
            except Exception as error:  # nobody would hear of it, and the program would wait for ever
                found = {"not_observed": f"{type(error).__name__}: {error}"}
            if not self._over:
                mark.update(found)
            self._let_go()

    def _look(self) -> dict[str, Any]:
        from scripts.lab.memory import account

        began = time.monotonic()
        pids = self._population.pids()[: self._records]
        accounts = [one for one in map(account.of, pids) if one is not None]
        self._records -= len(accounts)
        found: dict[str, Any] = {"memory": accounts}
        if self._with_pages:
            found["pages"] = self._pages([one["pid"] for one in accounts])
        found["observing_seconds"] = round(time.monotonic() - began, 6)
        return found

    def _pages(self, pids: list[int]) -> list[dict[str, Any]]:
        from scripts.lab.memory import page_map

        maps = []
        for pid in pids:
            if self._runs > 0 and (mappings := page_map.of(pid)):
                self._runs -= sum(len(one["runs"] or "") for one in mappings)
                maps.append({"pid": pid, "mappings": mappings})
        return maps

    def _let_go(self) -> None:
        try:
            os.write(self._go_ahead, b"\n")
        except (BlockingIOError, BrokenPipeError):
            pass  # it prints marks and does not wait at them
