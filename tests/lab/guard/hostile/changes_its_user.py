"""Root goes on as nobody, with a child, shared memory and a file."""

import os
import sys
import time

if os.fork() == 0:
    os.setuid(65534)
    time.sleep(1000)
os.chown(os.environ["TMPDIR"], 65534, 65534)
os.setuid(65534)
name = f"/dev/shm/{sys.argv[1]}"
block = os.open(name, os.O_CREAT | os.O_RDWR, 0o600)
with open(os.environ["TMPDIR"] + "/file", "w") as file:
    file.write("left")
time.sleep(0.2)
