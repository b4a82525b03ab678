"""Where the symbols of a process's interpreter stand in its memory.

The interpreter is the executable itself, or a libpython that it has loaded. What is loaded where: proc_pid_maps(5).
"""

from __future__ import annotations

import os

from scripts.lab.stacks import elf
from scripts.lab.stacks.memory import Memory, Unreadable

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.lab.linux.mappings import Mapping
    from scripts.lab.linux.proc import Proc


NO_MEMORY = "it has no memory: it has ended, or is a thread of the kernel"


def symbols(proc: Proc, pid: int, folder: str, memory: Memory, wanted: Sequence[str]) -> dict[str, int]:
    """Find the addresses of the symbols `wanted` in a process, those that there are.

    `folder`: of a thread of the process that has not ended.
    Raises Unreadable where no file that could define one could be read.
    """
    found: dict[str, int] = {}
    looked_into = 0
    failure = Unreadable("no file of an interpreter is mapped")
    for paths, start in _loaded(proc, pid, folder):
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


def _loaded(proc: Proc, pid: int, folder: str) -> Iterator[tuple[list[str], int]]:
    """Find the executable and every libpython, in the linker's order: ways to open each, and its address."""
    mapped = [one for one in proc.mappings(pid) if one.raw_path]
    if not mapped:
        raise Unreadable(NO_MEMORY)
    try:
        executable = os.fsencode(os.readlink(f"{folder}/exe"))
    except OSError as error:
        raise Unreadable(f"its executable may not be looked at: {error.strerror}") from None
    loaded: dict[bytes, Mapping] = {}
    for one, following in zip(mapped, mapped[1:], strict=False):
        # What the linker loads has several segments, side by side; a file that is merely read has not.
        if one.offset == 0 and following.raw_path == one.raw_path:
            loaded.setdefault(one.raw_path, one)
    for path in sorted(loaded, key=lambda path: path != executable):
        if path == executable or path.rpartition(b"/")[2].startswith((b"libpython", b"python")):
            one = loaded[path]
            # The first needs a capability, the last finds only what still has its name; both reach into a container.
            ways = [f"{proc.root}/{pid}/map_files/{one.start:x}-{one.end:x}", f"{folder}/root{os.fsdecode(path)}"]
            if path == executable:
                ways.insert(0, f"{folder}/exe")
            yield ways, one.start
