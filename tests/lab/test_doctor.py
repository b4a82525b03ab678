"""The doctor: what it finds on machines that lack something, each lack made up by a test."""

import contextlib
import importlib.metadata
import json
import os
import platform
import shutil
import sys
import tempfile
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.lab import doctor, interpreters, limits, runner
from scripts.lab.doctor import Check, Report, installed, kernel, machine, pythons, trials
from scripts.lab.doctor.text import as_text
from scripts.lab.errors import LaunchError
from scripts.lab.interpreters import Interpreter
from scripts.lab.linux.proc import Proc
from scripts.lab.memory import page_map
from scripts.lab.records.evidence import Proof
from scripts.lab.versions import BOOK, STUDIED, Version, line_after

GOOD = Check("good", True, "here", "It matters.", "Nothing to do.")
BAD = Check("bad", False, "broken", "It matters.", "Mend it.")
NICE = Check("nice", False, "not here", "Good to know.", "Get it.", needed=False)


def interpreter(*version: int, free_threaded: bool = False) -> Interpreter:
    name = "{}.{}.{}".format(*version) + ("t" if free_threaded else "")
    return Interpreter(f"/opt/{name}", name, (*version, "final", 0), free_threaded, "cpython")  # type: ignore[arg-type]


def test_here_everything_is_looked_at() -> None:
    report = doctor.examine()
    names = [check.name for check in report.checks]
    assert len(set(names)) == len(names)
    for wanted in ("system", "fork", "a run", "memory", "temporary files", "CPython 3.8", "package psutil"):
        assert wanted in names
    for check in report.checks:
        assert check.found and check.why, check
        assert "\n" not in check.found + check.why + check.remedy, check
        # Only for shared memory elsewhere than /dev/shm is there nothing to do.
        assert check.good or check.remedy or check.name == "/dev/shm", check
    assert json.loads(json.dumps(report.to_json())) == report.to_json()


@pytest.mark.parametrize(
    "checks, missing",
    [([GOOD], []), ([GOOD, NICE], []), ([GOOD, BAD, NICE], ["bad"]), ([BAD, BAD], ["bad"] * 2)],
)
def test_only_what_is_needed_makes_a_machine_unfit(checks: list[Check], missing: list[str]) -> None:
    report = Report(checks, [])
    assert report.missing == missing
    assert report.to_json()["fit"] is not bool(missing)


def test_what_is_to_be_done_is_said_only_of_what_is_not_good() -> None:
    assert as_text(Report([GOOD, NICE, BAD], []), all_of_it=True).splitlines() == [
        "This machine is not fit for the book: bad.",
        "Next: Mend it.",
        "",
        "ok      good  here",
        "absent  nice  not here",
        "        Good to know.",
        "        Get it.",
        "not ok  bad   broken",
        "        It matters.",
        "        Mend it.",
    ]


def test_the_short_report_leaves_out_what_is_good_or_only_nice() -> None:
    said = as_text(Report([GOOD, NICE, BAD], []))
    assert "good  here" not in said and "Get it." not in said and "Mend it." in said
    assert "Not shown: 2 other checks. python -m scripts doctor --all shows them." in said
    assert said.endswith("Not here, and not needed: nice.")


PACKAGE = Check("package psutil", False, "not installed", "It matters.", "make book installs it")
PRESENT = Check("package psutil", True, "7.2.2", "It matters.", "make book installs it")


@pytest.mark.parametrize(
    "checks, verdict, step",
    [
        ([BAD, PACKAGE], "This machine is not fit for the book: bad.", "Mend it."),
        ([GOOD, PACKAGE], "This machine is fit for the book. The book's packages are not installed", "make book"),
        ([GOOD, PRESENT], "This machine is fit for the book.", "make notebooks"),
    ],
)
def test_one_next_command(checks: list[Check], verdict: str, step: str) -> None:
    report = Report(checks, [])
    first, second, *_ = as_text(report).splitlines()
    assert first.startswith(verdict)
    assert second == f"Next: {step}"
    assert report.to_json()["next"] == step


def test_packages_are_one_line_of_the_short_report() -> None:
    said = as_text(Report([GOOD, PACKAGE, Check("package matplotlib", True, "3", "", "")], []))
    assert "not ok  packages  not installed" in said and "psutil" not in said
    assert "ok      packages  1 as constraints.txt says" in as_text(Report([PRESENT], []))
    old = Check("package psutil", False, "5, and constraints.txt says 7", "", "")
    assert "packages  psutil: 5, and constraints.txt says 7" in as_text(Report([old], []))


def test_as_json() -> None:
    here = interpreters.running()
    answer = Report([BAD, NICE], [here, interpreter(3, 8, 18)]).to_json()
    assert answer["schema"] == 1
    assert answer["fit"] is False
    assert [check["status"] for check in answer["checks"]] == ["not ok", "absent"]
    assert answer["checks"][0]["remedy"] == "Mend it."
    assert [one["running"] for one in answer["interpreters"]] == [True, False]
    assert answer["interpreters"][1]["version"] == "3.8.18"


