"""Fifty threads in a ring: each waits for its own lock and releases the next one's, so forty-nine are always asleep."""

# busy: 1

import threading
import time

locks = [threading.Lock() for _ in range(50)]
for lock in locks:
    lock.acquire()
end = time.monotonic() + 1


def pass_on(mine, following):
    while time.monotonic() < end:
        mine.acquire()
        following.release()


for number, lock in enumerate(locks):
    threading.Thread(target=pass_on, args=(lock, locks[(number + 1) % 50])).start()
locks[0].release()
