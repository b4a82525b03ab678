"""What an executable or a shared library says about itself: its symbols, and where it wants to be loaded.

Format: elf(5). Only what the dynamic linker needs is looked at, since that is left in every stripped file.
"""

from __future__ import annotations

import struct
import sys

from scripts.lab.stacks.memory import File, Unreadable

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterable

IDENTITY_BYTES = 64
"""The size of the header, which differs between nearly all files: it has the entry point and the file's length."""

_HEADER = struct.Struct("@16s2HI3QI6H")
_SEGMENT = struct.Struct("@2I6Q")
_SECTION = struct.Struct("@2I4Q2I2Q")
_SYMBOL = struct.Struct("@I2BH2Q")

_MAGIC_64 = b"\x7fELF\x02" + (b"\x01" if sys.byteorder == "little" else b"\x02")
_PT_LOAD = 1
_SHT_DYNSYM = 11
_SHN_UNDEF = 0
_MOST_BYTES = 16 << 20


class Elf:
    """One file."""

    def __init__(self, symbols: dict[str, int], first_byte: int) -> None:
        # Addresses as in the file; `first_byte` is the one at which the file's first byte wants to be.
        self.symbols = symbols
        self.first_byte = first_byte


_known: dict[tuple[object, ...], Elf] = {}


def read(path: str, wanted: Iterable[str], first_bytes: bytes) -> Elf:
    """Find those of the symbols `wanted` that the file at `path` defines.

    `first_bytes` is the header that is expected there. A file is searched once, for as long as it stays as it is.
    Raises Unreadable where this is no such file.
    """
    try:
        file = File(path, _MOST_BYTES)
    except OSError as error:
        raise Unreadable(f"{path} may not be opened: {error.strerror}") from None
    try:
        if file.read(0, IDENTITY_BYTES) != first_bytes:
            raise Unreadable("the file that it runs has been replaced since it was started")
        key = (file.identity(), *wanted)
        if key not in _known:
            _known[key] = _parse(file, frozenset(name.encode() for name in wanted))
        return _known[key]
    finally:
        file.close()


def _parse(file: File, wanted: frozenset[bytes]) -> Elf:
    header = _HEADER.unpack(file.read(0, _HEADER.size))
    if not header[0].startswith(_MAGIC_64):
        raise Unreadable("it is no 64-bit program of this machine's kind")
    segments_at, sections_at, segments, sections = header[5], header[6], header[10], header[12]
    loaded = [one for one in _table(file, _SEGMENT, segments_at, segments) if one[0] == _PT_LOAD]
    if not loaded:
        raise Unreadable("nothing of the file is loaded")
    # Segments are loaded in order of address, and page by page.
    first_byte = loaded[0][3] - loaded[0][2]
    table = _table(file, _SECTION, sections_at, sections)
    symbols: dict[str, int] = {}
    for section in table:
        if section[1] == _SHT_DYNSYM and section[6] < len(table):
            symbols.update(_symbols(file, section, table[section[6]], wanted))
    return Elf(symbols, first_byte)


def _table(file: File, entry: struct.Struct, offset: int, count: int) -> list[tuple[int, ...]]:
    return list(entry.iter_unpack(file.read(offset, count * entry.size)))


def _symbols(
    file: File, section: tuple[int, ...], strings: tuple[int, ...], wanted: frozenset[bytes]
) -> dict[str, int]:
    names = file.read(strings[4], strings[5])
    # One name may be the tail of another, so a name is wanted wherever it stands.
    where: dict[int, bytes] = {}
    for name in wanted:
        at = names.find(name + b"\0")
        while at >= 0:
            where[at] = name
            at = names.find(name + b"\0", at + 1)
    found = {}
    count = section[5] // _SYMBOL.size
    for name_at, _info, _other, index, value, _size in _SYMBOL.iter_unpack(file.read(section[4], count * _SYMBOL.size)):
        if name_at in where and index != _SHN_UNDEF:
            found[where[name_at].decode()] = value
    return found
