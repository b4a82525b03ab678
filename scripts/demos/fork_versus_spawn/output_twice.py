"""A line that was written but not flushed is written twice: by the parent and by its forked child.

    output_twice.py [REMEDY]        flush, _exit, Process, or closes; without it, none

A program writes a line to a file, forks, and waits for its child; then both processes end. The line is still
in the file's buffer, in memory, so the child has a copy of it. When a process ends, it writes its buffers.

  flush     before the fork: then the buffer is empty when it is copied;
  _exit     the child ends with os._exit, which writes no buffers and skips everything else that is done at the end;
  Process   a process of the fork context does both, but it flushes standard output and standard error only;
  closes    so a child of it that closes the inherited file writes the parent's half-full buffer.

The same happens to print() where standard output is a file or a pipe: run this program with "| cat", and its
first line appears twice. In a terminal each line is flushed at its end, and with PYTHONUNBUFFERED set too, so
it does not happen there. The same on every version.

The program starts itself as a second process, waits until that one has ended, and counts the lines.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile


def work():
    pass


if __name__ == "__main__":
    remedy = sys.argv[1] if len(sys.argv) > 1 else "none"
    if len(sys.argv) < 3:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "log")
            subprocess.run([sys.executable, __file__, remedy, path], check=True)
            with open(path) as written:
                print("lines_in_file =", len(written.readlines()))
        sys.exit()

    print("the program begins; remedy:", remedy)
    log = open(sys.argv[2], "w")
    log.write("begun\n")
    if remedy == "flush":
        log.flush()
        sys.stdout.flush()
    if remedy in ("Process", "closes"):
        child = multiprocessing.get_context("fork").Process(target=log.close if remedy == "closes" else work)
        child.start()
        child.join()
    elif os.fork() == 0:
        work()
        if remedy == "_exit":
            os._exit(0)
    else:
        os.wait()
