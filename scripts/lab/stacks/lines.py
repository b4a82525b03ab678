"""Which line an instruction belongs to, from the table that its code object has for that.

Each takes the table, the first line of the code object and the position of the instruction in bytes, and gives the
line, or None where the instruction belongs to none. CPython describes the formats up to 3.10 in
Objects/lnotab_notes.txt, and the one from 3.11 in Objects/locations.md, which later versions have in InternalDocs.
"""

from __future__ import annotations

_NO_LINE_3_10 = -128

# What the first byte of an entry from 3.11 can say of the rest of it.
_ONE_LINE = range(10, 13)
_NO_COLUMNS, _LONG, _NO_LOCATION = 13, 14, 15


def by_steps(table: bytes, first_line: int, position: int) -> int | None:
    """3.8 and 3.9, co_lnotab: pairs of a step in bytes and a signed step in lines, taken together."""
    line, reached = first_line, 0
    for index in range(0, len(table) - 1, 2):
        reached += table[index]
        if reached > position:
            break
        line += _signed_byte(table[index + 1])
    return line


def by_ranges(table: bytes, first_line: int, position: int) -> int | None:
    """3.10, co_linetable: pairs of a length in bytes and the signed step in lines to what has this length."""
    if position < 0:
        return first_line
    line, end = first_line, 0
    for index in range(0, len(table) - 1, 2):
        end += table[index]
        step = _signed_byte(table[index + 1])
        if step != _NO_LINE_3_10:
            line += step
        if position < end:
            return None if step == _NO_LINE_3_10 else line
    return None


def by_locations(table: bytes, first_line: int, position: int) -> int | None:
    """From 3.11, co_linetable: entries of one to many bytes, of which only the first has its highest bit set."""
    if position < 0:
        return first_line
    line, end, index = first_line, 0, 0
    while index < len(table):
        form = table[index] >> 3 & 15
        end += 2 * ((table[index] & 7) + 1)  # the length counts code units, which have two bytes
        if form in _ONE_LINE:
            line += form - 10
        elif form in (_NO_COLUMNS, _LONG):
            line += _signed_number(table, index + 1)
        if position < end:
            return None if form == _NO_LOCATION else line
        index += 1
        while index < len(table) and table[index] < 0x80:
            index += 1
    return None


def _signed_byte(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def _signed_number(table: bytes, index: int) -> int:
    """Six bits a byte, the lowest first, with a bit for "more follows"; of the number, the lowest bit is the sign."""
    number = shift = 0
    for byte in table[index : index + 6]:
        number |= (byte & 0x3F) << shift
        shift += 6
        if not byte & 0x40:
            break
    return -(number >> 1) if number & 1 else number >> 1
