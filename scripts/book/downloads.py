"""A Sphinx extension: what a reader of the site can take along: each page as a notebook, and the programs.

The theme offers a notebook only where the pages link to a service such as Binder. Its outputs are left out
because its reader is to say what will happen before seeing what happened. The programs stand on the site
where they stand in the book's folder, so that a link from a page finds them in both. `notebooks.zip` has all notebooks
and everything that their cells need.
"""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx

PROGRAMS = ("scripts/demos", "exercises")
ARCHIVE = "notebooks.zip"
FOLDERS = ("_static", "chapters", "exercises", "results", "scripts")
FILES = ("*.md", "*.txt", "*.yml", "LICENSE*", "Makefile", "pyproject.toml")
"""What stands beside the notebooks in the archive: what their cells need, and what `make notebooks` needs."""
ALONE = (
    "This notebook runs programs that have to lie beside it: the folder scripts of the book is missing. "
    f"{ARCHIVE}, which the front page of the site offers, has all notebooks with everything that they need. "
    "Unpack it, and open this notebook there."
)
ROOM = "between-python-processes"
"""The folder in the archive."""
_WITHOUT_THE_BOOK = re.compile(r'raise SystemExit\("[^"\n]*"\)')


def offer_notebook(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object | None) -> None:
    """Write the page's notebook beside its source, and have the theme's download button name it."""
    # MyST-NB leaves the notebook that it ran here.
    executed = Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
    if page not in app.env.found_docs or not executed.is_file():
        return
    notebook = nbformat.read(executed, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
            cell.metadata.pop("execution", None)
    say_where_the_rest_is(notebook)
    download = Path(app.outdir) / "_sources" / f"{page}.ipynb"
    download.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, download)
    context["ipynb_source"] = f"{page}.ipynb"


def say_where_the_rest_is(notebook: nbformat.NotebookNode) -> None:
    """Let the first cell of a notebook that lies alone say what is missing and where to get it."""
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    if first is not None:
        first.source = _WITHOUT_THE_BOOK.sub(lambda _: f"raise SystemExit({ALONE!r})", first.source, count=1)


def publish_notebooks(app: Sphinx, failure: Exception | None) -> None:
    """Write the archive with every notebook and what it needs (event build-finished)."""
    if failure is not None or app.builder.format != "html":
        return
    book, notebooks = Path(app.srcdir), Path(app.outdir, "_sources")
    with zipfile.ZipFile(Path(app.outdir, ARCHIVE), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(notebooks.rglob("*.ipynb")):
            archive.write(path, f"{ROOM}/{path.relative_to(notebooks).as_posix()}")
        for path in _beside_the_notebooks(book):
            archive.write(path, f"{ROOM}/{path.relative_to(book).as_posix()}")


def _beside_the_notebooks(book: Path) -> Iterator[Path]:
    for pattern in FILES:
        yield from sorted(path for path in book.glob(pattern) if path.is_file())
    for folder in FOLDERS:
        for path in sorted((book / folder).rglob("*")):
            parts = path.relative_to(book).parts
            if path.is_file() and path.suffix not in (".pyc", ".ipynb") and not any(one[0] == "." for one in parts):
                yield path


def publish_programs(app: Sphinx, failure: Exception | None) -> None:
    """Copy the programs that pages link to into the site."""
    if failure is None:
        for folder in PROGRAMS:
            # A program that is no longer in the book leaves the site.
            shutil.rmtree(Path(app.outdir, folder), ignore_errors=True)
            for program in Path(app.srcdir, folder).rglob("*.py"):
                target = Path(app.outdir, program.relative_to(app.srcdir))
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(program, target)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx, ahead of the theme's own handlers."""
    app.connect("html-page-context", offer_notebook, priority=400)
    app.connect("build-finished", publish_programs)
    app.connect("build-finished", publish_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
