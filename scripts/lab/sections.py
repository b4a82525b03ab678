"""Which section of which page shows a demo."""

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
_HEADING = re.compile(r"(#{1,3}) (.+)")
_FENCE = re.compile(r"(`{3,})(.*)")


class Section(NamedTuple):
    """A section of a page."""

    page: str
    """The file's name without its ending."""
    title: str
    anchor: str
    """Empty for what stands above the page's first section."""

    @property
    def target(self) -> str:
        """Where a page of the site finds it."""
        return f"{self.page}.html" + (f"#{self.anchor}" if self.anchor else "")


@lru_cache(maxsize=1024)
def shows(demo: Demo) -> Section | None:
    """Give the section that shows a demo, of the hazard's own chapter before another; None where no page does.

    A cell that readers see goes before a hidden one and before prose, and a section before the beginning of the page.
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
        for section, line, place in _lines(page)
        if place == wanted and name in line and (whole.search(line) or alone.search(line))
    ]
    in_a_section = [one for one in found if one.anchor and one.page == found[0].page]
    return next(iter(in_a_section or found), None)


def title(page: str) -> str:
    """Give a page's title; its name where there is no such page."""
    found = re.search(r"^# (.+)$", _text(page), re.MULTILINE) if page in _pages() else None
    return found[1] if found else page


def _pages() -> list[str]:
    return sorted(path.stem for path in CHAPTERS.glob("*.md") if path.stem not in _ABOUT_ALL)


@lru_cache(maxsize=64)
def _text(page: str) -> str:
    return (CHAPTERS / f"{page}.md").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _lines(page: str) -> tuple[tuple[Section, str, str], ...]:
    return tuple(_read(page))


def _read(page: str) -> Iterator[tuple[Section, str, str]]:
    """Give each line with the section that it stands in, and whether it is of a cell, a hidden cell, or prose."""
    section, fence, place = Section(page, "", ""), "", "prose"
    for line in _text(page).splitlines():
        heading, mark = _HEADING.fullmatch(line), _FENCE.match(line)
        if fence:
            if mark and line.strip() == fence:
                fence, place = "", "prose"
            elif place == "cell" and re.fullmatch(r":tags: .*\bremove-cell\b.*", line):
                place = "hidden cell"
            else:
                yield section, line, place
        elif mark:
            fence, place = mark[1], "cell" if mark[2].startswith("{code-cell}") else "prose"
        elif heading:
            title = re.sub(r"[`*]", "", heading[2])
            section = Section(page, title, "" if heading[1] == "#" else anchor(title))
        else:
            yield section, line, place


def anchor(title: str) -> str:
    """Give the name that the site gives to a heading without marks."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).lstrip("-0123456789").rstrip("-")
