"""What no child inherits: the other threads, the record locks and the timers of its parent, under every method.

    not_inherited.py METHOD        fork, spawn, forkserver

The parent has a second thread, a record lock on a file (fcntl.lockf) and an interval timer. A child reports
what it finds. The kernel copies none of the three into a forked child: see fork(2), which lists more. A child
of spawn is forked too, and then executes a new interpreter; a child of forkserver is a copy of the server. So
the child cannot rely on a lock that the parent holds, and a timer that the parent has set never rings in it.
The same on every version.
"""

import fcntl
import multiprocessing
import signal
import sys
import tempfile
import threading


def lock(file):
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True  # no other process has it; a process that has it can lock it again


def report(path):
    with open(path, "w") as file:
        print("record lock in the child:", "yes" if lock(file) else "no")
    print("seconds of the timer in the child:", round(signal.getitimer(signal.ITIMER_VIRTUAL)[0]))
    print("threads in the child:", threading.active_count())


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    signal.setitimer(signal.ITIMER_VIRTUAL, 3600)
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    with tempfile.NamedTemporaryFile("w") as file:
        print("record lock in the parent:", "yes" if lock(file) else "no")
        print("seconds of the timer in the parent:", round(signal.getitimer(signal.ITIMER_VIRTUAL)[0]))
        print("threads in the parent:", threading.active_count(), flush=True)
        child = context.Process(target=report, args=(file.name,))
        child.start()
        child.join()
    print("child_exit_code =", child.exitcode)
