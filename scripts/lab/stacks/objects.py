"""Objects of Python in another process: str and bytes. Layout: unicodeobject.h and bytesobject.h of cpython/."""

from __future__ import annotations

import struct

from scripts.lab.stacks.layouts import Layout
from scripts.lab.stacks.memory import Memory, Unreadable, integer, word

# Longer names are cut, longer tables are not read.
MOST_CHARACTERS = 4096
MOST_TABLE_BYTES = 1 << 18

_FORMS = {1: "B", 2: "H", 4: "I"}


def text(memory: Memory, layout: Layout, address: int) -> str:
    """The str at `address`."""
    head = memory.read(address, layout.text_ascii)
    length = min(word(head, layout.text_length), MOST_CHARACTERS)
    state = integer(head, layout.text_state) >> layout.text_kind_bit
    width, compact, ascii_only = state & 7, state & 8, state & 16
    if width not in _FORMS:
        raise Unreadable(f"there is no str at {address:#x}")
    if not compact:
        data = memory.word(address + layout.text_compact)
    else:
        data = address + (layout.text_ascii if ascii_only else layout.text_compact)
    characters = struct.unpack(f"@{length}{_FORMS[width]}", memory.read(data, length * width))
    try:
        return "".join(map(chr, characters))
    except (ValueError, OverflowError):
        raise Unreadable(f"there is no str at {address:#x}") from None


def table(memory: Memory, layout: Layout, address: int) -> bytes:
    """The bytes at `address`."""
    size = memory.word(address + layout.bytes_size)
    if size > MOST_TABLE_BYTES:
        raise Unreadable(f"there is no table of lines at {address:#x}")
    return memory.read(address + layout.bytes_data, size)
