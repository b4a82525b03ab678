"""What the processes of a program tell the checker, and what the kernel says of the process that tells it.

Each report comes on a connection of its own, and the kernel vouches for the process at its other end (SO_PEERCRED,
unix(7)). That process goes on when the checker has looked at it.
"""

import contextlib
import json
import mmap
import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from scripts.lab.linux.proc import PROC
from scripts.lab.memory import account

VARIABLE = "EXERCISE_REPORTS"
_MOST = 2000
_LONGEST = 1 << 20
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Report:
    """One thing that one process told."""

    name: str
    value: object
    pid: int
    """The process, as it is numbered in the program's own namespace, as in a Run."""
    machine_pid: int
    """The same process, as the checker sees it."""
    command: str
    """Its command line at that moment."""
    uss_mib: float | None
    """What it had for itself alone at that moment; None where that could not be read."""
    had_mib: float | None
    """What it had got page by page until then, in MiB: what it has freed again is counted too, and a page that it got
    twice is counted twice."""
    parent_pid: int
    """Its parent, as the checker sees it; 0 where that could not be read."""
    seconds: float
    """When, since the checker began to listen."""


Look = Callable[[Report], None]
"""Called while the process that reports waits; may look at it, and let it wait for longer, while others report."""


class Mailbox:
    """Takes the reports of one program, in the order of their coming, each on a thread of its own."""

    def __init__(self, look: Look | None = None) -> None:
        self.reports: list[Report] = []
        self.failure: Exception | None = None
        """What `look` raised, once."""
        self._look = look
        self._began = time.monotonic()
        self.address = f"exercise-{os.getpid()}-{os.urandom(8).hex()}"
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind("\0" + self.address)
        self._socket.listen(64)
        self._thread = threading.Thread(target=self._take_all, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more reports."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._thread.join()
        self._socket.close()

    def _take_all(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def _take(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(_PATIENCE_SECONDS)
            pid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            told = _message(connection)
            if told is not None and len(self.reports) < _MOST:
                self._note(told, pid)
                connection.sendall(b"x")

    def _note(self, told: tuple[str, object], pid: int) -> None:
        found = Report(told[0], told[1], *_seen(pid), seconds=time.monotonic() - self._began)
        self.reports.append(found)
        if self._look is not None and self.failure is None:
            try:
                self._look(found)
            except Exception as error:
                self.failure = error


def _message(connection: socket.socket) -> tuple[str, object] | None:
    """Read one line of JSON; None for what is no report."""
    text = b""
    while not text.endswith(b"\n"):
        piece = connection.recv(4096)
        if not piece or len(text) > _LONGEST:
            return None
        text += piece
    try:
        name, value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return (name, value) if isinstance(name, str) else None


def _seen(pid: int) -> tuple[int, int, str, float | None, float | None, int]:
    """Give the fields of a Report from `pid` to `parent_pid`, of the process that the checker sees as `pid`."""
    held = account.read(pid)
    uss = None if held is None or held.uss_bytes is None else held.uss_bytes / (1 << 20)
    had = None if held is None or held.minor_faults is None else held.minor_faults * mmap.PAGESIZE / (1 << 20)
    inside = PROC.innermost_id(pid) or pid
    return inside, pid, PROC.command(pid), uss, had, 0 if held is None else held.parent
