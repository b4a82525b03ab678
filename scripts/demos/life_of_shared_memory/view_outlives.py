"""A pointer into shared memory outlives the SharedMemory object, and the process is killed by SIGSEGV.

    view_outlives.py [WHAT]     pointer, memoryview or close; default: pointer

A function attaches to a segment and returns something that stands for its bytes. Then its SharedMemory object has no
reference any more, and so calls close().

pointer: the address of the bytes. close() removes the memory, and reading at the address is a segmentation fault.
An array of numpy.ndarray(buffer=segment.buf) is such a pointer: numpy_array shows it.
memoryview: close() raises BufferError, because a view exists. In __del__ that is only printed ("Exception ignored in"),
and the bytes can still be read.
close: the same with a call of close(), which the program can catch.

The same on every version.
"""

import ctypes
import multiprocessing
import sys
from multiprocessing import shared_memory


def address_of(name):
    segment = shared_memory.SharedMemory(name=name)
    return ctypes.addressof(ctypes.c_char.from_buffer(segment.buf))


def view_of(name):
    segment = shared_memory.SharedMemory(name=name)
    return segment.buf[:5]


def read(name, what):
    if what == "pointer":
        print("the child reads:", ctypes.string_at(address_of(name), 5).decode())
    elif what == "memoryview":
        print("the child reads:", bytes(view_of(name)).decode())
    else:
        segment = shared_memory.SharedMemory(name=name)
        view = segment.buf[:5]
        try:
            segment.close()
        except BufferError as error:
            print("close() raises BufferError:", error)
        view.release()
        segment.close()


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "pointer"
    owner = shared_memory.SharedMemory(create=True, size=2**24)
    owner.buf[:5] = b"hello"
    child = multiprocessing.get_context("fork").Process(target=read, args=(owner.name, what))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
    owner.close()
    owner.unlink()
