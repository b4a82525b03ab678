"""A signal handler that prints: RuntimeError if it interrupts a write to the same buffer, no error otherwise.

    print_in_handler.py [FILE]        same or other; default: same

A file opened for writing has a buffer with a lock. The lock knows its owner, so a second write of the same thread is
refused with RuntimeError instead of waiting. The handler here prints to the file that is being written, or to
another one. The "disk" of the first file raises the signal itself, in the middle of a write, so that the handler
interrupts that write each time.

same: RuntimeError. other: no error. Then the signal comes between two writes: no error in either case. The same on
every version from 3.8 to 3.15. So whether the handler is refused depends on the moment at which the signal comes.
"""

import io
import signal
import sys


class Disk(io.RawIOBase):
    def __init__(self, raises_signal=False):
        self.raises_signal = raises_signal

    def writable(self):
        return True

    def write(self, data):
        if self.raises_signal:
            self.raises_signal = False
            signal.raise_signal(signal.SIGUSR1)
        return len(data)


def handle(number, frame):
    global refused
    try:
        print("a signal came", file=handlers_file, flush=True)
    except RuntimeError as error:
        refused += 1
        print("error:", type(error).__name__ + ":", error)


refused = 0
own_file = io.TextIOWrapper(io.BufferedWriter(Disk(raises_signal=True)))
other_file = io.TextIOWrapper(io.BufferedWriter(Disk()))
handlers_file = other_file if "other" in sys.argv[1:] else own_file
signal.signal(signal.SIGUSR1, handle)
print("work", file=own_file, flush=True)
print("refused_during_write =", refused)
refused = 0
signal.raise_signal(signal.SIGUSR1)
print("refused_between_writes =", refused)
