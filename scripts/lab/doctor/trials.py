"""Two programs, run and watched as every page does it: one that ends, and one that is deadlocked."""

import tempfile
from pathlib import Path

from scripts.lab.doctor.report import Check
from scripts.lab.errors import LaunchError


def one_run() -> list[Check]:
    """Does the lab itself work: a program is started, watched and swept? And what holds it?"""
    from scripts.lab.runner import run

    boundary = "none"
    try:
        with tempfile.TemporaryDirectory() as directory:
            program = Path(directory, "nothing.py")
            program.write_text('print("here")\n', encoding="utf-8")
            done = run(str(program))
    except (LaunchError, OSError, ModuleNotFoundError) as error:
        good, found = False, f"failed: {error}"
    else:
        good = (done.verdict, done.exit_code, done.stdout) == ("exited", 0, "here\n")
        found, boundary = f"{done.summary} after {done.seconds:.2f} s", done.boundary
    contained = boundary == "namespace"
    return [
        Check(
            "a run",
            good,
            found,
            "Every page and every test runs its programs this way.",
            "The other lines may say why.",
        ),
        Check(
            "PID namespace",
            contained,
            "a run gets one of its own" if contained else f"there is none to be had; the boundary is: {boundary}",
            "Inside it, a program that signals every process or hunts its guard reaches nothing of yours.",
            "Without it, do not run programs that you do not trust.",
            needed=False,
        ),
    ]


def one_deadlock() -> Check:
    """Can a deadlock be proved here, from the first step to the last?"""
    from scripts.lab.runner import run

    text = "import _thread\nlock = _thread.allocate_lock()\nlock.acquire()\nlock.acquire()\n"
    proved, stack = False, False
    try:
        with tempfile.TemporaryDirectory() as directory:
            program = Path(directory, "stuck.py")
            program.write_text(text, encoding="utf-8")
            done = run(str(program), timeout=3)
    except (LaunchError, OSError, ModuleNotFoundError) as error:
        found = f"failed: {error}"
    else:
        proved = done.verdict == "deadlocked"
        stack = any(thread.stack for thread in done.evidence)
        why_not = (done.proof and done.proof.why_not) or "the system does not say what threads wait for"
        found = f"proved after {done.seconds:.2f} s" if proved else f"not proved: {why_not}"
        found += ", with its Python stack" if stack else ", without a Python stack" if proved else ""
    return Check(
        "a deadlock",
        proved and stack,
        found,
        "Pages show deadlocks with their proof; without it they can only say that nothing moved.",
        "The line on system calls may say why.",
        needed=False,
    )
