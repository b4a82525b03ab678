"""What a run must not leave on the machine, looked for from outside and without the lab's own instruments.

Other programs work on the machine meanwhile. So a test starts its run in surroundings of its own: the run's processes
carry a marker, its shared memory has the marker in its name, and its temporary files are in a folder of its own.
"""

import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Leftovers:
    """What is still there of a run."""

    processes: list[str]
    shared_memory: list[str]
    files: list[str]

    def __bool__(self) -> bool:
        return bool(self.processes or self.shared_memory or self.files)


@dataclass(frozen=True)
class Surroundings:
    """Where a run leaves its traces, and nothing else does."""

    marker: str
    """Handed to a program as its first argument: it names its shared memory after it."""
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the caller of the run must have in its environment."""
        return {"MARKER": self.marker, "TMPDIR": str(self.folder)}

    def left(self, patience_seconds: float = 5.0) -> Leftovers:
        """What is still there after `patience_seconds`; returns as soon as nothing is."""
        deadline = time.monotonic() + patience_seconds
        while True:
            left = Leftovers(
                processes_marked(self.marker),
                [name for name in _shared_memory() if self.marker in name],
                [str(path) for path in self.folder.glob("lab-*")],
            )
            if not left or time.monotonic() >= deadline:
                return left
            time.sleep(0.02)


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Give new surroundings; the folder goes with the block."""
    # Not in pytest's own folder: its path is too long for the lab, and closed to a program that changes its user.
    folder = Path(tempfile.mkdtemp(prefix="guard-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield Surroundings(f"marker-{uuid.uuid4().hex}", folder)
    finally:
        shutil.rmtree(folder)


def processes_marked(marker: str) -> list[str]:
    """Command lines of the living processes of the machine that carry this marker, as an argument or in MARKER.

    A program is found by its argument, whatever it does to its environment; a guard by the environment of its caller.
    """
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            carries = marker in words or process.environ().get("MARKER") == marker
            if carries and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                found.append(f"{process.pid}: {' '.join(words)}")
        except psutil.Error:
            continue
    return found


def _shared_memory() -> list[str]:
    return sorted(os.listdir("/dev/shm")) if os.path.isdir("/dev/shm") else []
