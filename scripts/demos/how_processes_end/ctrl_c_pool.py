"""Ctrl-C reaches a Pool's worker, too: it dies with its task, and close() and join() then wait forever.

    ctrl_c_pool.py [terminate | ignore]        default: close() and join()

A terminal sends SIGINT to every process in the foreground, and each of them raises KeyboardInterrupt. A worker
of a Pool does not catch it, so it ends, and its task is lost. close() lets the tasks end, and join() waits for
them: the lost one never will. terminate() does not wait for tasks, and the program ends. With "ignore" the
worker also ignores SIGINT, so that it prints no traceback.

The program makes a group of its own and sends it SIGINT when the worker is at work. Every version, Linux.
"""

import multiprocessing
import os
import signal
import sys
import time


def work(number):
    if number == 0:
        os.write(at_work, b".")
        while True:
            time.sleep(0.01)  # not pause(), which sleeps on if the signal comes right before it


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    context = multiprocessing.get_context("fork")
    begun, at_work = os.pipe()
    ignore = [signal.signal, (signal.SIGINT, signal.SIG_IGN)] if "ignore" in sys.argv else []
    pool = context.Pool(1, *ignore)
    workers = multiprocessing.active_children()
    try:
        results = pool.map_async(work, range(20), chunksize=1)
        os.read(begun, 1)
        os.killpg(0, signal.SIGINT)  # Ctrl-C
        results.get()
    except KeyboardInterrupt:
        if "terminate" in sys.argv:
            workers[0].join()  # until it has printed its traceback
        if len(sys.argv) > 1:
            pool.terminate()
        else:
            pool.close()
        pool.join()
        print("the program ends")
