"""The frames of a thread, followed from the newest to the oldest.

Up to 3.10 they are the frame objects of frameobject.h; from 3.11 struct _PyInterpreterFrame (pycore_frame.h, from
3.14 pycore_interpframe_structs.h).
"""

from __future__ import annotations

from scripts.lab.records.evidence import Frame
from scripts.lab.stacks import objects
from scripts.lab.stacks.memory import Unreadable, integer, word
from scripts.lab.stacks.target import Target

MOST_FRAMES = 100

# enum _frameowner: greater ones belong to C code that called Python and are not shown by Python either.
_OWNED_BY_GENERATOR, _OWNED_BY_FRAME_OBJECT = 1, 2

# From 3.14 a frame holds its code object as a _PyStackRef, with a mark in the lowest bits (pycore_stackref.h).
MARKS = 3


class Code:
    """A code object of the process."""

    def __init__(self, target: Target, address: int) -> None:
        layout, memory = target.layout, target.memory
        block = memory.read(address, layout.code_bytes)
        if word(block, layout.object_type) != target.code_type:
            raise Unreadable(f"there is no code object at {address:#x}")
        self.address = address
        self.name = objects.text(memory, layout, word(block, layout.code_co_qualname))
        self.file = objects.text(memory, layout, word(block, layout.code_co_filename))
        self.block = block
        self.co_tlbc = word(block, layout.code_co_tlbc) if layout.code_co_tlbc else 0
        # What stands before this position makes the frame ready; while it runs, Python does not show the frame.
        self.ready = (
            2 * integer(block, layout.code_co_firsttraceable) if layout.code_co_firsttraceable is not None else 0
        )
        self._table = objects.table(memory, layout, word(block, layout.code_co_linetable))
        self._first_line = integer(block, layout.code_co_firstlineno)
        self._find = layout.line
        self._lines: dict[int, int | None] = {}

    def line(self, position: int) -> int | None:
        """The line of the instruction at this position, None where it has none."""
        if position not in self._lines:
            self._lines[position] = self._find(self._table, self._first_line, position)
        return self._lines[position]


class Activation:
    """One frame of the process: where it is, and where in its code."""

    def __init__(self, address: int, block: bytes, code: Code, position: int) -> None:
        self.address = address
        # What was read of it.
        self.block = block
        self.code = code
        self.position = position

    def frame(self) -> Frame:
        """The frame as it is shown."""
        return Frame(function=self.code.name, file=self.code.file, line=self.code.line(self.position))


class Stacks:
    """Reads the stacks of one process, and each code object once."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._codes: dict[int, Code] = {}
        # What ended a stack before its end, None where nothing did.
        self.failure: Unreadable | None = None

    def follow(self, thread: int) -> list[Activation]:
        """Follow the frames of the thread state at this address; those that could be read."""
        layout, memory = self._target.layout, self._target.memory
        found: list[Activation] = []
        met = set()
        try:
            frame = memory.word(thread + layout.thread_frame)
            if layout.cframe_frame is not None:
                frame = memory.word(frame + layout.cframe_frame)
            while frame and frame not in met and len(found) < MOST_FRAMES:
                met.add(frame)
                block = memory.read(frame, layout.frame_bytes)
                shown = self._shown(frame, block)
                if shown is not None:
                    found.append(shown)
                frame = word(block, layout.frame_previous)
        except Unreadable as error:
            self.failure = error  # it ran on meanwhile, or its memory is damaged; the newer frames stand
        return found

    def _shown(self, address: int, block: bytes) -> Activation | None:
        layout = self._target.layout
        owner = block[layout.frame_owner] if layout.frame_owner is not None else _OWNED_BY_FRAME_OBJECT
        if owner > _OWNED_BY_FRAME_OBJECT:
            return None
        code = self._code(word(block, layout.frame_executable) & ~MARKS)
        position = self._position(block, code)
        if position < code.ready and owner != _OWNED_BY_GENERATOR:
            return None
        return Activation(address, block, code, position)

    def _code(self, address: int) -> Code:
        if address not in self._codes:
            self._codes[address] = Code(self._target, address)
        return self._codes[address]

    def _position(self, block: bytes, code: Code) -> int:
        """How many bytes into its bytecode the frame is; negative before the start."""
        layout = self._target.layout
        if layout.lasti_bytes is not None:
            return integer(block, layout.frame_instr_ptr) * layout.lasti_bytes
        start = code.address + layout.code_co_code_adaptive
        if code.co_tlbc:
            # _PyCodeArray (cpython/code.h): a size, and then the addresses of the copies.
            start = self._target.memory.word(code.co_tlbc + 8 + 8 * integer(block, layout.frame_tlbc_index))
        return word(block, layout.frame_instr_ptr) - start
