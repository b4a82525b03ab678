"""Paths in what a page shows: from the book's folder on, or from the library's, and never from the machine's root.

A reader of the site does not have the folders of the machine that built it, and they say whose machine that was. A
notebook and a terminal show paths as they are, because there a reader can open them.
"""

import os
import re
from pathlib import Path

from scripts.lab.catalogue import ROOT

# The folders on the way to a library or an interpreter; a blank ends a path, unless it is the book's.
_FOLDERS = r"(?:(?<![\w.~/-])/|(?<![\w.~/-])(?=\.venv))[^\s\"'<>,;:()\[\]]*?"
# The library's folder, with or without what is in it, and the archive that may stand in its place.
_LIBRARY = re.compile(_FOLDERS + r"(lib(?:32|64)?/python3(?:(?:\.\d+t?)?(?:/(?=\w)|(?![\w./-]))|\d+t?\.zip))")
_INTERPRETER = re.compile(_FOLDERS + r"bin/(python[\d.]*t?)(?![\w/.-])")


def relative(text: str) -> str:
    """Return `text` with its paths as a page shows them, while a book is built (the variable BOOK_BUILD says so).

    A file of the book begins with a folder of the book, one of a library with "lib/python3.N", as in recorded runs, and
    an interpreter is its name alone. What else is in the builder's home begins with "~".
    """
    if not os.environ.get("BOOK_BUILD") or "/" not in text:
        return text
    text = text.replace(f"{ROOT}/", "")
    text = _INTERPRETER.sub(r"\1", _LIBRARY.sub(r"\1", text))
    # Where programs run in a container, the home can be the root.
    home = str(Path.home()).rstrip("/")
    return re.sub(rf"(?<![\w.~/-]){re.escape(home)}(?![\w.-])", "~", text) if home else text
