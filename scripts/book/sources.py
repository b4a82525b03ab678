"""A Sphinx extension: the directive `cited-sources` lists what the pages cite outside CPython's issues, and where.

A source is named as its kind is usually named: a manual page "fork(2)", an issue "pytorch/pytorch, issue 13246". Any
other one is named by the title that a page gives in its link, `[words](address "title")`, or else by its address.
"""

import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_NOT_LISTED = re.compile(r"https://(?:github\.com/python/cpython/(?:issues|pull)/|bugs\.python\.org/)")
_KINDS = (
    ("Python's documentation", re.compile(r"https://(?:docs|peps)\.python\.org/")),
    (
        "Manual pages, the Linux kernel, POSIX",
        re.compile(r"https://(?:man7\.org|docs\.kernel\.org|git\.kernel\.org|pubs)"),
    ),
    ("Issues and changes of other projects", re.compile(r"https://github\.com/[^/]+/[^/]+/(?:issues|pull)/")),
    ("Articles and other documentation", re.compile("")),
)
_NAMES = (
    (re.compile(r"https://github\.com/([^/]+/[^/]+)/issues/(\d+)"), r"\1, issue \2"),
    (re.compile(r"https://github\.com/([^/]+/[^/]+)/pull/(\d+)"), r"\1, pull request \2"),
    (re.compile(r"https://man7\.org/.*/([\w_]+)\.(\d)(?:const)?\.html"), r"\1(\2)"),
    (re.compile(r"https://git\.kernel\.org/.*/linux\.git/commit/\?id=(\w{12})\w*"), r"Linux, commit \1"),
    (re.compile(r"https://peps\.python\.org/pep-0*(\d+)/"), r"PEP \1"),
)


class Place(nodes.General, nodes.Element):
    """Where the list goes, once all pages have been read."""


class CitedSources(Directive):
    """The directive: it takes nothing."""

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        return [Place()]


def name(address: str, title: str = "") -> str:
    """Name a source: by its kind, by a title, or by its address without what every address has."""
    for form, words in _NAMES:
        if match := form.fullmatch(address):
            return match.expand(words)
    return title or re.sub(r"^https?://(?:www\.)?|/$|\.html(?=$|#)", "", address)


def kind(address: str) -> str:
    """Say under which heading a source stands."""
    return next(heading for heading, form in _KINDS if form.match(address))


def cited(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Give for each page the addresses that it cites, with their titles; kept with Sphinx's memory of the pages."""
    if not hasattr(env, "cited_sources"):
        env.cited_sources = {}  # type: ignore[attr-defined]
    return env.cited_sources  # type: ignore[attr-defined, no-any-return]


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page cites (event doctree-read)."""
    found: dict[str, str] = {}
    for link in doctree.findall(nodes.reference):
        address = link.get("refuri", "")
        if address.startswith(("http://", "https://")) and not _NOT_LISTED.match(address):
            found[address] = found.get(address) or link.get("title") or link.get("reftitle") or ""
    cited(app.env)[app.env.docname] = found


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget what a page cited, before it is read again (event env-purge-doc)."""
    cited(env).pop(page, None)


def find_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have the page with the list written again, since any page may have changed (event env-updated)."""
    return sorted(page for page in env.found_docs if "cited-sources" in _source(env, page))


def _source(env: BuildEnvironment, page: str) -> str:
    with open(env.doc2path(page), encoding="utf-8", errors="replace") as file:
        return file.read()


def fill_in(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the list in its place (event doctree-resolved)."""
    for place in list(doctree.findall(Place)):
        place.replace_self(_lists(app, page))


def _lists(app: Sphinx, page: str) -> list[nodes.Node]:
    pages: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for where, found in sorted(cited(app.env).items()):
        for address, title in found.items():
            pages.setdefault(address, []).append(where)
            titles[address] = titles.get(address) or title
    shown: list[nodes.Node] = []
    for heading, _ in _KINDS:
        addresses = [one for one in pages if kind(one) == heading]
        if addresses:
            addresses.sort(key=lambda one: name(one, titles[one]).lower())
            shown.append(nodes.paragraph("", "", nodes.strong("", heading)))
            items = [_item(app, page, one, name(one, titles[one]), pages[one]) for one in addresses]
            shown.append(nodes.bullet_list("", *items, classes=["simple", "sources"]))
    return shown


def _item(app: Sphinx, page: str, address: str, words: str, pages: Iterable[str]) -> nodes.list_item:
    paragraph = nodes.paragraph("", "", nodes.reference("", words, refuri=address, internal=False), nodes.Text(": "))
    for number, where in enumerate(pages):
        title = app.env.titles[where].astext()
        if number:
            paragraph += nodes.Text("; ")
        paragraph += nodes.reference("", title, refuri=app.builder.get_relative_uri(page, where), internal=True)
    return nodes.list_item("", paragraph)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.add_node(Place)
    app.add_directive("cited-sources", CitedSources)
    app.connect("doctree-read", note)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", find_changed)
    app.connect("doctree-resolved", fill_in)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}
