"""What several pages ask of a run, and that the pages ask for it in the same way."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts import lab
from scripts.lab import interpreters, pages
from scripts.lab.catalogue import ROOT
from scripts.lab.records.evidence import Frame, Thread
from scripts.lab.versions import Version

SHARED = [name for name in lab.__all__ if vars(pages).get(name) is getattr(lab, name)]
CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))


def seen(python: str = "3.13.0", **facts: Any) -> Any:
    return SimpleNamespace(python=python, **facts)


def test_a_version_is_that_of_a_run_of_an_interpreter_or_a_text() -> None:
    here = interpreters.running()
    assert pages.version(here) == Version(here.version)
    assert str(pages.version(seen("3.13.0t"))) == str(pages.version("3.13.0t")) == "3.13.0t"


@pytest.mark.parametrize(
    "python, first, expected",
    [
        ("3.12.0", "3.12", True),
        ("3.11.9", "3.12", False),
        ("3.9.18", "3.10", False),
        ("3.13.0t", "3.13.0", True),
        ("3.14.0rc2", "3.14", False),
        ("3.13.0a1", "3.13.0a0", True),
    ],
)
def test_is_from(python: str, first: str, expected: bool) -> None:
    assert pages.is_from(seen(python), first) is expected


@pytest.mark.parametrize(
    "python, expected",
    [
        ("3.13.7", False),
        ("3.13.8", True),
        ("3.13.99t", True),
        ("3.14.0rc1", False),
        ("3.14.0", False),
        ("3.14.1", True),
        ("3.15.0", True),
        ("3.8.18", False),
    ],
)
def test_where_the_main_module_is_preloaded(python: str, expected: bool) -> None:
    assert pages.main_is_preloaded(seen(python)) is expected
    assert pages.main_is_preloaded(python) is pages.main_is_preloaded(Version(python)) is expected


@pytest.mark.parametrize(
    "python, expected",
    [("3.13.9", False), ("3.14.0", True), ("3.14.4t", True), ("3.14.5", False), ("3.15.0", False)],
)
def test_which_versions_have_the_incremental_collector(python: str, expected: bool) -> None:
    assert pages.has_incremental_collector(seen(python)) is expected


def test_a_run_on_each_interpreter_comes_by_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [seen("3.8.18"), seen("3.13.5t")]
    monkeypatch.setattr(pages.many_interpreters, "everywhere", lambda *words: SimpleNamespace(runs=runs))
    monkeypatch.setattr(pages.results, "why_not", lambda demo: None)
    assert pages.on_each("copy-on-write/holes") == {"3.8.18": runs[0], "3.13.5t": runs[1]}


def test_where_no_run_can_be_made_it_is_the_recorded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = seen("3.11.7", recorded="another machine")
    monkeypatch.setattr(pages.results, "why_not", lambda demo: "a package is missing")
    monkeypatch.setattr(pages.lookup, "recorded", lambda demo, *words: kept)
    assert pages.on_each("copy-on-write/holes") == {"3.11.7": kept}


def test_amounts_are_taken_by_their_unit_or_by_name() -> None:
    run = seen(measurements={"idle_mib": 1.5, "iterated_mib": 80.0, "share_percent": 60.0, "items": 7.0})
    assert pages.amounts(run) == {"idle": 1.5, "iterated": 80.0}
    assert pages.amounts(run, "iterated") == {"iterated": 80.0}
    assert pages.amounts(run, unit="_percent") == {"share": 60.0}


def test_a_caption_says_where_a_recorded_run_was_made() -> None:
    assert pages.origin(seen("3.14.8", recorded=None)) == "CPython 3.14.8"
    kept = seen("3.11.7", recorded="Linux 6.1", started="2026-03-01 10:00:00+00:00")
    assert pages.origin(kept) == "CPython 3.11.7, recorded 2026-03-01 on Linux 6.1"


def test_the_stack_is_that_of_the_first_process() -> None:
    inner, outer = (Frame(function=name, file="/lib/queue.py", line=1) for name in ("Queue.put", "main"))
    stacks = [(2, [outer]), (1, [inner, outer]), (1, [outer])]
    threads = [Thread(pid=pid, tid=pid, state="S", stack=stack) for pid, stack in stacks]
    assert pages.frames(seen(pid=1, evidence=threads)) == [inner, outer]
    assert pages.frames(seen(pid=3, evidence=threads)) == []
    assert pages.frames(seen(pid=1, evidence=[Thread(pid=1, tid=1, state="S")])) == []


@pytest.mark.parametrize("function", ["put", "Queue.put", "Queue.<locals>.put"])
def test_a_place_is_the_same_whatever_the_version_tells(function: str) -> None:
    assert pages.place(Frame(function=function, file="/usr/lib/python3.8/queue.py", line=1)) == ("put", "queue.py")


def test_deadlocks_are_proved_where_system_calls_are_told() -> None:
    assert pages.proves is Path("/proc/self/syscall").exists()


def test_what_is_shared_is_exported() -> None:
    assert SHARED == [
        "Version",
        "amounts",
        "frames",
        "has_incremental_collector",
        "is_from",
        "main_is_preloaded",
        "on_each",
        "origin",
        "place",
        "proves",
        "version",
    ]


def first_lines(page: Path) -> str:
    """The part of a page's first cell that finds the book's folder."""
    _, begin, rest = page.read_text(encoding="utf-8").partition("```{code-cell} ipython3\n:tags: [remove-cell]\n")
    text, end, _ = rest.partition("sys.path.insert(0, str(home))\n")
    assert begin and end and "```" not in text, f"{page.name} does not begin with the cell that finds the book"
    return text


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_every_page_that_runs_something_finds_the_book_with_the_same_lines(page: Path) -> None:
    if "{code-cell}" not in page.read_text(encoding="utf-8"):
        pytest.skip("the page runs nothing")
    assert first_lines(page) == first_lines(ROOT / "chapters" / "context-mismatch.md")


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_no_page_writes_a_copy_of_what_the_lab_has(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in SHARED:
        assert f"\ndef {name}(" not in text and f"\n{name} = " not in text, f"{page.name} defines {name} itself"
