"""Whether a process has its own handler for SIGINT. The kernel shows only that it has one, and CPython always has.

CPython keeps the Python function of each signal in a table, `Handlers` in signalmodule.c: up to 3.11 a variable of that
file, from 3.12 on a part of _PyRuntime. No symbol leads to it, so it is found by its look. It has an entry for each
number up to 64, an int that says whether the signal has come and the function. Entry 0 has no function. Most signals
have the same object, which stands for SIG_DFL, and SIGPIPE and SIGXFSZ have the one that stands for SIG_IGN, because
CPython ignores them. SIGINT has the built-in function default_int_handler, unless the program has chosen another.

The search costs milliseconds. The table is a variable of a file, so it stands at the same place in every process that
was forked from the same program, and equally far from _PyRuntime in every process that has loaded the same file. Where
it is known, only what stands there now is read and compared with the look of a table.
"""

from __future__ import annotations

import os

from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.stacks import members
from scripts.lab.stacks.kinds import Objects
from scripts.lab.stacks.memory import Memory, Unreadable, word
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.lab.linux.mappings import Mapping

_SIGINT, _SIGPIPE, _SIGXFSZ = 2, 13, 25
_ENTRIES = 65
_STEP = 5
"""Of four entries so far apart, which look the same, all are among the real-time signals, wherever one begins."""
_MOST_BYTES = 8 << 20
_PARTIAL_FUNCTION = 16
"""partialobject.fn, the first member; _functoolsmodule.c."""
_ENTRY_BYTES = 16
_MOST_KNOWN = 10_000


class _Known:
    """Where the table of a program stands, and what its default_int_handler looked like."""

    __slots__ = ("definition", "table", "type_address", "type_at")

    def __init__(self, target: Target, table: int, handler: int) -> None:
        self.table = table
        # Both are variables of the interpreter's file, which a program has no way to move.
        self.type_at = target.layout.object_type
        self.type_address = target.memory.word(handler + self.type_at)
        self.definition = Objects(target).word(handler, members.CFUNCTION_ML)

    def is_untouched(self, memory: Memory) -> bool:
        """Does the table of a process stand there, with the same default_int_handler for SIGINT?"""
        words = memoryview(memory.read(self.table, _ENTRIES * _ENTRY_BYTES)).cast("Q")
        signs, functions = words[::2], words[1::2]
        if not _is_table(signs, functions, 0, functions[_ENTRIES - 1]):
            return False
        # Its type, and after a member for the interpreter's own use the definition of the function; methodobject.h.
        found = memory.read(functions[_SIGINT] + self.type_at, _ENTRY_BYTES)
        return (word(found, 0), word(found, 8)) == (self.type_address, self.definition)


_KNOWN: dict[tuple[bytes, int, int], _Known] = {}
"""By what a process shares with those that were forked from it, and by the file that it executes."""
_BEHIND_RUNTIME: dict[tuple[tuple[int, int], int], int] = {}
"""How far behind _PyRuntime the table stands, by the file in which both are."""


def is_handled(pid: int, proc: Proc = PROC) -> bool | None:
    """Tell whether a process has chosen its own handler for SIGINT; None where that cannot be told."""
    program = _program(pid, proc)
    if program in _KNOWN and _is_as_known(pid, proc, _KNOWN[program]):
        return False
    try:
        target = Target(pid, proc)
    except Unreadable:
        return None
    try:
        tables = _tables(target)
        handlers = set(tables.values())
        if len(handlers) != 1:
            return None
        handler = handlers.pop()
        is_default = _is_default(target, handler)
        if program is not None and is_default and len(tables) == 1 and _is_built_in(target, handler):
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[program] = _Known(target, next(iter(tables)), handler)
        return not is_default
    except Unreadable:
        return None
    finally:
        target.close()


def programs_known() -> int:
    """Give of how many programs it is known where the table stands, so that asking them again costs little."""
    return len(_KNOWN)


def _program(pid: int, proc: Proc) -> tuple[bytes, int, int] | None:
    """Give what two processes have in common of which one was forked from the other; None where it is not shown."""
    vector = proc.read_shared(pid, "auxv")
    try:
        executable = os.stat(f"{proc.root}/{pid}/exe")
    except OSError:
        return None
    return (vector, executable.st_dev, executable.st_ino) if vector else None


