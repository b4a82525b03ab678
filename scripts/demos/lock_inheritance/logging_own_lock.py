"""A handler with a lock of its own brings the hang back: logging makes only its own locks new.

This is logging_handler with one lock more: the handler guards its connection by a lock that it made
itself. A thread of the parent is inside emit() when the main thread starts a child. In the child the
handler's own lock is new, as before; the connection's lock is locked, and its owner does not exist.
The child waits for ever in its first call of logging.warning().

A handler needs no such lock, as emit() is only called with the handler's lock held. What emit() calls
may well have one: a queue (logging.handlers.QueueHandler is given one), a client library, a file.

Every version, Linux, with fork. See gh-50970 (bpo-6721).
"""

import logging
import multiprocessing
import threading

emitting = threading.Event()
may_go_on = threading.Event()


class Handler(logging.Handler):
    connection_lock = threading.Lock()

    def emit(self, record):
        with self.connection_lock:
            if record.threadName == "slow":
                emitting.set()
                may_go_on.wait()
            print(record.getMessage(), flush=True)


def use():
    logging.warning("logged by the child")


if __name__ == "__main__":
    logging.getLogger().addHandler(Handler())
    threading.Thread(target=logging.warning, args=("logged by the thread",), name="slow").start()
    emitting.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    may_go_on.set()
    child.join()
    print("child_exit_code =", child.exitcode)
