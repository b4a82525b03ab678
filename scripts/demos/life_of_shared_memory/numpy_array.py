"""A NumPy array outlives the SharedMemory object that its bytes belong to, and the process is killed by SIGSEGV.

    numpy_array.py [HOW]     ndarray, frombuffer, keeps or copies; default: ndarray

A function attaches to a segment and returns an array of its bytes. Its SharedMemory object then has no reference any
more, and calls close().

ndarray: numpy.ndarray(buffer=segment.buf) takes the address and holds no view, so close() removes the memory.
frombuffer: numpy.frombuffer(segment.buf) holds a view, so close() raises BufferError, which __del__ only prints.
keeps: the function returns the SharedMemory object as well, and its caller keeps it as long as the array.
copies: the function returns a copy of the array.

The same on every version. See gh-102349 and numpy issue 23305.
"""

import multiprocessing
import sys
from multiprocessing import shared_memory

import numpy


def attach(name, how):
    segment = shared_memory.SharedMemory(name=name)
    if how == "frombuffer":
        return numpy.frombuffer(segment.buf, dtype=numpy.uint8), None
    array = numpy.ndarray((2**24,), dtype=numpy.uint8, buffer=segment.buf)
    return (array.copy(), None) if how == "copies" else (array, segment if how == "keeps" else None)


def read(name, how):
    array, _kept = attach(name, how)
    print("the child reads:", bytes(array[:5]).decode())
    del array


if __name__ == "__main__":
    how = sys.argv[1] if len(sys.argv) > 1 else "ndarray"
    owner = shared_memory.SharedMemory(create=True, size=2**24)
    owner.buf[:5] = b"hello"
    child = multiprocessing.get_context("fork").Process(target=read, args=(owner.name, how))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
    owner.close()
    owner.unlink()
