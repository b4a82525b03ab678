"""A child waits for a file lock that its parent holds, and the parent waits for the child."""

# stuck: 2 threads of 2 processes

import fcntl
import os
import tempfile

held, path = tempfile.mkstemp()
wanted = os.open(path, os.O_RDWR)
os.unlink(path)
fcntl.flock(held, fcntl.LOCK_EX)
child = os.fork()
if child == 0:
    fcntl.flock(wanted, fcntl.LOCK_EX)
    os._exit(0)
os.waitpid(child, 0)
