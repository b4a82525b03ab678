"""A child writes to a file object whose internal lock a thread of its parent held at the fork, blocked by a full pipe.

That thread cannot go on either: nobody reads the pipe while the parent waits for the child.
"""

# stuck: 3 threads of 2 processes

import os
import threading

reading, writing = os.pipe()
writer = os.fdopen(writing, "wb")
threading.Thread(target=writer.write, args=(bytes(1 << 20),)).start()
os.read(reading, 1)  # something came through, so the thread is in its write
child = os.fork()
if child == 0:
    writer.write(b"x")
    os._exit(0)
os.waitpid(child, 0)