# The machine


def test_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.system().good
    monkeypatch.setattr(sys, "platform", "win32")
    assert not machine.system().good
    assert "WSL" in machine.system().remedy


def test_wsl_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "release", lambda: "5.15.90.1-microsoft-standard-WSL2")
    assert "under WSL" in machine.system().found


@pytest.mark.parametrize(
    "version, implementation, good",
    [(f"{line}.2", "cpython", True) for line in BOOK]
    + [("3.10.13", "cpython", False), (f"{line_after(STUDIED[-1])}.0", "cpython", False), ("3.11.9", "pypy", False)],
)
def test_the_python_of_the_book(monkeypatch: pytest.MonkeyPatch, version: str, implementation: str, good: bool) -> None:
    numbers = Version(version).first(3)
    here = Interpreter("/opt/python", version, (*numbers, "final", 0), False, implementation)  # type: ignore[arg-type]
    monkeypatch.setattr(interpreters, "running", lambda: here)
    assert pythons.python().good is good


def test_without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.fork().good
    monkeypatch.setattr(machine, "printed_by", lambda code: "")
    assert machine.fork().status == "not ok"


STAT = "7 (x) S 1 7 7 0 -1 4194304 100 0 0 0 0 0 0 0 20 0 1 0 252737 3133440 394 18446744073709551615" + 27 * " 0"
ROLLUP = "55c6c959e000-7fff5c080000 ---p 00000000 00:00 0 [rollup]\nPss: 1 kB\n"
CALL = "0 0x3"


@pytest.mark.parametrize(
    "files, platform, statuses",
    [
        ({"stat": STAT, "smaps_rollup": ROLLUP, "task/7/syscall": CALL}, "linux", ["ok", "ok"]),
        ({"stat": STAT, "smaps_rollup": ROLLUP}, "linux", ["ok", "absent"]),
        ({"stat": STAT, "task/7/syscall": CALL}, "linux", ["not ok", "ok"]),
        ({}, "linux", ["not ok", "absent"]),
        ({}, "darwin", ["absent", "absent"]),
    ],
)
def test_what_the_kernel_tells(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: dict[str, str], platform: str, statuses: list[str]
) -> None:
    for name, text in files.items():
        (tmp_path / "7" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "7" / name).write_text(text)
    monkeypatch.setattr(kernel, "PROC", Proc(str(tmp_path)))
    monkeypatch.setattr(kernel, "_sleeping_child", lambda: contextlib.nullcontext(7))
    monkeypatch.setattr(sys, "platform", platform)
    assert [check.status for check in kernel.kernel_account()] == statuses


@pytest.mark.skipif(sys.platform != "linux", reason="the page tables are told by /proc")
def test_the_page_map() -> None:
    check = kernel.page_tables()
    assert check.good and "transparent huge pages: " in check.found


def test_without_a_page_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_map, "read", lambda pid: [])
    assert (kernel.page_tables().status, kernel.page_tables().found) == ("absent", "no page map")


def test_a_run_that_works() -> None:
    a_run, namespace = trials.one_run()
    assert a_run.good and a_run.found.startswith("EXITED 0 after ")
    assert not namespace.needed


@pytest.mark.parametrize(
    "error", [LaunchError("no more processes"), OSError("disk full"), ModuleNotFoundError("no psutil")]
)
def test_a_run_that_fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(program: str) -> None:
        raise error

    monkeypatch.setattr(runner, "run", fail)
    a_run, namespace = trials.one_run()
    assert (a_run.status, a_run.found) == ("not ok", f"failed: {error}")
    assert namespace.status == "absent"


def test_a_run_that_does_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {
        "verdict": "killed",
        "exit_code": None,
        "stdout": "",
        "summary": "KILLED by SIGSEGV",
        "seconds": 1.0,
    }
    monkeypatch.setattr(runner, "run", lambda program: SimpleNamespace(**facts, boundary="subreaper"))
    a_run, namespace = trials.one_run()
    assert (a_run.status, a_run.found) == ("not ok", "KILLED by SIGSEGV after 1.00 s")
    assert "subreaper" in namespace.found


@pytest.mark.skipif(sys.platform != "linux", reason="the proof reads Linux's /proc")
def test_a_deadlock_that_is_proved() -> None:
    check = trials.one_deadlock()
    assert check.good and "with its Python stack" in check.found


