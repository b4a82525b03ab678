"""When a claim of a page fails: say which, what was expected and what was measured, and keep the runs it speaks of.

A page claims what it says by `assert`. In a Jupyter kernel a failing one would say "AssertionError" and nothing else,
and the runs behind it would be gone with the kernel. install() adds to the error the claim with its page and line, the
values that it compares, and each run that its cell refers to; the complete records of these runs go into a file in
_build/failures/. A cell with claims that fails otherwise, because a measurement is missing for example, is treated
in the same way. The error stays the one that was raised.
"""

import ast
import contextlib
import json
import linecache
import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, FunctionType, TracebackType
from typing import Any, NamedTuple

from scripts.lab.measured import failing, shortened

ROOT = Path(__file__).resolve().parents[2]
FAILED = (AssertionError, LookupError, ValueError, TypeError, AttributeError)
"""How a cell with claims fails: a claim is false, or what it needs was not measured."""
LARGEST_FILE = 16 << 20
"""Bytes, roughly, of one file with the records of runs."""
_LARGEST_OUTPUT = 1 << 18
"""Characters of a run's standard output or error that are kept in that file."""
_MOST_FILES = 20
"""For one claim; after that the last is written anew."""
_MOST_RUNS_NAMED = 20
_MOST_OBJECTS = 20_000
"""So many objects are looked through in the search for runs."""


@dataclass(frozen=True)
class Place:
    """Where a claim stands."""

    page: str
    """The page's path in the book, "chapters/copy-on-write.md"; "this notebook" where the cell is on no page."""
    line: int

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}"


def install() -> None:
    """Let the errors of claims speak in the IPython shell that runs this, unless it has a handler of its own."""
    with contextlib.suppress(Exception):  # a page without better errors is better than no page
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None and not shell.custom_exceptions:
            shell.set_custom_exc(FAILED, _show)


def _show(shell: Any, kind: type, error: BaseException, trace: TracebackType, tb_offset: int | None = None) -> None:
    """Add to an error what is known, and show it as the shell shows any other."""
    with contextlib.suppress(Exception):  # whatever happens in here, the error itself is shown
        if isinstance(trace, TracebackType):
            add_to(error, trace, earlier_cells=[str(cell) for cell in shell.user_ns.get("In", ())])
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)


def add_to(
    error: BaseException,
    trace: TracebackType,
    sources: Mapping[str, str] | None = None,
    place: Place | None = None,
    earlier_cells: Iterable[str] = (),
) -> None:
    """Add to an error what the claim was, what was measured, and which file has the runs; nothing if no claim failed.

    sources: the source of a cell by the name of its file, where the interpreter does not know it. place: of the cell's
    first line, where that is known. earlier_cells: which were executed before, to find the page.
    """
    cells = _cells(trace, sources or {})
    if not cells:
        return
    asserting = [one for one in cells if isinstance(one.statement, ast.Assert)]
    frame, cell, claim = (asserting if asserting and isinstance(error, AssertionError) else cells)[-1]
    begins = place or _place(cell, earlier_cells)
    place = Place(begins.page, begins.line + claim.lineno - 1)
    names = {**frame.f_globals, **frame.f_locals}
    said = str(error)
    lines = [said] if said else []
    lines += [f"This claim failed: {place}", *_indented(_statement(claim, cell))]
    measured = []
    if isinstance(claim, ast.Assert):
        with contextlib.suppress(Exception):
            measured = failing(claim.test, names)
    for one in measured:
        lines.append(f"expected{f' (fails for {one.elements})' if one.elements else ''}: {one.condition}")
        lines += _indented("\n".join(f"measured: {value}" for value in one.values))
    runs = sorted(runs_in("\n".join(one.source for one in cells), names), key=lambda run: run.expected is not False)
    lines += _runs_in_words(runs)
    lines.append(busyness())
    if runs:
        lines.append(_kept(place, "\n".join(lines), runs))
    if type(error) is AssertionError:
        error.args = ("\n".join(lines),)
    else:
        error.add_note("\n".join(lines[1:] if said else lines))


def busyness() -> str:
    """Say how busy the machine is: its load average over the last minute, and how many processors this process has."""
    from scripts.lab import limits

    return f"Load average {os.getloadavg()[0]:.1f}, processors {limits.processors()}."


class _Cell(NamedTuple):
    """A cell on the way to an error: its frame, its source, and the statement in which the error was raised."""

    frame: FrameType
    source: str
    statement: ast.stmt


def _cells(trace: TracebackType, sources: Mapping[str, str]) -> list[_Cell]:
    """List the cells through which an error went, the one that raised it last; none if there are no claims in them."""
    found, has_claims = [], False
    for frame, line in traceback.walk_tb(trace):
        name = frame.f_code.co_filename
        source = sources.get(name) or ("".join(linecache.getlines(name)) if _is_cell(frame) else "")
        tree = ast.parse(source)
        at_line = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _holds(node, line)]
        if at_line:
            has_claims |= any(isinstance(node, ast.Assert) for node in ast.walk(tree))
            found.append(_Cell(frame, source, max(at_line, key=lambda node: node.lineno)))
    return found if has_claims else []


def _is_cell(frame: FrameType) -> bool:
    # IPython gives the code of a cell the kernel's own namespace, where it keeps the cells.
    return frame.f_globals.get("__name__") == "__main__" and "In" in frame.f_globals


