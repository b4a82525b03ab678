"""Turn around each declared outcome and each assert of a chapter, one at a time: does anything notice?

    python -m scripts.book.mutate [CHAPTER …]        all chapters where none is named; also `make mutate`

A field of an outcome is noticed if a real run that went as declared is then judged to differ. An assert is
noticed if, negated, it raises AssertionError, which one that is never reached does not; and one that is true
whatever its parts say (`True or x`) is not noticed either. So that a chapter need not be run again for each
assert, these stand in hidden cells of their own, which start nothing: a page that breaks that rule is named.
"""

import ast
import contextlib
import io
import math
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from types import CodeType
from typing import Any

from scripts.book.cells import CELL, NOT_EXECUTED, Cell, cells
from scripts.lab import catalogue, claims, expectations, interpreters, runner
from scripts.lab.catalogue import ROOT, Demo
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.expectations import Bounds, ExpectedOutcome
from scripts.lab.interpreters import Interpreter
from scripts.lab.records.run import Run
from scripts.lab.versions import Version

STARTERS = ("everywhere", "on_each", "run", "run_or_recorded")  # what a cell calls to start programs
HIDDEN = ("hide-cell", "hide-input", "remove-cell", "remove-input")


@dataclass
class Findings:
    """What came out; every entry begins with its place."""

    turned: int = 0
    unnoticed: list[str] = field(default_factory=list)
    faulty: list[str] = field(default_factory=list)  # what could not even be turned around
    untried: list[str] = field(default_factory=list)  # outcomes for which this machine has no interpreter

    @property
    def good(self) -> bool:
        """Whether everything that could be tried here was noticed."""
        return not self.unnoticed and not self.faulty

    def as_text(self) -> str:
        """Give the findings for a person, the worst last."""
        lines = []
        for title, entries in (
            ("Could not be tried here:", self.untried),
            ("To be mended before it can be tried:", self.faulty),
            ("Turned around, and nothing noticed:", self.unnoticed),
        ):
            if entries:
                lines += [title, *(f"  {entry}" for entry in entries)]
        counts = f"{self.turned} turned around, {len(self.unnoticed)} of them not noticed"
        return "\n".join([*lines, f"{counts}; {len(self.faulty)} to be mended."])


def try_outcomes(
    demo: Demo,
    here: Sequence[Interpreter],
    findings: Findings,
    judge: Callable[[Run, ExpectedOutcome], list[str]] = expectations.judge,
    run: Callable[..., Run] = runner.run,
) -> None:
    """Run a demo once for each interpreter and declared arguments, and turn around each declared field."""
    try:
        declared = expectations.read(demo.expectations)
    except InvalidRequest as error:
        findings.faulty.append(str(error))
        return
    for number, outcome in enumerate(declared.outcomes, start=1):
        place = f"{demo.name}: outcome {number}"
        if missing := declared.missing(outcome.arguments):
            findings.untried.append(f"{place} ({', '.join(missing)} is not installed)")
            continue
        # For one run at most one outcome is declared, so nothing is run twice.
        # The running interpreter is the one that has packages.
        on = [interpreters.running()] if declared.needed(outcome.arguments) else here
        runs = [run(demo.name, *outcome.arguments, python=one.executable) for one in on if _is_for(outcome, one)]
        differing = [(done.python, judge(done, outcome)) for done in runs if judge(done, outcome)]
        if not runs:
            findings.untried.append(f"{place} ({_conditions(outcome)})")
        elif differing:
            findings.faulty += [f"{place}: CPython {python}: {'; '.join(how)}" for python, how in differing]
        else:
            for what, turned in turned_around(outcome, runs):
                findings.turned += 1
                if not any(judge(done, turned) for done in runs):
                    findings.unnoticed.append(f"{place}: {what}")


