"""run(): what it hands to the guard, and what it makes of the guard's report."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.lab import catalogue, interpreters, limits, runner
from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.guard.client import Conversation, GuardFailed, Program
from scripts.lab.linux import machine
from scripts.lab.records.wire import Request
from scripts.lab.runner import environment, measurements, run


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo "locks/held" of the test's own, which declares that it exits with its first argument, or 3."""
    monkeypatch.setattr(catalogue, "DEMOS", tmp_path / "demos")
    path = tmp_path / "demos" / "locks" / "held.py"
    path.parent.mkdir(parents=True)
    path.write_text("import os, sys\nprint('where:', os.getcwd())\nsys.exit(int(sys.argv[1:][0:1] and 4 or 3))\n")
    path.with_suffix(".toml").write_text('[[outcome]]\nverdict = "exited"\nexit_code = 3\nprints = ["where:"]\n')
    return path


# Measurements


@pytest.mark.parametrize(
    "stdout, found",
    [
        ("growth_mib = 2.5\n", {"growth_mib": 2.5}),
        ("child_exit_code = -11\nevent_set = 0", {"child_exit_code": -11, "event_set": 0}),
        ("x = 1e3\ny = -1.5e-07\nz = .5\nw = 3.\n", {"x": 1000.0, "y": -1.5e-07, "z": 0.5, "w": 3.0}),
        ("x = 1\nx = 2\n", {"x": 2}),
        ("x = 007\n", {"x": 7}),
        ("", {}),
        ("x=1\nx =1\nx= 1\n x = 1\nx = 1 \nx  = 1\n", {}),
        ("X = 1\n1x = 1\n_x = 1\nx-y = 1\nthe x = 1\n", {}),
        (
            "x = one\nx = 1.2.3\nx = 1e\nx = --1\nx = 0x10\nx = 1_000\nx = nan\nx = inf\nx = .\nx = \n",
            {},
        ),
        ("x = 1 MiB\nprint(x) = 1\nx == 1\n", {}),
        ("half a line x = 1\nx = 1\r\n", {}),
    ],
)
def test_measurements(stdout: str, found: dict[str, float]) -> None:
    assert measurements(stdout) == found
    assert [type(one) for one in measurements(stdout).values()] == [type(one) for one in found.values()]


def test_a_whole_number_stays_one_however_long() -> None:
    assert measurements(f"address = {2**70}\n") == {"address": 2**70}


def test_only_standard_output_is_measured(program: Callable[[str], str]) -> None:
    done = run(program("import sys\nprint('x = 1')\nprint('y = 2', file=sys.stderr)"))
    assert done.measurements == {"x": 1}


# The environment


def test_what_would_make_the_run_a_special_case_is_taken_out() -> None:
    astray = {
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": "/elsewhere",
        "PYTEST_CURRENT_TEST": "x",
        "JPY_PARENT_PID": "1",
        "MPLBACKEND": "agg",
        "LD_PRELOAD": "x.so",
        "LANG": "de_DE.UTF-8",
        "LC_NUMERIC": "de_DE.UTF-8",
        "MALLOC_ARENA_MAX": "1",
    }
    kept = {"PATH": "/bin", "HOME": "/home/reader", "LD_LIBRARY_PATH": "/opt/lib", "MINE": "x"}
    found = environment(astray | kept)
    assert found.pop("LC_ALL").endswith("UTF-8")
    assert found.pop("PYTHONDONTWRITEBYTECODE") == "1"
    assert found == kept


