"""What make mutate finds: in a small book that has every fault which it is there to find."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.book import mutate
from scripts.book.mutate import Findings, cells, try_asserts, try_outcomes
from scripts.lab import catalogue, expectations, interpreters
from scripts.lab.catalogue import ROOT, find
from scripts.lab.errors import InvalidRequest
from scripts.lab.expectations import ExpectedOutcome
from scripts.lab.records.run import Run

PROGRAM = '''"""It exits as it is told."""
import os, sys
print("a line")
print("size_mib = 2.5")
print("child_exit_code = -11", flush=True)
if sys.argv[1:]:
    os.abort()
sys.exit(3)
'''
OUTCOMES = """
[[outcome]]
verdict = "exited"
exit_code = 3
prints = ["a li", "size_mib"]
measurements = { child_exit_code = -11, size_mib = { at_least = 1, at_most = 2.5 } }

[[outcome]]
arguments = ["abort"]
verdict = "killed"
signal = "SIGABRT"
measurements = { size_mib = { at_most = 9 } }

[[outcome]]
python = "<3.8"
verdict = "exited"
exit_code = 0
prints = ["never seen"]
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one chapter with one demo, on a machine with one interpreter."""
    monkeypatch.setattr(catalogue, "DEMOS", tmp_path / "scripts" / "demos")
    monkeypatch.setattr(interpreters, "find", lambda: [interpreters.running()])
    write(tmp_path / "scripts" / "demos" / "some_locks" / "held.py", PROGRAM)
    write(tmp_path / "scripts" / "demos" / "some_locks" / "held.toml", OUTCOMES)
    page(tmp_path, "some-locks", GOOD)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def page(root: Path, name: str, *codes: str, tags: str = ":tags: [remove-cell]\n\n") -> Path:
    """A page with a visible cell before its hidden ones."""
    head = "---\nkernelspec:\n  name: python3\n---\n\n# Title\n\n"
    fences = "".join(f"Words.\n\n```{{code-cell}} ipython3\n{tags}{code}\n```\n\n" for code in codes)
    visible = "```{code-cell} ipython3\nfive = 5\n\ndef double(number):\n    return 2 * number\n```\n\n"
    return write(root / "chapters" / f"{name}.md", head + visible + fences)


GOOD = "assert five == 5, 'words'\nassert double(five) == 10"


def asserts_of(page: Path) -> Findings:
    findings = Findings()
    try_asserts(page, findings)
    return findings


# Outcomes


def outcomes_of(judge: Callable[[Run, ExpectedOutcome], list[str]] = expectations.judge) -> Findings:
    findings = Findings()
    try_outcomes(find("some-locks/held"), interpreters.find(), findings, judge)
    return findings


def test_every_declared_field_is_turned_around_and_noticed(book: Path) -> None:
    findings = outcomes_of()
    assert (findings.unnoticed, findings.faulty) == ([], [])
    # verdict, exit_code, two prints, one number, two bounds; and verdict, signal, one bound
    assert findings.turned == 7 + 3
    assert findings.untried == ["some-locks/held: outcome 3 (CPython <3.8, on linux or darwin)"]


def ignoring(what: str) -> Callable[[Run, ExpectedOutcome], list[str]]:
    return lambda run, outcome: [one for one in expectations.judge(run, outcome) if what not in one]


@pytest.mark.parametrize(
    "what, unnoticed",
    [
        ("the verdict is", ["1: verdict", "2: verdict"]),
        ("the exit code is", ["1: exit_code"]),
        ("the signal is", ["2: signal"]),
        ("no printed line", ["1: prints 'a li'", "1: prints 'size_mib'"]),
        ("child_exit_code is", ["1: child_exit_code"]),
        ("size_mib is", ["1: size_mib.at_least", "1: size_mib.at_most", "2: size_mib.at_most"]),
    ],
)
def test_a_field_that_nobody_looks_at(book: Path, what: str, unnoticed: list[str]) -> None:
    found = outcomes_of(ignoring(what))
    assert found.unnoticed == [f"some-locks/held: outcome {one}" for one in unnoticed]
    assert not found.good


def test_one_bound_that_nobody_looks_at(book: Path) -> None:
    def forgets_the_lower_bound(run: Run, outcome: ExpectedOutcome) -> list[str]:
        return [name for name, bounds in outcome.measurements.items() if run.measurements[name] > bounds.at_most]

    assert "some-locks/held: outcome 1: size_mib.at_least" in outcomes_of(forgets_the_lower_bound).unnoticed
    assert "some-locks/held: outcome 1: size_mib.at_most" not in outcomes_of(forgets_the_lower_bound).unnoticed


def test_each_program_is_run_once_for_its_arguments(book: Path) -> None:
    calls: list[Any] = []

    def counting(demo: str, *arguments: str, python: str) -> Run:
        from scripts.lab.runner import run

        calls.append((demo, arguments, python))
        return run(demo, *arguments, python=python)

    try_outcomes(find("some-locks/held"), interpreters.find(), Findings(), run=counting)
    assert calls == [("some-locks/held", one, sys.executable) for one in ((), ("abort",))]


def test_a_demo_that_does_otherwise_is_to_be_mended_first(book: Path) -> None:
    write(find("some-locks/held").path, PROGRAM.replace("exit(3)", "exit(4)"))
    findings = outcomes_of()
    version = interpreters.running().version
    assert findings.faulty == [f"some-locks/held: outcome 1: CPython {version}: the exit code is 4, declared is 3"]
    assert (findings.turned, findings.unnoticed, findings.good) == (3, [], False)


def test_a_file_that_cannot_be_meant_or_is_not_there(book: Path) -> None:
    write(find("some-locks/held").expectations, "[[outcome]]\n")
    assert "has no verdict" in outcomes_of().faulty[0]
    find("some-locks/held").expectations.unlink()
    assert "cannot be read" in outcomes_of().faulty[0]


def test_a_demo_whose_package_is_missing_is_not_run(book: Path) -> None:
    write(find("some-locks/held").expectations, 'needs = ["no_such_package"]\n' + OUTCOMES)
    findings = outcomes_of()
    missing = "(no_such_package is not installed)"
    assert findings.untried == [f"some-locks/held: outcome {number} {missing}" for number in (1, 2, 3)]
    assert (findings.turned, findings.faulty, findings.good) == (0, [], True)


# Asserts


def test_asserts_that_can_fail(book: Path) -> None:
    findings = asserts_of(page(book, "good", GOOD, "six = 6\nassert six == five + 1\n"))
    assert findings == Findings(turned=3)


@pytest.mark.filterwarnings("ignore:assertion is always true")
@pytest.mark.parametrize(
    "code, line, why",
    [
        ("assert True or five == 4", 0, "it cannot fail"),
        ("assert five == 5 or not five == 5", 0, "it cannot fail"),
        ("assert 'five == 4'", 0, "it cannot fail"),
        ("assert (five == 5, 'words')", 0, "it cannot fail"),
        ("assert (one == 4 for one in [five])", 0, "it cannot fail"),
        ("if False:\n    assert five == 5", 1, "negated, it raises nothing"),
        ("for one in []:\n    assert five == 5", 1, "negated, it raises nothing"),
        ("def never():\n    assert five == 5", 1, "negated, it raises nothing"),
        ("try:\n    assert five == 5\nexcept AssertionError:\n    pass", 1, "negated, it raises nothing"),
        ("assert five == 5 or five", 0, None),
        ("assert not (five == 4 and five == 5)", 0, None),
        ("assert all([])", 0, None),
        ("assert five == 4 or five == 5", 0, None),
        ("if five == 5:\n    assert double(\n        five\n    ) == 10", 1, None),
        ("assert five == 5, [][0]", 0, None),
        ("for one in (1, 2):\n    assert one in (1, 2)", 1, None),
        ("def check(number):\n    assert number == 5\ncheck(five)", 1, None),
    ],
)
def test_an_assert_that_nothing_notices(book: Path, code: str, line: int, why: str | None) -> None:
    path = page(book, "other", code)
    first = path.read_text().split("\n").index(code.split("\n")[0]) + 1
    findings = asserts_of(path)
    if why is None:
        assert findings.unnoticed == []
    else:
        (found,) = findings.unnoticed
        assert found.startswith(f"other.md:{first + line}: assert ")
        assert found.endswith(why)
    assert findings.faulty == []


@pytest.mark.parametrize(
    "test, can_fail",
    [
        ("x", True),
        ("True", False),
        ("False", True),
        ("True or x", False),
        ("x or True", False),
        ("True and x", True),
        ("x or not x", False),
        ("x or not y", True),
        ("not (x and not x)", False),
        ("not (x and y)", True),
        ("(x or y) and (not x or z)", True),
        ("[]", True),
        ("[x]", False),
        ("x == 1", True),
        ("f'{x}'", True),
    ],
)
def test_what_can_fail(test: str, can_fail: bool) -> None:
    assert mutate._can_fail(ast.parse(test, mode="eval").body) is can_fail


def test_an_assert_behind_an_error_is_not_reached(book: Path) -> None:
    findings = asserts_of(page(book, "other", "assert five == 5", "nothing_like_it\nassert five == 5"))
    (unnoticed,) = findings.unnoticed
    assert "not reached, NameError" in unnoticed
    (faulty,) = findings.faulty
    assert faulty.startswith("other.md:") and "the cell fails: NameError" in faulty


def test_an_assert_that_does_not_hold(book: Path) -> None:
    path = page(book, "other", "assert five == 4", "assert five == 5")
    findings = asserts_of(path)
    assert len(findings.faulty) == 1 and "the cell fails: AssertionError" in findings.faulty[0]
    assert findings.turned == 1, "what comes after a cell that fails is not looked at"


def test_a_cell_that_is_no_plain_python(book: Path) -> None:
    findings = asserts_of(page(book, "other", "%matplotlib inline", "assert five"))
    assert len(findings.faulty) == 1 and "no plain Python" in findings.faulty[0]


def test_a_cell_that_a_reader_is_to_run_is_not_executed(book: Path) -> None:
    findings = asserts_of(page(book, "other", "assert 1 / 0", tags=":tags: [skip-execution]\n\n"))
    assert findings == Findings()


@pytest.mark.parametrize("tag", mutate.HIDDEN)
def test_hidden_cells(book: Path, tag: str) -> None:
    assert asserts_of(page(book, "other", GOOD, tags=f":tags: [other, {tag}]\n\n")).good


@pytest.mark.parametrize(
    "code, tags, complaint",
    [
        (GOOD, "", "stands in a hidden cell"),
        (GOOD, ":tags: [other]\n\n", "stands in a hidden cell"),
        (f"run = lambda demo: 3\nrun('x')\n{GOOD}", ":tags: [remove-cell]\n\n", "does not call run()"),
        (
            f"class lab:\n    run = print\nlab.run()\n{GOOD}",
            ":tags: [remove-cell]\n\n",
            "does not call run()",
        ),
    ],
)
def test_the_rule_that_asserts_stand_alone(book: Path, code: str, tags: str, complaint: str) -> None:
    findings = asserts_of(page(book, "other", code, tags=tags))
    assert len(findings.faulty) == 1 and complaint in findings.faulty[0]
    assert findings.turned == 0


def test_a_negated_assert_changes_nothing_for_the_cells_after_it(book: Path) -> None:
    path = page(book, "other", "six = 6\nassert five == 5\nfive = 6", "assert five == six == 6")
    assert asserts_of(path) == Findings(turned=2)


def test_where_the_cells_run(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path.cwd(), list(sys.path)
    code = "import os, sys\nprint('x')\ndisplay(3)\nsys.path.insert(0, 'x')\n"
    code += f"assert os.getcwd() == {str(book / 'chapters')!r}"
    assert asserts_of(page(book, "other", code)) == Findings(turned=1)
    assert (Path.cwd(), list(sys.path)) == before
    assert capsys.readouterr().out == ""


def test_the_lines_of_cells(book: Path) -> None:
    options = "---\ntags: [remove-cell]\n---\n"
    path = page(book, "other", "five", "# a\n\n# b", "five", tags=options)
    lines = path.read_text().split("\n")
    found = cells(path)
    assert [cell.source for cell in found][1:] == ["five", "# a\n\n# b", "five"]
    assert [lines[cell.line - 1] for cell in found] == ["five = 5", "five", "# a", "five"]
    assert [sorted(cell.tags) for cell in found] == [[], *[["remove-cell"]] * 3]


# Everything


def test_a_book_without_a_fault(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(book / "intro.md", "# A page without cells\n")
    assert mutate.main([], book) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1:4] == [
        "some-locks/held: 10 declared fields turned around",
        "intro.md: 0 asserts turned around",
        "some-locks.md: 2 asserts turned around",
    ]
    assert said[-1] == "12 turned around, 0 of them not noticed; 0 to be mended."
    assert "Could not be tried here:" in said


def test_a_book_with_faults(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page(book, "some-locks", GOOD, "assert True or five", "if False:\n    assert five")
    assert mutate.main([], book) == 1
    said = capsys.readouterr().out
    assert "assert True or five: it cannot fail" in said
    assert "assert five: negated, it raises nothing" in said
    assert said.endswith("14 turned around, 2 of them not noticed; 0 to be mended.\n")


def test_chapters_by_name(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page(book, "other", "assert True")
    assert mutate.main(["some-locks"], book) == 0
    assert mutate.main(["other"], book) == 1
    assert "some-locks/held:" not in capsys.readouterr().out.rpartition("Here are CPython")[2]
    with pytest.raises(InvalidRequest, match="no chapter 'none'; there are other, some-locks"):
        mutate.main(["none"], book)


def test_an_unknown_chapter_from_the_shell() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "scripts.book.mutate", "none"], cwd=ROOT, capture_output=True, text=True
    )
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("mutate: there is no chapter 'none'") and answer.stderr.count("\n") == 1
