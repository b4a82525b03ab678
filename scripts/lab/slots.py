"""How many demos run at once on this machine: as many as it has processors; one that measures time runs alone.

A slot is a lock, flock(2), on a file in a folder of this user's own. So it holds between all processes of the user, in
whichever checkout they work, and the kernel gives a slot back when its holder ends, even by SIGKILL.

A process that wants slots first takes the file "turn", and keeps it until it has all the slots that it wants. So only
one process at a time waits for slots, no process waits for the turn while it holds a slot, and no two can wait for each
other. A run that wants every slot takes its turn like any other, and later runs wait until it has them.
"""

import contextlib
import fcntl
import os
import socket
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.lab import limits
from scripts.lab.guard import frames

PATIENCE_SECONDS = 2.0
"""How long a run waits for its turn. A reader's single run does not wait for a build to end."""
PATIENCE_IN_BUILD_SECONDS = 300.0
"""And while a book is built: longer than any one run takes, so that a page's runs really have their turns."""
LONGEST_SECONDS = 120.0
"""A run that may go on for longer holds no slot: others would wait for it in vain."""
_PAUSE_SECONDS = 0.01


@contextlib.contextmanager
def slot(alone: bool = False, patience: float | None = None) -> Iterator[bool]:
    """Hold one of this machine's slots, or all of them if `alone`, for as long as the context lasts.

    patience: seconds to wait at most; by default PATIENCE_IN_BUILD_SECONDS while a book is built, else
    PATIENCE_SECONDS. The context gets whether the slots are held: after all that time, or where no folder can be had
    for the locks, the run goes on without. Inside a run nothing is taken: that run has its slot already.
    """
    if frames.TOKEN_VARIABLE in os.environ:
        yield True
        return
    if patience is None:
        patience = _patience(os.environ)
    held: list[int] = []
    try:
        yield _take(held, alone, time.monotonic() + patience)
    finally:
        for descriptor in held:
            os.close(descriptor)


def _patience(environment: Mapping[str, str]) -> float:
    return PATIENCE_IN_BUILD_SECONDS if environment.get("BOOK_BUILD") else PATIENCE_SECONDS


def _take(held: list[int], alone: bool, deadline: float) -> bool:
    """Open and lock what is wanted into `held`; tell whether that was done in time."""
    folder = _folder()
    if folder is None:
        return False
    slots = [folder / f"slot-{number}" for number in range(limits.processors())]
    turn: list[int] = []
    try:
        if not _lock_one([folder / "turn"], turn, deadline):
            return False
        for candidates in [[one] for one in slots] if alone else [slots]:
            if not _lock_one(candidates, held, deadline):
                return False
        return True
    except OSError:  # no descriptors left, a folder that was taken away: then there is nothing to wait for
        return False
    finally:
        for descriptor in turn:
            os.close(descriptor)


def _lock_one(candidates: list[Path], held: list[int], deadline: float) -> bool:
    """Lock whichever of the files is free first, and put its descriptor into `held`; tell whether one was in time."""
    opened = []
    try:
        for path in candidates:
            opened.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        while True:
            for descriptor in opened:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    held.append(descriptor)
                    opened.remove(descriptor)
                    return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE_SECONDS)
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _folder() -> Path | None:
    """Give the folder of the locks, made if missing; None where this user cannot have one of their own."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(caches):
        return None
    # A home may be shared between machines, and with it the locks would be.
    folder = Path(caches) / "between-python-processes" / f"slots-{socket.gethostname()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_own = folder.lstat().st_uid == os.getuid() and stat.S_ISDIR(folder.lstat().st_mode)
    except OSError:
        return None
    return folder if is_own else None
