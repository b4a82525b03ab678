"""Ends every process that a run left alive, removes the files that it left, and says what that was."""

from __future__ import annotations

import _signal as signal  # the public module imports enum, a third of the guard's whole start
import os
import time

from scripts.lab.guard.process_tree import ProcessTree
from scripts.lab.guard.shared_memory import SharedMemory
from scripts.lab.linux.proc import PROC
from scripts.lab.linux.process import ProcessStat
from scripts.lab.records.run import Leftover

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED_FILES = 100
PATIENCE_SECONDS, PATIENCE_PROCESSOR_SECONDS = 4.0, 0.5
QUIET_SECONDS = 0.012
DEATH_SECONDS = 10.0


class Childless(Exception):
    """The guard has no child left, and so, being the parent of every orphan, no descendant either."""


def reap() -> dict[int, int]:
    """Wait for every child of the guard that has ended; their wait statuses by pid.

    Raises Childless where there is no child left to wait for: the kernel says so itself, so no race can spoil it.
    """
    statuses: dict[int, int] = {}
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return statuses
            statuses[pid] = status
    except ChildProcessError:
        if statuses:
            return statuses
        raise Childless from None


def settle(tree: ProcessTree) -> None:
    """Let those processes end that are about to end by themselves.

    When a program ends, its helpers (resource tracker, forkserver) find their pipe closed and end by themselves
    within milliseconds of processor time, which on a busy machine they have to wait for. So: wait as long as a process
    is on a processor, comes or goes, but no longer than PATIENCE_SECONDS, or than the processes need to run for
    PATIENCE_PROCESSOR_SECONDS together; return as soon as every process has slept through QUIET_SECONDS.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    most_ticks = PATIENCE_PROCESSOR_SECONDS * os.sysconf("SC_CLK_TCK")
    first_ticks: dict[int, int] = {}
    quiet_since, before = time.monotonic(), None
    while True:
        try:
            reap()
        except Childless:
            if tree.adopts_orphans:
                return
        alive = [one for one in tree.members() if not one.has_ended]
        if not alive:
            return
        now = time.monotonic()
        picture = {(one.pid, one.processor_ticks) for one in alive}
        used = sum(one.processor_ticks - first_ticks.setdefault(one.pid, one.processor_ticks) for one in alive)
        if picture != before or any(one.state in "RD" for one in alive):
            quiet_since, before = now, picture
        if now - quiet_since >= QUIET_SECONDS or used >= most_ticks or now >= deadline:
            return
        time.sleep(0.003)


def end_processes(tree: ProcessTree, shared_memory: SharedMemory, inside_namespace: bool) -> list[Leftover]:
    """Kill every process of the run and return one entry for each that was still alive.

    `shared_memory` is shown all of them first, when they have stopped: a process that has ended holds nothing.
    """
    frozen = freeze(tree, inside_namespace)
    shared_memory.note_held([one.pid for one in frozen])
    ended = {_name(one): _entry(tree, one) for one in frozen}
    if inside_namespace:
        _signal_all(signal.SIGKILL)
    else:
        for one in frozen:
            _signal_exactly(one, signal.SIGKILL)
        try:
            os.kill(tree.launcher, signal.SIGKILL)
        except ProcessLookupError:
            pass
    deadline = time.monotonic() + DEATH_SECONDS
    pause = 0.0005
    while time.monotonic() < deadline:
        try:
            reap()
        except Childless:
            if tree.adopts_orphans:
                break
        alive = [one for one in tree.members() if not one.has_ended]
        if not alive and not tree.adopts_orphans:
            break
        for one in alive:
            # No round of the freeze had seen this process: it forks and ends faster than processes can be listed.
            if _name(one) not in ended and not one.is_ending:
                ended[_name(one)] = _entry(tree, one)
            _signal_exactly(one, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 2, 0.01)
    return list(ended.values())


def freeze(tree: ProcessTree, inside_namespace: bool) -> list[ProcessStat]:
    """Stop every process of the run that is alive, and return them."""
    if inside_namespace:
        # From process 1 this reaches every other process in the namespace at once; kill(2).
        _signal_all(signal.SIGSTOP)
    return _freeze(tree)


def _name(process: ProcessStat) -> tuple[int, int]:
    return process.pid, process.started


def _entry(tree: ProcessTree, process: ProcessStat) -> Leftover:
    return Leftover(kind="process", what=tree.command(process.pid), pid=process.pid)


def _freeze(tree: ProcessTree) -> list[ProcessStat]:
    """Stop every process that is alive, and return them: a stopped process cannot fork, so it can be described."""
    frozen: dict[tuple[int, int], ProcessStat] = {}
    deadline = time.monotonic() + DEATH_SECONDS
    while time.monotonic() < deadline:
        alive = [one for one in tree.members() if not one.has_ended]
        fresh = [one for one in alive if _name(one) not in frozen]
        if not fresh:
            break
        for one in fresh:
            _signal_exactly(one, signal.SIGSTOP)
            frozen[_name(one)] = one
    # Some of those seen have ended by themselves, or handed their place to a child, before the signal came.
    found = [PROC.again(one) for one in frozen.values()]
    return [one for one in found if one is not None and not one.is_ending]


def _signal_all(number: int) -> None:
    try:
        os.kill(-1, number)
    except ProcessLookupError:
        pass


def _signal_exactly(process: ProcessStat, number: int) -> None:
    """Signal this process, and never a later one that was given the same id."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except (AttributeError, OSError) as error:
        if isinstance(error, ProcessLookupError):
            return
        try:  # no pidfd on this system
            os.kill(process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass
        return
    try:
        if PROC.is_same(process):
            signal.pidfd_send_signal(descriptor, number)
    except (ProcessLookupError, PermissionError):
        pass
    finally:
        os.close(descriptor)


def remove_scratch(path: str) -> list[Leftover]:
    """Remove the run's private directory; one entry for each file that was left in it."""
    try:
        os.rmdir(path)
        return []
    except FileNotFoundError:
        return []
    except OSError:
        pass
    if os.path.islink(path) or not os.path.isdir(path):  # something else in its place, or the way to somewhere else
        force_remove(path)
        return [Leftover(kind="file", what=os.path.basename(path))]
    entries: list[Leftover] = []
    for folder, _folders, names in _walk(path):
        for name in names:
            if len(entries) == LISTED_FILES:
                break
            what = os.path.relpath(os.path.join(folder, name), path)
            entries.append(Leftover(kind="file", what=what))
    force_remove(path)
    if not entries:
        entries.append(Leftover(kind="file", what="empty folders"))
    return entries


def _walk(path: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """As os.walk, which in CPython 3.11 calls itself for each folder and so breaks off where a thousand are nested."""
    ahead = [path]
    while ahead:
        folder = ahead.pop()
        folders: list[str] = []
        names: list[str] = []
        try:
            with os.scandir(folder) as listing:
                for entry in listing:
                    (folders if entry.is_dir(follow_symlinks=False) else names).append(entry.name)
        except OSError:
            continue
        yield folder, folders, names
        ahead += [os.path.join(folder, name) for name in folders]


def force_remove(path: str) -> None:
    """Remove a folder with everything in it, or whatever a program has put in its place, whatever its rights."""
    if not os.path.lexists(path):
        return
    if os.path.islink(path) or not os.path.isdir(path):
        os.unlink(path)
        return
    os.chmod(path, 0o700)
    for folder, folders, _names in _walk(path):
        for name in folders:
            inner = os.path.join(folder, name)
            try:
                if not os.path.islink(inner):
                    os.chmod(inner, 0o700)
            except OSError:
                continue
    # rm works its way down by descriptors, so no folder lies too deep for it.
    os.waitpid(os.posix_spawn("/bin/rm", ["rm", "-rf", "--", path], {}), 0)
