"""diagnose: what a process that runs by itself is waiting for, and what it says where it may not look."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scripts.lab import InvalidRequest, diagnose, start
from scripts.lab.catalogue import ROOT
from scripts.lab.diagnosis import Diagnosis
from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.show.cards.diagnosis import as_html, as_text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the diagnosis reads Linux's /proc")

INHERITED = """
import os, threading
lock = threading.Lock()
held, done = threading.Event(), threading.Event()
def hold():
    with lock:
        held.set()
        done.wait()
threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if child == 0:
    lock.acquire()
print("waiting", flush=True)
os.waitpid(child, 0)
"""
TWICE = "import threading; lock = threading.Lock(); lock.acquire(); print('waiting', flush=True); lock.acquire()"
SLEEPING = "import time; print('waiting', flush=True); time.sleep(100)"
BUSY = "print('waiting', flush=True)\nwhile True: pass"


@contextmanager
def alone(text: str, **options: Any) -> Iterator[int]:
    """The id of a program that runs by itself, when it has said that it is about to wait."""
    with subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        **options,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"waiting\n"
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def diagnose_until(verdict: str, pid: int, why: str = "") -> Diagnosis:
    """Ask again until the answer is that, for 20 seconds; and return the last answer.

    Who has said that it is about to wait may still be on its way, and a stranger that ends meanwhile could have been
    one of the program's own.
    """
    end = time.monotonic() + 20
    while True:
        seen = diagnose(pid)
        as_awaited = seen.verdict == verdict and (not why or seen.proof is not None and why in seen.proof.why_not)
        if as_awaited or time.monotonic() > end:
            return seen


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts", "diagnose", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def switches(pid: int) -> list[bytes]:
    return [line for line in PROC.read(f"{pid}/status").splitlines() if b"ctxt_switches" in line]


def test_stuck_process_is_deadlocked() -> None:
    with alone(INHERITED) as pid:
        seen = diagnose_until("deadlocked", pid)
    assert seen.verdict == "deadlocked"
    assert {process.pid for process in seen.processes} > {pid}
    assert all(entry.waits_for.unlimited for entry in seen.evidence)
    assert any(entry.waits_for.copied_from == pid for entry in seen.evidence)
    assert all(entry.stack for entry in seen.evidence)
    assert seen.proof is not None
    assert seen.proof.assumes


def test_nothing_changes_in_it() -> None:
    with alone(TWICE) as pid:
        assert diagnose_until("deadlocked", pid).verdict == "deadlocked"
        before = switches(pid)
        diagnose(pid)
        assert len(before) == 2
        assert switches(pid) == before


@pytest.mark.parametrize("text, verdict, why", [(SLEEPING, "stalled", "time limit"), (BUSY, "running", "is running")])
def test_process_that_could_move(text: str, verdict: str, why: str) -> None:
    with alone(text) as pid:
        seen = diagnose_until(verdict, pid, why)
    assert seen.verdict == verdict
    assert seen.proof is not None
    assert why in seen.proof.why_not


FORKED_TWICE = """
import os, signal, threading, time
signal.signal(signal.SIGUSR1, signal.default_int_handler)
main = os.getpid()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
        os.kill(main, signal.SIGUSR1)
    os._exit(0)
os.wait()
lock = threading.Lock()
lock.acquire()
"""
WAITS = """
print("waiting", flush=True)
lock.acquire()
"""
WAITS_WITHOUT_ITS_FIRST_THREAD = """
import ctypes, platform
signal.signal(signal.SIGUSR1, signal.SIG_DFL)
def wait():
    while ") Z " not in open("/proc/%d/task/%d/stat" % (main, main)).read():
        pass
    print("waiting", flush=True)
    lock.acquire()
