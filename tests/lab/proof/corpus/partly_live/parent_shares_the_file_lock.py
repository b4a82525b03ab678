import fcntl
import os
import tempfile
import time

with tempfile.NamedTemporaryFile() as file:
    taken = open(file.name, "w")
    fcntl.flock(taken, fcntl.LOCK_EX)
    if os.fork() == 0:
        os.close(taken.fileno())
        with open(file.name, "w") as wanted:
            fcntl.flock(wanted, fcntl.LOCK_EX)
            os._exit(0)
    time.sleep(2.5)
    fcntl.flock(taken, fcntl.LOCK_UN)
    os.wait()
