"""An event of the fork context, a process of the spawn context: the child dies, or start() raises.

The child sets an event; the parent joins the child and looks at the event. But the event was made
in one context and the process in another.

On Linux before CPython 3.11.5 (so also on Debian 12's 3.11.2) the child is killed by SIGSEGV, exit
code -11, when it first touches the event. The parent goes on: join() returns, and the event is not
set. From 3.11.5 and 3.12.0 on, start() raises RuntimeError in the parent, whose exit code is 1, and
no child runs.

A semaphore of the fork context has no name, because a forked child inherits the open semaphore
itself. A spawned child inherits no memory; pickle gives it the address at which the parent has the
semaphore, and that means nothing in another address space. The check is gh-77377; the crash was
also reported as gh-89461 (bpo-45298).

On macOS the handle is not an address but a descriptor number: before the check, the child should
end with OSError, [Errno 9] Bad file descriptor, exit code 1. That was not tried.
"""

import multiprocessing


def report_ready(ready):
    ready.set()


if __name__ == "__main__":
    ready = multiprocessing.get_context("fork").Event()
    child = multiprocessing.get_context("spawn").Process(target=report_ready, args=(ready,))
    child.start()
    child.join()
    print("event is set:", ready.is_set())
    print("child_exit_code =", child.exitcode)
