"""Started as python -m package, a program's own functions are missing in the children of spawn and forkserver.

    function_of_a_package.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The function hello is defined in package/__main__.py. A child of spawn or forkserver does not run a package's
__main__.py again, because multiprocessing leaves out every main module whose name ends with ".__main__". So
the child finds no hello in its __main__ and dies of an AttributeError, exit code 1. Started by its file,
python package/__main__.py, the same program works.

On Linux the default is fork up to CPython 3.13 and forkserver from 3.14 on (gh-84559). The cure is to move the
function into another module of the package, and to import it from there.
"""

import os
import subprocess
import sys
import tempfile

PROGRAM = """
import multiprocessing, sys

def hello():
    print("the child does its work", flush=True)

if __name__ == "__main__":
    child = multiprocessing.get_context(*sys.argv[1:]).Process(target=hello)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "package"))
        with open(os.path.join(folder, "package", "__main__.py"), "w") as file:
            file.write(PROGRAM)
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", "package", *sys.argv[1:]], cwd=folder, check=True)
