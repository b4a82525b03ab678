"""A Sphinx extension: the state of each CPython issue, printed behind every link to it.

A page links to an issue or a pull request of CPython and says nothing of its state, because a state changes and a page
does not. `chapters/cpython-issues.toml` has one table for each of them. What it says is printed behind the link, in a
few words; the whole sentence is the title of these words.

- The build warns of each link whose issue is not in the file. The builds of the book take a warning for an error.
- It also warns of each table that no page uses. Only a build of all chapters can tell that.
- A damaged file ends the build before any page is executed.
- A page is read again as soon as anything changes that is printed on it. That executes nothing.
- A link in a cell's output stays as it is.
"""

import calendar
import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

FILE = "chapters/cpython-issues.toml"
LINK = re.compile(r"https?://github\.com/python/cpython/(issues|pull)/(\d+)(?:[/?#].*)?$")
STATES = ("open", "closed", "merged", "unknown")
REQUIRED = ("title", "state", "looked", "seen_in")
OPTIONAL = ("since", "mended_in")
WORDS_IN_A_TITLE = 12

logger = logging.getLogger(__name__)


class DamagedFile(SphinxError):
    """The file of issues cannot be used; the text names the place and what is wrong there."""

    category = "The states of CPython's issues cannot be read"


@dataclass(frozen=True)
class Issue:
    """What is known of one issue or pull request of CPython."""

    number: int
    title: str
    """In our own words."""
    state: str
    looked: datetime.date
    """When a person read it last."""
    seen_in: str
    """What that person read; continues a sentence behind the word "in"."""
    since: str | None = None
    """When it was closed or merged: 2026, 2026-07 or 2026-07-03."""
    mended_in: str | None = None
    """The versions of CPython that have the change."""

    def briefly(self) -> str:
        """Give the state in a few words."""
        if self.state in ("closed", "merged"):
            return f"{self.state}, {_month(self.since)}" if self.since else self.state
        mended = f"mended in {self.mended_in}; " if self.mended_in else ""
        if self.state == "open":
            month = calendar.month_abbr[self.looked.month]
            return f"{mended}open when read, {self.looked.day} {month} {self.looked.year}"
        return f"{mended}state unknown"

    def in_full(self, kind: str) -> str:
        """Give all that is known, in sentences. kind: "issue" or "pull request"."""
        state = {"unknown": "its state could not be found out"}.get(self.state, self.state)
        since = f" in {_month(self.since)}" if self.since and self.since.count("-") < 2 else ""
        since = f" on {_day(datetime.date.fromisoformat(self.since))}" if self.since and not since else since
        mended = f" The change is in CPython {self.mended_in}." if self.mended_in else ""
        return (
            f"CPython {kind} {self.number}, {self.title}: {state}{since}.{mended}"
            f" Read on {_day(self.looked)} in {self.seen_in}."
        )


def _month(since: str) -> str:
    year, *rest = since.split("-")
    return f"{calendar.month_name[int(rest[0])]} {year}" if rest else year


