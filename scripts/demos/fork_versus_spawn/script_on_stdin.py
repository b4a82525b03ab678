"""A program that Python reads from standard input starts a child, and the child cannot find the program.

    script_on_stdin.py METHOD               METHOD fork, spawn or forkserver

This program pipes a second one into an interpreter, as `python - < program.py` does, or a shell script with
`python <<END`. A child of spawn or forkserver runs the main module again and needs its file for that. The file's
name is "<stdin>", so the child looks for a file of this name and dies of

    FileNotFoundError: [Errno 2] No such file or directory: '.../<stdin>'

A main guard does not help. On CPython 3.14 forkserver's server dies of it, and the parent gets a ConnectionResetError.
Under fork the child has the program in memory and works.
"""

import os
import subprocess
import sys

PROGRAM = """
import multiprocessing

def report():
    print("the child does its work", flush=True)

if __name__ == "__main__":
    child = multiprocessing.get_context("METHOD").Process(target=report)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode, flush=True)
"""


if __name__ == "__main__":
    program = PROGRAM.replace("METHOD", sys.argv[1])
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run([sys.executable, "-"], input=program, universal_newlines=True, cwd=here)
    print("program_exit_code =", done.returncode)
