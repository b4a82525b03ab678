"""Objects of Python in another process: of which type they are, and what attributes an instance has."""

from __future__ import annotations

from scripts.lab.stacks import members, objects
from scripts.lab.stacks.memory import Unreadable, word
from scripts.lab.stacks.target import Target

_LONGEST_NAME = 100
_MOST_KEYS = 1000
_MOST_INDEX_BYTES = 1 << 16
_GENERAL = 0
"""DICT_KEYS_GENERAL of pycore_dict.h: the entries have a hash each; the other kinds have keys that are str."""
_HEAP_TYPE = 1 << 9
"""Py_TPFLAGS_HEAPTYPE; object.h."""


class Kind:
    """A type of the process."""

    def __init__(self, target: Target, address: int) -> None:
        memory, shift = target.memory, members.shift(target.layout)
        self.address = address
        block = memory.read(address + shift, members.TYPE_DICT_OFFSET + 8)
        name = memory.some(word(block, members.TYPE_NAME), _LONGEST_NAME)
        self.name = name.split(b"\0")[0].decode(errors="replace")
        self.flags = word(block, members.TYPE_FLAGS)
        # Is it one of the interpreter's own, whose objects look as its headers say?
        self.is_built_in = not self.flags & _HEAP_TYPE
        self.instance_bytes = word(block, members.TYPE_BASIC_SIZE)
        self.dict_offset = word(block, members.TYPE_DICT_OFFSET)


class Objects:
    """The objects of one process. Each type, and each table of names that instances share, is read once."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._shift = members.shift(target.layout)
        self._kinds: dict[int, Kind] = {}
        self._names: dict[int, list[str]] = {}

    def word(self, address: int, member: int) -> int:
        """The member of an object that stands, in a build with a GIL, at this offset."""
        return self._target.memory.word(address + self._shift + member)

    def kind(self, address: int) -> Kind | None:
        """The type of the object at this address; None where none can be."""
        if address & 7 or not address:
            return None
        try:
            type_address = self._target.memory.word(address + self._target.layout.object_type)
            if type_address not in self._kinds:
                self._kinds[type_address] = Kind(self._target, type_address)
        except Unreadable:
            return None
        return self._kinds[type_address]

    def is_a(self, address: int, name: str) -> bool:
        """Is there an object whose type has this name?"""
        kind = self.kind(address)
        return kind is not None and kind.name == name

    def is_in_use(self, address: int) -> bool:
        """Is there a reference to the object at this address? Memory that was freed still looks like what was there.

        Freed memory has the address of more of it in its first word, which is the count of references unless the
        collector's two words stand before that. Raises Unreadable where nothing is.
        """
        memory = self._target.memory
        if self._shift:  # ob_ref_local, and ob_ref_shared without its two flags; object.h
            return bool(memory.word(address + 8) >> 32 or memory.word(address + 16) >> 2)
        # From 3.12 the count has 32 bits; what follows is empty, but for 16 bits of flags from 3.14.
        count = memory.word(address)
        return bool(count & 0xFFFF_FFFF) and not count >> 32 & 0xFFFF

    def text(self, address: int) -> str:
        """The str at this address. Raises Unreadable where there is none."""
        return objects.text(self._target.memory, self._target.layout, address)

    def items(self, address: int, most: int) -> list[int]:
        """The items of the tuple at this address. Raises Unreadable where that cannot be."""
        size = min(self.word(address, members.SIZE), most)
        block = self._target.memory.read(
            address + self._shift + members.TUPLE_ITEMS[self._target.layout.minor], 8 * size
        )
        return [word(block, 8 * index) for index in range(size)]

    def attribute(self, address: int, name: str) -> int:
        """The value of an instance's attribute; 0 where it has none of this name or that could not be read."""
        try:
            return self._attribute(address, name)
        except Unreadable:
            return 0

    def _attribute(self, address: int, name: str) -> int:
        kind, layout, memory = self.kind(address), self._target.layout, self._target.memory
        if kind is None:
            return 0
        own_dict = 0
        if layout.minor <= 10:
            own_dict = memory.word(address + kind.dict_offset) if 0 < kind.dict_offset < 1 << 20 else 0
        elif kind.flags & members.MANAGED_DICT:
            own_dict = memory.word(address + members.managed_dict(layout))
            values = 0
            if layout.minor == 11:
                values = memory.word(address - 32)  # _PyObject_ValuesPointer of pycore_object.h
            elif layout.minor == 12 and own_dict & 1:
                values, own_dict = own_dict + 1, 0  # PyDictOrValues of pycore_object.h
            elif layout.minor >= 13 and kind.flags & members.INLINE_VALUES:
                inline = address + kind.instance_bytes
                values = inline if memory.read(inline, 8)[members.VALUES_VALID] else 0
            if values:
                cached = memory.word(kind.address + self._shift + members.CACHED_KEYS[layout.minor])
                return self._of_values(values, cached, name)
        return self._of_dict(own_dict, name) if own_dict else 0

    def in_dict(self, address: int, name: str) -> int:
        """The value of a key, a str, in the dict at this address; 0 where it has none or that could not be read."""
        try:
            return self._of_dict(address, name) if self.is_a(address, "dict") else 0
        except Unreadable:
            return 0

    def _of_dict(self, address: int, name: str) -> int:
        keys = self.word(address, members.DICT_KEYS)
        values = self.word(address, members.DICT_VALUES)
        if values:
            return self._of_values(values, keys, name)
        for key, value in self._entries(keys):
            if key and self.is_a(key, "str") and self.text(key) == name:
                return value
        return 0

    def _of_values(self, values: int, keys: int, name: str) -> int:
        if name not in self._names.get(keys, ()):
            self._names[keys] = [self.text(key) if key else "" for key, _value in self._entries(keys)]
        names = self._names[keys]
        if name not in names:
            return 0
        start = values + members.VALUES.get(self._target.layout.minor, 0)
        return self._target.memory.word(start + 8 * names.index(name))

    def _entries(self, keys: int) -> list[tuple[int, int]]:
        """The addresses of each key and, unless they are kept elsewhere, each value of a PyDictKeysObject."""
        minor, memory = self._target.layout.minor, self._target.memory
        at = members.KEYS_ENTRIES[minor]
        head = memory.read(keys, at + 8)
        count = min(word(head, at), _MOST_KEYS)
        if minor <= 10:
            size = word(head, members.KEYS_SIZE)
            index_bytes, kind = size * (1 if size <= 0xFF else 2 if size <= 0xFFFF else 4), _GENERAL
        else:
            index_bytes = 1 << (head[members.KEYS_LOG2_INDEX_BYTES] & 31)
            kind = head[members.KEYS_KIND]
        if index_bytes > _MOST_INDEX_BYTES:
            raise Unreadable(f"there is no table of names at {keys:#x}")
        step, first = (24, 8) if kind == _GENERAL else (16, 0)
        block = memory.read(keys + at + 8 + index_bytes, step * count)
        return [(word(block, place), word(block, place + 8)) for place in range(first, step * count, step)]

    def c_text(self, address: int) -> str:
        """The text of C at this address. Raises Unreadable where nothing is."""
        return self._target.memory.some(address, _LONGEST_NAME).split(b"\0")[0].decode(errors="replace")

    def bytes_at(self, address: int, member: int, size: int) -> bytes:
        """So many bytes of an object from a member on."""
        return self._target.memory.read(address + self._shift + member, size)