def _holds(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _statement(claim: ast.stmt, cell: str) -> str:
    whole = cell.splitlines()[claim.lineno - 1 : claim.end_lineno]
    if not isinstance(claim, ast.Assert):
        whole = whole[:1]
    return "\n".join(line[min(claim.col_offset, len(line) - len(line.lstrip())) :] for line in whole[:12])


def _place(cell: str, earlier_cells: Iterable[str]) -> Place:
    """Find the page that has this cell; of several, the one that has most of the cells executed before."""
    wanted = cell.rstrip("\n").split("\n")
    found = []
    for page in (ROOT / "intro.md", *sorted((ROOT / "chapters").glob("*.md"))):
        with contextlib.suppress(OSError):
            text = page.read_text(encoding="utf-8")
            lines = text.split("\n")
            for start in range(len(lines)):
                if lines[start : start + len(wanted)] == wanted:
                    shared = sum(bool(one.strip()) and one.rstrip("\n") in text for one in earlier_cells)
                    found.append((shared, page.relative_to(ROOT).as_posix(), start + 1))
                    break
    if not found:
        return Place("this notebook", 1)
    _shared, page_name, line = max(found)
    return Place(page_name, line)


def runs_in(cell: str, names: Mapping[str, Any]) -> list[Any]:
    """List the Runs that a cell refers to by its names, also inside collections, tables, and functions of the page."""
    from scripts.lab.records.run import Run

    mentioned = [node.id for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name)]
    waiting = [names[name] for name in dict.fromkeys(mentioned) if name in names]
    seen: dict[int, Any] = {}
    runs = []
    while waiting and len(seen) < _MOST_OBJECTS:
        value = waiting.pop(0)
        if id(value) in seen:
            continue
        seen[id(value)] = value  # kept, so that no other object gets its id
        if isinstance(value, Run):
            runs.append(value)
        else:
            waiting += _parts(value, names)
    return runs


def _parts(value: Any, names: Mapping[str, Any]) -> Iterator[Any]:
    if type(value) is dict:
        yield from value.values()
    elif type(value) in (list, tuple, set, frozenset):
        yield from [one for one in value if not isinstance(one, str | int | float)]
    elif isinstance(value, FunctionType):
        if value.__module__ == "__main__":
            yield from value.__defaults__ or ()
            yield from (value.__kwdefaults__ or {}).values()
            yield from (names[name] for name in value.__code__.co_names if name in names)
    elif type(value).__module__.startswith("scripts.lab."):
        yield from getattr(value, "__dict__", {}).values()


def _runs_in_words(runs: list[Any]) -> list[str]:
    lines = []
    for run in runs[:_MOST_RUNS_NAMED]:
        expected = {True: "as expected", False: "NOT as expected", None: "nothing is declared"}[run.expected]
        lines.append(f"run: {run.command} (CPython {run.python}): {run.summary}, {expected}")
        facts = [("differences", "; ".join(run.differences)), ("note", run.note), ("measurements", run.measurements)]
        why_not = run.proof.why_not if run.proof else None
        lines += _indented("\n".join(f"{name}: {value}" for name, value in [*facts, ("no proof", why_not)] if value))
    if len(runs) > _MOST_RUNS_NAMED:
        lines.append(f"... and {len(runs) - _MOST_RUNS_NAMED} more runs, which stand in the file as well")
    return lines


def _kept(place: Place, message: str, runs: list[Any]) -> str:
    """Write the complete records of runs into a file, and say which; or why that did not work."""
    try:
        return f"The complete records ({len(runs)} of them): {_write(place, message, runs)}"
    except Exception as error:
        return f"The records of the runs could not be written: {type(error).__name__}: {error}"


def _write(place: Place, message: str, runs: list[Any]) -> Path:
    from scripts.lab import limits

    folder = ROOT / "_build" / "failures"
    folder.mkdir(parents=True, exist_ok=True)
    records, left_out, size = [], [], len(message)
    for run in runs:
        record = run.to_json()
        for stream in ("stdout", "stderr"):
            record[stream] = _without_middle(record[stream])
        text = json.dumps(record, default=shortened)
        if size + len(text) <= LARGEST_FILE:
            size += len(text)
            records.append(json.loads(text))
        else:
            left_out.append(run.command)
    content = {
        "page": place.page,
        "line": place.line,
        "message": message,
        "when": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "load_average": os.getloadavg(),
        "processors": limits.processors(),
        "runs": records,
        "left_out": left_out,
    }
    name = f"{Path(place.page).stem.replace(' ', '-')}-{place.line}"
    text = json.dumps(content, indent=1, default=shortened) + "\n"
    for number in range(1, _MOST_FILES + 1):
        file = folder / (f"{name}.json" if number == 1 else f"{name}-{number}.json")
        with contextlib.suppress(FileExistsError):
            with open(file, "x", encoding="utf-8") as opened:
                opened.write(text)
            return file
    file.write_text(text, encoding="utf-8")
    return file


def _without_middle(text: str) -> str:
    if len(text) <= _LARGEST_OUTPUT:
        return text
    half = _LARGEST_OUTPUT // 2
    return f"{text[:half]}\n[{len(text) - 2 * half} characters are left out here]\n{text[-half:]}"


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]
