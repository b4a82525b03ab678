"""Waits with flock() for a stranger; a child holds a record lock of the same file, which is no obstacle to flock()."""

# companions: holds_a_file_lock, holds_a_file_lock_by_a_mapping

import fcntl
import os
import sys

file = os.open(os.path.join(sys.argv[1], "file"), os.O_RDWR)
ready, say_ready = os.pipe()
over, say_over = os.pipe()
if os.fork() == 0:
    os.close(say_over)
    fcntl.lockf(file, fcntl.LOCK_EX)
    os.write(say_ready, b"x")
    os.read(over, 1)
    os._exit(0)
os.read(ready, 1)
open(os.path.join(sys.argv[1], "ready"), "w").close()
fcntl.flock(file, fcntl.LOCK_EX)
os.close(say_over)
os.wait()
