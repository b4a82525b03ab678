"""The function stands in another module of the package, and the children of every start method find it.

    function_of_a_module.py [METHOD]        fork, spawn, forkserver; without it, the default of this Python

The same program as function_of_a_package, also started as python -m package. pickle sends the name "hello in
package.work", and a child imports package.work to find it. The same on every version.
"""

import os
import subprocess
import sys
import tempfile

MODULE = """
def hello():
    print("the child does its work", flush=True)
"""
PROGRAM = """
import multiprocessing, sys
from package.work import hello

if __name__ == "__main__":
    child = multiprocessing.get_context(*sys.argv[1:]).Process(target=hello)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "package"))
        for name, text in {"work.py": MODULE, "__main__.py": PROGRAM}.items():
            with open(os.path.join(folder, "package", name), "w") as file:
                file.write(text)
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", "package", *sys.argv[1:]], cwd=folder, check=True)
