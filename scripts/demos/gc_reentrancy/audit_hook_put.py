"""An audit hook that puts into a queue: it depends on what the queue does while it holds its mutex.

    audit_hook_put.py [QUEUE]        Queue or JournalQueue; default: Queue

An audit hook is called when code opens a file, imports, compiles, connects a socket, and so on. Here it reports to a
queue that the program uses as well. A queue.Queue does nothing of that kind: put() and get() raise no audit
event, so the hook is not called in the middle of them, and the program ends.

A JournalQueue writes each item to a file while the mutex is held. Opening the file raises the audit event "open", the
hook calls put() on the same queue, and that waits for the mutex which its own thread holds.

The same on every version from 3.8 to 3.15.
"""

import os
import queue
import sys

reported = []


class JournalQueue(queue.Queue):
    def _put(self, item):
        with open(os.devnull, "a") as journal:
            journal.write("an item")
        super()._put(item)


def hook(event, arguments):
    if running:
        reported.append(event)
        events.put(event)


running = False
events = {"Queue": queue.Queue, "JournalQueue": JournalQueue}[sys.argv[1] if len(sys.argv) > 1 else "Queue"](10)
sys.addaudithook(hook)
running = True
for _ in range(10):
    events.put("work")
try:
    events.put("one too many", timeout=0.001)
except queue.Full:
    pass
for _ in range(10):
    events.get()
try:
    events.get(timeout=0.001)
except queue.Empty:
    pass
running = False
print("audit_events =", len(reported))
