"""A file that was open at the fork has one offset for both: the parent misses what the child reads.

A descriptor is a number that stands for an open file, and the offset belongs to the open file. A forked child
has descriptors of its own, and they stand for the same open files. So if the parent reads the first record and
the child reads one, the next record of the parent is the third. Two writers write behind each other.

If the child opens the file itself, it has an offset of its own. The same on every version.
"""

import multiprocessing
import os
import tempfile

RECORDS = [b"first ", b"second", b"third "]


def read_inherited(descriptor, path):
    print("child reads:", os.read(descriptor, 6).decode(), flush=True)


def read_opened_again(descriptor, path):
    own = os.open(path, os.O_RDONLY)
    print("child reads:", os.read(own, 6).decode(), flush=True)
    os.close(own)


if __name__ == "__main__":
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(RECORDS))
        file.flush()
        for read in (read_inherited, read_opened_again):
            descriptor = os.open(file.name, os.O_RDONLY)
            print(read.__name__)
            print("parent reads:", os.read(descriptor, 6).decode(), flush=True)
            child = multiprocessing.get_context("fork").Process(target=read, args=(descriptor, file.name))
            child.start()
            child.join()
            record = os.read(descriptor, 6)
            print("parent reads:", record.decode())
            print(read.__name__ + "_next_record =", RECORDS.index(record) + 1)
            os.close(descriptor)
