"""A file object has a lock inside: a child forked while another thread writes cannot write to it.

A BufferedWriter holds a lock while it hands its buffer to the raw file below. The raw file of this
program is slow: one thread of the parent is inside its write() when the main thread starts a child, and
the child's copy of the lock stays locked. The child hangs in its first write(), although that would
only fill a buffer. sys.stdout.buffer is such a BufferedWriter. In practice a full pipe, a stopped
terminal or a network file system makes it slow.

Python code cannot see this lock, so no program can replace it, and no version of CPython does.

Every version, Linux, with fork. See gh-84579 (bpo-40399). Ansible met it: its pull request 79522.
"""

import io
import multiprocessing
import threading

writing = threading.Event()
may_go_on = threading.Event()


class SlowFile(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        writing.set()
        may_go_on.wait()
        return len(data)


def use():
    file.write(b"from the child")
    print("the child has written")


if __name__ == "__main__":
    file = io.BufferedWriter(SlowFile())
    file.write(b"from the parent")
    threading.Thread(target=file.flush).start()
    writing.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    may_go_on.set()
    child.join()
    print("child_exit_code =", child.exitcode)
