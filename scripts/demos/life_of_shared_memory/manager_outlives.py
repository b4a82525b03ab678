"""A Manager's server outlives the process that made it, if that process is killed by SIGKILL.

The program starts a second Python, which makes a Manager and prints its address. Then the program kills the second
Python, connects to the server, and gets an answer. A process that ends by itself tells its server to end; a killed
one cannot, and the server does not watch it. It stays until it is killed as well, with everything it holds.

The same on every version; Linux and macOS.
"""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from multiprocessing import managers


def make_manager():
    manager = managers.SyncManager(authkey=b"between processes", ctx=multiprocessing.get_context("fork"))
    manager.start()
    print(manager.address, manager._process.pid, flush=True)
    signal.pause()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make_manager()
    owner = subprocess.Popen([sys.executable, __file__, "owner"], stdout=subprocess.PIPE, text=True)
    address, server = owner.stdout.readline().split()
    owner.kill()
    owner.wait()
    print("the owner was killed by", signal.Signals(-owner.returncode).name)
    manager = managers.SyncManager(address=address, authkey=b"between processes")
    manager.connect()
    print("the server answers:", manager.dict(number=42)["number"])
    os.kill(int(server), signal.SIGKILL)
    owner.stdout.read()  # the server has the other end of this pipe, and closes it by ending
    shutil.rmtree(os.path.dirname(address))
