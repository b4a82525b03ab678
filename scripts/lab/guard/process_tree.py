"""Which processes of a run are alive, and how much memory each holds, by the kind of isolation that the run has."""

from __future__ import annotations

import os

from scripts.lab.guard import frames
from scripts.lab.linux.proc import PROC
from scripts.lab.linux.process import ProcessStat

CROWD = 50


class ProcessTree:
    """The processes of one run, without the guard and the launcher."""

    adopts_orphans: bool
    """Does every orphan of the run become a child of the guard?"""
    launcher: int
    """Process id of the launcher, 0 before there is one."""
    session: int = 0
    """The session of the program, 0 before there is one."""

    def members(self) -> list[ProcessStat]:
        """Every process, none left out: for the cleanup."""
        raise NotImplementedError

    def pids(self) -> list[int]:
        """The ids of all processes, quickly: for looking often."""
        raise NotImplementedError

    def resident_bytes(self, pid: int) -> int:
        """RSS of one process."""
        raise NotImplementedError

    def proportional_bytes(self, pid: int) -> int:
        """PSS of one process, RSS where there is no such figure."""
        raise NotImplementedError

    def command(self, pid: int) -> str:
        """Its command line."""
        raise NotImplementedError


class _LinuxTree(ProcessTree):
    adopts_orphans = True

    def __init__(self) -> None:
        self._own = os.getpid()
        self.launcher = 0

    def resident_bytes(self, pid: int) -> int:
        return PROC.resident_bytes(pid)

    def proportional_bytes(self, pid: int) -> int:
        return PROC.proportional_bytes(pid)

    def command(self, pid: int) -> str:
        return PROC.command(pid)


class NamespaceTree(_LinuxTree):
    """Every process in this PID namespace: its /proc shows no other."""

    def members(self) -> list[ProcessStat]:
        return [one for one in PROC.processes() if one.pid not in (self._own, self.launcher)]

    def pids(self) -> list[int]:
        return [pid for pid in PROC.process_ids() if pid not in (self._own, self.launcher)]


class DescendantTree(_LinuxTree):
    """Every descendant of this process."""

    def __init__(self) -> None:
        super().__init__()
        self._processes_before = PROC.process_count()

    def members(self) -> list[ProcessStat]:
        return [one for one in PROC.descendants(self._own) if one.pid != self.launcher]

    def pids(self) -> list[int]:
        if PROC.process_count() - self._processes_before > CROWD:
            # Where many come and go, the short way below loses whole branches.
            return [one.pid for one in self.members()]
        found, ahead = [], [self._own]
        while ahead:
            for pid in PROC.children(ahead.pop()):
                ahead.append(pid)
                if pid != self.launcher:
                    found.append(pid)
        return found


class PsutilTree(ProcessTree):
    """Where there is neither /proc nor a subreaper: by ancestry, session and token.

    A process that was seen once stays known.

    A program that double-forks into a session of its own and clears its environment between two looks is lost.
    """

    adopts_orphans = False

    def __init__(self, token: str) -> None:
        import psutil  # not on Linux: the guard there starts without site-packages

        self._psutil = psutil
        self._token = token
        self._own = os.getpid()
        self.launcher = 0
        self._known: dict[int, float] = {}

    def members(self) -> list[ProcessStat]:
        own_user = os.getuid()
        states = {
            self._psutil.STATUS_ZOMBIE: "Z",
            self._psutil.STATUS_STOPPED: "T",
            self._psutil.STATUS_RUNNING: "R",
        }
        found = []
        for one in self._psutil.process_iter():
            try:
                if one.pid in (self._own, self.launcher) or one.uids().real != own_user:
                    continue
                created = one.create_time()
                if self._known.get(one.pid) != created and not self._belongs(one):
                    continue
                self._known[one.pid] = created
                times = one.cpu_times()
                state = states.get(one.status(), "S")
                found.append(
                    ProcessStat(one.pid, one.ppid(), state, int(created * 100), int((times.user + times.system) * 100))
                )
            except self._psutil.Error:
                continue
        return found

    def _belongs(self, one: object) -> bool:
        try:
            if os.getsid(one.pid) == self.session or one.ppid() in self._known:  # type: ignore[attr-defined]
                return True
        except OSError:
            pass
        return one.environ().get(frames.TOKEN_VARIABLE) == self._token  # type: ignore[attr-defined]

    def pids(self) -> list[int]:
        return [one.pid for one in self.members()]

    def resident_bytes(self, pid: int) -> int:
        try:
            return int(self._psutil.Process(pid).memory_info().rss)
        except self._psutil.Error:
            return 0

    def proportional_bytes(self, pid: int) -> int:
        return self.resident_bytes(pid)

    def command(self, pid: int) -> str:
        try:
            return " ".join(self._psutil.Process(pid).cmdline())[:300]
        except self._psutil.Error:
            return "[gone]"
