"""A run without what changes for nothing from one run to the next: process ids, addresses, random names, paths.

Process and thread ids become 1001, 1002, ... in the order in which they appear, addresses 0x1000, 0x2000, ..., and
random names sem.1, psm_2, ...; the folder of the book is left out of paths, and what lies before "lib/python3.N" in
paths of the interpreter.
"""

import os
import re
from collections.abc import Callable
from typing import Any

from scripts.lab.catalogue import ROOT
from scripts.lab.records.run import Run

_ID_FIELDS = ("pid", "tid", "parent", "machine_pid", "held_by", "copied_from", "also_open_in", "deadlocked_threads")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{10,16}\b")
_RANDOM = re.compile(r"\b(sem\.|psm_|mp-|pymp-|listener-|tmp)[A-Za-z0-9_]{6,8}\b")
_LIBRARY = re.compile(r"(?:/[\w.+-]+)+/(?=lib(?:64)?/python3)")
_OBJECT = re.compile(r"/[^\s'\"():]*/(?=[\w.+-]+\.so\b)")
_SHIMS = re.compile(r"(?:/[\w.+-]+)+/bin/(?=python3?)")
_SYS_PATH = re.compile(r"(?<='sys_path': \[)[^\]\n]*")
"""In the command line of a forkserver; the kernel may have cut it anywhere."""
_FIRST_ID = 1001
_MOST_PROCESSES = 24
"""Of a program that starts workers without end, the first are enough."""
_PAGE_MAP_FIELDS = ("start", "end", "runs")


def stable(run: Run) -> Run:
    """Give the run with stable ids, addresses and paths; the measurements and everything else stay as they are."""
    facts = run.to_dict()
    numbers = {number: _FIRST_ID + place for place, number in enumerate(_ids(facts))}
    text = _Text(numbers, run.executable)
    measured = facts.pop("measurements")
    made: dict[str, Any] = _walked(facts, text, numbers, None)
    made |= {"measurements": measured, "executable": os.path.basename(run.executable), "recorded": None}
    made |= {"path": text(run.path), "machine_pid": None}
    made["processes_left_out"] += len(made["processes"][_MOST_PROCESSES:])
    made["processes"] = made["processes"][:_MOST_PROCESSES]
    return Run.from_dict(made)


def _ids(facts: dict[str, Any]) -> list[int]:
    """List every process and thread id, each once, in the order of appearance: the program's own first."""
    found: dict[int, None] = {}

    def collect(value: Any, field: str | None) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                collect(one, key)
        elif isinstance(value, list):
            for one in value:
                collect(one, field)
        elif field in _ID_FIELDS and type(value) is int and value > 1:
            found[value] = None

    for field in ("pid", "processes", "evidence"):
        collect(facts[field], field)
    collect(facts, None)
    return list(found)


class _Text:
    """Makes the text of one run stable; the same address gets the same stand-in everywhere."""

    def __init__(self, numbers: dict[int, int], executable: str) -> None:
        self.numbers = numbers
        self.executable = executable
        self.addresses: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        text = _SYS_PATH.sub("...", text)
        text = text.replace(f"{ROOT}{os.sep}", "").replace(str(ROOT), ".")
        text = text.replace(self.executable, os.path.basename(self.executable))
        text = _SHIMS.sub("", _OBJECT.sub("", _LIBRARY.sub("", text)))
        text = _RANDOM.sub(self._name, _ADDRESS.sub(self._address, text))
        return re.sub(r"(?<![\w.])\d{2,8}(?![\w.]\d)", self._number, text)

    def _address(self, match: re.Match[str]) -> str:
        return self.addresses.setdefault(match[0], f"0x{(len(self.addresses) + 1) << 12:x}")

    def _name(self, match: re.Match[str]) -> str:
        return self.names.setdefault(match[0], f"{match[1]}{len(self.names) + 1}")

    def _number(self, match: re.Match[str]) -> str:
        return str(self.numbers.get(int(match[0]), match[0]))


def _walked(value: Any, text: Callable[[str], str], numbers: dict[int, int], field: str | None) -> Any:
    if isinstance(value, dict):
        return {key: one if key in _PAGE_MAP_FIELDS else _walked(one, text, numbers, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_walked(one, text, numbers, field) for one in value]
    if isinstance(value, str):
        return text(value)
    if field in (*_ID_FIELDS, "suspected_threads") and type(value) is int:
        return numbers.get(value, value)
    return value
