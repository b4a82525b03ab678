import os
import socket
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "s")
    if os.fork() == 0:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        os.chmod(path, 0o600)
        listening.listen()
        listening.accept()
        os._exit(0)
    time.sleep(2.5)
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(path)
    os.wait()
