"""Is this machine fit for the book and the workshop, and what will its pages not be able to show live?

Each check tries the thing itself, in a process of its own where that could hurt, and says why it matters and
what to do. Nothing outside the standard library is imported before it has been looked for.
"""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.lab import interpreters, limits
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import CannotRun
from scripts.lab.linux import machine
from scripts.lab.linux.proc import PROC
from scripts.lab.versions import BOOK, FREE_THREADED, STUDIED, Version

# A demo under the lab gets half of what is available; 512 MiB is what the usual data size asks for.
NEEDED_MEMORY_MIB = 1024
NEEDED_TEMPORARY_MIB = 64
NEEDED_SHARED_MIB = 16

INSTALL = "make book installs it, or pip install -r requirements.txt -c constraints.txt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    good: bool
    found: str
    why: str  # why it matters
    remedy: str = ""  # what to do where it is not good; empty where nothing can be done
    needed: bool = True  # False: good to know, but a machine without it is fit all the same

    @property
    def status(self) -> str:
        """One word: "ok", "not ok" for what is needed, else "absent"."""
        return "ok" if self.good else "not ok" if self.needed else "absent"

    def to_json(self) -> dict[str, Any]:
        """Give the check as one object for JSON."""
        return {"status": self.status, **asdict(self)}


@dataclass(frozen=True)
class Report:
    """What the doctor found."""

    checks: list[Check]
    interpreters: list[interpreters.Interpreter]

    @property
    def missing(self) -> list[str]:
        """What is needed and not there; a machine is fit where nothing is."""
        return [check.name for check in self.checks if check.needed and not check.good]

    def to_json(self) -> dict[str, Any]:
        """Give the report as one object for JSON."""
        found = [
            {
                "executable": one.executable,
                "version": one.version,
                "free_threaded": one.free_threaded,
                "running": one == interpreters.running(),
            }
            for one in self.interpreters
        ]
        return {
            "schema": 1,
            "fit": not self.missing,
            "checks": [check.to_json() for check in self.checks],
            "interpreters": found,
        }


def examine() -> Report:
    """Make every check; takes a few seconds, most of them importing the packages."""
    found = interpreters.find()
    checks = [
        system(),
        python(),
        *packages(),
        fork(),
        *kernel_account(),
        page_tables(),
        *one_run(),
        one_deadlock(),
        shared_memory(),
        memory(),
        temporary_files(),
        *studied_interpreters(found),
        *listed_interpreters(),
        browser(),
    ]
    return Report(checks, found)


def as_text(report: Report) -> str:
    """Give the report for a terminal: a line a check, and two more where something is to be done."""
    width = max(len(check.name) for check in report.checks)
    lines = []
    for check in report.checks:
        lines.append(f"{check.status:6}  {check.name:{width}}  {check.found}")
        if not check.good:
            lines += [f"{'':8}{text}" for text in (check.why, check.remedy) if text]
    verdict = f"not fit for the book: {', '.join(report.missing)}" if report.missing else "fit for the book"
    return "\n".join([*lines, "", f"This machine is {verdict}."])


def system() -> Check:
    """Which system is this, and does the lab know it?"""
    release = platform.release()
    within = " under WSL" if "microsoft" in release.lower() else ""
    return Check(
        "system",
        sys.platform in ("linux", "darwin"),
        f"{platform.system()} {release}{within}, {platform.machine()}",
        "Demos fork, are watched through /proc on Linux, and with fewer means on macOS.",
        "Use Linux, macOS, or Windows under WSL.",
    )


def python() -> Check:
    """Can the book be built with the interpreter that runs this?"""
    here = interpreters.running()
    is_cpython = here.implementation == "cpython"
    return Check(
        "Python of the book",
        is_cpython and Version(here.version).line in BOOK,
        f"{'CPython' if is_cpython else here.implementation} {here.version}, {here.executable}",
        f"The lab and the book are tested with CPython {BOOK[0]} to {BOOK[-1]}.",
        "PYTHON=python3.13 make book takes another one.",
    )


def packages() -> list[Check]:
    """Is each package of requirements.txt here, in constraints.txt's version, and does it import?"""
    why = "The book is built with these packages and tested in these versions."
    try:
        wanted = pins(ROOT / "requirements.txt", ROOT / "constraints.txt")
    except ModuleNotFoundError as error:
        return [Check(f"package {error.name}", False, "not installed", why, INSTALL)]
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        return [Check("packages", False, f"cannot be told: {reason}", why, "Unpack the whole project.")]
    modules = {name: _module(name) for name in wanted}
    broken = _import_errors([module for module in modules.values() if module])
    checks = []
    for name, pin in wanted.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            checks.append(Check(f"package {name}", False, "not installed", why, INSTALL))
            continue
        found = version
        module = modules[name] or "nothing"
        if module in broken:
            found += f", but import {module} fails: {broken[module]}"
        elif version != pin:
            found += f", and constraints.txt says {pin or 'nothing of it'}"
        checks.append(Check(f"package {name}", found == version, found, why, INSTALL))
    return checks


