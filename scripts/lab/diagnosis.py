"""What a process that is already running is waiting for: the reader's own, with no guard around it.

Nothing is changed in the process: it is not stopped, no signal is sent, nothing is run in it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.linux import endings
from scripts.lab.linux.proc import PROC
from scripts.lab.records.diagnosis import WINDOW_SECONDS, Diagnosis
from scripts.lab.records.evidence import Frame, Proof, Thread
from scripts.lab.records.run import Process

if TYPE_CHECKING:
    from scripts.lab.proof.prover import Finding, Prover

LOOK_SECONDS = 0.02
FIRST_SECONDS = 0.2
"""For how long only the whole program is tried, before a part of it is."""
PY_SPY_SECONDS = 10


def diagnose(pid: int | str, locals: bool = False) -> Diagnosis:
    """Say whether a process and every process that belongs to it can ever go on.

    locals: read the local variables of each frame as well.

    Raises InvalidRequest where there is no such process, or nothing of it can be read.
    """
    number = _number(pid)
    if sys.platform != "linux":
        return _without_proc(number)
    _refuse(number)
    from scripts.lab.evidence import suspected as suspected_threads
    from scripts.lab.proof.prover import Prover
    from scripts.lab.proof.surroundings import Descendants
    from scripts.lab.show.headline import headline

    began, started = time.monotonic(), datetime.now().astimezone().isoformat(timespec="seconds")
    prover = Prover(Descendants(number))
    found, activity, rested = _stuck(prover), None, False
    if found is None:
        before, activity = prover.snapshot(), prover.activity()
        found = _whole(prover, WINDOW_SECONDS)
    if found is None:
        rested = prover.snapshot().rested_since(before)
        found = prover.explain_with_part()
    verdict = found.verdict(activity) or ("stalled" if rested else "running")
    evidence, without_stack = _with_stacks(found, locals)
    if PROC.process(number) is None or all(entry.state == "Z" for entry in evidence):
        raise InvalidRequest(f"process {number} ended while it was looked at")
    _add_wait_channels(evidence)
    suspected = suspected_threads(evidence, found.stuck)
    return Diagnosis(
        pid=number,
        command=PROC.command(number),  # only now: a moment ago it may have been about to become this program
        verdict=verdict,
        seconds=round(time.monotonic() - began, 4),
        started=started,
        processes=_everybody({entry.pid for entry in evidence}),
        evidence=evidence,
        headline=headline(evidence, verdict, found.stuck, suspected),
        deadlocked_threads=sorted(map(list, found.stuck)),
        suspected_threads=sorted(map(list, suspected)),
        proof=found.proof(likely=bool(suspected)),
        without_stack=without_stack,
        advice=_advice(number, evidence),
    )


def _stuck(prover: "Prover") -> "Finding | None":
    """Try for FIRST_SECONDS to prove that the program is stuck, and then whether a part of it is."""
    found = _whole(prover, FIRST_SECONDS)
    if found is None:
        partly = prover.explain_with_part()
        # Where every thread is stuck, it is the whole program that is still to be proved so.
        if partly.holds or (partly.part is not None and len(partly.stuck) < len(partly.snapshot.threads)):
            return partly
    return found


def _whole(prover: "Prover", seconds: float) -> "Finding | None":
    """Try for some seconds to prove that the whole program is stuck; longer only to confirm what has held."""
    end = time.monotonic() + seconds
    while time.monotonic() < end or prover.confirms:
        if (found := prover.attempt()) is not None:
            return found
        time.sleep(LOOK_SECONDS)
    return None


def _number(pid: int | str) -> int:
    try:
        number = int(pid)
    except (TypeError, ValueError):
        number = 0
    if not 0 < number < 1 << 31:
        raise InvalidRequest(f"{str(pid)!r} is no process id: give a number, as ps or pgrep prints it")
    return number


def _refuse(pid: int) -> None:
    """Raise InvalidRequest where nothing can be said of this id, and say why."""
    if not PROC.numbers_as_here():
        raise InvalidRequest("/proc shows the processes of another PID namespace: mount this one's there first")
    seen = PROC.process(pid)
    if seen is None:
        raise InvalidRequest(f"there is no process {pid}, or nothing of it can be read")
    group = int(PROC.status(pid).get(b"Tgid", b"0"))
    if group != pid:
        raise InvalidRequest(f"{pid} is a thread of process {group}: diagnose that")
    if seen.has_ended:
        raise InvalidRequest(f"process {pid} has ended; its parent, process {seen.parent}, has not waited for it")
    if seen.is_kernel_thread:
        raise InvalidRequest(f"{pid} is a thread of the kernel, no program")


def _with_stacks(found: "Finding", with_locals: bool) -> tuple[list[Thread], dict[str, str]]:
    """The evidence with every stack that can be had, and why a process's could not."""
    from scripts.lab import evidence

    entries, reasons = evidence.with_stacks_and_reasons(found, with_locals)
    without = {}
    for pid, why in reasons.items():
        spied = _py_spy(pid)
        for entry in entries:
            if entry.pid == pid:
                entry.stack = spied.get(entry.tid)
        if not spied:
            without[str(pid)] = why
    return entries, without


