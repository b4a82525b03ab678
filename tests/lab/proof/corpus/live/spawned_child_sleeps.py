"""Waits for a spawned child that sleeps before it releases the lock for which a thread of its parent waits."""

import multiprocessing
import threading
import time


def sleep_and_release(lock):
    time.sleep(1.5)
    lock.release()


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    lock = context.Lock()
    lock.acquire()
    threading.Thread(target=lock.acquire).start()
    child = context.Process(target=sleep_and_release, args=(lock,))
    child.start()
    child.join()