def pins(requirements: Path, constraints: Path) -> dict[str, str | None]:
    """Give the packages that `requirements` asks for here, each with its version in `constraints`, or None.

    Raises OSError for a file that cannot be read, ValueError for a line that is no requirement,
    ModuleNotFoundError where the package packaging is not installed.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    def entries(path: Path) -> Iterator[Requirement]:
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.partition(" #")[0].strip()
            if text and not text.startswith(("#", "-")):
                requirement = Requirement(text)
                if requirement.marker is None or requirement.marker.evaluate():
                    yield requirement

    exact = {
        canonicalize_name(one.name): specifier.version
        for one in entries(constraints)
        for specifier in one.specifier
        if specifier.operator == "=="
    }
    return {one.name: exact.get(canonicalize_name(one.name)) for one in entries(requirements)}


def fork() -> Check:
    """Does a forked child run and end?"""
    code = "import os; pid = os.fork(); os._exit(7) if not pid else print(os.waitpid(pid, 0)[1] >> 8)"
    good = _ask(code).strip() == "7"
    return Check(
        "fork",
        good,
        "a forked child ran and ended" if good else "there is no fork here",
        "Most chapters are about what fork copies.",
        "Use Linux, macOS, or Windows under WSL.",
    )


def kernel_account() -> list[Check]:
    """Does the kernel tell about another process: its memory, and the system call in which it sleeps?"""
    with _sleeping_child() as pid:
        state, sums = PROC.process(pid), PROC.memory_rollup(pid)
        deadline = time.monotonic() + 2.0
        while True:
            call = PROC.system_call(pid, pid)
            if call is None or not call.running or time.monotonic() > deadline:
                break
            time.sleep(0.01)  # not asleep yet
    readable = state is not None and b"Pss" in sums
    sleeping = call is not None and not call.running
    return [
        Check(
            "/proc",
            readable,
            "another process's state and memory can be read" if readable else "tells nothing of another process",
            "Memory is counted as PSS, which only /proc has; without it pages show recorded numbers.",
            "Mount /proc, with Linux 4.14 or later.",
            needed=sys.platform == "linux",
        ),
        Check(
            "system calls of others",
            sleeping,
            f"/proc/PID/task/TID/syscall {'can' if sleeping else 'cannot'} be read",
            "A deadlock is proved from them; without them a page can only say that nothing moved.",
            "Some containers hide them; a plain Linux or a virtual machine does not.",
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
    except (CannotRun, OSError, ModuleNotFoundError) as error:
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


def page_tables() -> Check:
    """Can it be seen which pages of another process are its own? And does the machine use huge ones?"""
    from scripts.lab.memory import page_map

    with _sleeping_child() as pid:
        own = sum(mapping["own"] or 0 for mapping in page_map.of(pid))
    huge = machine.huge_pages()
    return Check(
        "page map",
        own > 0,
        (f"pages can be seen one by one; transparent huge pages: {huge or 'none'}" if own else "no page map"),
        "It shows what a forked child copies, page by page; without it pages show recorded pictures.",
        "Mount /proc, with Linux 4.2 or later; some containers hide /proc/PID/pagemap.",
        needed=False,
    )


def one_run() -> list[Check]:
    """Does the lab itself work: a program is started, watched and swept? And what holds it?"""
    from scripts.lab.runner import run

    boundary = "none"
    try:
        with tempfile.TemporaryDirectory() as directory:
            program = Path(directory, "nothing.py")
            program.write_text('print("here")\n', encoding="utf-8")
            done = run(str(program))
    except (CannotRun, OSError, ModuleNotFoundError) as error:
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
            "Inside it, a program that signals everybody or hunts its guard reaches nothing of yours.",
            "Without it, do not run programs that you do not trust.",
            needed=False,
        ),
    ]


def shared_memory() -> Check:
    """Can semaphores and shared memory be made?"""
    name, why = "/dev/shm", "Every lock of multiprocessing and every shared memory block lives there."
    if sys.platform != "linux":
        return Check(name, False, "this system keeps shared memory elsewhere", why, needed=False)
    try:
        with tempfile.TemporaryFile(dir=name) as file:
            file.write(b"x")
            file.flush()
        free = shutil.disk_usage(name).free >> 20
    except OSError as error:
        return Check(name, False, f"cannot be used: {error.strerror}", why, "Mount a tmpfs there.")
    remedy = "Remove what is left there, or give it more (docker run --shm-size=256m)."
    return Check(name, free >= NEEDED_SHARED_MIB, f"{free} MiB free", why, remedy)


def memory() -> Check:
    """Is there enough memory for the demos' usual data size?"""
    name, why = "memory", "A demo may use half of what is available, at most 2 GiB, before the lab ends it."
    try:
        available, limit = limits.available_bytes() >> 20, limits.memory_bytes() >> 20
    except (OSError, ModuleNotFoundError) as error:
        return Check(name, False, f"cannot be told: {error}", why, INSTALL)
    found = f"{available} MiB available, so a demo's limit is {limit} MiB"
    remedy = f"Close something: {NEEDED_MEMORY_MIB} MiB should be available."
    return Check(name, available >= NEEDED_MEMORY_MIB, found, why, remedy)


