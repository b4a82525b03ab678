"""A parent ends while its worker works: which workers live on, and what ends them with their parent.

    killed_parent.py [END [REMEDY [START_METHOD]]]        default: SIGKILL none fork
    END: SIGKILL, SIGTERM, handler (of SIGTERM, it calls sys.exit), _exit, return
    REMEDY: none, daemon, watch, death-signal

multiprocessing terminates a worker with daemon=True in a function that runs when the parent exits. A signal that
kills the parent, and os._exit(), run no such function: the worker lives on as an orphan. Two remedies work inside
the worker: "watch" is a thread that waits for the end of multiprocessing.parent_process(), and "death-signal"
asks Linux to kill the worker with its parent (PR_SET_PDEATHSIG). When the parent is gone, the program asks the
worker whether it is there, and lets it end. Every version.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import tempfile
import threading


def watch():
    multiprocessing.parent_process().join()
    os._exit(1)


def work(remedy, answers):
    if remedy == "watch":
        threading.Thread(target=watch, daemon=True).start()
    if remedy == "death-signal":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    answers.send("the worker works")
    answers.send(answers.recv())


def be_parent(end, remedy, start_method, questions, answers):
    context = multiprocessing.get_context(start_method)
    context.Process(target=work, args=(remedy, answers), daemon=remedy == "daemon").start()
    questions.recv()
    if end == "handler":
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    if end == "_exit":
        os._exit(0)
    if end != "return":
        os.kill(os.getpid(), signal.SIGKILL if end == "SIGKILL" else signal.SIGTERM)


if __name__ == "__main__":
    end, remedy, start_method = (sys.argv[1:] + ["SIGKILL", "none", "fork"][len(sys.argv) - 1 :])[:3]
    questions, answers = multiprocessing.Pipe()
    arguments = (end, remedy, start_method, questions, answers)
    parent = multiprocessing.get_context("fork").Process(target=be_parent, args=arguments)
    with tempfile.TemporaryDirectory() as tempfile.tempdir:  # a killed parent leaves the forkserver's folder
        parent.start()
        answers.close()
        parent.join()
        print("parent_exit_code =", parent.exitcode)
        try:
            if remedy == "watch":
                questions.poll(None)  # the thread needs a moment; the pipe closes when the worker is gone
            questions.send("are you there?")
            print("worker_lives_on =", int(questions.recv() == "are you there?"))
        except (EOFError, OSError):
            print("worker_lives_on = 0")
