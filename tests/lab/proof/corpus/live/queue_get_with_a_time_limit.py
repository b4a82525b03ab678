"""Waits for an item that nobody puts, but not for ever."""

import queue

try:
    queue.Queue().get(timeout=1.5)
except queue.Empty:
    pass
else:
    raise AssertionError("an item from nowhere")
