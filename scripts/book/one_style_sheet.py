"""A Sphinx extension: write each style sheet of the cells' outputs once on a page.

Every output of the lab is complete, with a copy of lab.css, because in a notebook it stands alone. On a page of the
site the first copy serves all of them, also from within a fold, and the others would be most of the page.
"""

import re
from typing import Any

from sphinx.application import Sphinx

_SHEET = re.compile(r"<style>.*?</style>", re.DOTALL)


def once(page: str) -> str:
    """Give a page's HTML without the second and every later copy of a style sheet."""
    seen: set[str] = set()

    def first(sheet: re.Match[str]) -> str:
        if sheet[0] in seen:
            return ""
        seen.add(sheet[0])
        return sheet[0]

    return _SHEET.sub(first, page)


def leave_out_copies(_app: Sphinx, _name: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Take the copies out of a page's body (event html-page-context)."""
    if "body" in context:
        context["body"] = once(context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.connect("html-page-context", leave_out_copies)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
