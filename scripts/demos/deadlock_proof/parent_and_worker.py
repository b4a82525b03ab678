"""One worker can never go on, while its parent, which looks after it four times a second, does.

A thread of the parent holds the lock nearly always, and so it does at the moment of the fork. The
worker gets a copy of the lock, which is locked, and no copy of the thread. The parent goes on, so the
program as a whole is not deadlocked. A server with one stuck worker looks like this.

The argument is the number of seconds after which the parent kills the worker.
"""

import multiprocessing
import sys
import threading
import time

context = multiprocessing.get_context("fork")
lock = threading.Lock()
table = {}


def refresh():
    while True:
        with lock:
            table["refreshed"] = time.time()
            time.sleep(0.4)


def serve():
    with lock:
        print("the worker has served", len(table))


def main(patience):
    threading.Thread(target=refresh, name="refresher", daemon=True).start()
    while not table:
        pass
    worker = context.Process(target=serve)
    worker.start()
    print("the worker has been started", flush=True)
    gives_up = time.monotonic() + patience
    while worker.is_alive() and time.monotonic() < gives_up:
        worker.join(timeout=0.25)
    worker.kill()
    worker.join()
    print("worker_exit_code =", worker.exitcode)


if __name__ == "__main__":
    main(patience=float(sys.argv[1]) if len(sys.argv) > 1 else 1)