threading.Thread(target=wait).start()
ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
"""


@pytest.mark.parametrize("wait, verdict", [(WAITS, "stalled"), (WAITS_WITHOUT_ITS_FIRST_THREAD, "partly-deadlocked")])
def test_who_has_left_the_tree_belongs_to_it(wait: str, verdict: str) -> None:
    """A daemon, forked twice, in a session of its own, which will send the process it came from a signal."""
    with alone(FORKED_TWICE + wait) as pid:
        seen = diagnose_until(verdict, pid)
        others = [process.pid for process in seen.processes if process.pid != pid]
        for other in others:
            os.kill(other, signal.SIGKILL)
    assert seen.verdict == verdict
    assert len(others) == 1


def test_another_program_that_holds_the_other_end() -> None:
    reading, writing = os.pipe()
    try:
        text = f"import os; print('waiting', flush=True); os.read({reading}, 1)"
        with alone(text, pass_fds=[reading]) as pid:
            seen = diagnose_until("stalled", pid)
    finally:
        os.close(reading)
        os.close(writing)
    assert seen.verdict == "stalled"


def test_program_inside_a_namespace(program: Callable[[str], str]) -> None:
    """It calls its child by another number than we do."""
    with start(program(INHERITED)) as stuck:
        seen = diagnose_until("deadlocked", stuck.pid)
        assert seen.verdict == "deadlocked", seen.proof
        assert stuck.alive
    assert not stuck.alive


def test_texts_say_it_all() -> None:
    with alone(INHERITED) as pid:
        seen = diagnose_until("deadlocked", pid)
    for text in (as_text(seen), as_html(seen)):
        for words in (
            "DEADLOCKED",
            f"process {pid}",
            "that fork did not copy",
            "Event.wait",
            "one moment",
            "no signal",
        ):
            assert words in text


@contextmanager
def forbidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where the kernel shows a thread's system call to its ancestors alone."""
    with monkeypatch.context() as patched:
        patched.setattr(Proc, "system_call", lambda proc, pid, tid: None)
        yield


def test_where_system_calls_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with alone(INHERITED) as pid, forbidden(monkeypatch):
        seen = diagnose_until("stalled", pid, "may not be asked")
        text = as_text(seen)
    assert seen.verdict == "stalled"
    assert seen.proof is not None
    assert "may not be asked" in seen.proof.why_not
    assert [entry.state for entry in seen.evidence] == ["S"] * 3
    assert all(entry.call is None and "futex" in entry.wait_channel or entry.wait_channel for entry in seen.evidence)
    assert len(seen.processes) == 2
    assert f"-m scripts diagnose {pid}" in seen.advice[-1]
    assert "sudo" in text
    assert "sleeps in the kernel's" in text


def test_running_process_where_system_calls_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with alone(BUSY) as pid, forbidden(monkeypatch):
        assert diagnose(pid).verdict == "running"


def test_a_thread_of_the_kernel_is_refused() -> None:
    threads = [one.pid for one in PROC.processes() if one.is_kernel_thread]
    if not threads:
        pytest.skip("this PID namespace shows no thread of the kernel")
    with pytest.raises(InvalidRequest, match="is a thread of the kernel"):
        diagnose(threads[0])


