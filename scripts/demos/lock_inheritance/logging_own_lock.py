"""A logging handler with a lock of its own hangs in a forked child: logging repairs only its own locks.

This is logging_handler with one more lock: the handler guards its connection by a lock that it made
itself. A thread of the parent is inside emit() when the main thread starts a child. In the child the
handler's lock is new, as before. The connection's lock is locked, and its owner does not exist. The
child waits forever in its first call of logging.warning().

A handler needs no such lock, because logging calls emit() only with the handler's lock held. But what
emit() calls can have one: a queue (logging.handlers.QueueHandler is given one), a client, a file.

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
