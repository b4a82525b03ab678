"""A child of os.fork() uses the parent's connection to a Manager, and the parent gets the child's answer.

    proxy_after_fork.py [CHILD]     os.fork or Process; default: os.fork

A proxy has one connection to the server for each thread, and a connection carries questions and answers in their order.
The child asks (it waits at a Barrier of the manager) and is killed before the answer comes. Then the parent asks for
two items of a dict, 42 and 43.

os.fork: the child had the parent's connection, so the answer to the child's question is still to come there. The parent
takes it for its own: 0 instead of 42. From then on each answer belongs to the question before: 42 instead of 43.
Process: multiprocessing makes a forked child's proxies forget the connection. The parent gets 42 and 43.

If both processes are alive and read at the same time, either can get a part of an answer: UnpicklingError, EOFError.
The same on every version. See gh-101320.
"""

import multiprocessing
import os
import signal
import sys
import threading


def kill_and_complete(barrier, pid):
    """In a second thread, so with a connection of its own."""
    while barrier.n_waiting == 0:  # until the child's question has reached the server
        pass
    os.kill(pid, signal.SIGKILL)
    barrier.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        barrier, shared = manager.Barrier(2), manager.dict(first=42, second=43)
        print("before the fork:", shared["first"], flush=True)
        if len(sys.argv) > 1:
            child = context.Process(target=barrier.wait)
            child.start()
            pid = child.pid
        else:
            pid = os.fork()
            if pid == 0:
                barrier.wait()
                os._exit(0)
        thread = threading.Thread(target=kill_and_complete, args=(barrier, pid))
        thread.start()
        thread.join()
        print("first_answer =", shared["first"])
        print("second_answer =", shared["second"])
        child.join() if len(sys.argv) > 1 else os.waitpid(pid, 0)
