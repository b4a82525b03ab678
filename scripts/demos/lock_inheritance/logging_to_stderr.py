"""A thread logs to standard error while another one forks: the child hangs in its first log message.

    logging_to_stderr.py [unbuffered]

logging gives the handler of the child a new lock (see logging_handler). The handler writes to
sys.stderr, and the BufferedWriter below sys.stderr has a lock of its own, which no version makes new. A
thread that is inside write() at the fork holds both.

It is forced: standard error is a pipe here, and the thread logs more than fits into a pipe. When the
first byte has arrived, the thread is inside write(), and stays there until the parent reads on, after
the fork. In a service the pipe leads to a log collector that is slow for a moment.

With python -u, or PYTHONUNBUFFERED=1, there is no BufferedWriter, and the child logs. The same holds
for print() to sys.stdout. Process.start() flushes both streams before it forks, and so waits for a
thread that is inside write(); os.fork(), by which Gunicorn starts its workers, does not.

Every version, Linux. See gh-84579, and Gunicorn's issue 3529.
"""

import io
import logging
import os
import sys
import threading
import warnings

MORE_THAN_A_PIPE_HOLDS = 2 * 1024 * 1024


def read_on(pipe):
    while os.read(pipe, 65536):
        pass


if __name__ == "__main__":
    if "unbuffered" in sys.argv[1:] and isinstance(sys.stderr.buffer, io.BufferedWriter):
        os.execv(sys.executable, [sys.executable, "-u", __file__, "unbuffered"])
    warnings.simplefilter("ignore", DeprecationWarning)  # it would wait for the same lock
    pipe, write_end = os.pipe()
    os.dup2(write_end, 2)
    os.close(write_end)
    threading.Thread(target=logging.warning, args=("x" * MORE_THAN_A_PIPE_HOLDS,)).start()
    os.read(pipe, 1)
    pid = os.fork()
    if pid == 0:
        logging.warning("from the child")
        os._exit(0)
    threading.Thread(target=read_on, args=(pipe,), daemon=True).start()
    print("child_exit_code =", os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
