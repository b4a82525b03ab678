"""Local variables and names of threads of another process, read from outside."""

import dis
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from scripts.lab import interpreters, stacks
from scripts.lab.interpreters import Interpreter
from scripts.lab.linux.proc import PROC
from scripts.lab.proof.calls import name as call_name
from scripts.lab.stacks import layouts, members, shown, values
from scripts.lab.versions import STUDIED
from tests.lab.stacks import headers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read through Linux's /proc")

PROGRAMS = Path(__file__).parent / "stacks"
PATIENCE_SECONDS = 60.0
NAMES = {"MainThread", "数", "größer", "Thread"}


@cache
def found() -> list[Interpreter]:
    return interpreters.find()


every_interpreter = pytest.mark.parametrize("interpreter", found(), ids=lambda one: one.version)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.01)


def in_place(pid: int) -> bool:
    """Does every thread wait, in the function that the program has for it?"""
    waits = [call_name(PROC.system_call(pid, tid)) for tid in PROC.thread_ids(pid)]
    newest = {stack[0].function.rpartition(".")[2] for stack in stacks.read(pid).stacks.values()}
    return waits == ["futex"] * 4 and newest == {"values", "function", "many", "<module>"}


@every_interpreter
def test_local_variables_and_names_are_read(interpreter: Interpreter) -> None:
    process = subprocess.Popen([interpreter.executable, str(PROGRAMS / "variables.py")])
    try:
        until(lambda: in_place(process.pid))
        plain = stacks.read(process.pid)
        full = stacks.read(process.pid, with_locals=True, with_names=True)
    finally:
        process.kill()
        process.wait()
    assert {name.split("-")[0] for name in full.names.values()} == NAMES
    assert full.names[process.pid] == "MainThread"
    assert plain.names == {}
    frames = {frame.function.rpartition(".")[2]: frame for stack in full.stacks.values() for frame in stack}
    assert frames["values"].locals == {
        "first": "'a'",
        "second": "<Own>",
        "rest": "tuple of 0",
        "named": "dict of 0",
        "text": r"'a\nb'",
        "long_text": f"'{'größe' * 8}'…",
        "other_text": "'数'",
        "number": "7",
        "negative": "-12345678901234",
        "large": "a large int",
        "zero": "0",
        "data": r"b'x\x00'",
        "yes": "True",
        "nothing": "None",
        "items": "list of 2",
        "pairs": "dict of 1",
        "members": "set of 3",
        "pair": "tuple of 2",
    }
    # Without `here`, which has no value any more; and a class that is only called like one of Python's own.
    assert frames["function"].locals == {"alike": "<list>", "inner": "'inner'", "outer": "'outer'"}
    assert frames["captured"].locals == {"outer": "'outer'", "inner": "'inner'", "function": "<function>"}
    assert len(frames["many"].locals or {}) == shown.MOST_LOCALS
    assert frames["<module>"].locals == {}
    assert frames["_bootstrap"].locals is not None
    every = [words for stack in full.stacks.values() for frame in stack for words in (frame.locals or {}).values()]
    assert max(map(len, every)) <= shown.MOST_CHARACTERS
    for stack in full.stacks.values():
        for frame in stack:
            frame.locals = None
    assert full.stacks == plain.stacks


@every_interpreter
def test_the_members_are_where_the_headers_have_them(interpreter: Interpreter, tmp_path: Path) -> None:
    printed = headers.printed(interpreter, "members.c", tmp_path)
    minor = interpreter.version_info[1]
    for name, value in printed:
        known = getattr(members, name)
        if name == "managed_dict":
            known = members.managed_dict(layouts.Layout(minor, layout_facts(interpreter.free_threaded)))
        assert int(value) == (known[minor] if isinstance(known, dict) else known), name


def layout_facts(free_threaded: bool) -> dict[str, int | None]:
    return {"object_type": 24 if free_threaded else 8, "frame_executable": 0, "code_co_filename": 0}


def test_the_members_of_all_studied_lines_are_known() -> None:
    for known in (members.CACHED_KEYS, members.FRAME_GLOBALS, members.KEYS_ENTRIES, members.TUPLE_ITEMS):
        assert [f"3.{minor}" for minor in known] == list(STUDIED)
    assert [f"3.{minor}" for minor in members.VALUES] == list(STUDIED)[-len(members.VALUES) :]


def test_the_innermost_handler_says_how_much_of_the_stack_is_in_use() -> None:
    """Against what a code object of this very interpreter says of itself, by dis."""

    def nested() -> None:
        with open("/dev/null"):
            for _ in "once":
                try:
                    print()
                finally:
                    print()

    code = nested.__code__
    entries = dis._parse_exception_table(code)  # type: ignore[attr-defined]
    assert len(entries) > 5
    for position in range(0, len(code.co_code), 2):
        expected = next((one.depth for one in entries if one.start <= position < one.end), 0)
        assert values.depth_of_handler(code.co_exceptiontable, position) == expected
    assert len({one.depth for one in entries}) > 2
