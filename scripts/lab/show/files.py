"""The name of a program's file, and the link to it."""

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from scripts.lab.catalogue import ROOT
from scripts.lab.show.printed import clean


class File(NamedTuple):
    """A file's name, and where a page finds it; nothing where the file is not the book's."""

    name: str
    target: str | None


def file(path: str) -> File:
    """Return a file's name and link: of one of this book from the book's folder on, of another its path alone."""
    found = _ours(path)
    if found is None:
        return File(clean(path), None)
    try:
        # A chapter's cell runs in the chapter's directory, and the site has the same tree as the book.
        target = quote(Path(os.path.relpath(found)).as_posix())
    except OSError:  # the directory is gone
        target = None
    return File(found.relative_to(ROOT).as_posix(), target)


def _ours(path: str) -> Path | None:
    try:
        file = (ROOT / path).resolve()
        return file if file.is_relative_to(ROOT) and file.is_file() else None
    except (OSError, ValueError):
        return None
