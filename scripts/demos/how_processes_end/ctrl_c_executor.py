"""Ctrl-C inside `with ProcessPoolExecutor`: the tasks that run are interrupted, and all the others are done.

    ctrl_c_executor.py [cancel]        cancel each task first, as shutdown(cancel_futures=True) does from 3.9 on

A terminal sends SIGINT to every process in the foreground, and each of them raises KeyboardInterrupt. A worker of
an executor catches it, as it catches everything that a task raises, and takes the next task. The parent leaves the
`with` block, and that waits until all 20 tasks are done. A parent that cancels first waits for few of them.

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


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    context = multiprocessing.get_context("fork")
    both_work, count, may_go_on = context.Barrier(3), context.Value("i", 0), context.Event()
    try:
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
            tasks = [executor.submit(work, number) for number in range(20)]
            try:
                both_work.wait()
                os.killpg(0, signal.SIGINT)  # Ctrl-C
                tasks[0].result()
            finally:
                if "cancel" in sys.argv:
                    print("tasks_cancelled =", sum(task.cancel() for task in tasks))
                may_go_on.set()
    except KeyboardInterrupt:
        print("tasks_begun =", count.value)