def test_a_deadlock_that_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {
        "verdict": "stalled",
        "evidence": [],
        "seconds": 3.0,
        "proof": Proof(holds=False, why_not="nothing may be read"),
    }
    monkeypatch.setattr(runner, "run", lambda program, timeout: SimpleNamespace(**facts))
    check = trials.one_deadlock()
    assert (check.status, check.found) == ("absent", "not proved: nothing may be read")


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize("free_mib, good", [(1024, True), (1, False)])
def test_room_in_memory_and_on_disk(monkeypatch: pytest.MonkeyPatch, free_mib: int, good: bool) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0, 0, free_mib << 20))
    monkeypatch.setattr(limits, "available_bytes", lambda: free_mib << 20)
    checks = [machine.temporary_files(), machine.memory()]
    if sys.platform == "linux":
        checks.append(machine.shared_memory())
    for check in checks:
        assert check.good is good, check
        assert f"{free_mib} MiB" in check.found


def test_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(sys, "platform", "linux")
    for check in (machine.temporary_files(), machine.shared_memory()):
        assert (check.status, "Permission denied" in check.found) == ("not ok", True)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert machine.shared_memory().status == "absent"


def test_memory_that_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise ModuleNotFoundError("No module named 'psutil'")

    monkeypatch.setattr(limits, "available_bytes", fail)
    assert machine.memory().status == "not ok"
    assert "psutil" in machine.memory().found


# Interpreters


def test_studied_interpreters() -> None:
    found = [interpreter(3, 8, 18), interpreter(3, 11, 2), interpreter(3, 11, 7)]
    checks = {check.name: check for check in pythons.studied_interpreters(found)}
    assert list(checks) == [f"CPython {line}" for line in STUDIED] + ["CPython free-threaded"]
    assert checks["CPython 3.11"].found == "3.11.2, /opt/3.11.2; 3.11.7, /opt/3.11.7"
    assert checks["CPython 3.12"].status == "absent"
    assert "pyenv install 3.12" in checks["CPython 3.12"].remedy
    assert not any(check.needed for check in checks.values())


def test_a_free_threaded_build_does_not_stand_for_the_ordinary_one() -> None:
    checks = {check.name: check for check in pythons.studied_interpreters([interpreter(3, 13, 5, free_threaded=True)])}
    assert not checks["CPython 3.13"].good
    assert checks["CPython free-threaded"].found == "3.13.5t, /opt/3.13.5t"


def test_what_lab_pythons_names_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_PYTHONS", os.pathsep.join([sys.executable, "/nonexistent/python3"]))
    (check,) = pythons.listed_interpreters()
    assert (check.name, check.found, check.needed) == ("/nonexistent/python3", "there is no such file", False)


def test_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == "google-chrome" else None)
    assert machine.browser().found == "/bin/google-chrome"


# Packages


def test_pins(tmp_path: Path) -> None:
    requirements, constraints = tmp_path / "requirements.txt", tmp_path / "constraints.txt"
    requirements.write_text("# why\njupyter-book>=1,<2\nPsutil # also\n\nold; python_version < '3'\nfree\n-r other\n")
    constraints.write_text("jupyter_book==1.0.4.post1\npsutil==5 ; python_version < '3'\npsutil==7.2\nother==1\n")
    assert installed.pins(requirements, constraints) == {
        "jupyter-book": "1.0.4.post1",
        "Psutil": "7.2",
        "free": None,
    }


@pytest.mark.parametrize("text", ["==", "a b c"])
def test_files_that_are_no_requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(installed, "ROOT", tmp_path)
    (check,) = installed.packages()
    assert (check.status, check.remedy) == ("not ok", "Unpack the whole project.")
    (tmp_path / "requirements.txt").write_text(text)
    (tmp_path / "constraints.txt").write_text("")
    (check,) = installed.packages()
    assert check.status == "not ok" and "\n" not in check.found


def packages(monkeypatch: pytest.MonkeyPatch, wanted: dict[str, str | None]) -> dict[str, Check]:
    monkeypatch.setattr(installed, "pins", lambda requirements, constraints: wanted)
    return {check.name: check for check in installed.packages()}


def test_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    version = importlib.metadata.version("psutil")
    wanted = {"psutil": version, "packaging": "0.1", "pytest": None, "no-such-package": "1"}
    checks = packages(monkeypatch, wanted)
    assert (checks["package psutil"].good, checks["package psutil"].found) == (True, version)
    assert checks["package packaging"].found.endswith("and constraints.txt says 0.1")
    assert checks["package pytest"].found.endswith("and constraints.txt says nothing of it")
    assert checks["package no-such-package"].found == "not installed"
    assert [check.good for check in checks.values()] == [True, False, False, False]


def test_a_package_that_cannot_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("broken_one", "import nothing_like_it"), ("deadly_one", "import os; os._exit(3)")):
        (tmp_path / f"{name}.py").write_text(text)
        information = tmp_path / f"{name}-1.0.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
        (information / "RECORD").write_text(f"{name}.py,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    broken = packages(monkeypatch, {"broken-one": "1.0"})["package broken-one"]
    assert "import broken_one fails: ModuleNotFoundError No module named 'nothing_like_it'" in broken.found
    deadly = packages(monkeypatch, {"deadly-one": "1.0"})["package deadly-one"]
    assert "the interpreter ended while importing" in deadly.found
