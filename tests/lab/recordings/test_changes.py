"""What changed between neighbouring versions, and the file that says which of CPython's issues did it."""

from pathlib import Path

import pytest

from scripts.book.cited_issues import read_issues
from scripts.lab.catalogue import ROOT
from scripts.lab.recordings import changes, files
from scripts.lab.recordings.changes import BadChanges, neighbours, step
from scripts.lab.recordings.differences import versions
from tests.lab.recordings.made import recordings_of
from tests.lab.show.made_up import DEMO, TRACEBACK, made_up

OTHER = "context-mismatch/every_pair"
REFUSED = {"verdict": "exited", "exit_code": 1, "stderr": TRACEBACK}
ENTRY = """
[[change]]
before = "{before}"
after = "{after}"
issue = "{issue}"
what = "Something is refused"
demos = {demos}
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Recordings of the test's own, on 3.10.13 and 3.13.0, and a file of changes of its own, which it gives."""
    monkeypatch.setattr(files, "RESULTS", tmp_path)
    file = tmp_path / "version-changes.toml"
    monkeypatch.setattr(changes, "FILE", file)
    file.write_text("")
    recordings_of(
        made_up(python="3.10.13"),
        made_up(python="3.13.0", **REFUSED),
        made_up(python="3.10.13", demo=OTHER, arguments=["fork", "fork"]),
        made_up(python="3.13.0", demo=OTHER, arguments=["fork", "fork"]),
        made_up(python="3.10.13", demo=OTHER, arguments=["fork", "spawn"], **REFUSED),
        made_up(
            python="3.13.0",
            demo=OTHER,
            arguments=["fork", "spawn"],
            **{**REFUSED, "stderr": TRACEBACK.replace("is being shared", "was shared")},
        ),
    )
    return file


def entry(before: str = "3.10", after: str = "3.13", issue: str = "gh-77377", demos: tuple[str, ...] = (DEMO,)) -> str:
    return ENTRY.format(before=before, after=after, issue=issue, demos=list(demos))


def test_neighbours_are_the_versions_in_turn_and_each_free_threaded_build_with_its_line() -> None:
    assert neighbours(["3.11.2", "3.11.7", "3.13.0", "3.13.5t", "3.14.8"]) == [
        ("3.11.2", "3.11.7"),
        ("3.11.7", "3.13.0"),
        ("3.13.0", "3.14.8"),
        ("3.13.0", "3.13.5t"),
    ]
    assert neighbours(["3.13.5t"]) == []


def test_another_outcome_is_told_from_other_words(made: Path) -> None:
    found = step("3.10.13", "3.13.0")
    assert [one.command for one in found.unexplained] == [DEMO]
    assert [(change, one.command) for change, one in found.words] == [(None, f"{OTHER} fork spawn")]
    assert found.explained == []


def test_a_change_that_is_known_is_named(made: Path) -> None:
    made.write_text(entry() + entry(issue="gh-122213", demos=(OTHER,)))
    found = step("3.10.13", "3.13.0")
    assert [(change.issue, [one.command for one in those]) for change, those in found.explained] == [
        ("gh-77377", [DEMO])
    ]
    assert [change and change.issue for change, _ in found.words] == ["gh-122213"]
    assert found.unexplained == []


def test_a_call_that_is_named_exactly_goes_before_the_name_of_its_demo(made: Path) -> None:
    made.write_text(entry(demos=(DEMO, OTHER)) + entry(issue="gh-122213", demos=(f"{OTHER} fork spawn",)))
    assert [change and change.issue for change, _ in step("3.10.13", "3.13.0").words] == ["gh-122213"]


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (entry(demos=(f"{OTHER} fork fork",)), "fork fork does the same on 3.10.13 and 3.13.0"),
        (entry(demos=("context-mismatch/one_context",)), "one_context does the same"),
        (entry() + entry(issue="gh-1"), "is named in two changes"),
        (entry(before="3.9"), "nothing is recorded on CPython 3.9"),
        (entry(before="3.13", after="3.10"), "3.13.0 and 3.10.13 are no neighbours"),
        (entry(issue="bpo-1"), "has the issue 'bpo-1'"),
        (entry(demos=()), "names no demo"),
        ("[[change]]\nissue = 'gh-1'\n", "change 1 has to have the fields"),
        ("[[change]\n", "version-changes.toml: "),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(made: Path, written: str, complaint: str) -> None:
    made.write_text(written)
    with pytest.raises(BadChanges, match=complaint):
        step("3.10.13", "3.13.0")


def test_measurements_count_where_they_leave_the_bounds_that_are_declared(made: Path) -> None:
    demo = "copy-on-write/small_integers"
    shares = {"none_uss_growth_mib": 0.1, "booleans_uss_growth_mib": 0.1}
    recordings_of(
        made_up(python="3.10.13", demo=demo, measurements={**shares, "none_reference_count": 1_000_000}),
        made_up(python="3.13.0", demo=demo, measurements={**shares, "none_reference_count": 4_294_967_295}),
    )
    (found,) = [one for one in step("3.10.13", "3.13.0").unexplained if one.demo == demo]
    assert changes.moved(found) == ["none_reference_count"]


@pytest.mark.parametrize("pair", neighbours(versions()), ids=" to ".join)
def test_each_change_of_the_book_changed_what_it_names(pair: tuple[str, str]) -> None:
    step(*pair)


def test_each_issue_of_the_book_has_its_state() -> None:
    known = read_issues(ROOT / "chapters" / "cpython-issues.toml")
    assert {int(one.issue.removeprefix("gh-")) for one in changes.changes()} <= known.keys()
