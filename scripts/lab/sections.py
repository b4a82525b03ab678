"""The sections of the pages: which one shows a demo, and which one has an address.

An address is "page.md#name". The name is a heading's as Markdown gives it, or a label that stands above the heading.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from scripts.lab.catalogue import ROOT, Demo

CHAPTERS = ROOT / "chapters"
_ABOUT_ALL = ("across-versions", "how-this-was-built", "glossary")
"""Pages that speak of demos and show none."""
_IN_SHORT = ("library-rules",)
"""Pages that say in short what another page shows."""
_HEADING = re.compile(r"(#{1,3}) +(.+)")
_LABEL = re.compile(r"\(([^()\s]+)\)=$|<(?:span|a) id=\"([^\"]+)\"></(?:span|a)>$")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_MARKUP = re.compile(r"[`*]|\\(?=[<>_*])")
_STRIP = re.compile(r"strip\(")


class Section(NamedTuple):
    """A section of a page."""

    page: str
    """The file's name without its ending."""
    title: str
    anchor: str
    """The name that the site gives to it; empty for what stands above the page's first section."""

    @property
    def file(self) -> str:
        """The page's file, relative to the book's folder."""
        return f"chapters/{self.page}.md"

    @property
    def target(self) -> str:
        """Where a page of the site finds it."""
        return f"{self.page}.html" + (f"#{self.anchor}" if self.anchor else "")


class _Line(NamedTuple):
    """A line of a page, and the section that it stands in."""

    section: Section
    text: str
    place: str
    """"heading", "label", "cell", "hidden cell" or "prose"."""


@lru_cache(maxsize=1024)
def shows(demo: Demo) -> Section | None:
    """Give the section that shows a demo, of the hazard's own chapter before another; None where no page does.

    A cell that readers see goes before a hidden one and before prose, and a section before the beginning of the page.
    The strip of versions below a page's title shows its outcomes, and not the demo.
    """
    own, name = demo.name.split("/")
    whole = re.compile(rf"\b{re.escape(demo.name)}\b(?!/)")
    alone = re.compile(rf"[\"'/`]{re.escape(name)}(?:\.py)?[\"'`, ]")
    pages = _pages()
    others = [page for page in pages if page not in (own, *_IN_SHORT) and own in _text(page)]
    found = [
        section
        for group in ([own] if own in pages else [], others, [page for page in pages if page in _IN_SHORT])
        for wanted in ("cell", "hidden cell", "prose")
        for page in group
        for section, text, place in _lines(page)
        if place == wanted and name in text and not _STRIP.match(text) and (whole.search(text) or alone.search(text))
    ]
    in_a_section = [one for one in found if one.anchor and one.page == found[0].page]
    return next(iter(in_a_section or found), None)


def find(address: str) -> Section | None:
    """Give the section at an address, "page.md" or "page.md#name"; None where there is no such thing."""
    file, separator, name = address.partition("#")
    page = file.removesuffix(".md")
    if page == file or not re.fullmatch(r"[a-z0-9-]+", page) or not (CHAPTERS / file).is_file():
        return None
    return _addresses(page).get(name if separator else "")


@lru_cache(maxsize=64)
def _addresses(page: str) -> dict[str, Section]:
    """Give a page's sections by their names in an address; "" is the page itself."""
    found: dict[str, Section] = {}
    labels: list[str] = []
    for section, text, place in _lines(page):
        if place == "label":
            labels.append(text)
        elif place == "heading":
            anchors = {_slug(section.title): anchor(section.title), **{label: label for label in labels}}
            found |= {name: section._replace(anchor=where) for name, where in anchors.items()}
            if not section.anchor:
                found.setdefault("", section)
            labels = []
    return found


def title(page: str) -> str:
    """Give a page's title; its name where there is no such page."""
    section = find(f"{page}.md")
    return section.title if section else page


def _pages() -> list[str]:
    return sorted(path.stem for path in CHAPTERS.glob("*.md") if path.stem not in _ABOUT_ALL)


@lru_cache(maxsize=64)
def _text(page: str) -> str:
    return (CHAPTERS / f"{page}.md").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _lines(page: str) -> tuple[_Line, ...]:
    return tuple(_read(page))


def _read(page: str) -> Iterator[_Line]:
    section, fence, place = Section(page, "", ""), "", "prose"
    for line in _text(page).splitlines():
        mark = _FENCE.match(line)
        if fence:
            if line.strip() == fence:
                fence, place = "", "prose"
            elif place == "cell" and re.fullmatch(r":tags: .*\bremove-cell\b.*", line):
                place = "hidden cell"
            else:
                yield _Line(section, line, place)
        elif mark:
            fence, place = mark[1], "cell" if mark[2].startswith("{code-cell}") else "prose"
        elif label := _LABEL.match(line):
            yield _Line(section, label[1] or label[2], "label")
        elif heading := _HEADING.match(line):
            title = _MARKUP.sub("", heading[2]).strip()
            section = Section(page, title, "" if heading[1] == "#" else anchor(title))
            yield _Line(section, title, "heading")
        else:
            yield _Line(section, line, place)


def anchor(title: str) -> str:
    """Give the name that the site gives to a heading without marks."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).lstrip("-0123456789").rstrip("-")


def _slug(title: str) -> str:
    """Give the name by which a page of Markdown links to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
