"""A thread waits in input() while the main thread forks: the child hangs before it runs its target.

    input_in_a_thread.py [START_METHOD [readline]]        default: fork, and input()

A call that reads from sys.stdin holds the lock of the BufferedReader below it for as long as it waits
for a line. A forked child gets a copy of that lock, locked. The first thing that every Process does in
the child, before it calls its target, is to close sys.stdin, and closing needs the lock. So the child
hangs in multiprocessing's _close_stdin(). A line that is typed after the fork ends the call in the
parent, and does not help the child.

The program replaces the keyboard by a pipe, so that a test can run it, and adds one thing to sys.stdin: an
event that says when the thread waits in it. Nothing else is forced.

Every version, Linux, with fork. With spawn and forkserver the child has a sys.stdin of its own. On a
terminal, input() reads through the C library and holds no such lock; sys.stdin.readline() does. See
gh-132276, and gh-84579 for the lock.
"""

import io
import multiprocessing
import os
import sys
import threading

is_reading = threading.Event()


class Keyboard(io.FileIO):
    def readinto(self, buffer):
        is_reading.set()
        return super().readinto(buffer)


def use():
    print("the child runs its target")


if __name__ == "__main__":
    start_method = sys.argv[1] if len(sys.argv) > 1 else "fork"
    read_end, keys = os.pipe()
    os.dup2(read_end, 0)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(Keyboard(0)))
    reader = threading.Thread(target=sys.stdin.readline if "readline" in sys.argv else input)
    reader.start()
    is_reading.wait()
    child = multiprocessing.get_context(start_method).Process(target=use)
    child.start()
    os.write(keys, b"a line\n")
    reader.join()
    print("the thread has its line", flush=True)
    child.join()
    print("child_exit_code =", child.exitcode)
