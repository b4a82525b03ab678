"""Which pages of a process are its own, and which it shares: the page map, without privilege.

The kernel keeps eight bytes for each page of a process in /proc/PID/pagemap. Only root learns where
in the machine the page lies, but a user that may inspect the process gets the flags: bit 63, the page is there;
bit 62, it is in swap; bit 56 (Linux 4.2), no other process has it mapped. After a fork bit 56 is clear in every page of
parent and child. The first write to one gives the writer a copy, and then the bit is set: in the child, whose page
the copy is, and in the parent too, if no process is left that shares the original.

Three things it cannot say. A page that is shared is not said to be shared with whom: one that was read before it was
ever written is the kernel's page of zeroes. Where the *parent* has a transparent huge page mapped as one, the kernel
gives all its 512 entries the same flag; in a child that has written to it the page is mapped in small pages, and each
has its own. And a page in swap belongs to no process until it is back.
"""

from __future__ import annotations

from scripts.lab.linux.proc import PAGE_BYTES, PROC
from scripts.lab.records.memory import MappedPages

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.lab.linux.mappings import Mapping

OWN, SHARED, SWAPPED, ABSENT = "o", "s", "w", "."

_ENTRY_BYTES = 8
_EXCLUSIVE, _IN_SWAP, _PRESENT = 0x01, 0x40, 0x80
"""Bits 56, 62 and 63, as they stand in an entry's highest byte."""
_CHUNK_BYTES = 1 << 20
_MOST_PAGES = 4 << 20
"""Of one process, 16 GiB. A mapping beyond that is named and not looked at: there are programs that reserve
terabytes."""


def _letter(flags: int) -> str:
    if flags & _PRESENT:
        return OWN if flags & _EXCLUSIVE else SHARED
    return SWAPPED if flags & _IN_SWAP else ABSENT


_LETTERS = bytes(ord(_letter(flags)) for flags in range(256))


def mappings(pid: int) -> list[Mapping]:
    """Read every private, writable mapping of a process, by address: what a fork shares until one of the two writes.

    Memory that was written and then made read-only, mprotect(2), is none of these, and so is not in the page map,
    though USS goes on counting it. Empty where the process may not be inspected.
    """
    return [one for one in PROC.mappings(pid) if one.writable and not one.shared]


def states(pid: int, start: int, end: int) -> bytes:
    """One letter for each page from the address `start` to `end`: OWN, SHARED, SWAPPED or ABSENT.

    Empty where the process has gone or does not let itself be inspected.
    """
    return b"".join(_letters(pid, start, end))


def runs(letters: bytes) -> str:
    """Letters, one a page, with each stretch of equal ones as a number and the letter: "120s3o40."."""
    import re  # only where pages are asked for: it would double the guard's start

    return "".join(f"{len(run[0])}{chr(run[0][0])}" for run in re.finditer(rb"o+|s+|w+|\.+", letters))


def read(pid: int) -> list[MappedPages]:
    """Read the page map of a process: an entry for each mapping that has any page."""
    found = []
    room = _MOST_PAGES
    for mapping in mappings(pid):
        entry = MappedPages(start=hex(mapping.start), end=hex(mapping.end), name=mapping.path)
        pages = (mapping.end - mapping.start) // PAGE_BYTES
        if pages > room:
            found.append(entry)
            continue
        room -= pages
        letters = states(pid, mapping.start, mapping.end)
        counts = {
            "own": letters.count(OWN.encode()),
            "shared": letters.count(SHARED.encode()),
            "swapped": letters.count(SWAPPED.encode()),
        }
        if any(counts.values()):
            found.append(entry.replace(**counts, absent=len(letters) - sum(counts.values()), runs=runs(letters)))
    return found


def _letters(pid: int, start: int, end: int) -> Iterator[bytes]:
    place, rest = start // PAGE_BYTES * _ENTRY_BYTES, (end - start) // PAGE_BYTES * _ENTRY_BYTES
    while rest > 0:
        chunk = PROC.read_shared_at(pid, "pagemap", min(rest, _CHUNK_BYTES), place)
        if not chunk:  # it has ended meanwhile
            return
        # The flags are the highest byte of each little-endian entry.
        yield chunk[_ENTRY_BYTES - 1 :: _ENTRY_BYTES].translate(_LETTERS)
        place += len(chunk)
        rest -= len(chunk)
