"""The task that occupies the only worker waits for a task that needs a worker."""

# stuck: 2 threads of 1 process

from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(max_workers=1)


def outer():
    return pool.submit(int).result()


pool.submit(outer).result()
