"""Blocks for good, each thread in a place of its own, and says on request where each of them is.

    blocked.py (started|fork|spawn|forkserver) SOCKET

Every byte that comes in over the Unix socket is answered with one line of JSON: by thread id, the frames of the
thread as sys._current_frames() has them. The end of the stream is the end of the process.
"""

import json
import multiprocessing
import os
import queue
import socket
import sys
import threading

# Names of one, two and four bytes a character, a name that is no plain str, and tables of lines with long steps.
ODD_NAMES = [("größe", "Übung.py"), ("数える", "数.py"), ("𐐀", "𐐀.py"), ("plain", type("Name", (str,), {})("own.py"))]
ODD_SOURCE = (
    "\n" * 300 + "def {}(call):\n" + "    number = 0\n" * 200 + "    return max(\n" + "\n" * 150 + "        number,\n"
    "        call(\n"
    "            number,\n"
    "        ),\n"
    "    )\n"
)

ids = {}


def known(ready, function, *arguments):
    """Call a function in a thread whose id the witness can tell."""
    ids[threading.get_ident()] = threading.get_native_id()
    ready.set()
    function(*arguments)


def locked():
    lock = threading.Lock()
    lock.acquire()
    return lock


class Chain:
    """Calls that lead through generators, comprehensions and functions written in C."""

    def __init__(self):
        self.wait = locked().acquire

    @property
    def begin(self):
        return [list(self.generate(step)) for step in range(1)]

    def generate(self, step):
        yield from (self.choose(step) for _ in "once")

    def choose(self, step):
        def closure(item):
            with threading.Lock():
                return self.enter(item)

        return sorted([step], key=lambda item: closure(item))

    def enter(self, item):
        call = self.wait_in_many_lines
        for name, file in ODD_NAMES:
            namespace = {}
            exec(compile(ODD_SOURCE.format(name), file, "exec"), namespace)
            call = bind(namespace[name], call)
        return call(item)

    def wait_in_many_lines(self, number):
        return self.wait(
            number == 0,
            -1,
        )


def bind(function, call):
    return lambda number: function(call)


def größe_erwarten(lock):
    return lock.acquire(
        blocking=True,
        timeout=-1,
    )


def descend(depth, lock):
    if depth:
        descend(depth - 1, lock)
    else:
        lock.acquire()


def frames(frame):
    found = []
    while frame:
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        found.append({"function": name, "file": code.co_filename, "line": frame.f_lineno})
        frame = frame.f_back
    return found


def witness(connection):
    while connection.recv(1):
        found = {ids[thread]: frames(frame) for thread, frame in sys._current_frames().items()}
        connection.sendall(json.dumps(found).encode() + b"\n")
    os._exit(0)


def block(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    ids[threading.get_ident()] = threading.get_native_id()
    every = [(queue.Queue().get,), (größe_erwarten, locked()), (descend, 150, locked()), (witness, connection)]
    for one in every:
        ready = threading.Event()
        threading.Thread(target=known, args=(ready, *one), daemon=True).start()
        ready.wait()
    connection.sendall(b"\n")
    return Chain().begin


def main(method, path):
    if method == "started":
        block(path)
    process = multiprocessing.get_context(method).Process(target=block, args=(path,))
    process.start()
    process.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
