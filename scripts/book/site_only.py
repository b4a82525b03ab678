"""A Sphinx extension: a comment that is a directive on the site, because JupyterLab does not know the directive.

    % only on the site: {cited-sources}

stands for the directive `cited-sources` without content. JupyterLab shows nothing in its place, where it would show
"Unknown Directive". A blank line must follow: the directive takes its place, so that every line keeps its number.
"""

import re
from typing import Any

from sphinx.application import Sphinx

_COMMENT = re.compile(r"^% only on the site: \{([a-z-]+)\}\n\n?", re.MULTILINE)


def with_directives(text: str) -> str:
    """Give the text of a page with the directives in place of their comments."""
    return _COMMENT.sub(r"```{\1}\n```\n", text)


def put_in(app: Sphinx, page: str, content: list[str]) -> None:
    """Change the text of a page before Sphinx reads it (event source-read)."""
    content[0] = with_directives(content[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.connect("source-read", put_in)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
