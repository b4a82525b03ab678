"""A handler for SIGCHLD that reports each child's end to a queue: one child more, and the program waits for itself.

Whoever starts processes wants to know when they end, and SIGCHLD tells. The handler asks waitpid() which
child it was, and puts that into the queue from which the program takes all its work. A child ends when
it likes: sooner or later the main thread is inside put() or get() then, with the queue's mutex held,
and the handler's put() waits for what is held below it on the same stack.

As in signal_put there is one signal at a time: the next child is started after the last one's end was
reported. The child is gone when it happens: a single process is left, and it waits for itself.

Within a few children to some hundred, on every version from 3.8 to 3.15 and free-threaded; Linux.
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