def _is_as_known(pid: int, proc: Proc, known: _Known) -> bool:
    try:
        memory = Memory(f"{proc.root}/{pid}/mem", _MOST_BYTES)
    except OSError:
        return False
    try:
        return known.is_untouched(memory)
    except Unreadable:
        return False
    finally:
        memory.close()


def _tables(target: Target) -> dict[int, int]:
    """Find every table of handlers, by its address, with the function for SIGINT that stands in it."""
    mappings = target.proc.mappings(target.pid)
    home = next((one for one in mappings if one.start <= target.runtime < one.end), None)
    if home is None:
        return {}
    file = home.device, home.inode
    if file in _BEHIND_RUNTIME:
        start = target.runtime + _BEHIND_RUNTIME[file]
        words = memoryview(target.memory.read(start, _ENTRIES * _ENTRY_BYTES)).cast("Q")
        if _is_table(words[::2], words[1::2], 0, words[-1]):
            return {start: words[2 * _SIGINT + 1]}
    variables = list(_variables(target, mappings, home))
    found: dict[int, int] = {}
    for often in (True, False):
        if not found:
            found = {start + at: one for start, words in variables for at, one in _of_interrupt(words, often)}
    if len(found) == 1 and home.inode:
        _BEHIND_RUNTIME[file] = next(iter(found)) - target.runtime
    return found


def _variables(target: Target, mappings: list[Mapping], home: Mapping) -> Iterator[tuple[int, memoryview]]:
    """Read the variables of the file that defines _PyRuntime, as words: what is mapped writable, in one piece.

    With each piece goes its address.
    """
    end = 0
    for one in mappings:
        # What stands at its start is in the file, what follows is the part that begins as zeros.
        is_part = one.raw_path == home.raw_path or (one.start == end and not one.raw_path)
        if is_part and one.writable and not one.shared:
            end = one.end
            yield one.start, memoryview(target.memory.some(one.start, min(one.end - one.start, _MOST_BYTES))).cast("Q")


def _of_interrupt(words: memoryview, often: bool) -> Iterator[tuple[int, int]]:
    """Find every table of handlers: how many bytes in front of it, and the function for SIGINT that stands in it.

    often: must the entries in between look the same as well? Where a program handles many real-time signals, they do
    not; but the search is several times as quick.
    """
    for first in (0, 1):  # an entry is two words, and begins at any
        signs, functions = words[first::2], words[first + 1 :: 2]
        step, ahead = (3 * _STEP, 1) if often else (_STEP, 3)
        some = functions[::step].tolist()
        for number, (one, other) in enumerate(zip(some, some[ahead:], strict=False)):
            if one and one == other:
                at = step * number
                if often and not one == functions[at + _STEP] == functions[at + 2 * _STEP]:
                    continue
                for start in range(max(0, at - _ENTRIES), at):
                    if functions[start] == 0 and _is_table(signs, functions, start, one):
                        yield _ENTRY_BYTES * start + 8 * first, functions[start + _SIGINT]


def _is_table(signs: memoryview, functions: memoryview, start: int, usual: int) -> bool:
    if start + _ENTRIES > len(functions) or not functions[start + _SIGPIPE] == functions[start + _SIGXFSZ] != usual:
        return False
    entries = functions[start : start + _ENTRIES].tolist()
    return (
        entries.count(usual) > _ENTRIES // 2
        and 0 not in entries[1:_SIGXFSZ]
        and not any(signs[start : start + _ENTRIES].tolist())
    )


def _is_built_in(target: Target, handler: int) -> bool:
    return Objects(target).is_a(handler, "builtin_function_or_method")


def _is_default(target: Target, handler: int) -> bool:
    """Is this handler one that CPython chooses itself?"""
    objects = Objects(target)
    if _is_built_in(target, handler):
        definition = objects.word(handler, members.CFUNCTION_ML)  # its first member is the name; methodobject.h
        return objects.c_text(target.memory.word(definition)) == "default_int_handler"
    # asyncio.run() chooses partial(runner._on_sigint, …) from 3.11 on, which cancels the main task; asyncio/runners.py.
    method = objects.word(handler, _PARTIAL_FUNCTION) if objects.is_a(handler, "functools.partial") else 0
    runner = objects.word(method, members.METHOD_SELF) if objects.is_a(method, "method") else 0
    return objects.is_a(runner, "Runner") and bool(objects.attribute(runner, "_interrupt_count"))
