"""Ctrl-C reaches a Pool's workers, too: they die with their tasks, and close() and join() then wait forever.

    ctrl_c_pool.py [terminate | ignore]        default: close() and join()

A terminal sends SIGINT to every process in the foreground, and each of them raises KeyboardInterrupt. A worker
of a Pool does not catch it, so it ends, and its task is lost. close() lets the tasks end, and join() waits for
them: two of them never will. terminate() does not wait for tasks, and the program ends. With "ignore" the
workers also ignore SIGINT, so that they print no traceback.

The program makes a group of its own and sends it SIGINT when both workers are at work. Every version, Linux.
"""

import multiprocessing
import os
import signal
import sys
import time


def work(number):
    if number < 2:
        both_work.wait()
        while True:
            time.sleep(0.01)  # not pause(), which sleeps on if the signal comes right before it


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    context = multiprocessing.get_context("fork")
    both_work = context.Barrier(3)
    ignore = [signal.signal, (signal.SIGINT, signal.SIG_IGN)] if "ignore" in sys.argv else []
    pool = context.Pool(2, *ignore)
    try:
        results = pool.map_async(work, range(20), chunksize=1)
        both_work.wait()
        os.killpg(0, signal.SIGINT)  # Ctrl-C
        results.get()
    except KeyboardInterrupt:
        if len(sys.argv) > 1:
            pool.terminate()
        else:
            pool.close()
        pool.join()
        print("the program ends")
