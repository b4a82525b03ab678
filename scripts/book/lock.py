"""One make target at a time where two would destroy each other's work.

Standard library only: it runs before anything is installed.
"""

import fcntl
import os
import sys
from pathlib import Path


class Busy(Exception):
    """Another process holds the lock, and the caller did not want to wait."""


def hold(path: Path, shared: bool = False, wait: bool = True) -> int:
    """Lock the file `path`, made if missing, and give its descriptor; closing that gives the lock up.

    Where another process holds it, says so in one line and waits, or raises Busy if `wait` is false. Raises
    OSError where the folder cannot be written.
    """
    operation = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                os.close(descriptor)
                raise Busy(path.name) from None
            print(
                f"Another make is at work here (it holds {path.name}); waiting for it.",
                file=sys.stderr,
                flush=True,
            )
            fcntl.flock(descriptor, operation)
        # The holder that was waited for may have been `make clean`, which removes the file: then lock the new
        # one.
        if path.exists() and os.path.samestat(os.fstat(descriptor), os.stat(path)):
            return descriptor
        os.close(descriptor)
