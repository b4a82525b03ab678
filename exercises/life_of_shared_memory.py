"""Mend this program: those who only read its shared memory destroy it.

    life_of_shared_memory.py NUMBER

The program puts a number into a segment of shared memory. Then three readers, one after the other, read it there. Each
reader is a program of its own, which gets the segment's name and nothing else. The segment must be there until the last
reader has ended. When the program calls report("end"), and also when it is killed before, no segment may stay. Change
what you like, but leave the three calls of report(), by which the checker learns what happens.
"""

import subprocess
import sys
from multiprocessing import shared_memory

from reporting import report


def read(name):
    segment = shared_memory.SharedMemory(name)
    report("number", int.from_bytes(segment.buf[:8], "big"))
    segment.close()


def publish(number):
    segment = shared_memory.SharedMemory(create=True, size=8)
    segment.buf[:8] = number.to_bytes(8, "big")
    report("segment", segment.name)
    for _ in range(3):
        subprocess.run([sys.executable, __file__, "read", segment.name], check=True)
    segment.close()


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(sys.argv[2])
    else:
        publish(int(sys.argv[1]))
        report("end")
