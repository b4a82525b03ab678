"""A program as it stands in its file: whole, one named part, or what changed from one variant to the next."""

import ast
import re
import shlex
import tokenize
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from markupsafe import Markup

from scripts.lab.catalogue import locate
from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.files import file
from scripts.lab.show.html import rendered
from scripts.lab.show.printed import clean

_CONTEXT_LINES = 2


def source(demo: str, part: str | None = None) -> Displayable:
    """Return a program's text, with colours on a page, where the file's docstring is folded.

    demo: "hazard/name", or the path of a Python file. part: the name of a function or class, or
    "Class.method", decorators included; None for the whole file. Raises InvalidRequest for what is not there.
    """
    path, text = _read(demo)
    of = file(str(path))
    # Folded, because it tells what will happen, and a reader of the program is to say so first.
    docstring = "" if part else _docstring(text)
    if part is not None:
        text = _part(text, part, of.name)
    html = rendered(
        "cards/source.html",
        title=of.name,
        file=of,
        part=part,
        command=shlex.join(["python", of.name]),
        docstring_lines=len(docstring.splitlines()),
        paragraphs=_paragraphs(docstring),
        lines=_coloured(_without_docstring(text) if docstring else text),
    )
    return Displayable(html, f"{of.name}{': ' + part if part else ''}\n\n{text}")


class _Change(NamedTuple):
    """A line that stayed, went or came, as text and in colours; or, without a sign, lines that are left out."""

    sign: str
    line: str
    coloured: Markup


_SAME, _GONE, _NEW = " ", "−", "+"


def changes(before: str, after: str) -> Displayable:
    """Return what changed from one program to another, as lines taken out and put in.

    before, after: as for `source`. The docstrings, which tell the two apart in words, are left out.
    """
    (old_path, old_text), (new_path, new_text) = _read(before), _read(after)
    old_file, new_file = file(str(old_path)), file(str(new_path))
    title = f"from {old_file.name} to {new_file.name}"
    found = list(_changes(_without_docstring(old_text), _without_docstring(new_text)))
    html = rendered("cards/changes.html", title=title, old=old_file, new=new_file, changes=found)
    lines = [f"{one.sign} {one.line}".rstrip() if one.sign else one.line for one in found]
    return Displayable(html, "\n".join([title, "", *(lines or ["The two programs are the same."])]))


def _changes(old_text: str, new_text: str) -> Iterator[_Change]:
    old, new = old_text.split("\n"), new_text.split("\n")
    old_coloured, new_coloured = _coloured(old_text), _coloured(new_text)
    first = True
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT_LINES):
        # No blank line above the first line that says something.
        kind, a, b, c, d = group[0]
        if kind == "equal":
            blank = next((at for at in range(a, b) if old[at].strip()), b) - a
            group[0] = (kind, a + blank, b, c + blank, d)
        if not first:
            yield _Change("", "⋯", Markup())
        first = False
        for kind, a, b, c, d in group:
            for at in range(a, b):
                yield _Change(_SAME if kind == "equal" else _GONE, old[at], old_coloured[at])
            for at in range(c, d) if kind != "equal" else ():
                yield _Change(_NEW, new[at], new_coloured[at])


def _read(demo: str) -> tuple[Path, str]:
    path, _ = locate(demo)
    try:
        with tokenize.open(path) as file:
            return path, clean(file.read().rstrip("\n"))
    except (SyntaxError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{demo!r} is no Python source that can be read: {error}") from None


def _parsed(text: str, name: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise InvalidRequest(f"{name!r} is not valid Python here: {error}") from None


def _part(text: str, part: str, name: str) -> str:
    node: ast.AST = _parsed(text, name)
    for wanted in part.split("."):
        named = {
            child.name: child
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        if wanted not in named:
            raise InvalidRequest(f"there is no {part!r} in {name}; it has {', '.join(named) or 'no named parts'}")
        found = named[wanted]
        node = found
    first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    return dedent("\n".join(text.split("\n")[first - 1 : found.end_lineno]))


def _docstring(text: str) -> str:
    try:
        return ast.get_docstring(ast.parse(text)) or ""
    except SyntaxError:  # written for another version than this one
        return ""


def _without_docstring(text: str) -> str:
    if not _docstring(text):
        return text
    first = ast.parse(text).body[0]
    lines = text.split("\n")
    return "\n".join(lines[: first.lineno - 1] + lines[first.end_lineno :]).lstrip("\n")


def _paragraphs(docstring: str) -> list[tuple[str, bool]]:
    """Return a docstring's paragraphs, and whether each keeps its lines, which indented ones do."""
    if not docstring:
        return []
    return [(text, "\n " in f"\n{text}") for text in re.split(r"\n\s*\n", docstring)]


def _coloured(text: str) -> list[Markup]:
    """Return the lines of a program as HTML that Pygments made, each whole in itself."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    # Pygments would strip blank lines at the ends, and the lines would no longer match the text's.
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    coloured = highlight(text, lexer, HtmlFormatter(nowrap=True, classprefix="py-")).removesuffix("\n")
    return [Markup(line) for line in coloured.split("\n")]