def _py_spy(pid: int) -> dict[int, list[Frame]]:
    """The stacks as py-spy reads them, without stopping the process; empty where it is not installed or cannot."""
    program = shutil.which("py-spy")
    if program is None:
        return {}
    try:
        answer = subprocess.run(
            [program, "dump", "--nonblocking", "--json", "--pid", str(pid)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PY_SPY_SECONDS,
            check=True,
        )
        return {
            int(thread["os_thread_id"]): [
                Frame(function=str(frame["name"]), file=str(frame["filename"]), line=int(frame["line"]))
                for frame in thread["frames"]
            ]
            for thread in json.loads(answer.stdout)
            if thread.get("os_thread_id")
        }
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return {}


def _add_wait_channels(evidence: list[Thread]) -> None:
    for entry in evidence:
        if entry.call is None and entry.state != "Z":
            entry.wait_channel = PROC.wait_channel(entry.pid, entry.tid)


def _everybody(pids: set[int]) -> list[Process]:
    seen = [process for pid in sorted(pids) if (process := PROC.process(pid)) is not None]
    return [
        Process(
            pid=one.pid,
            parent=one.parent,
            state=one.state,
            command=PROC.command(one.pid),
            ended=endings.in_words(endings.status_of_zombie(PROC, one.pid)) if one.has_ended else None,
        )
        for one in seen
    ]


def _advice(pid: int, evidence: list[Thread]) -> list[str]:
    """What would let more be seen of threads whose system call may not be read."""
    hidden = sorted({entry.pid for entry in evidence if entry.call is None and entry.state != "Z"})
    if not hidden:
        return []
    return [
        f"{_why_hidden(hidden[0])}. As root it would be seen:",
        shlex.join(["sudo", sys.executable, "-m", "scripts", "diagnose", str(pid)]),
    ]


def _why_hidden(pid: int) -> str:
    users = PROC.status(pid).get(b"Uid", b"").split()[:2]  # the real and the effective one
    if users and {int(user) for user in users} != {os.geteuid()}:
        return (
            f"Process {pid} belongs to another user, and what its threads wait for is shown to that user and root alone"
        )
    if PROC.is_hidden(pid):
        return f"Process {pid} hides from others of its own user (it is not dumpable, prctl(2))"
    scope = PROC.read("sys/kernel/yama/ptrace_scope").strip().decode()
    if scope not in ("", "0"):
        shown = {"1": "to its ancestors and to root alone", "2": "to root alone"}.get(scope, "to no process")
        return f"/proc/sys/kernel/yama/ptrace_scope is {scope}: what others' threads wait for is shown {shown}"
    return f"The kernel does not show what the threads of process {pid} wait for"


def _without_proc(pid: int) -> Diagnosis:
    """Where there is no /proc: whether a process used a processor, and no more."""
    import psutil

    began, started = time.monotonic(), datetime.now().astimezone().isoformat(timespec="seconds")
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        before = [(one.pid, one.cpu_times()[:2]) for one in family]
        time.sleep(WINDOW_SECONDS)
        after = [(one.pid, one.cpu_times()[:2]) for one in family]
        states = [
            Process(pid=one.pid, parent=one.ppid(), state=one.status(), command=" ".join(one.cmdline())[:300])
            for one in family
        ]
    except psutil.NoSuchProcess:
        raise InvalidRequest(f"there is no process {pid}") from None
    except psutil.AccessDenied:
        raise InvalidRequest(f"nothing of process {pid} can be read: it belongs to another user") from None
    return Diagnosis(
        pid=pid,
        command=states[0].command,
        verdict="stalled" if before == after else "running",
        seconds=round(time.monotonic() - began, 4),
        started=started,
        processes=states,
        evidence=[],
        proof=Proof(holds=False, why_not="this system does not show what a thread waits for"),
        without_stack={},
        advice=["On macOS, sample PID and py-spy dump --pid PID show what the threads are doing."],
    )
