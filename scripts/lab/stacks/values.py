"""The local variables of a frame, and its value stack.

Local variables stand first, then cells, then the value stack. A frame at work does not say how high its value stack
is: up to 3.13 its top is in a register of the processor, and what stands above it is left from before. So only what an
exception that was raised now would leave on the stack is known to be in use. Up to 3.10 the newest of the frame's
blocks says how much that is (PyTryBlock of frameobject.h), from 3.11 the exception table of the code
(Objects/exception_handling_notes.txt, from 3.14 InternalDocs/exception_handling.md).
"""

from __future__ import annotations

from scripts.lab.stacks import objects
from scripts.lab.stacks.frames import MARKS, Activation
from scripts.lab.stacks.kinds import Objects
from scripts.lab.stacks.memory import Unreadable, integer, word
from scripts.lab.stacks.target import Target

_SETUP_FINALLY = 122
"""The type of the blocks of `try` and `with` up to 3.10; opcode.h."""
_MOST_BLOCKS = 20
_BLOCK_BYTES = 12
_MOST_SLOTS = 10_000
_MOST_NAMES = 200
_HIDDEN, _CELL, _FREE = 0x10, 0x40, 0x80
"""Bits of co_localspluskinds; pycore_code.h."""


class Names:
    """What a code object says of its frames' slots."""

    def __init__(self, target: Target, objects_: Objects, block: bytes) -> None:
        layout = target.layout
        self.stack_size = min(integer(block, layout.code_co_stacksize), _MOST_SLOTS)
        # By slot; None for a slot that is not shown.
        self.names: list[str | None] = []
        self.cells: set[int] = set()
        self.exceptions = b""
        varnames = objects_.items(word(block, layout.code_co_varnames), _MOST_SLOTS)
        if layout.code_co_exceptiontable is None:
            inside = [
                name
                for offset in (layout.code_co_cellvars, layout.code_co_freevars)
                for name in objects_.items(word(block, offset), _MOST_SLOTS)
            ]
            self.cells = set(range(len(varnames), len(varnames) + len(inside)))
            kinds = b""
            varnames += inside
        else:
            self.exceptions = objects.table(target.memory, layout, word(block, layout.code_co_exceptiontable))
            kinds = objects.table(target.memory, layout, word(block, layout.code_co_localspluskinds))
            self.cells = {slot for slot, kind in enumerate(kinds) if kind & (_CELL | _FREE)}
        self.slots = len(varnames)
        self._addresses = varnames[:_MOST_NAMES]
        self._kinds = kinds
        self._objects = objects_

    def named(self) -> list[tuple[int, str]]:
        """The slots that hold variables, with their names."""
        if not self.names:
            hidden = {slot for slot, kind in enumerate(self._kinds) if kind & _HIDDEN}
            self.names = [
                None if slot in hidden else self._objects.text(name) for slot, name in enumerate(self._addresses)
            ]
        return [(slot, name) for slot, name in enumerate(self.names) if name is not None]


class Values:
    """Reads the slots of frames of one process."""

    def __init__(self, target: Target, objects_: Objects) -> None:
        self._target = target
        self._objects = objects_
        # Does a frame that is at work say where its value stack ends?
        self.knows_top = target.layout.frame_stackpointer is not None
        self._names: dict[int, Names] = {}

    def names(self, activation: Activation) -> Names:
        """What the frame's code says of its slots. Raises Unreadable where that cannot be read."""
        code = activation.code
        if code.address not in self._names:
            self._names[code.address] = Names(self._target, self._objects, code.block)
        return self._names[code.address]

    def variables(self, activation: Activation, first: int, count: int) -> list[int]:
        """The addresses of what stands in so many slots, 0 for none. Raises Unreadable where it cannot be read."""
        start = activation.address + self._target.layout.frame_localsplus + 8 * first
        return self._read(start, count)

    def _read(self, start: int, count: int) -> list[int]:
        block = self._target.memory.read(start, 8 * max(0, min(count, _MOST_SLOTS)))
        found = [word(block, place) for place in range(0, len(block), 8)]
        if self._target.layout.frame_stackpointer is not None:
            # With both marks it is a number, with one or none a pointer (pycore_stackref.h).
            found = [0 if value & MARKS == MARKS else value & ~MARKS for value in found]
        return found

    def whole_stack(self, activation: Activation) -> list[int]:
        """The value stack, up to 3.13 with what may be left above its top."""
        layout, names = self._target.layout, self.names(activation)
        start = self._stack_start(activation)
        count = names.stack_size
        if layout.frame_stackpointer is not None:
            top = word(activation.block, layout.frame_stackpointer)
            count = min(count, (top - start) // 8) if top > start else 0
        return self._read(start, count)

    def stack_in_use(self, activation: Activation) -> list[int]:
        """The part of the value stack that an exception would leave; empty outside `try` and `with`."""
        layout = self._target.layout
        if layout.frame_valuestack is not None:
            depth = self._depth_of_block(activation)
        else:
            depth = depth_of_handler(self.names(activation).exceptions, activation.position)
        return self._read(self._stack_start(activation), depth) if depth else []

    def opcode(self, activation: Activation) -> int | None:
        """The number of the instruction that the frame is at; None where that is not known."""
        start = self._target.layout.code_co_code_adaptive
        if not start or activation.code.co_tlbc or activation.position < 0:
            return None
        try:
            return self._target.memory.read(activation.code.address + start + activation.position, 1)[0]
        except Unreadable:
            return None

    def _stack_start(self, activation: Activation) -> int:
        layout = self._target.layout
        if layout.frame_valuestack is not None:
            return word(activation.block, layout.frame_valuestack)
        return activation.address + layout.frame_localsplus + 8 * self.names(activation).slots

    def _depth_of_block(self, activation: Activation) -> int:
        layout, block = self._target.layout, activation.block
        count = integer(block, layout.frame_iblock)
        if not 0 <= count <= _MOST_BLOCKS:
            raise Unreadable(f"there is no frame at {activation.address:#x}")
        for number in range(count - 1, -1, -1):
            place = layout.frame_blockstack + _BLOCK_BYTES * number
            if integer(block, place) == _SETUP_FINALLY:
                return max(0, integer(block, place + 8))
        return 0


def depth_of_handler(table: bytes, position: int) -> int:
    """How high the stack is where the handler of an exception at this position, in bytes, begins; 0 without one.

    An entry has four numbers: where it begins, its length and its handler, in code units of two bytes, and the depth
    with a bit for whether the position is pushed.
    """
    numbers = _numbers(table)
    for index in range(0, len(numbers) - 3, 4):
        start, length, _handler, depth = numbers[index : index + 4]
        if 2 * start <= position < 2 * (start + length):
            return depth >> 1
    return 0


def _numbers(table: bytes) -> list[int]:
    """Six bits a byte, the highest first, with a bit for "more follows"; an entry's first byte has one bit more."""
    found, number = [], 0
    for byte in table:
        number = number << 6 | byte & 0x3F
        if not byte & 0x40:
            found.append(number)
            number = 0
    return found
