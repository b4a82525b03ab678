"""The sections of the pages, by the addresses that lead to them: a heading, and the labels that stand above it."""

import re
from functools import lru_cache
from typing import NamedTuple

from scripts.lab.catalogue import ROOT
from scripts.lab.sections import anchor

CHAPTERS = ROOT / "chapters"
_HEADING = re.compile(r"(#{1,3}) +(.+)")
_LABEL = re.compile(r"\(([^()\s]+)\)=$|<(?:span|a) id=\"([^\"]+)\"></(?:span|a)>$")
_FENCE = re.compile(r"(`{3,}|:{3,}|~{3,})")
_MARKUP = re.compile(r"[`*]|\\(?=[<>_*])")


class Section(NamedTuple):
    """A heading of a page, or the page itself."""

    address: str
    """"lock-inheritance.md#why", relative to the folder of the chapters."""
    title: str
    place: str
    """The name that the site gives to this address; empty for the page itself."""

    @property
    def file(self) -> str:
        """The page's file, relative to the book's folder."""
        return f"chapters/{self.address.partition('#')[0]}"

    @property
    def target(self) -> str:
        """Its address on the site, relative to the site's folder."""
        page = self.address.partition("#")[0].removesuffix(".md")
        return f"chapters/{page}.html" + (f"#{self.place}" if self.place else "")


def find(address: str) -> Section | None:
    """Give the section at an address, "page.md" or "page.md#anchor"; None where there is no such thing."""
    page, separator, name = address.partition("#")
    titles = _titles(page)
    found = titles.get(name if separator else "")
    return None if found is None else Section(address, *found)


@lru_cache(maxsize=64)
def _titles(page: str) -> dict[str, tuple[str, str]]:
    """Give the titles of a page's sections, and their names on the site, by their anchors; "" is the page itself."""
    path = CHAPTERS / page
    if not re.fullmatch(r"[a-z0-9-]+\.md", page) or not path.is_file():
        return {}
    found: dict[str, tuple[str, str]] = {}
    labels: list[str] = []
    fence = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if fence:
            fence = "" if line.strip() == fence else fence
        elif opened := _FENCE.match(line):
            fence = opened[1]
        elif label := _LABEL.match(line):
            labels.append(label[1] or label[2])
        elif heading := _HEADING.match(line):
            title = _MARKUP.sub("", heading[2]).strip()
            found |= {_slug(title): (title, anchor(title)), **{label: (title, label) for label in labels}}
            if heading[1] == "#":
                found.setdefault("", (title, ""))
            labels = []
    return found


def _slug(title: str) -> str:
    """Give the anchor by which a page of Markdown links to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
