"""One stuck program, asked by pystack: which threads does it show, what does it say of the lock, and does it stop them?

    asked_by_pystack.py HOW       remote, native or no-block

remote: the process alone; pystack has no option for its children.
native: and where in C each thread is.
no-block: the process goes on while it is read, so what is read can change meanwhile.

The program is stuck_parent_and_child.py beside this file. It is started here, asked when each of its processes sleeps,
and ended. The kernel counts how often each thread was taken off its processor: a thread that sleeps adds to that only
when it is woken, or stopped by a tracer.
"""

import glob
import os
import re
import signal
import subprocess
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
COMMANDS = {
    "remote": "pystack remote",
    "native": "pystack remote --native",
    "no-block": "pystack remote --no-block",
}
SIGNS = {
    "shows the thread that joins": "join_the_child",
    "shows the thread that holds the lock": "hold_the_lock",
    "shows the child that waits for it": "wait_for_the_lock",
    "says in which call of C they wait": r"\bwait4\b",
    "says that the lock was held": r"\bheld\b",
    "says that this is forever": "DEADLOCKED",
}


def switches():
    """Add up how often each thread of both processes was taken off its processor; 0 while one of them runs."""
    total = 0
    for task in glob.glob("/proc/%d/task/*/status" % program.pid) + glob.glob("/proc/%d/task/*/status" % child):
        with open(task) as file:
            text = file.read()
        if "State:\tS" not in text:
            return 0
        total += sum(map(int, re.findall(r"ctxt_switches:\t(\d+)", text)))
    return total


def at_rest():
    before, now = 0, switches()
    while not now or before != now:
        time.sleep(0.1)
        before, now = now, switches()
    return now


if __name__ == "__main__":
    stuck = [sys.executable, "-W", "ignore", os.path.join(FOLDER, "stuck_parent_and_child.py")]
    errors = subprocess.DEVNULL
    asking = COMMANDS[sys.argv[1]].split()
    asking[0] = os.path.join(os.path.dirname(sys.executable), asking[0])
    if not os.path.exists(asking[0]):
        sys.exit("%s is not installed" % asking[0])
    with subprocess.Popen(stuck, stdout=subprocess.PIPE, stderr=errors, universal_newlines=True) as program:
        child = int(program.stdout.readline().split()[1])
        before = at_rest()
        asking.append(str(program.pid))
        quiet = dict(os.environ, PYTHONWARNINGS="ignore")  # pystack is a program in Python itself
        done = subprocess.run(asking, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=quiet)
        answer = done.stdout.decode()
        has_moved = at_rest() != before
        os.kill(child, signal.SIGKILL)
        program.kill()
    print(answer)
    for label, sign in SIGNS.items():
        print("%s: %s" % (label, "yes" if re.search(sign, answer) else "no"))
    print("stops or wakes its threads: %s" % ("yes" if has_moved else "no"))