def turned_around(outcome: ExpectedOutcome, runs: Sequence[Run]) -> Iterator[tuple[str, ExpectedOutcome]]:
    """Give the outcome once for each declared field, with that field false for all these runs.

    A turned outcome need not be one that a file could declare. runs: such as went as declared.
    """
    yield "verdict", replace(outcome, verdict="killed" if outcome.verdict == "exited" else "exited")
    if outcome.exit_code is not None:
        yield "exit_code", replace(outcome, exit_code=outcome.exit_code + 1)
    if outcome.signal is not None:
        yield "signal", replace(outcome, signal="SIGABRT" if outcome.signal != "SIGABRT" else "SIGSEGV")
    for index, fragment in enumerate(outcome.prints):
        # A line break is the one thing that no printed line contains.
        turned = (*outcome.prints[:index], f"{fragment}\n", *outcome.prints[index + 1 :])
        yield f"prints {fragment!r}", replace(outcome, prints=turned)
    for name, bounds in outcome.measurements.items():
        values = [run.measurements[name] for run in runs]
        above, below = math.nextafter(max(values), math.inf), math.nextafter(min(values), -math.inf)
        moved = {}
        if bounds.at_least == bounds.at_most:
            moved[name] = Bounds(above, above)
        else:
            if bounds.at_least > -math.inf:
                moved[f"{name}.at_least"] = replace(bounds, at_least=above)
            if bounds.at_most < math.inf:
                moved[f"{name}.at_most"] = replace(bounds, at_most=below)
        for what, wrong in moved.items():
            yield what, replace(outcome, measurements={**outcome.measurements, name: wrong})


def _is_for(outcome: ExpectedOutcome, one: Interpreter) -> bool:
    return outcome.matches(Version(one.version), one.free_threaded, sys.platform, outcome.arguments)


def _conditions(outcome: ExpectedOutcome) -> str:
    threading = {None: "", True: ", free-threaded", False: ", not free-threaded"}[outcome.free_threaded]
    return f"CPython {outcome.python or 'of any version'}{threading}, on {' or '.join(outcome.platform)}"


def try_asserts(page: Path, findings: Findings) -> None:
    """Execute a page's cells in order, as a kernel would, and negate each assert before its cell's turn."""
    shown = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name
    namespace: dict[str, Any] = {"__name__": "__main__", "display": lambda *things, **options: None}
    sources: dict[str, str] = {}  # by the name that the code of a cell is compiled with
    with _as_in_a_kernel(page.parent):
        for cell in cells(page):
            if NOT_EXECUTED in cell.tags:
                continue
            place = f"{shown}:{cell.line}"
            try:
                asserts = _asserts(ast.parse(cell.source))
            except SyntaxError as error:
                findings.faulty.append(f"{place}: no plain Python: {error.msg}")
                return
            if asserts and (complaint := _breaks_the_rule(cell)):
                findings.faulty.append(f"{place}: {complaint}")
                asserts = []
            for index, one in enumerate(asserts):
                findings.turned += 1
                if why := _unnoticed(cell, index, dict(namespace)):
                    where = f"{shown}:{cell.line + one.lineno - 1}"
                    findings.unnoticed.append(f"{where}: assert {ast.unparse(one.test)}: {why}")
            sources[cell.name] = cell.source
            try:
                exec(_compiled(ast.parse(cell.source), cell), namespace)
            except (Exception, SystemExit) as error:
                if error.__traceback__:
                    claims.add_to(error, error.__traceback__, sources, claims.Place(shown, cell.line))
                whole = "".join(traceback.format_exception_only(error)).rstrip()
                findings.faulty.append(f"{place}: the cell fails: {whole}")
                return


def _asserts(tree: ast.Module) -> list[ast.Assert]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]


def _breaks_the_rule(cell: Cell) -> str | None:
    if not cell.tags.intersection(HIDDEN):
        return f"an assert stands in a hidden cell, tagged {', '.join(HIDDEN[:-1])} or {HIDDEN[-1]}"
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if called in STARTERS:
                return f"an assert stands in a cell that does not call {called}(): call it in a cell before"
    return None


