"""Ctrl-C in a child raises KeyboardInterrupt where the child is: in its target, or still in an import.

    ctrl_c_in_a_child.py [START_METHOD [import]]        default: fork

The child sends SIGINT to itself, as Ctrl-C does to each process in the foreground. In the target the child
prints "Process ...:" and a traceback, and its exit code is 1, as for each exception that is not caught. With
"import" the signal comes while a spawned child still runs the main module: the traceback begins in
multiprocessing's spawn.py, no line of the target is in it, and the exit code is -2. Every version.
"""

import multiprocessing
import os
import signal
import sys

if __name__ == "__mp_main__" and "import" in sys.argv:
    os.kill(os.getpid(), signal.SIGINT)


def work():
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    start_method = sys.argv[1] if len(sys.argv) > 1 else "fork"
    child = multiprocessing.get_context(start_method).Process(target=work)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
