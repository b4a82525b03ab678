"""The parent waits for a child, and the child for a pipe that only these two could write, until its alarm kills it."""

# apart: with its like
# unless assumed: no alarm is set

import os
import signal

reading, writing = os.pipe()
child = os.fork()
if child == 0:
    signal.setitimer(signal.ITIMER_REAL, 1.5)
    os.read(reading, 1)
    os._exit(1)
assert os.waitpid(child, 0)[1] == signal.SIGALRM
