"""Runs composed programs, asks the lab for a verdict, and sees what they do afterwards."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.lab import diagnose, run
from scripts.lab.errors import InvalidRequest
from scripts.lab.linux import endings
from scripts.lab.linux.proc import PROC
from scripts.lab.linux.process import ProcessStat
from tests.lab.proof.fuzz.compose import MATERIAL, Composition

WAYS = ("diagnose", "diagnose a part", "namespace", "subreaper")
PATIENCE_SECONDS = 5.0
"""How long a program is looked at beyond the time after which it moves; a sample has less."""
AFTERWARDS_SECONDS = 2.5
"""How long a program that could move is watched after a verdict of deadlocked, beyond the same time."""
AT_REST_LOOKS = 4
"""How many looks in a row, twenty a second, show the same of a program that is at rest."""
WATCHDOG_CODES = {"watchdog_thread": 3, "watchdog_in_c": 1}
"""With which exit code a thread ends its process, whatever the other threads do."""
_HELPER = "import sys; sys.path.insert(0, sys.argv[1]); import carriers; carriers.serve(sys.argv[2])"


@dataclass(frozen=True)
class Seen:
    """What was said of a program, and what it did."""

    verdict: str
    moved: str | None = None
    """How it moved after it had been called deadlocked; None where it did not."""
    why_not: str | None = None
    """What stood against a proof last."""


def watch(composition: Composition, way: str, python: str, patience: float = PATIENCE_SECONDS) -> Seen:
    """Have the lab look at a program, in one of WAYS, for `patience` seconds longer than it takes to move."""
    if way.startswith("diagnose"):
        pipe = os.pipe()
        with _prepared(composition, pipe) as (path, folder, marker):
            return _by_diagnosis(composition, [python, str(path), str(folder)], marker, patience, pipe, way != WAYS[0])
    with _prepared(composition) as (path, folder, _marker):
        timeout = composition.seconds + patience
        ended = run(str(path), str(folder), python=python, timeout=timeout, boundary=way)
        if ended.verdict != "deadlocked" or not composition.can_move:
            return Seen(ended.verdict, None, ended.proof.why_not if ended.proof else None)
    # The guard has ended it. Does it always end without a guard? Or, where nothing had moved yet that has to wait for
    # its time, does it always rest, and move later?
    ends = [_by_itself(composition, python) for _ in range(3)]
    if all(one == "ended" for one in ends) or (ended.seconds < composition.soonest and all(ends)):
        return Seen(ended.verdict, f"without a guard: {ends}; {ended.seconds} s; {ended.proof}")
    return Seen(ended.verdict, None, f"after {ended.seconds} s; without a guard: {ends}")


@contextlib.contextmanager
def _prepared(composition: Composition, pipe: tuple[int, ...] = ()) -> Iterator[tuple[Path, Path, str]]:
    """The program's file, its folder with the helper that listens there and has the pipe, and its processes' marker."""
    marker = f"fuzz-{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        path = folder / "program.py"
        path.write_text(composition.text)
        with subprocess.Popen(
            [sys.executable, "-c", _HELPER, str(MATERIAL), name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=pipe,
        ) as helper:
            try:
                assert helper.stdout is not None and helper.stdout.readline() == b"ready\n"
                yield path, folder, marker
            finally:
                helper.kill()


@contextlib.contextmanager
def _started(command: list[str], marker: str, pipe: tuple[int, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has this pipe, which is closed here; the last word of the command is its folder."""
    inherited = {"FUZZ_PIPE": " ".join(map(str, pipe))} if pipe else {}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=pipe,
        env={**os.environ, "FUZZ_MARKER": marker, "TMPDIR": command[-1], "PYTHONDONTWRITEBYTECODE": "1", **inherited},
    ) as process:
        for one in pipe:
            os.close(one)
        try:
            yield process
        finally:
            process.kill()
            end_all(marker)


def end_all(marker: str) -> None:
    """End every process of a program, whichever process adopted it; those that start others meanwhile as well."""
    while marked := _marked(marker):
        for one in marked:
            if PROC.is_same(one):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one.pid, signal.SIGKILL)
        time.sleep(0.01)


def _marked(marker: str) -> list[ProcessStat]:
    wanted = f"FUZZ_MARKER={marker}".encode()
    return [
        one
        for one in PROC.processes()
        if not one.is_ending and wanted in PROC.read_shared(one.pid, "environ").split(b"\0")
    ]


