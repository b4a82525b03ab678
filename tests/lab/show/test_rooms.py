"""The rooms of show: which may import which, and what importing them costs."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT

SHOW = ROOT / "scripts/lab/show"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in sorted(SHOW.rglob("*.py"))
    if path.name != "__init__.py"
}


def imports(path: Path) -> set[str]:
    """Give the modules of show that a module imports when it is itself imported."""
    found = set()
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            found |= {statement.module, *(f"{statement.module}.{alias.name}" for alias in statement.names)}
    return found & set(MODULES)


def in_room(module: str, *rooms: str) -> bool:
    return module.startswith(tuple(f"scripts.lab.show.{room}." for room in rooms))


def python(code: str, *options: str) -> str:
    return subprocess.run(
        [sys.executable, *options, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_there_is_no_circle() -> None:
    order = list(TopologicalSorter({name: imports(path) for name, path in MODULES.items()}).static_order())
    assert set(order) == set(MODULES)


@pytest.mark.parametrize("room", ["figures", "wait_graph"])
def test_no_arrow_leads_from_pictures_to_cards_and_tables(room: str) -> None:
    mine = {name: imports(path) for name, path in MODULES.items() if in_room(name, room)}
    assert mine
    assert {name: to for name, to in mine.items() if any(in_room(one, "cards", "tables") for one in to)} == {}


def test_figures_do_not_know_the_wait_graph() -> None:
    mine = [imports(path) for name, path in MODULES.items() if in_room(name, "figures")]
    assert not any(in_room(one, "wait_graph") for to in mine for one in to)


BELOW = (
    "catalogue",
    "errors",
    "expectations",
    "memory.page_map",
    "recordings",
    "records",
    "sections",
    "symptom_index",
    "systems",
    "teaching",
    "versions",
)
"""What show may know of the lab: facts, and no room that runs programs or looks at processes."""


def test_no_arrow_leads_from_show_to_a_room_that_hands_things_in() -> None:
    found = set()
    for path in SHOW.rglob("*.py"):
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("scripts"):
                found |= {f"{statement.module}.{alias.name}" for alias in statement.names}
    allowed = tuple(f"scripts.lab.{room}." for room in ("show", *BELOW))
    assert found
    assert [name for name in sorted(found) if not f"{name}.".startswith(allowed)] == []


@pytest.mark.parametrize("card", ["run", "diagnosis"])
def test_a_card_for_a_terminal_needs_the_standard_library_alone(card: str) -> None:
    assert python(f"from scripts.lab.show.cards.{card} import as_text; print(as_text.__name__)", "-S") == "as_text\n"


def test_matplotlib_is_imported_when_something_is_drawn() -> None:
    pictures = [name for name in MODULES if in_room(name, "figures", "wait_graph")]
    code = f"import sys, {', '.join(pictures)}; print('matplotlib' in sys.modules)"
    assert python(code) == "False\n"


def test_the_lines_of_a_wait_graph_need_the_standard_library_alone() -> None:
    code = """
from scripts.lab.records.evidence import Thread, Wait
from scripts.lab.show.wait_graph.lines import graph_as_text
lock = Wait(kind="lock", what="private lock", unlimited=True, key="futex:7:0x1", held_by=[7], private=True)
print(graph_as_text([Thread(pid=7, tid=7, state="S", call="futex", waits_for=lock)]))
"""
    assert "─▶ private lock ═▶ itself" in python(code, "-S", "-X", "utf8")
