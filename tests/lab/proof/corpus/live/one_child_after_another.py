"""Forks a child and waits for it, again and again."""

# busy: 1

import os
import time

end = time.monotonic() + 1
while time.monotonic() < end:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
