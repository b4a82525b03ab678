"""Waits for a notification that nobody sends, but not for ever."""

import threading

condition = threading.Condition()
with condition:
    assert not condition.wait(1.5)
