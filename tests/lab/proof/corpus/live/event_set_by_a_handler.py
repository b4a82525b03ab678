"""The main thread waits for an Event that its handler for SIGTERM sets."""

# ends: never

import signal
import threading

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
stop.wait()
