"""A handler for SIGCHLD that reports the end of each child to a queue: the program waits for itself.

A program that starts processes needs to know when they end, and the kernel sends SIGCHLD then. The handler
asks waitpid() which child ended, and puts its process id into the queue from which the program takes all its
work. A child ends at any moment: sooner or later the main thread is inside put() or get(), and holds the
queue's mutex. The handler's put() waits for that mutex, which its own thread holds.

As in signal_put, there is one signal at a time: the program starts the next child when the end of the last one
has been reported. When the program hangs the child is gone, and a single process waits for itself.

Hangs within some hundred children on every version from 3.8 to 3.15, with and without the GIL; Linux.
"""

import os
import queue
import signal

TRUE = "/bin/true"
CHILDREN = 2000
ended = 0


def report_ended(number, frame):
    global ended
    pid, status = os.waitpid(-1, os.WNOHANG)
    events.put(pid)
    ended += 1


events = queue.Queue()
signal.signal(signal.SIGCHLD, report_ended)
for started in range(1, CHILDREN + 1):
    os.posix_spawn(TRUE, [TRUE], os.environ)
    while ended < started:
        events.put("work")
        events.get()
print("children_ended =", ended)
