"""The sections of the pages, by the addresses that lead to them: a heading, and the labels that stand above it."""

import re
from functools import lru_cache
from typing import NamedTuple

from scripts.lab.catalogue import ROOT

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

    @property
    def file(self) -> str:
        """The page's file, relative to the book's folder."""
        return f"chapters/{self.address.partition('#')[0]}"

    @property
    def target(self) -> str:
        """Its address on the site, relative to the site's folder."""
        page, _, anchor = self.address.partition("#")
        return f"chapters/{page.removesuffix('.md')}.html" + (f"#{anchor}" if anchor else "")


def find(address: str) -> Section | None:
    """Give the section at an address, "page.md" or "page.md#anchor"; None where there is no such thing."""
    page, separator, anchor = address.partition("#")
    titles = _titles(page)
    title = titles.get(anchor if separator else "")
    return None if title is None else Section(address, title)


@lru_cache(maxsize=64)
def _titles(page: str) -> dict[str, str]:
    """Give the titles of a page's sections by their anchors; "" is the page itself."""
    path = CHAPTERS / page
    if not re.fullmatch(r"[a-z0-9-]+\.md", page) or not path.is_file():
        return {}
    found: dict[str, str] = {}
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
            found |= dict.fromkeys([_slug(title), *labels], title)
            if heading[1] == "#":
                found.setdefault("", title)
            labels = []
    return found


def _slug(title: str) -> str:
    """Give the anchor of a heading, as MyST makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
