"""Bytes of another process, or of a file: asked for by address, and never more than was agreed.

Reading /proc/PID/mem neither stops the process nor writes to it; proc_pid_mem(5). It asks for the right to trace the
process, as ptrace(2) describes under "Ptrace access mode checking": on many systems one has it only over the
processes below one's own.
"""

from __future__ import annotations

import os
import stat
import struct

_WORD = struct.Struct("@Q")
_INT = struct.Struct("@i")


class Unreadable(Exception):
    """What was asked for cannot be had; the text says why."""


class Memory:
    """The memory of a process, behind its /proc/PID/mem.

    Whatever stands in it, reading ends: after `most_bytes` nothing more is given. Every loop that follows pointers
    reads as it goes, so this bounds them all.
    """

    def __init__(self, path: str, most_bytes: int) -> None:
        """Raises OSError where the file may not be opened."""
        # A process may have put a FIFO in a file's place, and opening one waits for a writer unless told not to.
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        self._left = most_bytes

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._descriptor)

    def some(self, address: int, size: int) -> bytes:
        """Up to `size` bytes: fewer where what is mapped, or the file, ends."""
        if not 0 <= address < 1 << 63 or not 0 <= size <= self._left:
            raise Unreadable(f"no {size} bytes can be read at {address:#x}")
        self._left -= size
        try:
            return os.pread(self._descriptor, size, address)
        except OSError as error:
            raise Unreadable(f"{address:#x} cannot be read: {error.strerror}") from None

    def read(self, address: int, size: int) -> bytes:
        """Exactly `size` bytes."""
        found = self.some(address, size)
        if len(found) != size:
            raise Unreadable(f"{address:#x} is followed by {len(found)} bytes, not by {size}")
        return found

    def word(self, address: int) -> int:
        """A pointer, or another number of 64 bits."""
        return word(self.read(address, 8), 0)


class File(Memory):
    """A regular file."""

    def identity(self) -> tuple[int, ...]:
        """What tells this state of this file from every other."""
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no regular file")
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def word(block: bytes, offset: int) -> int:
    """A pointer, or another number of 64 bits, within what was read."""
    number: int = _WORD.unpack_from(block, offset)[0]
    return number


def integer(block: bytes, offset: int) -> int:
    """A signed number of 32 bits within what was read."""
    number: int = _INT.unpack_from(block, offset)[0]
    return number
