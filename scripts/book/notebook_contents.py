"""How JupyterLab reads and writes the chapters: jupytext's contents manager, with three additions.

A cell whose input the site hides opens collapsed, and no chapter has to say so in its metadata. Each page has a kernel.
Saving changes only what a person changed: the front matter stays as it is in the file, and a cell keeps no metadata
but its tags.
"""

from typing import Any

import jupytext
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupytext.async_contentsmanager import build_async_jupytext_contents_manager_class
from nbformat import NotebookNode

HIDES_INPUT = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
"""The tags with which the site hides or leaves out a cell's input."""
TO_CHANGE = "skip-execution"
"""The tag of a cell that a reader is to change: its input is never collapsed."""
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
ADDED = (
    "jupytext.text_representation.format_version",
    "jupytext.text_representation.jupytext_version",
    "jupytext.notebook_metadata_filter",
)
"""What jupytext would add to the front matter: two versions, and the setting that leaves them out."""


class ChapterContents(build_async_jupytext_contents_manager_class(AsyncLargeFileManager)):  # type: ignore[misc]
    """Opens a chapter with its set-up and its asserts collapsed, and saves it without a trace of that."""

    async def get(self, path: str, content: bool = True, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Give a file or a notebook; the inputs that the site hides are collapsed in a chapter."""
        model = await super().get(path, content, *arguments, **options)
        if content and model["type"] == "notebook" and is_text(path):
            collapse_hidden_inputs(model["content"])
            # JupyterLab asks for a kernel where a file, such as the glossary, names none.
            model["content"].metadata.setdefault("kernelspec", dict(KERNEL))
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Write a file or a notebook; of a chapter, its text and its tags alone."""
        if model["type"] == "notebook" and is_text(path) and await self.file_exists(path):
            saved = await super().get(path, type="file", format="text")
            restore_metadata(model["content"], saved["content"], path)
        return await super().save(model, path)


def is_text(path: str) -> bool:
    """Tell whether a notebook's file is a chapter in Markdown, not an `.ipynb`, which keeps metadata of its own."""
    return path.endswith(".md")


def collapse_hidden_inputs(notebook: NotebookNode) -> None:
    """Collapse each input that the site hides. Outputs stay visible.

    A chapter opens without outputs, and running a cell is what makes one. A collapsed one would hide a failed claim.
    """
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", ()))
        if cell.cell_type == "code" and tags & HIDES_INPUT and TO_CHANGE not in tags:
            cell.metadata.setdefault("jupyter", {})["source_hidden"] = True


def restore_metadata(notebook: dict[str, Any], text: str, path: str) -> None:
    """Give a notebook the front matter of its file, with that text, and leave its cells no metadata but their tags."""
    metadata = jupytext.reads(text, path).metadata
    if text.startswith("---\n"):
        front_matter = text.partition("\n---\n")[0]
        left_out = [name for name in ADDED if f"{name.rpartition('.')[2]}:" not in front_matter]
        metadata.setdefault("jupytext", {})["notebook_metadata_filter"] = ",".join(f"-{name}" for name in left_out)
    notebook["metadata"] = metadata
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
