"""Ctrl-C reaches the parent and its workers at once; whether the program ends depends on how the parent cleans up.

    ctrl_c.py [CLEANUP]        close (default), terminate, ignore, executor, cancel

A terminal sends SIGINT to every process in the foreground, and each of them raises KeyboardInterrupt.

  close      A Pool; the parent calls close() and join(). The workers died with their tasks, so join()
             waits for results that never come.
  terminate  A Pool; the parent calls terminate(), as `with` does. Each worker prints its traceback.
  ignore     The same, and the workers ignore SIGINT: no traceback of a worker.
  executor   `with ProcessPoolExecutor`: each interrupted task ends, and its worker goes on with the next one.
             Leaving the block waits for all 20 tasks.
  cancel     The parent cancels each task first, as shutdown(cancel_futures=True) does from 3.9 on.

The program makes a group of its own and sends it SIGINT when both workers are at work. Every version, Linux.
"""

import concurrent.futures
import multiprocessing
import os
import signal
import sys
import time


def work(number):
    with count.get_lock():
        count.value += 1
    if number < 2:
        both_work.wait()
        while True:
            time.sleep(0.01)  # not pause(), which sleeps on if the signal comes right before it
    may_go_on.wait()


def press_ctrl_c(result):
    both_work.wait()
    os.killpg(0, signal.SIGINT)
    result()


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    cleanup = sys.argv[1] if len(sys.argv) > 1 else "close"
    context = multiprocessing.get_context("fork")
    both_work, count, may_go_on = context.Barrier(3), context.Value("i", 0), context.Event()
    try:
        if cleanup in ("executor", "cancel"):
            with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
                tasks = [executor.submit(work, number) for number in range(20)]
                try:
                    press_ctrl_c(tasks[0].result)
                finally:
                    if cleanup == "cancel":
                        print("tasks_cancelled =", sum(task.cancel() for task in tasks))
                    may_go_on.set()
        else:
            ignore = [signal.signal, (signal.SIGINT, signal.SIG_IGN)] if cleanup == "ignore" else []
            pool = context.Pool(2, *ignore)
            try:
                press_ctrl_c(pool.map_async(work, range(20), chunksize=1).get)
            finally:
                if cleanup == "close":
                    may_go_on.set()
                pool.close() if cleanup == "close" else pool.terminate()
                pool.join()
    except KeyboardInterrupt:
        print("tasks_begun =", count.get_obj().value)  # without the lock: its owner may be dead
