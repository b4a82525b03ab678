"""The code cells of a page, and where in the page's file they stand."""

from dataclasses import dataclass
from pathlib import Path

from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode

# What the book's settings add to Markdown and what may stand around a cell.
_MARKDOWN = MdParserConfig(enable_extensions={"colon_fence"})


CELL = "cell at line "
"""How the name of the file begins that a cell's code seems to come from."""


@dataclass(frozen=True)
class Cell:
    """A code cell of a page."""

    line: int  # in the page, of the cell's first line of code
    source: str
    tags: frozenset[str]

    @property
    def name(self) -> str:
        """The name of the file that its code seems to come from."""
        return f"{CELL}{self.line}"


NOT_EXECUTED = "skip-execution"
"""The tag of a cell that a reader is to run, and the build does not; nbclient knows it by itself."""


def has_cells(text: str) -> bool:
    """Tell whether a page, given its text, is a notebook; another page is never executed."""
    return is_myst_markdown_notebook(text)


def read_notebook(page: Path) -> NotebookNode:
    """Read a MyST notebook, without outputs; its metadata say in which line each cell begins."""
    return read_myst_markdown_notebook(page.read_text(encoding="utf-8"), _MARKDOWN, add_source_map=True, path=page)


def cells(page: Path) -> list[Cell]:
    """Read the code cells of a MyST notebook."""
    notebook = read_notebook(page)
    lines = page.read_text(encoding="utf-8").split("\n")
    found = []
    for cell, fence in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        if cell.cell_type == "code":
            # The source map knows the fence; the cell's options may stand between it and the code.
            code = cell.source.split("\n")
            starts = (line for line in range(fence, len(lines)) if lines[line : line + len(code)] == code)
            found.append(Cell(next(starts, fence) + 1, cell.source, frozenset(cell.metadata.get("tags", ()))))
    return found
