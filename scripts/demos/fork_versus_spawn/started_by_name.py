"""How often a program is run again for its children depends on whether it was started as a file or with -m.

    started_by_name.py METHOD        spawn, forkserver

The same small program is started in three ways, and each time it starts three children whose target is
os.getpid. Counted is how often the program is run again, as __mp_main__:

  python program.py     by each child of spawn. Under forkserver by each child up to CPython 3.13.7 and in
                        3.14.0, and once, by the server, from 3.13.8 and 3.14.1 on (gh-126631);
  python -m program     by each child, under both methods, on every version: the server preloads only a main
                        module that was started by its path;
  python -m package     never: multiprocessing does not run a package's __main__.py again.
"""

import os
import subprocess
import sys
import tempfile

PROGRAM = """
import multiprocessing, os, sys

print("run as", __name__, "in", multiprocessing.current_process().name, flush=True)
if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    for _ in range(3):
        child = context.Process(target=os.getpid)
        child.start()
        child.join()
        assert child.exitcode == 0
"""
COMMANDS = {"file": ["program.py"], "module": ["-m", "program"], "package": ["-m", "package"]}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "package"))
        for path in ("program.py", os.path.join("package", "__main__.py")):
            with open(os.path.join(folder, path), "w") as file:
                file.write(PROGRAM)
        for what, words in COMMANDS.items():
            command = [sys.executable, *words, sys.argv[1]]
            done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, universal_newlines=True, check=True)
            print("python", *words, "...")
            print(done.stdout, end="")
            print("%s_runs_again = %d" % (what, done.stdout.count("run as __mp_main__")), flush=True)
