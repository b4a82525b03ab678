"""What a reader takes along: notebooks alone and in one archive."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from scripts.book import cells, downloads, notebooks
from tests.book.pages import page_names
from tests.book.small_book import ROOT


def first_cell(page: str) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(one.source) for one in cells.cells(ROOT / f"{page}.md")[:1]]
    )
    downloads.say_where_the_rest_is(notebook)
    return notebook.cells[0]


@pytest.mark.parametrize("page", [name for name in page_names() if "{code-cell}" in (ROOT / f"{name}.md").read_text()])
def test_a_notebook_alone_says_what_is_missing_and_where_to_get_it(page: str) -> None:
    assert "notebooks.zip" in first_cell(page).source
    assert "front page of the site" in first_cell(page).source


def test_the_first_cell_alone_ends_with_that_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", first_cell("chapters/context-mismatch").source],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "notebooks.zip" in done.stderr


def test_a_notebook_without_cells_is_left_alone() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("text")])
    downloads.say_where_the_rest_is(notebook)
    assert notebook.cells[0].source == "text"


def test_the_archive_has_the_notebooks_and_what_lies_beside_them(tmp_path: Path) -> None:
    book, site = tmp_path / "book", tmp_path / "site"
    for name in ("intro.md", "scripts/lab/a.py", "scripts/lab/a.pyc", "results/x.json", "tests/t.py", ".venv/x.py"):
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).touch()
    (site / "_sources" / "chapters").mkdir(parents=True)
    (site / "_sources" / "chapters" / "one.ipynb").touch()
    (site / "_sources" / "chapters" / "one.md").touch()
    app = SimpleNamespace(srcdir=book, outdir=site, builder=SimpleNamespace(format="html"))
    downloads.publish_notebooks(app, None)  # type: ignore[arg-type]
    with zipfile.ZipFile(site / downloads.ARCHIVE) as archive:
        names = [name.removeprefix(f"{downloads.ROOM}/") for name in archive.namelist()]
    assert names == ["chapters/one.ipynb", "intro.md", "results/x.json", "scripts/lab/a.py"]


def test_a_notebook_of_the_archive_runs(site: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(site / downloads.ARCHIVE) as archive:
        archive.extractall(tmp_path)
    room = tmp_path / downloads.ROOM
    for name in page_names():
        if "{code-cell}" in (ROOT / f"{name}.md").read_text(encoding="utf-8"):
            assert (room / f"{name}.ipynb").is_file()
    notebook = json.loads((room / "chapters" / "my-program-hangs.ipynb").read_text(encoding="utf-8"))
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code = (
        "".join(first["source"]) + "\nfrom scripts.lab import run\nprint(run('context-mismatch/one_context').verdict)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=room / "chapters", capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("exited", 0), done.stderr


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ([], ["intro.md"]),
        (["--allow-root"], ["--allow-root", "intro.md"]),
        (["--no-browser", "chapters/glossary.md"], ["--no-browser", "chapters/glossary.md"]),
    ],
)
def test_the_front_page_opens_unless_a_file_is_named(arguments: list[str], expected: list[str]) -> None:
    assert notebooks.command("python", arguments) == ["python", "-m", "jupyterlab", *notebooks.OPTIONS, *expected]
