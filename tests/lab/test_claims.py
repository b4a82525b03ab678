"""Claims that fail: what they say, in a real kernel, and what is kept of the runs."""

import json
import linecache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from scripts.lab import claims, run
from scripts.lab.claims import Place
from scripts.lab.records.evidence import Proof

ROOT = Path(__file__).resolve().parents[2]
FIRST = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n\nfrom scripts.lab import by_version, claims, run\n"
PAGE = """\
---
kernelspec:
  name: python3
---

# A page

```{{code-cell}} ipython3
done = run({path!r})
```

```{{code-cell}} ipython3
:tags: [remove-cell]

def answer(of=done):
    return of.measurements["answer"]


assert done.verdict == "exited" and answer() == 43
```
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with a page, whose one claim is false."""
    program = tmp_path / "program.py"
    program.write_text("print('answer = 42')\n")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a-page.md").write_text(PAGE.format(path=str(program)))
    return tmp_path


def cells_of(page: Path) -> list[str]:
    from scripts.book.mutate import cells

    return [cell.source for cell in cells(page)]


def executed(book: Path, *cells: str) -> CellExecutionError | None:
    """Execute cells in a kernel of their own, as a build does; give the error."""
    first = f"{FIRST}from pathlib import Path\nclaims.ROOT = Path({str(book)!r})\n"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (first, *cells)])
    try:
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(book))
    except CellExecutionError as error:
        return error
    return None


def kept(book: Path) -> list[Path]:
    return sorted(book.glob("_build/**/*.json"))


def test_a_claim_over_a_run(book: Path) -> None:
    page = book / "chapters" / "a-page.md"
    error = executed(book, *cells_of(page))
    assert error is not None and error.ename == "AssertionError"
    line = page.read_text().split("\n").index('assert done.verdict == "exited" and answer() == 43') + 1
    (file,) = kept(book)
    assert file == book / "_build" / "failures" / f"a-page-{line}.json"
    for said in (
        f"This claim failed: chapters/a-page.md, line {line}\n",
        '    assert done.verdict == "exited" and answer() == 43\n',
        "expected: answer() == 43\n    measured: answer() = 42\n",
        "program.py (CPython ",
        "EXITED 0, nothing is declared\n    measurements: {'answer': 42}\n",
        "Load average ",
        str(file),
    ):
        assert said in error.evalue and said.rstrip("\n") in str(error), said
    content = json.loads(file.read_text())
    (record,) = content["runs"]
    assert record["stdout"] == "answer = 42\n" and record["measurements"] == {"answer": 42}
    assert content["message"] in error.evalue
    assert (content["page"], content["line"], content["left_out"]) == ("chapters/a-page.md", line, [])
    assert content["processors"] >= 1 and len(content["load_average"]) == 3 and content["when"]


def test_a_page_whose_claims_hold_writes_nothing(book: Path) -> None:
    cells = [cell.replace("43", "42") for cell in cells_of(book / "chapters" / "a-page.md")]
    assert executed(book, *cells) is None
    assert kept(book) == [] and not (book / "_build").exists()


def test_a_measurement_that_is_missing(book: Path) -> None:
    cell = "assert done.exit_code == 0\nassert done.measurements['nothing'] == 1"
    error = executed(book, cells_of(book / "chapters" / "a-page.md")[0], cell)
    assert error is not None and (error.ename, error.evalue) == ("KeyError", "'nothing'"), "it is the error it was"
    assert "This claim failed: this notebook, line 2\n" in str(error)
    assert "done.measurements = {'answer': 42}" in str(error)
    assert [path.name for path in kept(book)] == ["this-notebook-2.json"]


def test_an_error_where_nothing_is_claimed(book: Path) -> None:
    error = executed(book, cells_of(book / "chapters" / "a-page.md")[0], "done.measurements['nothing']")
    assert error is not None and error.ename == "KeyError" and "claim" not in str(error)
    assert kept(book) == []


def test_values_whose_repr_fails_or_is_huge(book: Path) -> None:
    cells = """
class Broken:
    def __repr__(self):
        raise SystemExit("a repr that ends the kernel")

    def __eq__(self, other):
        return False
===
huge = ["x" * 1_000_000] * 1_000_000
broken = Broken()
assert (broken, huge) == ("another", [])
"""
    error = executed(book, *cells.split("===\n"))
    assert error is not None and error.ename == "AssertionError"
    assert "<Broken, whose repr raises SystemExit>" in error.evalue
    assert len(error.evalue) < 10_000


def test_the_message_of_an_assert_stays(book: Path) -> None:
    error = executed(book, "assert 1 == 2, 'one is not two'")
    assert error is not None and error.evalue.startswith("one is not two\nThis claim failed: ")


