"""CPython repairs the locks of logging in a forked child: it logs although a thread was logging at the fork.

Every handler of the logging module has a lock, and holds it around emit(). A thread of the parent is
inside emit() when the main thread starts a child, and still the child logs. logging has registered
functions with os.register_at_fork(). They keep other threads out of its module lock during the fork, and
give every handler of the child a new lock.

So the child enters emit() although the parent's thread had not left it. Whatever emit() uses has to
bear that: see logging_own_lock and logging_to_stderr.

CPython 3.7.4 and later; since 3.9 by a method of the lock, _at_fork_reinit(). Up to 3.7.0 the child
waits forever (gh-50970, bpo-6721). 3.7.1 to 3.7.3 acquired the locks of all handlers before each fork
instead, and programs hung (gh-80714, bpo-36533).
"""

import logging
import multiprocessing
import threading

emitting = threading.Event()
may_go_on = threading.Event()


class Handler(logging.Handler):
    def emit(self, record):
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
