"""What a page's cells show of themselves on the site."""

import ast
import builtins
from pathlib import Path

import pytest

from scripts import lab
from scripts.book import soak
from scripts.book.cells import Cell, cells
from tests.book.small_book import ROOT

HIDES_INPUT = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
# What the lab shows, and what is handed to it: it starts nothing.
SHOWS = {name for name, room in lab._ROOMS.items() if room.startswith("scripts.lab.show.")}
HELPS = {name for name in dir(builtins) if name not in ("print", "exec", "eval", "open", "input", "__import__")}


def only_displays(source: str) -> bool:
    """Tell whether a cell shows something and does nothing else that a learner would type."""
    tree = ast.parse(source)
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called.add(node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            return False
    if not tree.body or not isinstance(tree.body[-1], ast.Expr) or not called <= SHOWS | HELPS:
        return False
    # The rest of it, in words of the lab; or a variable, by itself or a part of it.
    return bool(called & SHOWS) or not isinstance(tree.body[-1].value, ast.Call)


@pytest.mark.parametrize("page", soak.page_names(ROOT))
def test_a_cell_that_only_displays_hides_its_input(page: str) -> None:
    shown = [one for one in cells(ROOT / f"{page}.md") if not one.tags & HIDES_INPUT and only_displays(one.source)]
    places = [f"{page}.md:{one.line}: {one.source.splitlines()[0]}" for one in shown]
    assert places == [], "each needs the line `:tags: [remove-input]`"


@pytest.mark.parametrize(
    ("source", "displays"),
    [
        ('source("a/b")', True),
        ('changes("a/b", "a/c")', True),
        ('again["forkserver"]', True),
        ("first", True),
        ("first.runs[-1]", True),
        ('known = {"x = 1": Outcome("good", "x", "y")}\nacross(one.runs, one.absent, known=known)', True),
        ("grid(list(names), columns, cells, 'a', 'b')", True),
        ('run("a/b")', False),
        ('first = run("a/b")\nfirst', False),
        ('across(everywhere("a/b").runs)', False),
        ("print(first)", False),
        ("stack(first)", False),
        ("methods = ['fork', 'spawn']", False),
        ("def stack(one):\n    return one\nstack", False),
        ("", False),
    ],
)
def test_which_cells_only_display(source: str, displays: bool) -> None:
    assert only_displays(source) is displays


def test_the_names_that_show_are_the_labs() -> None:
    assert {"source", "changes", "graph", "grid", "timeline", "predict"} <= SHOWS
    assert not SHOWS & {"run", "everywhere", "by_version", "start", "diagnose", "recorded"}


def test_cells_know_their_lines_and_tags(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    head = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n"
    page.write_text(f"{head}:::{{note}}\nwords\n:::\n\n```{{code-cell}}\n:tags: [remove-input]\n\nfirst\n```\n")
    assert cells(page) == [Cell(14, "first", frozenset({"remove-input"}))]
