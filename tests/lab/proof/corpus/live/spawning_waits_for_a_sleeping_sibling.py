"""posix_spawn() waits until the new process has opened its input, a FIFO; a child that sleeps opens the other end."""

import os
import sys
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "fifo")
    os.mkfifo(path)
    sleeper = os.fork()
    if sleeper == 0:
        time.sleep(1.5)
        os.close(os.open(path, os.O_WRONLY))
        os._exit(0)
    opening = [(os.POSIX_SPAWN_OPEN, 0, path, os.O_RDONLY, 0)]
    spawned = os.posix_spawn(sys.executable, [sys.executable, "-c", ""], os.environ, file_actions=opening)
    assert os.waitpid(spawned, 0)[1] == os.waitpid(sleeper, 0)[1] == 0