IN_A_NAMESPACE = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
DIAGNOSED_IN_A_NAMESPACE = """
import json, os, subprocess, sys
sleep = "import time; print(flush=True); time.sleep(100)"
start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {sleep!r}])"
with subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE) as second:
    second.stdout.readline()
    third = int(open("/proc/2/task/2/children").read())
    diagnose = [sys.executable, "-m", "scripts", "diagnose", "--json"]
    answers = [
        subprocess.run([*diagnose, str(pid)], capture_output=True, text=True) for pid in (second.pid, third)
    ]
    print(json.dumps([[second.pid, third], [[one.returncode, one.stdout, one.stderr] for one in answers]]))
    for pid in (third, 2):
        os.kill(pid, 9)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root may make a PID namespace everywhere")
def test_process_2_of_a_container_is_an_ordinary_program() -> None:
    """On the machine, process 2 is the parent of the kernel's threads; in a PID namespace it is any program."""
    if not shutil.which("unshare") or subprocess.run([*IN_A_NAMESPACE, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("no PID namespace is to be had")
    asked = subprocess.run(
        [*IN_A_NAMESPACE, sys.executable, "-c", DIAGNOSED_IN_A_NAMESPACE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert asked.returncode == 0, asked.stderr
    pids, answers = json.loads(asked.stdout)
    assert pids[0] == 2
    for pid, (status, answer, errors) in zip(pids, answers, strict=True):
        assert status != 2, errors
        assert (json.loads(answer)["pid"], json.loads(answer)["verdict"]) == (pid, "stalled")


@pytest.mark.skipif(os.getuid() != 0, reason="needs a second user to look at the first one's process")
def test_another_users_process() -> None:
    """The kernel itself refuses: nobody looks at a process of root's."""
    with alone(TWICE) as pid:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                # Everything that is needed is imported before the rights go.
                import scripts.lab.proof.prover
                import scripts.lab.stacks  # noqa: F401

                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
                seen = diagnose_until("stalled", pid)
                os.write(writing, json.dumps([seen.verdict, seen.advice, seen.without_stack]).encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as file:
            answer = file.read()
        os.waitpid(child, 0)
    verdict, advice, without_stack = json.loads(answer)
    assert verdict == "stalled"
    assert "another user" in advice[0]
    assert without_stack[str(pid)]


@pytest.mark.skipif(shutil.which("py-spy") is None, reason="py-spy is not installed")
def test_py_spy_gives_what_the_lab_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from scripts.lab import stacks

    monkeypatch.setattr(stacks, "read", lambda pid, **_how: stacks.Reading({}, "it is forbidden"))
    with alone(TWICE) as pid:
        seen = diagnose(pid)
    assert seen.evidence[0].stack[0].function == "<module>"
    assert seen.without_stack == {}


def test_says_why_there_are_no_stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    from scripts.lab import stacks

    answers = [stacks.Reading({}, "it is forbidden")]
    monkeypatch.setattr(stacks, "read", lambda pid, **_how: answers.pop())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with alone(TWICE) as pid:
        seen = diagnose(pid)
    assert [entry.stack for entry in seen.evidence] == [None]
    assert seen.without_stack == {str(pid): "it is forbidden"}
    assert f"no Python stack of process {pid}: it is forbidden" in as_text(seen)


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="root alone can make a PID namespace so")
def test_a_proc_of_another_namespace_is_refused() -> None:
    words = ["unshare", "--pid", "--fork", sys.executable, "-m", "scripts", "diagnose", str(os.getpid())]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 2
    assert "another PID namespace" in answer.stderr and len(answer.stderr.splitlines()) == 1


def _zombie() -> int:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    return child


def test_requests_that_make_no_sense() -> None:
    zombie = _zombie()
    thread = threading.Thread(target=threading.Event().wait, args=(30,), daemon=True)
    thread.start()
    try:
        for pid, says in [
            ("x", "no process id"),
            (0, "no process id"),
            (-5, "no process id"),
            (1 << 40, "no process id"),
            (ctypes.c_uint32(-9).value >> 1, "no process"),
            (zombie, "has ended"),
            (thread.native_id, "is a thread of process"),
        ]:
            with pytest.raises(InvalidRequest, match=says):
                diagnose(pid)
    finally:
        os.waitpid(zombie, 0)


@pytest.mark.parametrize("words", [[], ["1", "2"], ["x"], ["99999999"], ["1", "--frobnicate"], ["1", "--", "2"]])
def test_command_refuses_in_one_line(words: list[str]) -> None:
    answer = command(*words)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("scripts: ")
    assert answer.stderr.count("\n") == 1


def test_command_answers() -> None:
    with alone(INHERITED) as pid:
        text, as_json = command(str(pid)), command(str(pid), "--json")
    assert (text.returncode, as_json.returncode) == (0, 0)
    assert "DEADLOCKED" in text.stdout
    answer = json.loads(as_json.stdout)
    assert (answer["schema"], answer["verdict"], answer["pid"]) == (1, "deadlocked", pid)


def test_a_program_that_cannot_be_started_in_the_background() -> None:
    with pytest.raises(InvalidRequest):
        start("no/such_demo")


def test_a_program_in_the_background_is_ended(program: Callable[[str], str], tmp_path: Path) -> None:
    with start(program(SLEEPING)) as sleeping:
        pid = sleeping.pid
        assert PROC.process(pid) is not None
        assert str(pid) in repr(sleeping)
    assert PROC.process(pid) is None
    sleeping.end()


def test_a_child_that_has_ended_says_how() -> None:
    text = (
        "import os, signal, time\n"
        "child = os.fork()\n"
        "if child == 0:\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)\n"
        "print('waiting', flush=True)\n"
        "time.sleep(100)\n"
    )
    with alone(text) as pid:
        seen = diagnose(pid)
        assert {one.pid: one.ended for one in seen.processes}[pid] is None
        assert [one.ended for one in seen.processes if one.pid != pid] == ["killed by SIGKILL"]
        assert f"child of {pid}: [python" in as_text(seen)
        assert "(killed by SIGKILL; its parent has not waited for it)" in as_text(seen)
