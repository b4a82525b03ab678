import os
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "fifo")
    os.mkfifo(path, 0o600)
    if os.fork() == 0:
        end = os.open(path, os.O_RDWR)
        os.read(end, 1)
        os._exit(0)
    time.sleep(2.5)
    with open(path, "wb") as file:
        file.write(b"x")
    os.wait()
