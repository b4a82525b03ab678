"""Values in a few words, and the names of threads, without anything being run in the process.

A value is read while the process may change it, so what is shown may be of two moments.
"""

from __future__ import annotations

import struct

from scripts.lab.stacks import members
from scripts.lab.stacks.frames import Activation
from scripts.lab.stacks.kinds import Objects
from scripts.lab.stacks.memory import Unreadable, word
from scripts.lab.stacks.target import Target
from scripts.lab.stacks.values import Values

MOST_LOCALS = 20
MOST_CHARACTERS = 60
_MOST_OF_TEXT = 40
_MOST_DIGITS = 6
_DIGIT_BITS = 30
_BOOTSTRAPS = ("_bootstrap", "Thread._bootstrap")


class Shown:
    """Says in words what stands in one process."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._objects = Objects(target)
        self._values = Values(target, self._objects)

    def thread_name(self, tid: int, stack: list[Activation]) -> str | None:
        """The name of a thread with this stack, as threading has it; None where that cannot be told."""
        first = stack[-1]
        if first.code.name in _BOOTSTRAPS and first.code.file.endswith("threading.py"):
            try:
                [thread] = self._values.variables(first, 0, 1)  # `self` of Thread._bootstrap
                name = self._objects.attribute(thread, "_name")
                return self._objects.text(name) if name else None
            except Unreadable:
                return None
        return "MainThread" if tid == self._target.pid else None

    def locals(self, activation: Activation) -> dict[str, str] | None:
        """The local variables of a frame that have a value, each in a few words; None where they cannot be read."""
        try:
            names = self._values.names(activation)
            values = self._values.variables(activation, 0, names.slots)
            found: dict[str, str] = {}
            for slot, name in names.named():
                value = values[slot]
                if value and slot in names.cells and self._objects.is_a(value, "cell"):
                    value = self._objects.word(value, members.CELL_CONTENT)
                if value and len(found) < MOST_LOCALS:
                    found[name] = self.value(value)
            return found
        except Unreadable:
            return None

    def value(self, address: int) -> str:
        """The object at this address, in at most MOST_CHARACTERS characters."""
        kind = self._objects.kind(address)
        if kind is None:
            return "?"
        words = f"<{kind.name}>"
        if kind.is_built_in:
            try:
                words = self._built_in(kind.name, address) or words
            except Unreadable:
                words = "?"
        return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…"

    def _built_in(self, kind: str, address: int) -> str | None:
        if kind == "NoneType":
            return "None"
        if kind in ("int", "bool"):
            number = self._integer(address)
            return "a large int" if number is None else str(bool(number) if kind == "bool" else number)
        if kind == "float":
            return repr(struct.unpack("@d", self._objects.bytes_at(address, members.FLOAT_VALUE, 8))[0])
        if kind == "str":
            text = self._objects.text(address)
            return repr(text[:_MOST_OF_TEXT]) + ("…" if len(text) > _MOST_OF_TEXT else "")
        if kind == "bytes":
            size = self._objects.word(address, members.SIZE)
            data = self._target.memory.read(address + self._target.layout.bytes_data, min(size, _MOST_OF_TEXT))
            return repr(data) + ("…" if size > _MOST_OF_TEXT else "")
        place = {"list": members.SIZE, "tuple": members.SIZE, "dict": members.DICT_USED}.get(kind)
        if kind in ("set", "frozenset"):
            place = members.SET_USED
        return None if place is None else f"{kind} of {self._objects.word(address, place)}"

    def _integer(self, address: int) -> int | None:
        tag = self._objects.word(address, members.INT_TAG)
        if self._target.layout.minor >= 12:
            count, negative = tag >> 3, tag & 3 == 2
        else:
            signed = tag - (1 << 64) if tag >> 63 else tag
            count, negative = abs(signed), signed < 0
        if count > _MOST_DIGITS:
            return None
        digits = self._objects.bytes_at(address, members.INT_DIGITS, 4 * count + 4)
        number = sum((word(digits + bytes(4), 4 * i) & 0xFFFFFFFF) << _DIGIT_BITS * i for i in range(count))
        return -number if negative else number
