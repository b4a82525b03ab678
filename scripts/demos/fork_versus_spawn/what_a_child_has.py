"""What a child has of its parent, and what it has not: the child itself reports it.

    what_a_child_has.py METHOD        fork, spawn, forkserver

The parent changes one thing of each kind, and then a child says what it finds. A forked child has the parent's memory
and descriptors. It has one thread, however many the parent has; Python seeds random.random() anew in it; and
multiprocessing gives it an empty standard input. A child of spawn and forkserver has what multiprocessing sends, and
what the process has that started it, the parent or the server. The same on every version. See also not_inherited.
"""

import logging
import multiprocessing
import os
import random
import signal
import sys
import threading
import warnings

setting = "as in the file"
generator = random.Random(5)


def has(thing, yes="yes", no="no"):
    return yes if thing else no


def is_open(descriptor, inode):
    try:
        return os.fstat(descriptor).st_ino == inode
    except OSError:
        return False


def report(parent, descriptor, inode, states):
    print("runs the file as:", report.__globals__["__name__"])
    print("global set below the main guard:", setting)
    print("module imported below it:", has("colorsys" in sys.modules))
    print("environment, set before the first child:", has("SET_EARLY" in os.environ))
    print("environment, set after it:", has("SET_LATE" in os.environ))
    print("open, inheritable descriptor:", has(is_open(descriptor, inode)))
    print("sys.argv and sys.path:", has(sys.argv[-1] == "added" and sys.path[-1] == "added"))
    print("working directory:", has(os.getcwd() == os.path.realpath("/")))
    print("signal handler:", has(signal.getsignal(signal.SIGUSR1) is print))
    print("warnings filter:", has(warnings.filters[0][2] is BytesWarning))
    print("logging level:", logging.getLevelName(logging.getLogger().level))
    print("state of random.random():", has(random.getstate() == states[0], "the parent's", "its own"))
    print("state of a random.Random(5):", has(generator.getstate() == states[1], "the parent's", "its own"))
    print("sys.stdin:", has(sys.stdin.readline(), "the parent's", "empty"))
    print("threads:", threading.active_count())
    print("its parent:", has(os.getppid() == parent, "the process that started it", "the server"))


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    os.environ["SET_EARLY"] = "1"
    first = context.Process(target=os.getpid)  # with forkserver, this starts the server
    first.start()
    first.join()
    import colorsys  # noqa: F401

    setting = "changed"
    os.environ["SET_LATE"] = "1"
    descriptor = os.open(__file__, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    os.dup2(descriptor, 0)  # gives this program a file as its standard input
    sys.argv.append("added")
    sys.path.append("added")
    os.chdir("/")
    signal.signal(signal.SIGUSR1, print)
    warnings.simplefilter("ignore", BytesWarning)
    logging.getLogger().setLevel(logging.DEBUG)
    generator.random()
    states = random.getstate(), generator.getstate()
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    child = context.Process(target=report, args=(os.getpid(), descriptor, os.fstat(descriptor).st_ino, states))
    child.start()
    child.join()
    print("sys.stdin, in the parent:", has(sys.stdin.readline(), "its own", "empty"))
    print("child_exit_code =", child.exitcode)
