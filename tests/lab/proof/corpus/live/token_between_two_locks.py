"""Two threads hand a token over and back by releasing the lock for which the other waits."""

# busy: 1

import threading
import time

ping, pong = threading.Lock(), threading.Lock()
ping.acquire()
pong.acquire()
over = False


def answer():
    while not over:
        ping.acquire()
        pong.release()


thread = threading.Thread(target=answer)
thread.start()
end = time.monotonic() + 1
while time.monotonic() < end:
    ping.release()
    pong.acquire()
over = True
ping.release()
thread.join()
