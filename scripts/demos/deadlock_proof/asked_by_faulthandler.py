"""One stuck program, asked by faulthandler: which threads are shown, and what of the lock?

    asked_by_faulthandler.py HOW       signal or timer

signal: faulthandler.register() in the program beforehand, then SIGUSR1 to it and to its child.
timer: faulthandler.dump_traceback_later() in the program beforehand.

The program is stuck_parent_and_child.py beside this file. It is started here, asked when each of its processes sleeps,
and ended. The kernel counts how often each thread was taken off its processor: a thread that sleeps adds to that only
when it is woken, or stopped by a tracer.
"""

import glob
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

STUCK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stuck_parent_and_child.py")
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


def printed(sign, after=0):
    while True:  # wait for a thread's outermost line too, so that the answer is complete
        text = pathlib.Path(errors.name).read_text()[after:]
        if re.search(sign + r".* in <module>\n", text, re.DOTALL):
            return text


if __name__ == "__main__":
    how, errors = sys.argv[1], tempfile.NamedTemporaryFile()
    stuck = [sys.executable, "-W", "ignore", STUCK, how]
    with subprocess.Popen(stuck, stdout=subprocess.PIPE, stderr=errors, universal_newlines=True) as program:
        child = int(program.stdout.readline().split()[1])
        before = at_rest()
        if how == "timer":
            answer = printed("Timeout.*hold_the_lock.*join_the_child", after=os.path.getsize(errors.name))
        else:
            os.kill(program.pid, signal.SIGUSR1)
            printed("join_the_child")
            os.kill(child, signal.SIGUSR1)  # not at once, because two processes' lines would be mixed
            answer = printed("wait_for_the_lock")
        has_moved = at_rest() != before
        os.kill(child, signal.SIGKILL)
        program.kill()
    print(answer)
    for label, sign in SIGNS.items():
        print("%s: %s" % (label, "yes" if re.search(sign, answer) else "no"))
    print("stops or wakes its threads: %s" % ("yes" if has_moved else "no"))
