"""Every process of a run that the guard saw: when it came, when it went, and how it ended where that can be known.

The guard looks once in TICK_SECONDS, so a process that came and went between two looks is in no register. Of a process
that was seen, its end is known from the first of these that tells:

- the guard itself has waited for it, because its parent had ended before;
- it is a zombie, because its parent has not waited for it yet (`endings.status_of_zombie`);
- a pidfd, which is opened when the process is first seen, tells its wait status (`endings.status_by_pidfd`).

The pidfd also wakes the guard at the moment of the end. On a kernel older than 6.15 the guard then still has to be
quicker than a parent that sleeps in waitpid(2): where it is not, the end is "unknown".
"""

from __future__ import annotations

import os
import select
import time

from scripts.lab.linux import endings
from scripts.lab.linux.proc import PROC
from scripts.lab.records.run import Process

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.lab.linux.process import SystemCall

MOST_ENTRIES = 1000
MOST_PIDFDS = 200
CALLS_A_LOOK = 4
"""Of how many processes a look reads the system call; each look takes the next ones."""


class _Entry:
    """One process of the run."""

    __slots__ = ("call", "descriptor", "kept", "pid", "record", "started", "status")

    def __init__(self, pid: int, started: int, record: Process) -> None:
        self.pid = pid
        self.started = started
        self.record = record
        self.kept = True  # False for one that found the register full, and is only counted
        self.descriptor: int | None = None
        self.status: int | None = None  # the wait status
        self.call: SystemCall | None = None  # of its first thread, when that was last asked


class Register:
    """The processes of one run, in the order in which they were seen."""

    def __init__(self, began: float, command: Callable[[int], str], poll: select.poll) -> None:
        """Begin with no process.

        began: when the program was started, by time.monotonic(). command: gives the command line of a process.
        poll: wakes the guard when a process ends; the guard then calls `wake` with the descriptor.
        """
        self._began = began
        self._command = command
        self._poll = poll
        self._kept: dict[_Entry, None] = {}
        self._alive: dict[int, _Entry] = {}
        self._fresh: list[_Entry] = []
        self._pidfds: dict[int, _Entry] = {}
        self._ordinary: list[_Entry] = []  # those that exited with 0: they make room for others
        self._turn = 0
        self.left_out = 0
        """How many processes were seen and are not kept."""

    def begin(self, pid: int, command: str) -> None:
        """Take the program itself, which may have ended before the first look."""
        self.look([pid])
        if entry := self._alive.get(pid):
            entry.record.command = command
            self._fresh.clear()

    def look(self, pids: list[int]) -> None:
        """Take the list of processes that are there now."""
        fresh, self._fresh = self._fresh, []
        if self._alive.keys() != (now := set(pids)):
            for pid in self._alive.keys() - now:
                self._check(self._alive[pid])
            for pid in pids:
                if pid not in self._alive:
                    self._add(pid)
        for entry in fresh:
            self._read_command_again(entry)
        self._note_calls(pids)

    def reaped(self, statuses: dict[int, int]) -> None:
        """Take the wait statuses, by pid, of the processes that the guard itself has waited for."""
        for pid, status in statuses.items():
            if entry := self._alive.get(pid):
                self._end(entry, status)
                del self._alive[pid]

    def knows(self, descriptor: int) -> bool:
        """Was this descriptor registered with the poll object here?"""
        return descriptor in self._pidfds

    def wake(self, descriptor: int) -> None:
        """Note the end of the process that this descriptor belongs to."""
        entry = self._pidfds[descriptor]
        # At once, because its parent may be about to wait for it.
        status = endings.status_of_zombie(PROC, entry.pid)
        if status is not None:
            self._end(entry, status)
            return
        self._check(entry)
        if entry.descriptor is not None:  # a zombie whose end may not be read: the look that misses it asks again
            self._poll.unregister(descriptor)

    def close(self) -> list[Process]:
        """Give every process that is kept, as it is at this moment; the register then takes no more."""
        for entry in list(self._alive.values()):
            self._check(entry)
            if entry.record.went is None:
                self._read_command_again(entry)
        for entry in list(self._pidfds.values()):
            self._let_go(entry)
        for entry in self._kept:
            self._put_into_words(entry)
        return [entry.record for entry in self._kept]

    def _add(self, pid: int) -> None:
        seen = PROC.process(pid)
        if seen is None:
            return
        record = Process(
            pid=pid, parent=seen.parent, state=seen.state, command=self._command(pid), came=self._seconds()
        )
        entry = self._alive[pid] = _Entry(pid, seen.started, record)
        if len(self._kept) >= MOST_ENTRIES:
            self.left_out += 1
            if not self._ordinary:
                entry.kept = False
                return
            del self._kept[self._ordinary.pop(0)]
        self._kept[entry] = None
        self._fresh.append(entry)
        if len(self._pidfds) < MOST_PIDFDS:
            self._open(entry)

    def _read_command_again(self, entry: _Entry) -> None:
        """Replace the command line of a child that was first seen between fork and exec."""
        command = self._command(entry.pid)
        if not command.startswith("["):  # in brackets stands the name of one that has ended
            entry.record.command = command

    def _open(self, entry: _Entry) -> None:
        try:
            entry.descriptor = os.pidfd_open(entry.pid)
        except (AttributeError, OSError):
            return  # this system has no pidfd, or the process has gone
        self._pidfds[entry.descriptor] = entry
        self._poll.register(entry.descriptor, select.POLLIN)

    def _check(self, entry: _Entry) -> None:
        """Note the end of a process, if it has ended."""
        seen = PROC.process(entry.pid)
        is_there = seen is not None and seen.started == entry.started
        if seen is not None and is_there and not seen.has_ended:
            entry.record.state = seen.state
            return
        status = entry.status
        if status is None and is_there:
            status = endings.status_of_zombie(PROC, entry.pid)
        elif status is None and entry.descriptor is not None:
            status = endings.status_by_pidfd(entry.descriptor)
        self._end(entry, status)
        if not is_there:
            self._let_go(entry)
            del self._alive[entry.pid]

    def _end(self, entry: _Entry, status: int | None) -> None:
        if entry.record.went is None:
            entry.record.went = self._seconds()
            entry.record.state = "Z"
        if status is None or entry.status is not None:
            return
        entry.status = status
        self._let_go(entry)
        if entry.kept and status == 0:
            self._ordinary.append(entry)

    def _let_go(self, entry: _Entry) -> None:
        if entry.descriptor is None:
            return
        del self._pidfds[entry.descriptor]
        try:
            self._poll.unregister(entry.descriptor)
        except KeyError:
            pass  # `wake` has done so
        os.close(entry.descriptor)
        entry.descriptor = None

    def _note_calls(self, pids: list[int]) -> None:
        """Read in which system call the first threads of the next few processes are."""
        for _ in range(min(CALLS_A_LOOK, len(pids))):
            self._turn = (self._turn + 1) % len(pids)
            entry = self._alive.get(pids[self._turn])
            if entry is not None and entry.kept and entry.record.went is None:
                call = PROC.system_call(entry.pid, entry.pid)
                if call is not None and call.number != -1:  # -1: asleep outside any call
                    entry.call = call

    def _put_into_words(self, entry: _Entry) -> None:
        if entry.record.went is None:
            return
        entry.record.ended = endings.in_words(entry.status)
        exited = entry.status is not None and os.WIFEXITED(entry.status)
        if entry.call is not None and not exited:  # one that exits was last in the call that did it
            from scripts.lab.proof import calls  # only here: most programs have no such process

            entry.record.doing = calls.name(entry.call)

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 4)
