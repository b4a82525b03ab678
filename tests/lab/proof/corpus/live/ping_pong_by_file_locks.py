"""Two processes take turns: each waits for the file lock that the other gives up after it has taken the next one."""

# busy: 2

import fcntl
import os
import tempfile
import time

end = time.monotonic() + 1
with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, name) for name in "abc"]
    files = [os.open(path, os.O_RDWR | os.O_CREAT) for path in paths]
    ready, say_ready = os.pipe()
    child = os.fork()
    if child == 0:
        files = [os.open(path, os.O_RDWR) for path in paths]
        fcntl.flock(files[1], fcntl.LOCK_EX)
        os.write(say_ready, b"x")
        mine = 1
    else:
        fcntl.flock(files[0], fcntl.LOCK_EX)
        os.read(ready, 1)
        mine = 0
    # Of three locks, two are held and the third is free: each may always take the one that comes next, in turn.
    while time.monotonic() < end:
        following = (mine + 1) % 3
        fcntl.flock(files[following], fcntl.LOCK_EX)
        fcntl.flock(files[mine], fcntl.LOCK_UN)
        mine = following
    fcntl.flock(files[mine], fcntl.LOCK_UN)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