def temporary_files() -> Check:
    """Can temporary files be written?"""
    name, why = "temporary files", "Every run gets a temporary directory of its own."
    try:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "file").write_bytes(b"x")
            free = shutil.disk_usage(directory).free >> 20
            where = os.path.dirname(directory)
    except OSError as error:
        remedy = "Set TMPDIR to a directory that can be written."
        return Check(name, False, f"cannot be written: {error.strerror}", why, remedy)
    remedy = "Make room, or set TMPDIR to a directory that has some."
    return Check(name, free >= NEEDED_TEMPORARY_MIB, f"{where}, {free} MiB free", why, remedy)


def studied_interpreters(found: list[interpreters.Interpreter]) -> list[Check]:
    """Which of the studied versions are here? What is not, the pages show as recorded elsewhere."""
    why = "Pages run their key demo on it, live; without it they show what was recorded."
    checks = []
    for request in (*STUDIED, FREE_THREADED):
        if request == FREE_THREADED:
            name, here = "free-threaded", [one for one in found if one.free_threaded]
        else:
            name = request
            here = [one for one in found if Version(one.version).line == request and not one.free_threaded]
        what = "; ".join(f"{one.version}, {one.executable}" for one in here) or "not here"
        remedy = f"pyenv install {request}, uv python install {request}, or a path in LAB_PYTHONS."
        checks.append(Check(f"CPython {name}", bool(here), what, why, remedy, needed=False))
    return checks


def listed_interpreters() -> list[Check]:
    """Is everything that LAB_PYTHONS names an interpreter? Otherwise it would be passed over in silence."""
    return [
        Check(path, False, answer.reason, "LAB_PYTHONS names it.", "Correct or unset LAB_PYTHONS.", needed=False)
        for path, answer in interpreters.probe(interpreters.listed()).items()
        if isinstance(answer, interpreters.Refusal)
    ]


def browser() -> Check:
    """Is a browser here with which the tests can look at the pages?"""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    why = "Tests look at the built pages with it; without it these tests are left out."
    remedy = "Install chromium, if you change pages."
    return Check("Chromium", bool(found), found or "not here", why, remedy, needed=False)


def _module(distribution: str) -> str | None:
    """Give the name under which a distribution is imported; None where it is not installed."""
    own = distribution.replace("-", "_").lower()
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    roots = sorted({file.parts[0].removesuffix(".py") for file in files if file.name.endswith(".py")})
    return own if own in roots else next((root for root in roots if root.isidentifier()), None)


def _import_errors(modules: list[str]) -> dict[str, str]:
    """Import the modules in a process of its own, and give the errors."""
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: importlib.import_module(name)\n"
        "    except BaseException as error:\n"
        "        print('failed:', name, type(error).__name__, ' '.join(str(error).split()))\n"
        "print('through')\n"
    )
    lines = _ask(code, *modules, isolated=False).splitlines()
    errors = dict(line.removeprefix("failed: ").split(" ", 1) for line in lines if line.startswith("failed: "))
    if "through" not in lines:
        return dict.fromkeys(modules, "the interpreter ended while importing") | errors
    return errors


def _ask(code: str, *arguments: str, isolated: bool = True) -> str:
    """Run a few lines in a process of its own and give what they print; nothing where that takes a minute."""
    options = ["-I", "-S"] if isolated else ["-P"]
    try:
        return subprocess.run(
            [sys.executable, *options, "-c", code, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
            encoding="utf-8",
            errors="replace",
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


@contextmanager
def _sleeping_child() -> Iterator[int]:
    """Give the process id of a child that is about to sleep in a read; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", "import os; os.write(1, b'.'); os.read(0, 1)"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        yield child.pid
