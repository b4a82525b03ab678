"""Which room of the lab may know which: arrows point downward only."""

import ast
from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT

LAB = ROOT / "scripts" / "lab"
BELOW = {
    "linux": set(),
    "memory": {"records", "linux"},
    "stacks": {"records", "linux"},
    "proof": {"records", "linux"},
}
"""What each room may import beside itself, also where it is only for types."""
MOST_LINES = 400


def modules(room: str) -> list[Path]:
    return sorted((LAB / room).glob("*.py"))


def imported(path: Path) -> set[str]:
    """The rooms of the lab, or its modules without a room, that a module imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{one.name}" for one in node.names]
        found |= {name.split(".")[2] for name in names if name.startswith("scripts.lab.")}
    return found


@pytest.mark.parametrize("room", BELOW)
def test_a_room_knows_only_what_lies_below_it(room: str) -> None:
    assert modules(room)
    above = {path.name: imported(path) - BELOW[room] - {room} for path in modules(room)}
    assert {name: rooms for name, rooms in above.items() if rooms} == {}


@pytest.mark.parametrize("room", BELOW)
def test_within_a_room_there_is_no_circle(room: str) -> None:
    edges: dict[str, set[str]] = {}
    for path in modules(room):
        prefix = f"scripts.lab.{room}"
        tree = ast.parse(path.read_text())
        nodes = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module]
        edges[path.stem] = {
            one.module.removeprefix(prefix + ".") for one in nodes if one.module.startswith(prefix + ".")
        }
        edges[path.stem] |= {name.name for one in nodes if one.module == prefix for name in one.names}
    left = dict(edges)
    while free := [name for name, targets in left.items() if not targets & set(left)]:
        for name in free:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("room", BELOW)
def test_no_module_is_too_long(room: str) -> None:
    assert {
        path.name: lines for path in modules(room) if (lines := len(path.read_text().splitlines())) > MOST_LINES
    } == {}
