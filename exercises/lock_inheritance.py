"""Mend this service: a worker that is started while a thread waits for a command hangs.

    lock_inheritance.py FACTOR COMMAND

The service waits for commands in a thread, and replaces its worker process from time to time. The thread must go on
waiting, and a worker can be replaced at any time. Each worker must multiply by the factor with which the service was
made. Change what you like, but leave the three calls of report(), by which the checker learns what happens:
"replacing" before each worker, "product" in the worker, and "command" in the thread.
"""

import multiprocessing
import os
import sys
import threading

from reporting import report

context = multiprocessing.get_context("fork")
settings = {"factor": 1}


def work():
    report("product", 6 * settings["factor"])


class Service:
    def __init__(self, factor):
        settings["factor"] = factor
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def listen(self):
        report("command", sys.stdin.readline().strip())

    def replace_worker(self):
        report("replacing")
        worker = context.Process(target=work)
        worker.start()
        worker.join()


def main():
    factor, command = int(sys.argv[1]), sys.argv[2]
    keyboard, keys = os.pipe()
    sys.stdin = open(keyboard)  # stands for a terminal at which you type commands
    service = Service(factor)
    for _ in range(3):
        service.replace_worker()
    os.write(keys, command.encode() + b"\n")
    service.listener.join()


if __name__ == "__main__":
    main()
