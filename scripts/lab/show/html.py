"""HTML by templates: one environment for every room, in which whatever is put into a template is escaped.

A template lies beside the code that fills it and is named by its path from this folder: "cards/run.html". Its line
breaks and its indentation are for its reader and are not in what it gives; a break that is to stay is `{{ "\\n" }}`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markdown_it import MarkdownIt
from markupsafe import Markup

from scripts.lab.show.printed import counted

_ROOM = Path(__file__).parent
_LONGEST = 200


def rendered(template: str, **facts: object) -> str:
    """Return a template filled with `facts`; raises UndefinedError where it asks for one that is not given."""
    return _environment().get_template(template).render(facts)


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return lab.css without its comments and indentation; every output carries a copy."""
    css = (_ROOM / "lab.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).strip()


class _WithoutLineBreaks(Extension):
    """Takes the line breaks out of what a template gives as it stands; its lines keep their numbers."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield token._replace(value=re.sub(r"\n\s*", "", token.value)) if token.type == "data" else token


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_ROOM), autoescape=True, undefined=StrictUndefined, extensions=[_WithoutLineBreaks]
    )
    environment.globals["style_sheet"] = Markup(style_sheet())
    environment.filters |= {
        "pieces": _pieces,
        "with_code": _with_code,
        "counted": counted,
        "cut": _cut,
        "unmarked": _unmarked,
        "inline": _inline,
    }
    return environment


def _cut(text: str) -> str:
    """Leave out the end of what is too long for one place of a table, or one line of a list."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " ⋯"


def _unmarked(text: str) -> str:
    """Leave out the marks of Markdown for code and for emphasis, which stand in what is pasted as text."""
    return text.replace("`", "").replace("*", "")


def _inline(text: str) -> Markup:
    """Turn a line of Markdown into HTML: code, emphasis, and links to pages of the book. HTML within it is text."""
    made = MarkdownIt("commonmark", {"html": False}).renderInline(text)
    return Markup(re.sub(r'href="([\w-]+)\.md(#[^"]*)?"', r'href="\1.html\2"', made))


def _with_code(text: str) -> Markup:
    """Mark what stands between backticks as code."""
    pieces = re.split(r"`([^`]+)`", text)
    return Markup("").join(Markup("<code>{}</code>").format(one) if at % 2 else one for at, one in enumerate(pieces))


def _pieces(path: str) -> list[str]:
    """Cut a path or a command where a line may break: after a slash or an underscore."""
    return re.split(r"(?<=[/_])(?=[^/_])", path)
