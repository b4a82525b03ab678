"""Five threads wait for a lock whose owner sleeps, and then releases it."""

import threading
import time

lock = threading.Lock()


def take():
    with lock:
        pass


with lock:
    for _ in range(5):
        threading.Thread(target=take).start()
    time.sleep(1.5)
