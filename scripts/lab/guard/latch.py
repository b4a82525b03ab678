"""An event that happens once, which one thread waits for and an interrupt cannot break."""

import _thread
import time

_GLANCE_SECONDS = 1.0


class Latch:
    """Set once, by one thread; waited for by threads that an exception may leave at any instant.

    threading.Event does not allow for that: an exception out of a signal handler that comes when `Event.wait` has taken
    the event's own lock, and has not yet entered its `with` block, leaves that lock taken. Then set() waits for ever,
    and so does the next wait().
    """

    def __init__(self) -> None:
        self._is_set = False
        self._closed = _thread.allocate_lock()
        self._closed.acquire()

    def set(self) -> None:
        """Let every thread go on that waits, now or later."""
        if not self._is_set:
            self._is_set = True
            self._closed.release()

    def is_set(self) -> bool:
        """Tell whether set() was called."""
        return self._is_set

    def wait(self, patience_seconds: float | None = None) -> bool:
        """Wait until set() was called, or `patience_seconds` have passed; tell which."""
        deadline = None if patience_seconds is None else time.monotonic() + patience_seconds
        while not self._is_set:
            left = _GLANCE_SECONDS if deadline is None else min(_GLANCE_SECONDS, deadline - time.monotonic())
            if left <= 0:
                break
            # One that is interrupted between these two lines keeps the lock: the others glance at what it stands for.
            if self._closed.acquire(timeout=left):
                self._closed.release()
        return self._is_set
