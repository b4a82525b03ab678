"""Where the symbols of a process's interpreter stand in its memory.

The interpreter is the executable itself, or a libpython that it has loaded. What is loaded where: proc_pid_maps(5).
"""

from __future__ import annotations

import os

from scripts.lab import processes
from scripts.lab.stacks import elf
from scripts.lab.stacks.memory import Memory, Unreadable

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


NO_MEMORY = "it has no memory: it has ended, or is a thread of the kernel"


class _Mapping:
    """A line of /proc/PID/maps that has a file behind it."""

    def __init__(self, start: int, end: int, offset: int, path: bytes) -> None:
        self.start = start
        self.end = end
        self.offset = offset
        self.path = path


def symbols(base: str, memory: Memory, wanted: Sequence[str]) -> dict[str, int]:
    """The addresses of the symbols `wanted` in the process with the folder `base` in /proc, those that there are.

    Raises Unreadable where no file that could define one could be read.
    """
    found: dict[str, int] = {}
    looked_into = 0
    failure = Unreadable("no file of an interpreter is mapped")
    for paths, start in _loaded(base):
        for path in paths:
            try:
                image = elf.read(path, wanted, memory.read(start, elf.IDENTITY_BYTES))
            except Unreadable as error:
                failure = error
                continue
            looked_into += 1
            for name, value in image.symbols.items():
                # The dynamic linker too takes the first that it meets.
                found.setdefault(name, start - image.first_byte + value)
            break
    if not looked_into:
        raise failure
    return found


def _loaded(base: str) -> Iterator[tuple[list[str], int]]:
    """The executable and every libpython, in the order of the linker's search: ways to open it, and its address."""
    mapped = list(_mappings(processes.read(f"{base}/maps")))
    if not mapped:
        raise Unreadable(NO_MEMORY)
    try:
        executable = os.fsencode(os.readlink(f"{base}/exe"))
    except OSError as error:
        raise Unreadable(f"its executable may not be looked at: {error.strerror}") from None
    loaded: dict[bytes, _Mapping] = {}
    for one, following in zip(mapped, mapped[1:], strict=False):
        # What the linker loads has several segments, side by side; a file that is merely read has not.
        if one.offset == 0 and following.path == one.path:
            loaded.setdefault(one.path, one)
    for path in sorted(loaded, key=lambda path: path != executable):
        if path == executable or path.rpartition(b"/")[2].startswith((b"libpython", b"python")):
            one = loaded[path]
            # The first needs a capability, the last finds only what still has its name; both reach into a container.
            ways = [f"{base}/map_files/{one.start:x}-{one.end:x}", f"{base}/root{os.fsdecode(path)}"]
            if path == executable:
                ways.insert(0, f"{base}/exe")
            yield ways, one.start


def _mappings(text: bytes) -> Iterator[_Mapping]:
    for line in text.splitlines():
        fields = line.split(None, 5)
        if len(fields) == 6:
            start, _, end = fields[0].partition(b"-")
            try:
                yield _Mapping(int(start, 16), int(end, 16), int(fields[2], 16), fields[5])
            except ValueError:
                continue
