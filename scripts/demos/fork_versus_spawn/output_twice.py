"""What was written but not yet flushed is written twice: by the parent, and by its forked child.

    output_twice.py [REMEDY]        flush, _exit, or Process; without it, none

A program writes a line to a file and forks. The line still lies in the file's buffer, in memory, and the
child has a copy of that. When each ends, each writes it out.

  flush     before the fork: then there is nothing to copy;
  _exit     the child ends with os._exit, which leaves out the writing, and whatever else is done at the end;
  Process   multiprocessing of the fork context does both, but the first for standard output and error only.

The same happens to print, where standard output is a file or a pipe: run this program with "| cat", and
its first line stands there twice. In a terminal each line is flushed at its end, so it does not show
there, nor with PYTHONUNBUFFERED set. The same on every version.
"""

import multiprocessing
import os
import sys
import tempfile


def work():
    pass


if __name__ == "__main__":
    remedy = sys.argv[1] if len(sys.argv) > 1 else "none"
    print("the program begins; remedy:", remedy)
    with tempfile.NamedTemporaryFile("w+") as log:
        log.write("begun\n")
        if remedy == "flush":
            log.flush()
            sys.stdout.flush()
        if remedy == "Process":
            child = multiprocessing.get_context("fork").Process(target=work)
            child.start()
            child.join()
        else:
            child = os.fork()
            if child == 0:
                work()
                if remedy == "_exit":
                    os._exit(0)
                log.flush()  # what would be done at the end in any case
                sys.stdout.flush()
                os._exit(0)
            os.waitpid(child, 0)
        log.seek(0)
        print("lines_in_file =", len(log.readlines()))
