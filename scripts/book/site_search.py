"""A Sphinx extension: what the site's search knows beyond Sphinx's own index.

Sphinx finds pages, not sections, and no message that has a word which is on no page. `_static/symptoms.js` shows above
its results the entries of the index by symptom that the query means, and leads each page that Sphinx finds to the
section with the most of the query's words. Where there is no entry and no page, it shows the sections that have most
of the words. What it needs for that is written here: a script that assigns one object, because a page that was opened
as a file may load a script and nothing else.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

DATA = "_static/symptoms-data.js"
INDEX = "chapters/symptoms.toml"
_SILENT = {"script", "style", "svg", "nav", "button"}
_HEADINGS = {"h1", "h2", "h3"}
_WORD = re.compile(r"[a-z_][\w']*\w")


class Sections(HTMLParser):
    """The sections of one page: the anchor, the title and the words of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str], set[str]]] = []
        self._open: list[int] = []
        self._silent = 0
        self._in_heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a section, a heading, or a part that is not read."""
        identifier = dict(attrs).get("id") or ""
        if tag == "section":
            self._open.append(len(self.found))
            self.found.append((identifier, [], set()))
        self._silent += tag in _SILENT
        self._in_heading |= tag in _HEADINGS

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == "section" and self._open:
            self._open.pop()
        self._silent -= tag in _SILENT and self._silent > 0
        self._in_heading &= tag not in _HEADINGS

    def handle_data(self, data: str) -> None:
        """Note the words of the innermost section."""
        if not self._open or self._silent:
            return
        _, title, words = self.found[self._open[-1]]
        if self._in_heading:
            title.append(data.replace("#", ""))
        words.update(_WORD.findall(data.lower()))


def symptoms_as_data() -> dict[str, Any]:
    """Give the index by symptom, as `_static/symptoms.js` compares it with a query."""
    from scripts.lab.symptom_index import index  # only here: a book without the index needs no lab

    patterns, rare = index.forms()
    entries = [
        {
            "id": one.id,
            "title": one.words or one.prints[0],
            "cure": one.cure,
            "target": one.target,
            "section": f"chapters/{one.section.target}",
            "sectionTitle": one.section.title,
        }
        for one in index.symptoms()
    ]
    forms = [{"symptom": one.symptom, "words": sorted(one.words), "must": list(one.must)} for one in patterns]
    return {"entries": entries, "patterns": forms, "rare": sorted(rare)}


def sections_as_data(site: Path, pages: list[str]) -> dict[str, list[list[str]]]:
    """Give the sections of the pages as they were written: anchor, title and words."""
    found = {}
    for page in pages:
        file = site / f"{page}.html"
        if file.is_file():
            parts = Sections(file.read_text(encoding="utf-8")).found
            found[page] = [[anchor, "".join(title).strip(), " ".join(sorted(words))] for anchor, title, words in parts]
    return found


def write(app: Sphinx, failure: Exception | None) -> None:
    """Write the script with the data (event build-finished)."""
    if failure is not None or app.builder.format != "html":
        return
    data: dict[str, Any] = {"sections": sections_as_data(Path(app.outdir), sorted(app.env.found_docs))}
    data |= symptoms_as_data() if Path(app.srcdir, INDEX).is_file() else {"entries": [], "patterns": [], "rare": []}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    target = Path(app.outdir, DATA)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"window.bookSearch = {text};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
