"""A thread waits for a child that it forked and that sleeps; the first thread waits for that thread."""

import os
import threading
import time


def fork_and_wait():
    child = os.fork()
    if child == 0:
        time.sleep(1.5)
        os._exit(0)
    os.waitpid(child, 0)


thread = threading.Thread(target=fork_and_wait)
thread.start()
thread.join()
