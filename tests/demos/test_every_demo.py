"""Each demo does what it declares, on every interpreter that is here, and is written as demos are."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, cast

import pytest

from scripts.lab import interpreters
from scripts.lab.catalogue import DEMOS, Demo, demos
from scripts.lab.expectations import ExpectedOutcome, read
from scripts.lab.interpreters import Interpreter
from scripts.lab.recorder.work import is_missing
from scripts.lab.records.run import Run
from scripts.lab.runner import run
from scripts.lab.versions import STUDIED, Version
from tests.demos import rotation
from tests.demos.rotation import in_continuous_integration

WORKERS = 2
LONGEST = 80  # lines; the house style wants 60
FUNCTION_MARK = '''\
def mark(name):
    """Name this moment; wait if a process outside wants to measure it."""
    print("mark:", name, flush=True)
    if "MARK_DESCRIPTOR" in os.environ:
        os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)'''

Case = tuple[Demo, tuple[str, ...], Interpreter]

every_demo = pytest.mark.parametrize("demo", demos(), ids=lambda demo: demo.name)


@cache
def found() -> list[Interpreter]:
    return interpreters.find()


@cache
def todays() -> list[Interpreter]:
    return rotation.chosen(found(), interpreters.running(), os.environ)


def applies(outcome: ExpectedOutcome, interpreter: Interpreter) -> bool:
    return outcome.matches(Version(interpreter.version), interpreter.free_threaded, sys.platform, outcome.arguments)


def ends(interpreters_of_one_outcome: list[Interpreter]) -> list[Interpreter]:
    """Where an outcome that declares too much fails first: its oldest and newest version, and the running one."""
    chosen = [one for one in interpreters_of_one_outcome if one.executable == interpreters.running().executable]
    for free_threaded in (False, True):
        alike = [one for one in interpreters_of_one_outcome if one.free_threaded is free_threaded]
        chosen += alike[:1] + alike[-1:]
    return chosen


def cases() -> Iterator[Any]:
    """Everything that is declared for a machine like this one; what `make test` leaves out (`rotation`) as a soak."""
    for demo in demos():
        for outcome in read(demo.expectations).outcomes if demo.expectations.exists() else ():
            applicable = [interpreter for interpreter in found() if applies(outcome, interpreter)]
            for interpreter in applicable:
                taken = ends(applicable) if in_continuous_integration(os.environ) else todays()
                words = " ".join([demo.name, *outcome.arguments])
                yield pytest.param(
                    (demo, outcome.arguments, interpreter),
                    id=f"{words}, {interpreter.version}",
                    marks=pytest.mark.soak if interpreter not in taken or "--full" in outcome.arguments else (),
                )


def perform(case: Case) -> Run | str:
    """Run a case; or say why it cannot be run."""
    demo, arguments, interpreter = case
    for package in read(demo.expectations).needed(arguments):
        if is_missing(interpreter.executable, package):
            return f"CPython {interpreter.version} has no {package}"
    return run(demo.name, *arguments, python=interpreter.executable)


@pytest.fixture(scope="module")
def performed(request: pytest.FixtureRequest) -> Iterator[dict[str, "Future[Run | str]"]]:
    """All selected cases by the name of their test, on their way: while one is judged, the next ones run."""
    with ThreadPoolExecutor(WORKERS) as pool:
        yield {
            item.name: pool.submit(perform, cast(Case, item.callspec.params["case"]))
            for item in request.session.items
            if isinstance(item, pytest.Function) and item.function is test_it_does_what_it_declares
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("case", list(cases()))
def test_it_does_what_it_declares(
    case: Case, performed: dict[str, "Future[Run | str]"], request: pytest.FixtureRequest
) -> None:
    done = performed[request.node.name].result()
    if isinstance(done, str):
        pytest.skip(done)
    assert done.differences == [], f"{done.command}\n{done.summary}\n{done.printed}"
    assert done.expected is True
    if done.verdict in ("exited", "killed"):  # who is stuck cannot tidy up
        assert done.left_behind == []


def test_there_are_demos() -> None:
    assert demos()
    assert found()


@every_demo
def test_something_is_declared_for_every_interpreter_here(demo: Demo) -> None:
    outcomes = read(demo.expectations).outcomes
    if not any(sys.platform in outcome.platform for outcome in outcomes):
        pytest.skip(f"declares nothing for {sys.platform}")
    for interpreter in found():
        assert any(applies(outcome, interpreter) for outcome in outcomes), f"nothing for {interpreter.version}"


def test_every_file_is_a_demo_or_declares_what_one_does() -> None:
    files = {path for path in DEMOS.glob("*/*") if path.is_file() and not path.name.startswith(".")}
    assert files == {path for demo in demos() for path in (demo.path, demo.expectations)}


@every_demo
def test_it_imports_the_standard_library_alone(demo: Demo) -> None:
    text = demo.path.read_text(encoding="utf-8")
    imported: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import: it would not run alone"
            imported.add(node.module or "")
    packages = {name.partition(".")[0] for name in imported}
    declared = read(demo.expectations)
    needs = {package for one in (declared, *declared.outcomes) for package in one.needs}
    assert packages <= sys.stdlib_module_names | needs
    assert "scripts.lab" not in text


@every_demo
def test_it_is_written_for_the_oldest_line(demo: Demo) -> None:
    ast.parse(demo.path.read_bytes(), demo.path.name, feature_version=Version(STUDIED[0]).first(2))


def test_the_oldest_line_compiles_them_all() -> None:
    oldest = [one for one in found() if Version(one.version).line == STUDIED[0]]
    if not oldest:
        pytest.skip(f"there is no CPython {STUDIED[0]} here")
    compiling = "import sys; [compile(open(path, 'rb').read(), path, 'exec') for path in sys.argv[1:]]"
    paths = [str(demo.path) for demo in demos()]
    done = subprocess.run([oldest[0].executable, "-I", "-c", compiling, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@every_demo
def test_mark_is_the_same_text_wherever_it_stands(demo: Demo) -> None:
    text = demo.path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == "mark":
            assert ast.get_source_segment(text, node) == FUNCTION_MARK


@every_demo
def test_its_docstring_says_what_goes_wrong(demo: Demo) -> None:
    docstring = ast.get_docstring(ast.parse(demo.path.read_bytes()))
    assert docstring, "no docstring"
    summary, blank, *rest = [*docstring.split("\n"), "", ""]
    assert summary == demo.summary
    assert summary.endswith((".", "?")), "the first line is the summary, a sentence of its own"
    assert blank == "", "the second line parts the summary from the rest"
    assert any(rest), "only a summary: what should happen, why, and where does that depend on the version?"


@every_demo
def test_it_fits_on_a_screen_or_nearly(demo: Demo) -> None:
    assert len(demo.path.read_text(encoding="utf-8").splitlines()) <= LONGEST
