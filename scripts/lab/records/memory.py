"""What a run's processes held at a moment that the program marked."""

from __future__ import annotations

from scripts.lab.records.record import Record


class Account(Record):
    """The memory of one process, in bytes; None for each figure that the system does not tell of this process."""

    pid: int
    parent: int
    rss_bytes: int | None = None
    """Every page that it has mapped, shared ones in full."""
    pss_bytes: int | None = None
    """Each page divided by the number of processes that have it mapped."""
    uss_bytes: int | None = None
    """Pages that it alone has mapped."""
    private_dirty_bytes: int | None = None
    shared_bytes: int | None = None
    swap_bytes: int | None = None
    huge_bytes: int | None = None
    """Anonymous memory in transparent huge pages."""
    minor_faults: int | None = None
    """Since the process began."""
    major_faults: int | None = None


class MappedPages(Record):
    """The pages of one private, writable mapping; the last five are None where it is too large to be looked at."""

    start: str
    """The first address, as "0x7f12a4000000"."""
    end: str
    """The first address behind it."""
    name: str
    """"[heap]", "[stack]", the path of a file, or "" for anonymous memory."""
    own: int | None = None
    """How many pages no other process has mapped."""
    shared: int | None = None
    swapped: int | None = None
    absent: int | None = None
    runs: str | None = None
    """Each stretch of equal pages as a number and a letter: o own, s shared, w in swap, a point for absent."""


class PageMap(Record):
    """The page map of one process."""

    pid: int
    mappings: list[MappedPages]


class Mark(Record):
    """A moment that the program named, and what its processes held then."""

    name: str
    seconds: float
    """Since the program was started."""
    memory: list[Account] = []
    pages: list[PageMap] | None = None
    """None where page maps were not asked for."""
    observing_seconds: float | None = None
    """What reading took; the process that marked waited meanwhile."""
    not_observed: str | None = None
    """Why nothing could be read."""
