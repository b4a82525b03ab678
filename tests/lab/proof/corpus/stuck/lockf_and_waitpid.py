"""A child waits for a record lock that its parent holds, and the parent waits for the child.

The kernel refuses circles of record locks alone; of this one it sees only half.
"""

# stuck: 2 threads of 2 processes

import fcntl
import os
import tempfile

with tempfile.TemporaryFile() as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    child = os.fork()
    if child == 0:
        fcntl.lockf(file, fcntl.LOCK_EX)
        os._exit(0)
    os.waitpid(child, 0)