def _by_diagnosis(
    composition: Composition, command: list[str], marker: str, patience: float, pipe: tuple[int, ...], part: bool
) -> Seen:
    """Diagnose a program; or, for a part, its process that was started last, so that others of it are outside."""
    with _started(command, marker, pipe) as process:
        end = time.monotonic() + composition.seconds + patience
        verdict, why_not = "ended", None
        while process.poll() is None and time.monotonic() < end:
            try:
                found = diagnose(max((one.pid for one in _marked(marker)), default=0) if part else process.pid)
            except InvalidRequest:
                continue
            verdict, why_not = found.verdict, found.proof.why_not
            if verdict == "partly-deadlocked":
                stuck = {(pid, tid) for pid, tid in found.deadlocked_threads}
                seconds = composition.seconds + AFTERWARDS_SECONDS if composition.can_move else 0.3
                codes = {code for part, code in WATCHDOG_CODES.items() if part in composition.parts}
                moved = _moves_by_itself(stuck, seconds, codes)
                # What waits for a process that is killed moves as well.
                excused = composition.leaves or "watchdog_child" in composition.parts
                return Seen(verdict, f"{moved}; {stuck} {found.proof}" if moved and not excused else None)
            if verdict == "deadlocked":
                # What diagnose() takes for granted, and says so; a run behind the guard does not.
                excused = composition.sets_alarms and any("the alarm" in one for one in found.proof.assumes)
                excused |= composition.leaves
                threads = {(one.pid, one.tid) for one in found.evidence if one.state != "Z"}
                # The rest of the program is outside of a part, and may kill it.
                watch_them = _moves_by_itself if part else _moves
                moved = watch_them(threads, composition.seconds + AFTERWARDS_SECONDS if composition.can_move else 0.3)
                return Seen(verdict, f"{moved}; {found.proof}" if moved and not excused else None)
        return Seen(verdict, None, why_not) if process.poll() is None else Seen("ended")


def _moves(threads: set[tuple[int, int]], seconds: float) -> str | None:
    """Say how one of these threads moves within some seconds."""
    before = _switches(threads)
    if before.keys() != threads:
        return f"ended: {sorted(threads - before.keys())}"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = _switches(threads)
        if now != before:
            return f"moved: {sorted(set(before.items()) ^ set(now.items()))}"
        time.sleep(0.05)
    return None


def _moves_by_itself(threads: set[tuple[int, int]], seconds: float, codes: Collection[int] = ()) -> str | None:
    """As `_moves`; but that a process is ended by the rest of the program is none of its own movement.

    codes: the exit codes with which another thread of a process ends it.
    """
    descriptors = {}
    for pid in {pid for pid, _tid in threads}:
        with contextlib.suppress(ProcessLookupError):
            descriptors[pid] = os.pidfd_open(pid)
    try:
        moved = _moves(threads, seconds)
        if moved is None:
            return None
        time.sleep(0.3)  # for a killed process to have ended
        ended = {
            pid: endings.status_by_pidfd(descriptor) or endings.status_of_zombie(PROC, pid)
            for pid, descriptor in descriptors.items()
        }
        by_the_rest = {
            pid
            for pid, status in ended.items()
            if status is not None and (os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) in codes)
        }
        others = {key for key in threads if key[0] not in by_the_rest}
        return moved if any(str(key) in moved for key in others) else None
    finally:
        for descriptor in descriptors.values():
            os.close(descriptor)


def _switches(threads: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[bytes, ...]]:
    """The state of each thread, and how often it has been taken off a processor."""
    found = {}
    for pid, tid in threads:
        if status := PROC.status(pid, tid):
            names = (b"State", b"voluntary_ctxt_switches", b"nonvoluntary_ctxt_switches")
            found[pid, tid] = tuple(status[name] for name in names if name in status)
    return found


def _by_itself(composition: Composition, python: str) -> str:
    """Say what a program does without a guard, which ends it: "ended", "moved" after a rest, or "" for neither."""
    with (
        _prepared(composition) as (path, folder, marker),
        _started([python, str(path), str(folder)], marker) as process,
    ):
        end, looks, what = time.monotonic() + composition.seconds + PATIENCE_SECONDS, 0, ""
        before: dict[tuple[int, int], tuple[bytes, ...]] = {}
        while time.monotonic() < end:
            if process.poll() is not None:
                return "ended"
            pids = [one.pid for one in _marked(marker)]
            now = _switches({(pid, tid) for pid in pids for tid in PROC.thread_ids(pid)})
            if now != before and looks >= AT_REST_LOOKS:
                what = "moved"
            looks = looks + 1 if now == before else 0
            before = now
            time.sleep(0.05)
        return what
