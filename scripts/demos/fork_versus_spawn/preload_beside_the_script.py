"""A module beside the script is named for forkserver's preload, and silently not preloaded.

A folder holds program.py and prices.py. The program calls set_forkserver_preload(["prices"]), and a child
reports whether it got prices from the server or imported the module itself. It is started in three ways:

  from the folder       the module is preloaded;
  from elsewhere        not preloaded on CPython 3.8 to 3.12.7 and 3.13.0: the server did not get the parent's
                        sys.path, in which the script's folder stands, and it ignores an ImportError
                        (gh-117378);
  with PYTHONPATH       the folder is named in the environment, which the server inherits: preloaded.

The child works in every case, because it has the parent's sys.path. It only does the import itself.
"""

import os
import subprocess
import sys
import tempfile

PROGRAM = """
import multiprocessing, os

def report():
    import prices
    print("not preloaded" if prices.imported_by == os.getpid() else "preloaded", flush=True)

if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["prices"])
    child = context.Process(target=report)
    child.start()
    child.join()
    assert child.exitcode == 0
"""
MODULE = "import os\nimported_by = os.getpid()\n"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as elsewhere:
        for name, text in {"program.py": PROGRAM, "prices.py": MODULE}.items():
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        named = dict(os.environ, PYTHONPATH=folder)
        calls = {
            "from the folder": (folder, None),
            "from elsewhere": (elsewhere, None),
            "with PYTHONPATH": (elsewhere, named),
        }
        command = [sys.executable, os.path.join(folder, "program.py")]
        for words, (cwd, environment) in calls.items():
            done = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, check=True)
            print(words + ":", done.stdout.decode(), end="", flush=True)
