"""Waits for a child whose alarm will kill it, when many alarms of others have just gone: theirs was the same memory."""

# apart: alone
# companions: had_alarms_set
# unless assumed: no alarm is set

import os
import signal
import sys
import time

open(os.path.join(sys.argv[1], "ready"), "w").close()
while not os.path.exists(os.path.join(sys.argv[1], "gone")):
    time.sleep(0.01)
reading, _writing = os.pipe()
child = os.fork()
if child == 0:
    signal.setitimer(signal.ITIMER_REAL, 1.5)
    os.read(reading, 1)
    os._exit(0)
assert os.waitpid(child, 0)[1] == signal.SIGALRM
