"""The chapters in JupyterLab, without a browser: how one opens, what saving it changes, and what its kernel leaves."""

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from scripts.book import cells, notebooks, soak
from scripts.book.notebook_contents import ChapterContents
from tests.book.small_book import ROOT
from tests.lab.guard import leftovers

SET_BY_JUPYTERLAB = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3", "version": "3.11.7"},
}
PATIENCE_SECONDS = 120


@pytest.fixture
def contents(tmp_path: Path) -> ChapterContents:
    """A server's folder with a copy of all pages."""
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    for page in ROOT.glob("*.md"):
        shutil.copyfile(page, tmp_path / page.name)
    return ChapterContents(root_dir=str(tmp_path))


def pages() -> list[str]:
    """The pages of the book, and what else a double click opens as a notebook."""
    return sorted({*(f"{page}.md" for page in soak.page_names(ROOT)), "chapters/glossary.md", "README.md"})


def in_a_loop(awaited: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine on a thread of its own, because a browser that is open has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, awaited).result()


def read(contents: ChapterContents, page: str) -> dict[str, Any]:
    return in_a_loop(contents.get(page, type="notebook"))


def save(contents: ChapterContents, page: str, model: dict[str, Any]) -> str:
    """Save a notebook as JupyterLab would, once its kernel has started and its cells have run; give the file's text."""
    model["content"]["metadata"].update(SET_BY_JUPYTERLAB)
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "done\n"}]
            cell["metadata"] |= {"execution": {"iopub.status.idle": "2026"}, "collapsed": False, "scrolled": True}
        else:
            cell["metadata"] |= {"jp-MarkdownHeadingCollapsed": True, "user_expressions": []}
    in_a_loop(contents.save(model, page))
    return (Path(contents.root_dir) / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", pages())
def test_a_page_that_is_opened_run_and_saved_is_as_it_was(contents: ChapterContents, page: str) -> None:
    before = (ROOT / page).read_text(encoding="utf-8")
    assert save(contents, page, read(contents, page)) == before
    # Autosave comes again and again.
    assert save(contents, page, read(contents, page)) == before


def test_saving_changes_what_a_person_changed_and_nothing_else(contents: ChapterContents) -> None:
    page = "chapters/lock-inheritance.md"
    model = read(contents, page)
    cell = next(one for one in model["content"]["cells"] if '"0.1", "100"' in one["source"])
    cell["source"] = cell["source"].replace('"0.1", "100"', '"0.5", "10"')
    cell["metadata"]["tags"] = ["hide-input"]
    model["content"]["cells"][0]["source"] += "\n\nA note of mine."
    before = (ROOT / page).read_text(encoding="utf-8")
    expected = before.replace('"waits", "0.1", "100"', '"waits", "0.5", "10"')
    expected = expected.replace(":tags: [hide-input, skip-execution]", ":tags: [hide-input]")
    expected = expected.replace("· 30 minutes\n", "· 30 minutes\n\nA note of mine.\n")
    assert save(contents, page, model) == expected


def test_a_notebook_that_is_no_page_keeps_its_metadata(contents: ChapterContents) -> None:
    cell = {"cell_type": "code", "source": "1", "metadata": {"mine": 1}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {"mine": 2}, "nbformat": 4, "nbformat_minor": 4}
    for name in ("new.ipynb", "new.md"):
        in_a_loop(contents.save({"type": "notebook", "format": "json", "content": notebook}, name))
        text = (Path(contents.root_dir) / name).read_text(encoding="utf-8")
        assert "mine" in text, name


@pytest.mark.parametrize("page", soak.page_names(ROOT))
def test_the_inputs_that_the_site_hides_open_collapsed(contents: ChapterContents, page: str) -> None:
    code = [cell for cell in read(contents, f"{page}.md")["content"]["cells"] if cell["cell_type"] == "code"]
    for cell, place in zip(code, cells.cells(ROOT / f"{page}.md"), strict=True):
        hidden = bool(place.tags & {"hide-cell", "hide-input", "remove-cell", "remove-input"})
        collapsed = cell["metadata"].get("jupyter", {}) == {"source_hidden": True}
        assert collapsed == (hidden and "skip-execution" not in place.tags), f"{page}.md:{place.line}"


def run_cell(client: BlockingKernelClient, source: str, once_it_prints: Callable[[], None] | None = None) -> str:
    """Run a cell and give the name of its error, or "". once_it_prints: what to call at its first line of output."""
    request = client.execute(source)
    if once_it_prints is not None:
        await_message(client.get_iopub_msg, request, "stream")
        once_it_prints()
    return await_message(client.get_shell_msg, request, "execute_reply")["content"].get("ename", "")


def await_message(get: Callable[..., dict[str, Any]], request: str, kind: str) -> dict[str, Any]:
    """Give the first message of this kind that answers a request, and drop those before it."""
    while True:
        message = get(timeout=PATIENCE_SECONDS)
        if message["msg_type"] == kind and message["parent_header"].get("msg_id") == request:
            return message


STARTS = 'print("begun", flush=True)\nwith start("deadlock-proof/wait_before_read"):\n    time.sleep(1000)'
RUNS = 'print("begun", flush=True)\nrun("deadlock-proof/wait_before_read", timeout=1000)'


def test_cells_twice_in_reverse_and_interrupted_leave_nothing() -> None:
    code = [cell.source for cell in cells.cells(ROOT / "chapters" / "my-program-hangs.md")]
    # The steps of the diagnosis: they start a program, diagnose it, and run another. What follows takes longer.
    code = code[: next(number for number, source in enumerate(code) if "assert mended" in source) + 1]
    files = {*os.listdir(ROOT), *os.listdir(ROOT / "chapters")}
    with leftovers.surroundings() as around:
        manager, client = start_new_kernel(cwd=str(ROOT / "chapters"), env={**os.environ, **around.environment})
        try:
            for source in [*code, *code, *reversed(code)]:
                assert run_cell(client, source) == "", source
            for waits in (STARTS, RUNS):
                assert run_cell(client, waits, manager.interrupt_kernel) == "KeyboardInterrupt"
                # The kernel goes on.
                assert run_cell(client, code[-1]) == ""
            manager.restart_kernel(now=True)
            client.wait_for_ready(timeout=PATIENCE_SECONDS)
            assert run_cell(client, code[0]) == ""
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        assert not around.left(), around.left()
        assert list(around.folder.iterdir()) == []
    assert {*os.listdir(ROOT), *os.listdir(ROOT / "chapters")} == files


def test_jupyterlab_asks_for_no_kernel(contents: ChapterContents) -> None:
    for page in pages():
        assert read(contents, page)["content"]["metadata"]["kernelspec"]["name"] == "python3", page


def test_the_extension_is_found_where_jupyterlab_looks() -> None:
    (folder,) = (Path(notebooks.__file__).with_name("labextensions")).iterdir()
    described = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    program = (folder / described["jupyterlab"]["_build"]["load"]).read_text(encoding="utf-8")
    # JupyterLab asks for it under its name, and serves it from the folder of that name.
    assert described["name"] == folder.name
    assert f'window._JUPYTERLAB["{folder.name}"]' in program
