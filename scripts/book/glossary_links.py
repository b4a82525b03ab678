"""A Sphinx extension: link the first use of each term on a page to the glossary.

The terms are the headings of chapters/glossary.md. A use is a word of the prose: headings, code, the outputs of cells
and the words of links are left alone. Where the page links to the term by hand before that, nothing is added.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

PAGE = "chapters/glossary"
BY_HAND = {"page": "a page of the book is the commoner meaning", "guard": "the word has its everyday meaning, too"}
"""Terms that are linked by hand alone, and why."""
_LEFT_ALONE = (nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.raw, nodes.rubric, nodes.caption)
_LEFT_ALONE_CLASSES = {"cell_output", "cell_input", "issue-state"}


def terms(root: Path) -> dict[str, str]:
    """Give for each term of the glossary the anchor of its definition; nothing where there is no glossary."""
    file = root / f"{PAGE}.md"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    titles = re.findall(r"^## (.+)$", text.partition("\n(sources)=")[0], re.MULTILINE)
    return {title: nodes.make_id(title) for title in titles if title.lower() not in BY_HAND}


def pattern(titles: list[str]) -> re.Pattern[str]:
    """Find any of the terms, also in the plural; an abbreviation only as it is written."""
    alternatives = []
    for number, title in enumerate(titles):
        is_abbreviation = title[1:2].isupper() or title[1:] != title[1:].lower()
        words = r"\s+".join(re.escape(word) for word in title.split())
        alternatives.append((len(title), f"(?P<t{number}>{words if is_abbreviation else f'(?i:{words})'})"))
    longest_first = [text for _, text in sorted(alternatives, reverse=True)]
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(longest_first)})s?(?![\w-]|\.\w|\()")


def read_terms(app: Sphinx, config: Config) -> None:
    """Note the terms as a setting, a change of which writes all pages again (event config-inited)."""
    found = terms(Path(app.srcdir))
    app.glossary_terms = found  # type: ignore[attr-defined]
    config.book_glossary = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def link_terms(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Link each term of one page where it is used first (event doctree-resolved)."""
    anchors: dict[str, str] = app.glossary_terms  # type: ignore[attr-defined]
    if page == PAGE or not anchors:
        return
    titles = list(anchors)
    find = pattern(titles)
    address = app.builder.get_relative_uri(page, PAGE)
    done: set[str] = set()
    for element in list(doctree.findall(nodes.TextElement)):
        _join_lines(element)
    for node in list(doctree.findall()):
        if isinstance(node, nodes.reference):
            target, _, anchor = node.get("refuri", "").partition("#")
            if target == address:
                done.add(anchor)
        elif isinstance(node, nodes.Text) and not _is_left_alone(node):
            pieces = _linked(node, find, titles, anchors, address, done)
            if len(pieces) > 1:
                node.parent.replace(node, pieces)


def _join_lines(element: nodes.TextElement) -> None:
    """Make one text of neighbouring ones: MyST ends a text at each end of a line, and a term can go on behind it."""
    for at in range(len(element.children) - 1, 0, -1):
        one, other = element.children[at - 1 : at + 1]
        if isinstance(one, nodes.Text) and isinstance(other, nodes.Text):
            element[at - 1 : at + 1] = [nodes.Text(one + other)]


def _linked(
    node: nodes.Text, find: re.Pattern[str], titles: list[str], anchors: dict[str, str], address: str, done: set[str]
) -> list[nodes.Node]:
    """Split a text at its terms that are not done, and make links of them."""
    text, pieces, at = node.astext(), list[nodes.Node](), 0
    for match in find.finditer(text):
        title = titles[int((match.lastgroup or "t0")[1:])]
        if anchors[title] in done:
            continue
        done.add(anchors[title])
        pieces.append(nodes.Text(text[at : match.start()]))
        words = nodes.inline("", match[0], classes=["std", "std-ref"])
        link = nodes.reference("", "", words, internal=True, refuri=f"{address}#{anchors[title]}", classes=["term"])
        pieces.append(link)
        at = match.end()
    return [*pieces, nodes.Text(text[at:])]


def _is_left_alone(node: nodes.Node) -> bool:
    in_paragraph = False
    above = node.parent
    while above is not None:
        if isinstance(above, _LEFT_ALONE):
            return True
        if isinstance(above, nodes.Element) and _LEFT_ALONE_CLASSES & set(above.get("classes", ())):
            return True
        in_paragraph |= isinstance(above, nodes.paragraph)
        above = above.parent
    return not in_paragraph


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.add_config_value("book_glossary", default="", rebuild="html", types=[str])
    app.connect("config-inited", read_terms)
    app.connect("doctree-resolved", link_terms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