def _unnoticed(cell: Cell, index: int, namespace: dict[str, Any]) -> str | None:
    """Run a cell with one of its asserts negated; say why that was not noticed, None if it was."""
    tree = ast.parse(cell.source)
    turned = _asserts(tree)[index]
    if not _can_fail(turned.test):
        return "it cannot fail"
    turned.test = ast.UnaryOp(ast.Not(), turned.test)
    turned.msg = None  # it may count on what was asserted
    try:
        exec(_compiled(ast.fix_missing_locations(tree), cell), namespace)
    except AssertionError as error:
        places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
        name, line = [(name, line) for name, line in places if name.startswith(CELL)][-1]
        if name == cell.name and turned.lineno <= line <= (turned.end_lineno or turned.lineno):
            return None
        return f"line {int(name.removeprefix(CELL)) + line - 1} raised first, {_in_words(error)}"
    except (Exception, SystemExit) as error:
        return f"not reached, {_in_words(error)}"
    return "negated, it raises nothing"


def _can_fail(test: ast.expr) -> bool:
    """Tell whether some truth of its parts makes a condition false; sees through and, or, not, literals."""
    parts: dict[str, bool] = {}

    def truth(node: ast.expr) -> bool:
        match node:
            case ast.BoolOp():
                values = [truth(value) for value in node.values]  # all of them: each is a part
                return all(values) if isinstance(node.op, ast.And) else any(values)
            case ast.UnaryOp(op=ast.Not()):
                return not truth(node.operand)
            case ast.Constant():
                return bool(node.value)
            case ast.Tuple() | ast.List() | ast.Set():
                return bool(node.elts)
            case ast.GeneratorExp() | ast.Lambda():
                return True
        return parts.setdefault(ast.unparse(node), False)

    truth(test)  # lists the parts
    for truths in product((False, True), repeat=len(parts)):
        parts.update(zip(parts, truths, strict=True))
        if not truth(test):
            return True
    return False


def _compiled(tree: ast.Module, cell: Cell) -> CodeType:
    # optimize=0: with asserts, even under python -O.
    return compile(tree, cell.name, "exec", dont_inherit=True, optimize=0)


def _in_words(error: BaseException) -> str:
    return " ".join("".join(traceback.format_exception_only(error)).split())[:200]


@contextlib.contextmanager
def _as_in_a_kernel(directory: Path) -> Iterator[None]:
    """Stand in the page's directory, with nothing shown; afterwards all is as before."""
    before, path = os.getcwd(), list(sys.path)
    os.environ.setdefault("MPLBACKEND", "agg")
    os.chdir(directory)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        os.chdir(before)
        sys.path[:] = path


def main(chapters: Sequence[str] = (), root: Path = ROOT) -> int:
    """Turn around what the named chapters, or all, declare and assert; return 1 if anything is to be mended.

    Raises InvalidRequest for a chapter that is not there, LaunchError where no program can be started.
    """
    demos = catalogue.demos()
    pages = [page for page in (root / "intro.md", *sorted((root / "chapters").glob("*.md"))) if page.is_file()]
    known = sorted({demo.hazard for demo in demos} | {page.stem for page in pages})
    for chapter in chapters:
        if chapter not in known:
            raise InvalidRequest(f"there is no chapter {chapter!r}; there are {', '.join(known)}")
    here = interpreters.find()
    print("Here are CPython", ", ".join(one.version for one in here), flush=True)
    findings = Findings()
    for demo in demos:
        if not chapters or demo.hazard in chapters:
            before = findings.turned
            try_outcomes(demo, here, findings)
            print(f"{demo.name}: {findings.turned - before} declared fields turned around", flush=True)
    for page in pages:
        if not chapters or page.stem in chapters:
            before = findings.turned
            try_asserts(page, findings)
            print(f"{page.name}: {findings.turned - before} asserts turned around", flush=True)
    print(findings.as_text())
    return 0 if findings.good else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (InvalidRequest, LaunchError) as error:
        print("mutate:", error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
