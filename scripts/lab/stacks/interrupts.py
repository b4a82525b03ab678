"""Whether a process has its own handler for SIGINT. The kernel shows only that it has one, and CPython always has.

CPython keeps the Python function of each signal in a table, `Handlers` in signalmodule.c: up to 3.11 a variable of that
file, from 3.12 on a part of _PyRuntime. No symbol leads to it, so it is found by its look. It has an entry for each
number up to 64, an int that says whether the signal has come and the function. Entry 0 has no function. Most signals
have the same object, which stands for SIG_DFL, and SIGPIPE and SIGXFSZ have the one that stands for SIG_IGN, because
CPython ignores them. SIGINT has the built-in function default_int_handler, unless the program has chosen another.
"""

from __future__ import annotations

from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.stacks import members
from scripts.lab.stacks.kinds import Objects
from scripts.lab.stacks.memory import Unreadable
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGINT, _SIGPIPE, _SIGXFSZ = 2, 13, 25
_ENTRIES = 65
_STEP, _APART = 5, 15
"""Wherever one begins to look, two entries so far apart are among the real-time signals, and look the same."""
_MOST_BYTES = 8 << 20
_PARTIAL_FUNCTION = 16
"""partialobject.fn, the first member; _functoolsmodule.c."""


def is_handled(pid: int, proc: Proc = PROC) -> bool | None:
    """Tell whether a process has chosen its own handler for SIGINT; None where that cannot be told."""
    try:
        target = Target(pid, proc)
    except Unreadable:
        return None
    try:
        handlers = {function for block in _variables(target) for function in _of_interrupt(block)}
        if len(handlers) != 1:
            return None
        return not _is_default(target, handlers.pop())
    except Unreadable:
        return None
    finally:
        target.close()


def _variables(target: Target) -> Iterator[memoryview]:
    """Read the variables of the file that defines _PyRuntime, as words: what is mapped writable, in one piece."""
    mappings = target.proc.mappings(target.pid)
    home = next((one for one in mappings if one.start <= target.runtime < one.end), None)
    end = 0
    for one in mappings:
        # What stands at its start is in the file, what follows is the part that begins as zeros.
        is_part = home is not None and (one.raw_path == home.raw_path or (one.start == end and not one.raw_path))
        if is_part and one.writable and not one.shared:
            end = one.end
            yield memoryview(target.memory.some(one.start, min(one.end - one.start, _MOST_BYTES))).cast("Q")


def _of_interrupt(words: memoryview) -> Iterator[int]:
    """Find every table of handlers, and give the function for SIGINT that stands in it."""
    for first in (0, 1):  # an entry is two words, and begins at any
        signs, functions = words[first::2], words[first + 1 :: 2]
        for at in range(0, len(functions) - _APART, _STEP):
            if functions[at] and functions[at] == functions[at + _APART]:
                for start in range(max(0, at - _ENTRIES), at):
                    if functions[start] == 0 and _is_table(signs, functions, start, functions[at]):
                        yield functions[start + _SIGINT]


def _is_table(signs: memoryview, functions: memoryview, start: int, usual: int) -> bool:
    if start + _ENTRIES > len(functions) or not functions[start + _SIGPIPE] == functions[start + _SIGXFSZ] != usual:
        return False
    entries = functions[start : start + _ENTRIES].tolist()
    return (
        entries.count(usual) > _ENTRIES // 2
        and 0 not in entries[1:_SIGXFSZ]
        and not any(signs[start : start + _ENTRIES].tolist())
    )


def _is_default(target: Target, handler: int) -> bool:
    """Is this handler one that CPython chooses itself?"""
    objects = Objects(target)
    if objects.is_a(handler, "builtin_function_or_method"):
        definition = objects.word(handler, members.CFUNCTION_ML)  # its first member is the name; methodobject.h
        return objects.c_text(target.memory.word(definition)) == "default_int_handler"
    # asyncio.run() chooses partial(runner._on_sigint, …) from 3.11 on, which cancels the main task; asyncio/runners.py.
    method = objects.word(handler, _PARTIAL_FUNCTION) if objects.is_a(handler, "functools.partial") else 0
    runner = objects.word(method, members.METHOD_SELF) if objects.is_a(method, "method") else 0
    return objects.is_a(runner, "Runner") and bool(objects.attribute(runner, "_interrupt_count"))
