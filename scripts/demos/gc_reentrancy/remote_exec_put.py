"""A script sent with sys.remote_exec() puts into a queue: it runs in the middle of the program's put() or get().

sys.remote_exec() is new in 3.14. A debugger or a monitoring tool has another process run a script: the main thread of
that process runs it at the next point where it would call a signal's handler. So the script interrupts put() or
get(), and a script that uses the same queue waits for the mutex that its own thread holds.

Here a second thread of the same process plays the debugger, which needs no rights. One script runs at a time: the
thread sends the next one when the last one has run. The script is kept in memory, so that no file is left.

Hangs within some hundred scripts on 3.14 and 3.15. Linux.
"""

import os
import queue
import sys
import threading

SCRIPTS = 2000
SCRIPT = "import __main__; __main__.events.put('from a debugger'); __main__.ran += 1"
ran = 0
next_one = threading.Semaphore(1)


def send_scripts(path):
    for _ in range(SCRIPTS):
        next_one.acquire()
        sys.remote_exec(os.getpid(), path)


if not hasattr(sys, "remote_exec"):
    print("missing: sys.remote_exec")
    sys.exit()
file = os.memfd_create("script")
os.write(file, SCRIPT.encode())
events = queue.Queue()
debugger = threading.Thread(target=send_scripts, args=[f"/proc/{os.getpid()}/fd/{file}"])
debugger.start()
for expected in range(1, SCRIPTS + 1):
    while ran < expected:
        events.put("work")
        events.get()
    next_one.release()
debugger.join()
print("scripts_run =", ran)
