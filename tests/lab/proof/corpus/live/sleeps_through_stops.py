"""A child waits for a lock with a time limit and is stopped and continued meanwhile.

The kernel then goes on with the wait as another call, restart_syscall, from whose arguments no limit can be seen.
"""

import os
import signal
import threading
import time

child = os.fork()
if child == 0:
    lock = threading.Lock()
    lock.acquire()
    os._exit(lock.acquire(timeout=2))
for _ in range(5):
    time.sleep(0.1)
    os.kill(child, signal.SIGSTOP)
    os.waitpid(child, os.WUNTRACED)
    os.kill(child, signal.SIGCONT)
assert os.waitpid(child, 0)[1] == 0
