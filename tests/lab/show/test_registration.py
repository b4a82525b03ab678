"""Whatever a cell gives is shown as what it is: in a kernel, in IPython, and in a plain interpreter."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from scripts.lab.catalogue import ROOT
from scripts.lab.many_interpreters import ByVersion, Everywhere
from tests.lab.show.made_up import made_up

SHORT = "<Run of context-mismatch/fork_event_spawn_process: EXITED 0>"
MADE_UP = "from tests.lab.show.made_up import made_up"
DIAGNOSED = """
import os
from scripts.lab.records.diagnosis import Diagnosis
Diagnosis(
    pid=7, command="python x.py", verdict="running", seconds=0.1, started="2026-03-01T10:11:12+01:00", processes=[],
    evidence=[], proof=None, without_stack={}, advice=[],
)
"""
CELLS = (
    # The first public name is enough, whichever it is.
    f"from scripts.lab import Outcome\n{MADE_UP}",
    "made_up()",
    DIAGNOSED,
    "from scripts.lab.many_interpreters import ByVersion, Everywhere\nEverywhere([made_up()], ['3.8'])",
    "ByVersion({'what it does': [made_up()]}, ['3.8'])",
    "[made_up()]",
)


@pytest.fixture(scope="module")
def outputs() -> list[dict[str, Any]]:
    """The data of each cell's output, from a fresh kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(notebook, resources={"metadata": {"path": ROOT}}, kernel_name="python3", timeout=120).execute()
    return [output["data"] for cell in notebook.cells for output in cell.outputs]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "EXITED 0"),
        (1, "a thread of it ran while it was looked at"),
        (2, "not on this machine"),
        (3, "what it does"),
    ],
    ids=["Run", "Diagnosis", "Everywhere", "ByVersion"],
)
def test_a_kernel_shows_it_on_a_page_and_as_text(outputs: list[dict[str, Any]], number: int, words: str) -> None:
    assert 'class="lab-card"' in outputs[number]["text/html"]
    assert words in outputs[number]["text/html"]
    assert words in outputs[number]["text/plain"]


def test_in_a_list_it_is_short(outputs: list[dict[str, Any]]) -> None:
    assert outputs[4] == {"text/plain": f"[{SHORT}]"}


def told(*command: str, typed: str = "", **environment: str) -> str:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=typed,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout


def test_ipython_shows_it_as_text(tmp_path: Path) -> None:
    typed = f"from scripts.lab import run\n{MADE_UP}\nmade_up()\n"
    words = ("-m", "IPython", "--no-banner", "--simple-prompt", "--colors=NoColor")
    printed = told(*words, typed=typed, IPYTHONDIR=str(tmp_path))
    assert "event is set: False" in printed
    assert "Process 17, started" in printed


def test_a_plain_interpreter_says_which_it_is() -> None:
    code = f"from scripts.lab import Run; {MADE_UP}; print(repr(made_up()))"
    assert told("-c", f"import sys; {code}; print('IPython' in sys.modules)").splitlines() == [SHORT, "False"]


def test_what_many_interpreters_did_is_short_too() -> None:
    assert (
        repr(Everywhere([made_up()], ["3.8"])) == f"Everywhere(runs=[{SHORT}], absent=['3.8'], recorded=(), known=None)"
    )
    assert SHORT in repr(ByVersion({"a": [made_up()]}, []))
