"""Two processes have locked a file each with flock() and wait for the other's, which flock() does not notice."""

# stuck: 2 threads of 2 processes

import fcntl
import os
import tempfile


def two_descriptions():
    one, path = tempfile.mkstemp()
    other = os.open(path, os.O_RDWR)
    os.unlink(path)
    return one, other


first, second = two_descriptions(), two_descriptions()
ready, say_ready = os.pipe()
go_on, say_go_on = os.pipe()
if os.fork() == 0:
    fcntl.flock(second[1], fcntl.LOCK_EX)
    os.write(say_ready, b"x")
    os.read(go_on, 1)
    fcntl.flock(first[1], fcntl.LOCK_EX)
    os._exit(0)
fcntl.flock(first[0], fcntl.LOCK_EX)
os.read(ready, 1)
os.write(say_go_on, b"x")
fcntl.flock(second[0], fcntl.LOCK_EX)
