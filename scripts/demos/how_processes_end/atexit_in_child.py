"""Functions of atexit in a child: whether they run depends on the start method and on the version.

    atexit_in_child.py [START_METHOD]        default: fork

The parent registers one function before it starts the child, and the child registers another one. Up to 3.12 a
child of fork or forkserver ends with os._exit(), which runs neither; a child of spawn runs its own. From 3.13
on each child runs what it registered itself, and forgets what it inherited (gh-83856). A child that is killed
by a signal runs none.
"""

import atexit
import multiprocessing
import os
import sys


def report(line, function):
    os.write(line.fileno(), function)


def work(line):
    atexit.register(report, line, b"c")


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1] if len(sys.argv) > 1 else "fork")
    reports, line = context.Pipe(duplex=False)
    atexit.register(report, line, b"p")
    child = context.Process(target=work, args=(line,))
    child.start()
    child.join()
    os.write(line.fileno(), b".")  # so that read() has something to read
    said = os.read(reports.fileno(), 10)
    print("ran_of_the_child =", said.count(b"c"))
    print("ran_of_the_parent =", said.count(b"p"))
