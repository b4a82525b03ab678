"""Mend this service: a worker that is started while a thread reads standard input hangs.

The service reads commands in a thread and has a worker process, which it replaces from time to time. The
thread must go on reading, and a worker can be replaced at any time, so "children before threads" helps
only with the first one. Each worker must multiply by the factor with which the service was made. Change
what you like above the line; Service(), replace_worker(), the attributes command, listener and connection
must remain.
"""

import io
import multiprocessing
import os
import sys
import threading

context = multiprocessing.get_context("fork")
settings = {"factor": 1}


def work(connection):
    connection.send(6 * settings["factor"])


class Service:
    def __init__(self, factor):
        settings["factor"] = factor
        self.command = ""
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()
        self.replace_worker()

    def listen(self):
        self.command = sys.stdin.readline()

    def replace_worker(self):
        self.connection, other_end = context.Pipe()
        context.Process(target=work, args=(other_end,), daemon=True).start()


# ---------------------------------------------------------------- the checker; leave it as it is

LIMIT = 3  # seconds after which a worker counts as hanging
is_reading = threading.Event()


class Keyboard(io.FileIO):
    """Standard input that says when a thread waits in it."""

    def readinto(self, buffer):
        is_reading.set()
        return super().readinto(buffer)


def result(service):
    """Return what the service's worker sends; None if it hangs or dies."""
    try:
        return service.connection.recv() if service.connection.poll(LIMIT) else None
    except EOFError:
        return None


def check():
    """Say what is still wrong, in one line; an empty line if nothing is."""
    read_end, keys = os.pipe()
    os.dup2(read_end, 0)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(Keyboard(0)))
    service = Service(7)
    first = result(service)
    if first is None:
        return "the first worker sends nothing"
    if not is_reading.wait(LIMIT):
        return "no thread reads standard input"
    service.replace_worker()
    second = result(service)
    if second is None:
        return "a worker that is started while the thread reads sends nothing"
    if (first, second) != (42, 42):
        return f"the workers send {first} and {second}, and not 42 each"
    os.write(keys, b"stop\n")
    service.listener.join(LIMIT)
    if service.command != "stop\n":
        return "the thread does not get the command"
    return ""


if __name__ == "__main__":
    wrong = check()
    print(wrong or "well done: a service that can start a worker at any moment")
    print("mended =", int(not wrong))
    sys.stdout.flush()
    for child in multiprocessing.active_children():
        child.join(LIMIT if not wrong else 0)
        child.kill()
    os._exit(bool(wrong))  # without waiting for threads that hang
