"""Whatever happens to the lab's caller, at whatever instant, nothing is left."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.lab.guard import leftovers

ROOT = Path(__file__).resolve().parents[3]
UNTIDY = Path(__file__).with_name("untidy.py")
PATIENCE_SECONDS = 20.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard's boundaries are Linux's")

SCRIPT = """
import sys
from scripts.lab import run
run(sys.argv[1], sys.argv[2], boundary=sys.argv[3])
"""
TEST = """
def test_it():
    from scripts.lab import run
    run({program!r}, {marker!r}, boundary={boundary!r})
"""
KERNEL = """
import sys
from jupyter_client.manager import run_kernel
with run_kernel() as client:
    client.execute(f"import sys; sys.path.insert(0, {sys.argv[4]!r})\\nfrom scripts.lab import run\\n"
                   f"run({sys.argv[1]!r}, {sys.argv[2]!r}, boundary={sys.argv[3]!r})", reply=True)
"""


def caller(kind: str, marker: str, boundary: str, folder: Path) -> list[str]:
    if kind == "script":
        return [sys.executable, "-c", SCRIPT, str(UNTIDY), marker, boundary]
    if kind == "kernel":
        return [sys.executable, "-c", KERNEL, str(UNTIDY), marker, boundary, str(ROOT)]
    if kind == "command":
        return [sys.executable, "-m", "scripts", "run", str(UNTIDY), "--", marker]
    test = folder / "test_generated.py"
    test.write_text(TEST.format(program=str(UNTIDY), marker=marker, boundary=boundary))
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}", str(test)]


def end_at_random_instants(
    kind: str, number: signal.Signals, boundary: str, instants: int, longest: float, folder: Path
) -> None:
    """Start a caller, signal it after a random time, `instants` times over, and look for what is left."""
    for attempt in range(instants):
        with leftovers.surroundings() as around:
            with subprocess.Popen(
                caller(kind, around.marker, boundary, folder),
                cwd=folder,
                env=dict(os.environ, PYTHONPATH=str(ROOT), **around.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process:
                # Evenly over the whole start, so that every phase of it is met.
                time.sleep(longest * (attempt + random.random()) / instants)
                process.send_signal(number)
                try:
                    process.wait(PATIENCE_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
            left = around.left(PATIENCE_SECONDS)
            assert not left, f"attempt {attempt} of {kind}, {number.name}, {boundary}: {left}"


@pytest.mark.parametrize("boundary", ["namespace", "subreaper"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_script(number: signal.Signals, boundary: str, tmp_path: Path) -> None:
    end_at_random_instants("script", number, boundary, instants=18, longest=0.5, folder=tmp_path)


@pytest.mark.parametrize("kind", ["command", "pytest", "kernel"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_other_callers(kind: str, number: signal.Signals, tmp_path: Path) -> None:
    longest = {"command": 0.6, "pytest": 1.0, "kernel": 3.0}[kind]
    end_at_random_instants(kind, number, "namespace", instants=3, longest=longest, folder=tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("boundary", ["namespace", "subreaper"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_many_more_instants(number: signal.Signals, boundary: str, tmp_path: Path) -> None:
    end_at_random_instants("script", number, boundary, instants=150, longest=0.5, folder=tmp_path)


def test_interrupt_at_every_instruction(tmp_path: Path) -> None:
    """No instant of a run is one at which an interrupt is lost, or at which the run waits for what never comes."""
    program = tmp_path / "ends.py"
    program.write_text("import time; time.sleep(0.1)")
    with leftovers.surroundings() as around:
        interrupter = Path(__file__).with_name("interrupted.py")
        words = [sys.executable, str(interrupter), str(program), str(random.randrange(3))]
        environment = dict(os.environ, PYTHONPATH=str(ROOT), **around.environment)
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, env=environment, check=True)
        assert int(done.stdout) > 20, done
        left = around.left()
        assert not left, left


def test_interrupt_in_the_calling_program(tmp_path: Path) -> None:
    """KeyboardInterrupt comes out of run() itself, after the sweep, and the next run works."""
    program = tmp_path / "interrupted.py"
    program.write_text(
        "import os, signal, sys, threading, time\n"
        "from scripts.lab import run\n"
        "threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    run(sys.argv[1], sys.argv[2])\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', run(sys.argv[3]).exit_code)\n"
    )
    (tmp_path / "ends.py").write_text("raise SystemExit(4)")
    with leftovers.surroundings() as around:
        environment = dict(os.environ, PYTHONPATH=str(ROOT), **around.environment)
        words = [sys.executable, str(program), str(UNTIDY), around.marker, str(tmp_path / "ends.py")]
        done = subprocess.run(words, capture_output=True, text=True, env=environment, check=True)
        assert done.stdout == "interrupted 4\n", done
        left = around.left()
        assert not left, left
