"""Two threads wake each other with two events."""

# busy: 1

import threading
import time

ping, pong = threading.Event(), threading.Event()
over = False


def answer():
    while not over:
        ping.wait()
        ping.clear()
        pong.set()


thread = threading.Thread(target=answer)
thread.start()
end = time.monotonic() + 1
while time.monotonic() < end:
    ping.set()
    pong.wait()
    pong.clear()
over = True
ping.set()
thread.join()
