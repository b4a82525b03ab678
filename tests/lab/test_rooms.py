"""How the lab is laid out: its rooms stand above one another, and what stands below knows nothing of what is above."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT

LAB = ROOT / "scripts" / "lab"
LONGEST_FILE = 400

FLOORS = [
    {"errors", "records", "versions"},
    {
        "linux",
        "limits",
        "catalogue",
        "measured",
        "chance",
        "python_waits",
        "sections",
        "systems",
        "unusable",
    },
    {"memory", "stacks", "proof", "expectations", "interpreters", "teaching"},
    {"guard", "evidence", "recordings"},
    {"symptom_index"},
    {"show"},
    # What cells, tests and the shell call.
    {
        "background",
        "claims",
        "diagnosis",
        "doctor",
        "exercises",
        "explaining",
        "many_interpreters",
        "modules",
        "pages",
        "recorder",
        "results",
        "runner",
        "slots",
        "this_machine",
    },
]
"""The rooms from the ground up. A room may import from its own floor and from the floors below."""
PACKAGE = "__init__"
"""The lab's own first file names what cells may call; it fetches each from where it is when it is asked for."""


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Each module of the lab that a file imports, in whatever way, also for a type checker alone."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{one.name}" for one in node.names]
        else:
            continue
        yield from (tuple(name.split(".")[2:]) for name in names if name.startswith("scripts.lab."))


def module_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(LAB).with_suffix("").parts
    return parts[:-1] if parts[-1] == PACKAGE and len(parts) > 1 else parts


FILES = {module_of(path): path for path in sorted(LAB.rglob("*.py"))}


def arrows() -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """By file, the files that it imports from."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for module, path in FILES.items():
        found[module] = set()
        for name in imports(path):
            target = next((name[:size] for size in range(len(name), 0, -1) if name[:size] in FILES), None)
            if target is not None and target != module:
                found[module].add(target)
    return found


def floor_of(room: str, floors: list[set[str]]) -> int:
    (found,) = [number for number, rooms in enumerate(floors) if room in rooms]
    return found


def test_every_room_has_its_floor() -> None:
    rooms = {module[0] for module in FILES} - {PACKAGE}
    assert rooms == set().union(*FLOORS)


def test_no_arrow_leads_upwards() -> None:
    upwards = [
        f"{'.'.join(module)} -> {'.'.join(target)}"
        for module, targets in arrows().items()
        for target in targets
        if PACKAGE not in (module[0], target[0]) and floor_of(target[0], FLOORS) > floor_of(module[0], FLOORS)
    ]
    assert upwards == []


def test_there_is_no_circle() -> None:
    left = {module: {target for target in targets if target != (PACKAGE,)} for module, targets in arrows().items()}
    while free := [module for module, targets in left.items() if not targets & left.keys()]:
        for module in free:
            del left[module]
    assert {".".join(module): sorted(".".join(target) for target in targets) for module, targets in left.items()} == {}


@pytest.mark.parametrize("module", FILES, ids=".".join)
def test_a_file_is_short(module: tuple[str, ...]) -> None:
    assert len(FILES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
