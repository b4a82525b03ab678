"""The executed pages: each in a file of its own, with the digests of what it depends on, kept from build to build.

A file is written beside its place and then moved there, so that it is whole or not there at all, whatever ends the
build: a page that was finished stays finished.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode


@dataclass(frozen=True)
class ExecutedPage:
    """A page as it was executed."""

    digests: dict[str, str]
    """Of what the page depended on."""
    seconds: float
    ended: float
    """When that was, in seconds since the epoch."""
    notebook: NotebookNode
    """With its outputs."""


class Store:
    """The executed pages of one book."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, page: str) -> ExecutedPage | None:
        """Give a page as it was executed last; None if it was not, or its file is damaged."""
        try:
            kept = json.loads(self._file(page).read_text(encoding="utf-8"))
            return ExecutedPage(kept["digests"], kept["seconds"], kept["ended"], nbformat.from_dict(kept["notebook"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, page: str, digests: Mapping[str, str], seconds: float, notebook: NotebookNode) -> None:
        """Keep an executed page in place of what was kept of it before. Raises OSError if it cannot be written."""
        file = self._file(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{os.getpid()}.new")
        try:
            with open(new, "w", encoding="utf-8") as written:
                facts = {"digests": digests, "seconds": round(seconds, 2), "ended": time.time(), "notebook": notebook}
                json.dump(facts, written)
                written.flush()
                os.fsync(written.fileno())
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)

    def forget_all_but(self, pages: set[str]) -> None:
        """Remove pages that are no longer in the book, and what a killed build had begun to write."""
        wanted = {self._file(page) for page in pages}
        for file in [path for path in self.folder.rglob("*") if path.is_file()]:
            if file not in wanted:
                file.unlink(missing_ok=True)

    def _file(self, page: str) -> Path:
        return self.folder / f"{page}.json"
