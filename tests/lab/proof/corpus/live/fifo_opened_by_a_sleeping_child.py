"""open() of a FIFO waits for its other end, which a child opens after a sleep."""

import os
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    child = os.fork()
    if child == 0:
        time.sleep(1.5)
        os.close(os.open(path, os.O_WRONLY))
        os._exit(0)
    os.close(os.open(path, os.O_RDONLY))
    os.waitpid(child, 0)
