"""Four processes wait, each in its own way; the program prints the kernel's line about each, and what it means.

/proc/PID/task/TID/syscall has the number of the system call that a thread sleeps in, its six
arguments, its stack pointer and its program counter. For a futex, the call below every lock, the
second argument is the operation: its bit 128 (FUTEX_PRIVATE_FLAG) says that only a thread of the same
process can wake the sleeper. The fourth argument is the address of a time limit; 0 (NULL) is none.

Every process here has one thread, so what that thread sleeps in is the wait that it was made for. On
Linux, x86-64 and aarch64. On x86-64 CPython up to 3.14 waits for a pipe in poll, CPython 3.15 in
ppoll; on aarch64, which has no poll, every version waits in ppoll.
"""

import multiprocessing
import os
import platform
import signal
import threading

CALLS = {
    "x86_64": {"202": "futex", "7": "poll", "271": "ppoll"},
    "aarch64": {"98": "futex", "73": "ppoll"},
}.get(platform.machine(), {})
PRIVATE = 128

lock = threading.Lock()
process_lock = multiprocessing.get_context("fork").Lock()
reader, writer = multiprocessing.Pipe()
WAITS = {
    "threading.Lock": lock.acquire,
    "threading.Lock with timeout": lambda: lock.acquire(timeout=60),
    "multiprocessing.Lock": process_lock.acquire,
    "multiprocessing.Pipe": lambda: reader.poll(None),
}


def in_words(call, arguments):
    if call == "futex":
        whose = "private" if int(arguments[1], 16) & PRIVATE else "shared"
        limit = "NULL" if arguments[3] == "0x0" else "a time limit"
        return "futex, {}, {}".format(whose, limit)
    endless = arguments[2] == "0x0" if call == "ppoll" else int(arguments[2], 16) & 0x80000000
    return "{}, {}".format(call, "no time limit" if endless else "a time limit")


if __name__ == "__main__":
    lock.acquire()
    process_lock.acquire()
    for name, wait in WAITS.items():
        child = os.fork()
        if child == 0:
            wait()
            os._exit(1)
        line = ""
        while line.split(" ")[0] not in CALLS:  # it has not come to its wait yet
            with open("/proc/{0}/task/{0}/syscall".format(child)) as file:
                line = file.read().strip()
        number, *arguments = line.split()
        print("{}: {}\n    {}".format(name, in_words(CALLS[number], arguments), line))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
