"""What was written but not yet flushed is written twice: by the parent, and by its forked child.

    output_twice.py [REMEDY]        flush, _exit, Process, or closes; without it, none

A program writes a line to a file, forks, and waits for its child; then both simply end. The line still lies
in the file's buffer, in memory, and the child has a copy of that. When each ends, each writes it out.

  flush     before the fork: then there is nothing to copy;
  _exit     the child ends with os._exit, which leaves out the writing, and whatever else is done at the end;
  Process   multiprocessing of the fork context does both, but the first for standard output and error only;
  closes    so a child of it that closes the inherited file writes the parent's half-full buffer all the same.

The same happens to print, where standard output is a file or a pipe: run this program with "| cat", and
its first line stands there twice. In a terminal each line is flushed at its end, so it does not show
there, nor with PYTHONUNBUFFERED set. The same on every version.

The program below is started as a process of its own, so that its end can be waited for, and the lines be counted.
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