def _day(day: datetime.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def read_issues(path: Path) -> dict[int, Issue]:
    """Read the file, by the numbers of the issues; a file that is not there names none.

    Raises DamagedFile, with one line that names the table, if anything in it cannot be used.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:  # no TOML, or not UTF-8
        raise DamagedFile(f"{FILE}: {error}") from None
    return {issue.number: issue for issue in (_issue(name, table) for name, table in tables.items())}


def _issue(name: str, table: Any) -> Issue:
    """Make one issue of its table; raises DamagedFile."""
    problem = next(_problems(name, table), None)
    if problem is not None:
        raise DamagedFile(f"{FILE}: [{name}] {problem}")
    since = table.get("since")
    known = {**table, "since": since.isoformat() if isinstance(since, datetime.date) else since}
    return Issue(number=int(name.removeprefix("gh-")), **known)


def _problems(name: str, table: Any) -> Iterator[str]:
    """Say what is wrong with a table; the first problem may be the cause of the others."""
    if not re.fullmatch(r"gh-[1-9]\d*", name):
        yield "is no name of an issue: it has to look like [gh-115634]"
    if not isinstance(table, Mapping):
        yield "is no table"
        return
    for field in REQUIRED:
        if field not in table:
            yield f"has no {field}"
    for field, value in table.items():
        if field not in (*REQUIRED, *OPTIONAL):
            yield f"has a field that nothing reads: {field}"
        elif field == "looked":
            if type(value) is not datetime.date:
                yield "has a looked that is no date such as 2026-11-27"
        elif field == "since":
            yield from _problems_of_since(value, table)
        elif not isinstance(value, str) or not value.strip():
            yield f"has a {field} that is no text"
    if table["state"] not in STATES:
        yield f"has the state {table['state']!r}: it has to be one of {', '.join(STATES)}"
    if len(table["title"].split()) > WORDS_IN_A_TITLE:
        yield f"has a title of more than {WORDS_IN_A_TITLE} words"


def _problems_of_since(since: Any, table: Mapping[str, Any]) -> Iterator[str]:
    text = since.isoformat() if type(since) is datetime.date else since
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", text):
        yield 'has a since that is neither a date such as 2026-07-03 nor "2026-07" nor "2026"'
    elif isinstance(since, str) and len(since) > len("2026-07"):
        yield "has a since whose date stands in quotation marks"
    elif table.get("state") not in ("closed", "merged"):
        yield "has a since, but is neither closed nor merged"
    elif "looked" in table and text > str(table["looked"]):
        yield "has a since that is later than looked"


@dataclass(frozen=True)
class Citation:
    """An issue as a page printed it when it was read last."""

    place: str | None
    """The page's file and the line of the first link."""
    issue: Issue | None
    """None where the file did not name it."""


def citations(env: BuildEnvironment) -> dict[str, dict[int, Citation]]:
    """Give what each page cites. It is kept with Sphinx's memory of the pages."""
    if not hasattr(env, "cited_issues"):
        env.cited_issues = {}  # type: ignore[attr-defined]
    return env.cited_issues  # type: ignore[attr-defined, no-any-return]


class IssueWords(nodes.inline):
    """The words behind a link. Where no method of a writer knows them, they are an ordinary inline node."""


def visit_html(writer: Any, node: IssueWords) -> None:
    """Begin the words, with the whole sentence as their title."""
    writer.body.append(writer.starttag(node, "span", "", title=node["sentence"]))


def depart_html(writer: Any, node: IssueWords) -> None:
    """End the words."""
    writer.body.append("</span>")


class PrintStates(SphinxTransform):
    """Put its state behind each link to an issue, and note which issues the page cites."""

    # Before Sphinx collects a page's titles and its words for the search.
    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Print the states on one page."""
        issues: dict[int, Issue] = self.app.cpython_issues  # type: ignore[attr-defined]
        for link in list(self.document.findall(nodes.reference)):
            address = LINK.match(link.get("refuri", ""))
            if address is None or _is_output(link):
                continue
            issue = issues.get(int(address[2]))
            on_page = citations(self.env).setdefault(self.env.docname, {})
            on_page.setdefault(int(address[2]), Citation(logging.get_node_location(link), issue))
            if issue is not None:
                words = _words(link, issue, "pull request" if address[1] == "pull" else "issue")
                link.parent.insert(link.parent.index(link) + 1, words)


def _words(link: nodes.reference, issue: Issue, kind: str) -> IssueWords:
    """Make the words behind a link: in brackets, unless the text before the link has opened one."""
    position = link.parent.index(link)
    before = link.parent[position - 1].astext() if position else ""
    text = f", {issue.briefly()}" if before.endswith("(") else f" ({issue.briefly()})"
    words = IssueWords("", text, classes=["issue-state", f"issue-{issue.state}"])
    words["sentence"] = issue.in_full(kind)
    return words


def _is_output(node: nodes.Node | None) -> bool:
    while node is not None:
        if isinstance(node, nodes.Element) and "cell_output" in node.get("classes", ()):
            return True
        node = node.parent
    return False


def load(app: Sphinx) -> None:
    """Read the file once for a build (event builder-inited)."""
    try:
        app.cpython_issues = read_issues(Path(app.srcdir, FILE))  # type: ignore[attr-defined]
    except DamagedFile as damage:
        # The line that `scripts.book.build` shows a person, instead of a traceback.
        logger.error(damage)
        raise


def find_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Name the pages that print something that is no longer in the file (event env-get-outdated)."""
    now: dict[int, Issue] = app.cpython_issues  # type: ignore[attr-defined]
    return [
        page
        for page, cited in citations(env).items()
        if any(now.get(number) != citation.issue for number, citation in cited.items())
    ]


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget what a page cited, before it is read again (event env-purge-doc)."""
    citations(env).pop(page, None)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each issue that only the pages or only the file know (event env-updated)."""
    known: dict[int, Issue] = app.cpython_issues  # type: ignore[attr-defined]
    cited = citations(env)
    for page in sorted(cited):
        for number, citation in cited[page].items():
            if number not in known:
                logger.warning("gh-%s is cited, but %s has no such table", number, FILE, location=citation.place)
    if not _is_whole(app, env):
        return
    for number in sorted(known.keys() - {number for page in cited.values() for number in page}):
        logger.warning("[gh-%s] is used by no page: remove it", number, location=_place(app, number))


def _place(app: Sphinx, number: int) -> str:
    """Name the file of issues and the line in which a table begins."""
    path = Path(app.srcdir, FILE)
    lines = path.read_text(encoding="utf-8").splitlines()
    return f"{path}:{next((at for at, line in enumerate(lines, start=1) if line == f'[gh-{number}]'), 1)}"


def _is_whole(app: Sphinx, env: BuildEnvironment) -> bool:
    """Tell whether every chapter was read: none is left out of the table of contents, and none failed."""
    written = {f"chapters/{path.stem}" for path in Path(app.srcdir, "chapters").glob("*.md")}
    return written <= env.found_docs and not app.executed_pages.failed  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.setup_extension("scripts.book.executed_pages")
    app.add_node(IssueWords, html=(visit_html, depart_html))
    app.add_transform(PrintStates)
    app.connect("builder-inited", load)
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", check)
    return {"version": "1", "env_version": 1, "parallel_read_safe": False, "parallel_write_safe": True}
