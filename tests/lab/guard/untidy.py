"""A program with something of everything that could be left: a child in a session of its own, shared memory, a file.

Not hostile, only unfinished: it waits to be ended. Its shared memory has its first argument in its name.
"""

import os
import sys
import tempfile
import time
from multiprocessing import current_process, get_context, shared_memory

if __name__ == "__main__":
    current_process()._config["semprefix"] = f"/{sys.argv[1]}"
    block = shared_memory.SharedMemory(f"{sys.argv[1]}-block", create=True, size=4096)
    lock = get_context("spawn").Lock()
    handle, path = tempfile.mkstemp()
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    print("ready", flush=True)
    time.sleep(1000)
