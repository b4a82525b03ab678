"""The trap of PR_SET_PDEATHSIG: a worker that a thread started is killed when that thread ends, not the parent.

    death_signal_of_a_thread.py [main]        start the worker in the main thread instead

prctl(PR_SET_PDEATHSIG, signal) asks Linux to send the caller a signal when its parent dies. For this call the
parent is the *thread* that made the process. Here a thread starts the worker and ends; the process and its
main thread go on, and the worker is killed. Start such workers in a thread that lives as long as they should.
A Pool replaces its workers in a thread of its own, which ends with the Pool. Linux only; see prctl(2).
"""

import ctypes
import multiprocessing
import signal
import sys
import threading


def work(line):
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    line.send("the worker works")
    line.recv()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    worker = context.Process(target=work, args=(there,))

    def start():
        worker.start()
        there.close()
        here.recv()

    if "main" in sys.argv:
        start()
        here.send("end")
    else:
        starter = threading.Thread(target=start)
        starter.start()
        starter.join()  # the worker still waits for a line, and nothing is sent
    worker.join()
    print("worker_exit_code =", worker.exitcode)
