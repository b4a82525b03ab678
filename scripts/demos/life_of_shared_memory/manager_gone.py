"""The process that made a Manager ends, and its children lose what the Manager held: EOFError, and then others.

    manager_gone.py [ENDING]     returns or joins; default: returns

A Manager's objects live in a server process, which belongs to the process that called Manager(). The child waits in
a call to the server. The main process comes to its end without join().

returns: multiprocessing ends the server first, and waits for the children afterwards. The child's call raises EOFError,
its next call on the same connection BrokenPipeError, and a call that makes a new connection FileNotFoundError.
joins: the main process lets the child go on, and joins it. The server is there until the child has ended.

The same on every version; Linux.
"""

import multiprocessing
import sys
import threading


def attempt(what, call):
    try:
        print(what, "gives", call(), flush=True)
    except (OSError, EOFError) as error:
        print(what, "raises", type(error).__name__, flush=True)


def work(meeting, shared):
    attempt("the call that waits", meeting.wait)
    attempt("the next call", lambda: shared["answer"])
    thread = threading.Thread(target=attempt, args=("a call by a new thread", lambda: shared["answer"]))
    thread.start()
    thread.join()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    manager = context.Manager()
    meeting = manager.Barrier(2)
    shared = manager.dict(answer=42)
    child = context.Process(target=work, args=(meeting, shared))
    child.start()
    while meeting.n_waiting == 0:  # until the child's call has reached the server
        pass
    if len(sys.argv) > 1:
        meeting.wait()
        child.join()