def test_a_handler_of_the_readers_own_stays(book: Path) -> None:
    handler = "get_ipython().set_custom_exc((KeyError,), lambda *about, **more: print('mine'))"
    error = executed(book, f"{handler}\nclaims.install()", "assert 1 == 2")
    assert error is not None and error.evalue == ""


def test_surprises_show_themselves(book: Path) -> None:
    cells = """
table = by_version({"a program": PATH, "the same": PATH})
===
def surprises(table):
    return [(words, one.python, one.verdict) for words, runs in table.runs.items() for one in runs]
===
assert surprises(table) == []
""".replace("PATH", repr(str(book / "program.py")))
    error = executed(book, *cells.split("===\n"))
    assert error is not None
    assert "measured: surprises(table) = [('a program', '" in error.evalue
    assert error.evalue.count("\nrun: ") >= 2, "each run of the table is named"
    (file,) = kept(book)
    assert len(json.loads(file.read_text())["runs"]) == error.evalue.count("\nrun: ") + error.evalue.count("more runs")


# Without a kernel

CELL = "cell"


def failed(source: str, names: dict[str, Any]) -> AssertionError:
    """Execute a cell whose claim fails, and give its error with what was added."""
    with pytest.raises(AssertionError) as caught:
        exec(compile(source, CELL, "exec"), names)
    assert caught.value.__traceback__
    claims.add_to(caught.value, caught.value.__traceback__, {CELL: source}, Place("chapters/a-page.md", 10))
    return caught.value


def test_runs_that_went_wrong_come_first(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "ROOT", book)
    done = run(str(book / "program.py"))

    well = done.replace(expected=True)
    wrong = done.replace(
        expected=False, differences=["verdict: stalled"], note="a note", proof=Proof(holds=False, why_not="look")
    )
    error = failed("assert not runs", {"runs": {"first": [well] * 30, "last": (wrong, [well])}, "other": done})
    said = str(error).split("\nrun: ")[1]
    assert "NOT as expected\n    differences: verdict: stalled\n    note: a note\n" in said
    assert "no proof: look" in said
    assert [one["expected"] for one in json.loads(kept(book)[0].read_text())["runs"]] == [False, True]


def test_the_file_is_bounded(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "ROOT", book)
    monkeypatch.setattr(claims, "LARGEST_FILE", 600_000)
    monkeypatch.setattr(claims, "_MOST_FILES", 2)

    done = run(str(book / "program.py"))
    runs = [done.replace(stdout="x" * 10_000_000) for _ in range(5)]
    for _ in range(4):
        failed("assert len(runs) == 3", {"runs": runs})
    assert [path.name for path in kept(book)] == ["a-page-10-2.json", "a-page-10.json"]
    content = json.loads(kept(book)[0].read_text())
    assert len(content["runs"]) == 2 and len(content["left_out"]) == 3
    assert "characters are left out here" in content["runs"][0]["stdout"]
    assert kept(book)[0].stat().st_size < 800_000


def test_a_folder_that_cannot_be_written(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "ROOT", book)
    (book / "_build").write_text("a file stands where the folder should be\n")
    error = failed("assert done.verdict == 'killed'", {"done": run(str(book / "program.py"))})
    assert "The records of the runs could not be written: " in str(error)
    assert "done.verdict = 'exited'" in str(error)


@pytest.mark.parametrize("broken", ["_cells", "_place", "failing", "runs_in", "busyness", "_runs_in_words"])
def test_it_never_hides_the_error(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def breaks(*anything: object, **more: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(claims, broken, breaks)
    shown = []
    shell = SimpleNamespace(user_ns={"In": []}, showtraceback=lambda about, **more: shown.append(about))
    monkeypatch.setitem(linecache.cache, CELL, (12, None, ["assert 1 == 2\n"], CELL))
    with pytest.raises(AssertionError) as caught:
        exec(compile("assert 1 == 2", CELL, "exec"), {"__name__": "__main__", "In": []})
    error = caught.value
    assert error.__traceback__
    claims._show(shell, AssertionError, error, error.__traceback__)
    assert shown == [(AssertionError, error, error.__traceback__)]
    assert ("1 == 2" in str(error)) is (broken == "failing")


def test_several_pages_with_the_same_cell(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "ROOT", book)
    fence = "```{code-cell} ipython3\n%s\n```\n"
    for name, before in (("one", "a = 1"), ("two", "b = 2"), ("three", "c = 3")):
        (book / "chapters" / f"{name}.md").write_text("\n" + fence % before + fence % "assert a == b")
    assert claims._place("assert a == b\n", ["", "b = 2\n"]) == Place("chapters/two.md", 6)
    assert claims._place("assert b == a\n", []) == Place("this notebook", 1)