def test_the_environment_a_program_sees(program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    monkeypatch.setenv("MINE", "kept")
    done = run(program("import json, os; print(json.dumps(dict(os.environ)))"))
    seen = json.loads(done.stdout)
    assert seen["MINE"] == "kept"
    assert [name for name in seen if name.startswith("PYTHON")] == ["PYTHONDONTWRITEBYTECODE"]
    assert not os.path.exists(seen["TMPDIR"])


def test_the_callers_environment_is_left_alone(program: Callable[[str], str]) -> None:
    before = dict(os.environ)
    run(program(""))
    assert dict(os.environ) == before


# FILE and DEMO


def test_a_file_runs_where_its_caller_is_and_nothing_is_declared(
    program: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("import os, sys; print(os.getcwd(), *sys.argv)")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    done = run("../program.py", "a b", "--x")
    assert (done.demo, done.expected, done.differences) == (None, None, [])
    assert done.path == str(tmp_path / "program.py")
    assert done.stdout == f"{tmp_path / 'elsewhere'} {done.path} a b --x\n"
    assert done.arguments == ["a b", "--x"]


def test_a_demo_runs_in_a_directory_of_its_own_and_is_held_to_what_it_declares(demo: Path) -> None:
    done = run("locks/held")
    assert (done.demo, done.path) == ("locks/held", str(demo))
    assert (done.expected, done.differences) == (True, [])
    where = done.stdout.removeprefix("where: ").rstrip("\n")
    assert where != os.getcwd()
    assert not os.path.exists(where)


ASKS_FOR_HUGE_PAGES = """
import mmap, os
memory = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.madvise(mmap.MADV_HUGEPAGE)
for start in range(0, len(memory), mmap.PAGESIZE):
    memory[start] = 1
if os.fork() == 0:
    with open("/proc/self/smaps_rollup") as rollup:
        print(*(line for line in rollup if line.startswith("AnonHugePages")))
else:
    os.wait()
"""


@pytest.mark.skipif(machine.huge_pages() in (None, "never"), reason="this machine gives no transparent huge pages")
def test_only_a_demo_about_huge_pages_is_given_some_and_a_readers_own_program(demo: Path) -> None:
    demo.write_text(ASKS_FOR_HUGE_PAGES)
    assert " 0 kB" in run("locks/held").stdout
    assert " 0 kB" not in run(str(demo)).stdout
    declared = demo.with_suffix(".toml").read_text()
    demo.with_suffix(".toml").write_text(f"huge_pages = true\n{declared}")
    assert " 0 kB" not in run("locks/held").stdout


def test_a_demo_that_does_otherwise_says_what(demo: Path) -> None:
    demo.write_text("print('nowhere')")
    done = run("locks/held")
    assert done.expected is False
    assert done.differences == [
        "the exit code is 0, declared is 3",
        "no printed line contains 'where:'",
    ]


def test_arguments_that_nobody_declared(demo: Path) -> None:
    done = run("locks/held", "anything")
    assert (done.exit_code, done.expected, done.differences) == (4, None, [])


def test_a_demo_by_its_path_is_a_file(demo: Path) -> None:
    done = run(str(demo))
    assert (done.demo, done.exit_code, done.expected) == (None, 3, None)


def test_a_directory_that_is_gone(
    program: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program("print('ran')")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run(path).stdout == "ran\n"


def test_full_is_one_more_argument(program: Callable[[str], str]) -> None:
    path = program("import sys; print(sys.argv[1:])")
    assert run(path, "a", full=True).stdout == "['a', '--full']\n"
    assert run(path, "a").stdout == "['a']\n"


# The command as a reader would type it


@pytest.mark.parametrize("arguments, typed", [((), ""), (("a", "b c", ""), " a 'b c' ''"), (("--x=1",), " --x=1")])
def test_the_command(arguments: tuple[str, ...], typed: str) -> None:
    here = interpreters.running()
    path = ROOT / "scripts" / "demos" / "locks" / "held.py"
    assert runner._command(path, [*arguments], here) == f"python scripts/demos/locks/held.py{typed}"
    other = interpreters.Interpreter("/opt/bin/python3", "3.13.0t", (3, 13, 0, "final", 0), True, "cpython")
    assert runner._command(path, [*arguments], other) == f"python3.13t scripts/demos/locks/held.py{typed}"
    assert runner._command(Path("/a b/x.py"), [], here) == "python '/a b/x.py'"


# What is refused


@pytest.mark.parametrize("limit", ["soon", "", "0", 0, -1, 0.0, "nan", float("nan"), float("inf"), [], "1 s"])
def test_a_timeout_that_is_none(program: Callable[[str], str], limit: Any) -> None:
    with pytest.raises(InvalidRequest, match="is no limit: give a number of seconds above 0") as refusal:
        run(program(""), timeout=limit)
    assert repr(limit) in str(refusal.value)


@pytest.mark.parametrize("limit", ["lots", "", 0, -1, float("nan"), float("inf"), [], "2G"])
def test_a_memory_limit_that_is_none(program: Callable[[str], str], limit: Any) -> None:
    with pytest.raises(InvalidRequest, match="is no limit: give a number of MiB above 0") as refusal:
        run(program(""), memory=limit)
    assert repr(limit) in str(refusal.value)


def test_a_limit_may_be_text_or_number(program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Program] = []
    contain = runner.contain
    monkeypatch.setattr(runner, "contain", lambda program: asked.append(program) or contain(program))
    run(program(""), timeout="2.5", memory="64")  # type: ignore[arg-type]
    run(program(""), timeout=7, memory=0.5)
    assert [(one.limits.seconds, one.limits.memory_bytes) for one in asked] == [(2.5, 64 << 20), (7, 1 << 19)]


def test_an_argument_with_a_nul(program: Callable[[str], str]) -> None:
    with pytest.raises(InvalidRequest, match="has a NUL in it"):
        run(program(""), "a\0b")


def test_what_is_not_there() -> None:
    for demo, python in (("no/demo", None), ("/nonexistent.py", None), (__file__, "3.99"), (__file__, "/")):
        with pytest.raises(InvalidRequest):
            run(demo, python=python)


@pytest.mark.parametrize(
    "error, said",
    [
        (GuardFailed("Traceback …\nOSError: no processes left"), "OSError: no processes left"),
        (OSError(12, "Cannot allocate memory"), "Cannot allocate memory"),
        (MemoryError(), "no memory"),
        (RuntimeError("can't start new thread"), "can't start new thread"),
    ],
)
def test_a_machine_that_cannot_start_a_program(
    program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(program: Program) -> None:
        raise error

    monkeypatch.setattr(runner, "contain", fail)
    with pytest.raises(LaunchError) as refusal:
        run(program(""))
    assert str(refusal.value).startswith("program.py could not be started: ")
    assert str(refusal.value).endswith(said)
    assert "\n" not in str(refusal.value)


# The Run


def test_what_a_run_says(program: Callable[[str], str]) -> None:
    done = run(program("import os, sys; print(os.getpid()); sys.stdout.flush(); os.write(2, b'\\xff'); os._exit(5)"))
    assert (done.verdict, done.exit_code, done.signal) == ("exited", 5, None)
    assert done.summary == "EXITED 5"
    assert done.stdout == f"{done.pid}\n"
    assert done.stderr == "\N{REPLACEMENT CHARACTER}"
    assert (done.python, done.executable) == (interpreters.running().version, sys.executable)
    assert done.to_json()["schema"] == 1
    assert json.loads(json.dumps(done.to_json())) == done.to_json()


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGTERM"])
def test_a_signal_has_its_name(program: Callable[[str], str], name: str) -> None:
    done = run(program(f"import os, signal; os.kill(os.getpid(), signal.{name})"))
    assert (done.verdict, done.exit_code, done.signal) == ("killed", None, name)


@pytest.mark.skipif(sys.platform != "linux", reason="real-time signals")
def test_a_signal_without_a_name_has_its_number(program: Callable[[str], str]) -> None:
    assert run(program("import os; os.kill(os.getpid(), 40)")).signal == "signal 40"


# The size of the data


@pytest.mark.parametrize(("given", "data"), [({"memory": 100}, 18), ({"memory": 1000}, 112), ({"memory": 10}, 8)])
def test_a_program_is_told_how_much_data_fits(
    program: Callable[[str], str], given: dict[str, float], data: int
) -> None:
    done = run(program("import os\nprint('data_mib =', os.environ['DATA_MIB'])"), **given)
    assert done.measurements == {"data_mib": data}


def test_the_full_size_is_passed_on_and_told(program: Callable[[str], str]) -> None:
    path = program("import os, sys\nprint('data_mib =', os.environ['DATA_MIB'])\nprint(sys.argv[1:])")
    for done in (run(path, full=True), run(path, "--full")):
        assert "['--full']" in done.stdout
        assert done.measurements["data_mib"] > limits.DATA_MIB or limits.available_bytes() < 1 << 30


# Modules, and runs without a limit


def test_a_module_takes_every_positional_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "says.py").write_text("import sys; print(sys.argv[1:])\n")
    monkeypatch.chdir(tmp_path)
    done = run("one", "two", module="says")
    assert (done.stdout, done.arguments) == ("['one', 'two']\n", ["one", "two"])
    assert (done.module, done.command) == ("says", "python -m says one two")
    assert run(module="says").stdout == "[]\n"
    assert run(module="says", full=True).stdout == "['--full']\n"


@pytest.mark.parametrize(
    "what, complaint",
    [
        ({}, "nothing is given to run"),
        ({"module": "no_such_module"}, "has no module 'no_such_module'"),
        ({"module": ""}, "-m needs the name of a module"),
        ({"module": "a\0b"}, "-m needs the name of a module"),
        ({"module": "xml"}, "has no xml.__main__"),
        ({"module": "this", "timeout": 0}, "no limit"),
    ],
)
def test_a_module_that_cannot_be_run(what: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidRequest, match=complaint):
        run(**what)


def test_without_a_time_limit_it_runs_to_its_end(program: Callable[[str], str]) -> None:
    done = run(program("import time; time.sleep(0.1)"), timeout=None)
    assert (done.verdict, done.exit_code) == ("exited", 0)


def test_as_it_is_a_demo_is_not_compared_with_what_is_declared(demo: Path) -> None:
    assert run("locks/held").expected is True
    done = run("locks/held", as_is=True)
    assert (done.expected, done.differences, done.stdout, done.exit_code) == (None, [], "", 3)


@pytest.mark.parametrize("option", ["stop_when_stuck", "locals"])
def test_what_the_guard_is_asked(program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    asked: list[Request] = []
    ask = Conversation._request
    monkeypatch.setattr(Conversation, "_request", lambda self: asked.append(ask(self)) or asked[-1])
    run(program("pass"), **{option: True})  # type: ignore[arg-type]
    run(program("pass"))
    assert [getattr(one, option) for one in asked] == [True, False]
