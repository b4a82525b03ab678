"""A Sphinx extension: what a reader of the site can take along: each page as a notebook, and the programs.

The theme offers a notebook only where the pages link to a service such as Binder. Its outputs are left out
because its reader is to say what will happen before seeing what happened. The programs stand on the site
where they stand in the book's folder, so that a link from a page finds them in both.
"""

import shutil
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx

PROGRAMS = ("scripts/demos", "exercises")


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
    download = Path(app.outdir) / "_sources" / f"{page}.ipynb"
    download.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, download)
    context["ipynb_source"] = f"{page}.ipynb"


def publish_programs(app: Sphinx, failure: Exception | None) -> None:
    """Copy the programs that pages link to into the site."""
    if failure is None:
        for folder in PROGRAMS:
            for program in Path(app.srcdir, folder).rglob("*.py"):
                target = Path(app.outdir, program.relative_to(app.srcdir))
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(program, target)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx, ahead of the theme's own handlers."""
    app.connect("html-page-context", offer_notebook, priority=400)
    app.connect("build-finished", publish_programs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
