"""The state of a CPython issue is printed behind each link to it, and none is cited unknown or kept unused."""

import datetime
import re
from pathlib import Path

import pytest

from scripts.book import build, cited_issues
from scripts.book.cited_issues import DamagedFile, Issue, read_issues
from tests.book.small_book import ROOT, SmallBook

TABLE = """
[gh-{number}]
title = "a lock that hangs"
state = "{state}"
looked = 2026-11-27
seen_in = "a stored copy of the thread"
"""
OPEN, CLOSED = TABLE.format(number=7, state="open"), TABLE.format(number=12, state="closed")
GOOD = TABLE.format(number=7, state="closed")


def link(number: int, kind: str = "issues") -> str:
    return f"[gh-{number}](https://github.com/python/cpython/{kind}/{number})"


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path)


def prose(book: SmallBook, hazard: str) -> str:
    """The page's paragraphs and list items, without the links' own tags."""
    found = re.findall(r"<p>(.*?)</p>", book.page(hazard), re.DOTALL)
    return "\n".join(re.sub(r"</?a\b[^>]*>", "", text) for text in found)


def test_the_state_stands_behind_each_link_and_follows_the_file(book: SmallBook) -> None:
    book.write(cited_issues.FILE, OPEN + CLOSED + "since = 2026-07-03\n")
    output = f"from IPython.display import Markdown, display\ndisplay(Markdown('{link(99)}'))"
    book.write_chapter("first", output, prose=f"It hangs ({link(7)}).\n\n- {link(12, 'pull')}: the cure, {link(7)}.")
    built = book.build("-W", "--keep-going")
    assert built.exit_code == 0, built.text

    said = prose(book, "first")
    sentence = "CPython pull request 12, a lock that hangs: closed on 3 July 2026. "
    read = "Read on 27 November 2026 in a stored copy of the thread."
    assert f'gh-12<span class="issue-state issue-closed" title="{sentence}{read}"> (closed, July 2026)</span>' in said
    # Where the text has opened a bracket already, there is no second one.
    assert re.search(r"\(gh-7<span [^>]*>, open when read, 27 Nov 2026</span>\)", said)
    assert re.search(r"cure, gh-7<span [^>]*> \(open when read, 27 Nov 2026\)</span>\.", said)
    # A link in a cell's output is no citation: that one is not in the file.
    assert "gh-99</a>" in book.page("first") and "gh-99</a><span" not in book.page("first")

    book.write(cited_issues.FILE, OPEN.replace("open", "unknown") + CLOSED)
    again = book.build("-W", "--keep-going")
    assert (again.exit_code, again.pages) == (0, []), again.text
    said = prose(book, "first")
    assert "(state unknown)" in said and "(closed)" in said and "open when read" not in said


def test_an_unknown_and_an_unused_issue_fail_the_build(book: SmallBook) -> None:
    book.write(cited_issues.FILE, OPEN + CLOSED)
    book.write_chapter("first", "print('first')", prose=f"See {link(7)} and {link(8)}.")
    failed = book.build("-W", "--keep-going")
    assert failed.exit_code != 0
    warnings = [
        line.partition("WARNING: ") for line in failed.text.splitlines() if "WARNING: " in line and "gh-" in line
    ]
    assert [(Path(place).name.split("\x1b")[0], text.split("\x1b")[0]) for place, _, text in warnings] == [
        ("first-hazard.md:14: ", f"gh-8 is cited, but {cited_issues.FILE} has no such table"),
        ("cpython-issues.toml:8: ", "[gh-12] is used by no page: remove it"),
    ]

    # A build of some chapters cannot tell which issues the others cite.
    book.write_chapter("first", "print('first')", prose=f"See {link(7)}.")
    book.list_chapters("first")
    some = book.build("-W", "--keep-going")
    assert some.exit_code == 0, some.text


def test_a_damaged_file_ends_the_build_before_anything_is_executed(
    book: SmallBook, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write(cited_issues.FILE, OPEN.replace("open", "ajar"))
    with pytest.raises(build.BuildFailed) as failed:
        build.build(book.root)
    problem, log = str(failed.value).splitlines()
    assert problem.startswith(f"ERROR: {cited_issues.FILE}: [gh-7] has the state 'ajar'")
    assert log.startswith("The book was not built")
    assert "Running page" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "text, problem",
    [
        (GOOD + "since = ", "(at "),
        (GOOD + GOOD, "(at "),
        (GOOD.replace("gh-7", "115634"), "[115634] is no name of an issue"),
        ("gh-7 = 'open'", "[gh-7] is no table"),
        (GOOD.replace("looked", "seen"), "[gh-7] has no looked"),
        (GOOD.replace("2026-11-27", '"yesterday"'), "[gh-7] has a looked that is no date"),
        (GOOD.replace("2026-11-27", "2026-11-27T10:00:00"), "[gh-7] has a looked that is no date"),
        (GOOD.replace("a lock that hangs", " "), "[gh-7] has a title that is no text"),
        (GOOD.replace("a lock that hangs", "word " * 13), "[gh-7] has a title of more than 12 words"),
        (GOOD + 'mended = "3.15"', "[gh-7] has a field that nothing reads: mended"),
        (GOOD + "mended_in = 3.15", "[gh-7] has a mended_in that is no text"),
        (GOOD + 'since = "July 2026"', "[gh-7] has a since that is neither"),
        (GOOD + 'since = "2026-13"', "[gh-7] has a since that is neither"),
        (GOOD + 'since = "2026-07-03"', "[gh-7] has a since whose date stands in quotation marks"),
        (GOOD + "since = 2026-12-01", "[gh-7] has a since that is later than looked"),
        (OPEN + 'since = "2026-07"', "[gh-7] has a since, but is neither closed nor merged"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "issues.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DamagedFile) as refused:
        read_issues(path)
    said = str(refused.value)
    assert said.startswith(f"{cited_issues.FILE}: ") and problem in said and "\n" not in said


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "issues.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(DamagedFile, match="utf-8"):
        read_issues(path)


def test_no_file_names_no_issue(tmp_path: Path) -> None:
    assert read_issues(tmp_path / "issues.toml") == {}


def test_the_file_of_the_book_can_be_read() -> None:
    assert len(read_issues(ROOT / cited_issues.FILE)) > 30


@pytest.mark.parametrize(
    "state, since, mended_in, words",
    [
        ("closed", None, "3.15", "closed"),
        ("closed", "2024", None, "closed, 2024"),
        ("merged", "2026-07", None, "merged, July 2026"),
        ("merged", "2025-12-24", None, "merged, December 2025"),
        ("open", None, None, "open when read, 27 Nov 2026"),
        # What a reader wants to know first is whether it is mended.
        ("open", None, "3.15", "mended in 3.15; open when read, 27 Nov 2026"),
        ("unknown", None, "3.15", "mended in 3.15; state unknown"),
    ],
)
def test_a_state_in_a_few_words(state: str, since: str | None, mended_in: str | None, words: str) -> None:
    looked = datetime.date(2026, 11, 27)
    issue = Issue(7, "a lock that hangs", state, looked, "a stored copy", since=since, mended_in=mended_in)
    assert issue.briefly() == words
    if mended_in:
        assert f"The change is in CPython {mended_in}." in issue.in_full("issue")
