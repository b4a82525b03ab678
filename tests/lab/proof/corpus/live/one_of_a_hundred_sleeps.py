"""A hundred threads wait for an event, and one more sleeps before it sets the event."""

import threading
import time

event = threading.Event()
for _ in range(100):
    threading.Thread(target=event.wait).start()


def sleep_and_set():
    time.sleep(1.5)
    event.set()


threading.Thread(target=sleep_and_set).start()
event.wait()
