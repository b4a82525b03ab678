"""Execute the cells of a page in a kernel, and say which claim failed, where, and whether the machine was busy.

The build and `make soak` share it. It reads a page's file and writes nothing.
"""

import ast
import contextlib
import os
import re
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from scripts.book import cells

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_LINE_IN_CELL = re.compile(r"Cell In\[(\d+)\], line (\d+)")
_BUSY = 2.0
"""Runnable processes for each processor. The build's own runs make up for one."""


@dataclass(frozen=True)
class Failure:
    """One claim that did not hold, or a cell that raised something else."""

    page: str  # "chapters/context-mismatch"
    line: int  # in the page's file
    claim: str  # the statement that raised, on one line
    error: str  # what the error says, whole
    traceback: str

    @property
    def place(self) -> str:
        """Where the claim stands, as an editor takes it."""
        return f"{self.page}.md:{self.line}"


@dataclass
class Execution:
    """What came of one page."""

    page: str
    notebook: NotebookNode
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    """The load averages over a minute that were read as each cell began."""

    @property
    def load(self) -> str:
        """Whether the machine was busy while the page ran, with the numbers that say so."""
        least, most, here = min(self.loads), max(self.loads), processors()
        busy = "the machine was busy" if most > _BUSY * here else "the machine was not busy"
        counted = f"{here} processor{'s' if here > 1 else ''}"
        return f"{busy}: a load of {least:.1f} to {most:.1f} on {counted} while the page ran"


class Kernels:
    """The kernels that run now, so that an interrupted caller can end them; one object for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: list[NotebookClient] = []
        self.ended = False

    @contextlib.contextmanager
    def __call__(self, client: NotebookClient) -> Any:
        """Know the kernel of a client for as long as the context lasts."""
        with self._lock:
            self._clients.append(client)
        try:
            yield
        finally:
            with self._lock:
                self._clients.remove(client)

    def end(self) -> None:
        """End all of them now; the lab's guards then end what they ran, and the pages fail."""
        self.ended = True
        with self._lock:
            for client in self._clients:
                process = getattr(getattr(client.km, "provisioner", None), "process", None)
                if process is not None and process.poll() is None:
                    process.send_signal(signal.SIGKILL)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def execute(root: Path, page: str, kernels: Kernels | None = None, go_on: bool = False) -> Execution:
    """Execute the cells of `page`, the path of a notebook in `root` without ".md".

    kernels: where to note the kernel while it runs. go_on: execute the cells below a failed one too.
    Raises whatever keeps a kernel from being started.
    """
    file = root / f"{page}.md"
    done = Execution(page, cells.read_notebook(file))
    code = [cell for cell in done.notebook.cells if cell.cell_type == "code"]
    places = cells.cells(file)
    now = [0]

    kernels = kernels or Kernels()

    def note(cell: NotebookNode, cell_index: int) -> None:
        if kernels.ended:  # before its process was known
            raise DeadKernelError("interrupted")
        if cell.cell_type == "code":
            now[0] = next(number for number, one in enumerate(code) if one is cell)
            done.loads.append(os.getloadavg()[0])

    client = NotebookClient(
        done.notebook,
        timeout=None,
        allow_errors=go_on,
        record_timing=False,
        resources={"metadata": {"path": str(file.parent)}},
        on_cell_start=note,
    )
    begun = time.monotonic()
    done.loads.append(os.getloadavg()[0])
    try:
        with kernels(client):
            # A card then says "measured in this build".
            client.execute(env={**os.environ, "BOOK_BUILD": "1"})
    except CellExecutionError as error:
        # Its outputs have it too, unless the kernel could not even read the cell.
        if not any(output.output_type == "error" for output in code[now[0]].outputs):
            done.failures.append(_failure(page, places[now[0]], None, error.ename, error.evalue, str(error)))
    except DeadKernelError:
        said = "its process ended in the middle of this cell"
        done.failures.append(_failure(page, places[now[0]], None, "The kernel is gone", said, ""))
    done.seconds = time.monotonic() - begun
    done.loads.append(os.getloadavg()[0])
    for cell, place in zip(code, places, strict=True):
        for output in cell.outputs:
            if output.output_type == "error":
                told = _COLOURS.sub("", "\n".join(output.traceback))
                line = _line_in_cell(told, cell.execution_count)
                done.failures.append(_failure(page, place, line, output.ename, output.evalue, told))
    return done


def _failure(page: str, cell: cells.Cell, line: int | None, name: str, said: str, told: str) -> Failure:
    statement = _statement(cell.source, line) if line else None
    claim, first = statement or (cell.source.strip().splitlines()[0] if cell.source.strip() else "", 1)
    said, told = _COLOURS.sub("", said), _COLOURS.sub("", told)
    error = f"{name}: {said}" if said else f"{name}, without a message"
    # The traceback ends with the error, and below it what was added to it as notes.
    if said and error in told:
        error = told[told.rindex(error) :].rstrip()
    return Failure(page, cell.line + first - 1, claim, error, told)


def _line_in_cell(told: str, execution_count: int | None) -> int | None:
    """Find in a traceback the line of the failed cell itself, not of a function that it calls."""
    for count, line in _LINE_IN_CELL.findall(told):
        if int(count) == execution_count:
            return int(line)
    return None


def _statement(source: str, line: int) -> tuple[str, int] | None:
    """Give the smallest statement around a line of a cell, on one line, and where it begins."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    around = [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not around:
        return None
    smallest = min(around, key=lambda node: (node.end_lineno or 0) - node.lineno)
    text = ast.get_source_segment(source, smallest) or ""
    return " ".join(text.split()), smallest.lineno


def describe(done: Execution, log: Path) -> str:
    """Say for a person what failed in a page. log: the file with the whole traceback."""
    lines = []
    for failure in done.failures:
        lines += [f"{failure.place}: {failure.claim}"]
        lines += [f"    {line}".rstrip() for line in failure.error.splitlines()]
    lines += [f"    {done.load}", f"    the whole traceback: {log}"]
    return "\n".join(lines)


def as_log(done: Execution) -> str:
    """Everything that is known about a page's failures, for its log."""
    parts = [f"{done.page}.md, after {done.seconds:.1f} s; {done.load}\n"]
    parts += [f"{failure.place}: {failure.claim}\n{failure.traceback or failure.error}\n" for failure in done.failures]
    return "\n".join(parts)


def filled(notebook: NotebookNode, executed: Mapping[str, Any]) -> NotebookNode:
    """Put the outputs of an executed notebook into the same notebook, just read. Raises ValueError if it is another."""
    new = [cell for cell in notebook.cells if cell.cell_type == "code"]
    old = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    if [cell.source for cell in new] != [cell["source"] for cell in old]:
        raise ValueError("the page was changed while it was built")
    for cell, before in zip(new, old, strict=True):
        cell.outputs = before["outputs"]
        cell.execution_count = before["execution_count"]
    for name in ("language_info", "widgets"):
        if name in executed["metadata"]:
            notebook.metadata[name] = executed["metadata"][name]
    return notebook
