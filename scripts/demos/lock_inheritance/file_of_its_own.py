"""The remedy for buffered_writer: the child makes a file object of its own, with a lock of its own.

This is buffered_writer, but the child does not write to the parent's BufferedWriter. It puts a new one
on top of the raw file; a real program opens the path again, for appending. The child leaves the parent's
object alone, with its lock and with the buffer, which the parent writes. It keeps a reference to that
object, because an object without references is freed, a freed file is closed, and closing it would flush
the buffer a second time.

Every version, Linux, with fork.
"""

import io
import multiprocessing
import threading

writing = threading.Event()
may_go_on = threading.Event()
files_of_parent = []


class SlowFile(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        writing.set()
        may_go_on.wait()
        return len(data)


def use():
    global file
    files_of_parent.append(file)  # or it would be freed, and so closed, and its buffer written twice
    file = io.BufferedWriter(SlowFile())
    file.write(b"from the child")
    may_go_on.set()  # here, too: this is the child's copy
    file.flush()
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
