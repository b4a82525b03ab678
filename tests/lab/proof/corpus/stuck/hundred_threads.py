"""A hundred threads wait for one lock, and its owner waits for them to end."""

# stuck: 101 threads of 1 process

import threading

lock = threading.Lock()
threads = [threading.Thread(target=lock.acquire) for _ in range(100)]
with lock:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
