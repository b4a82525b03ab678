"""Celery's messages for a stuck and for a killed task: "Hard time limit" and WorkerLostError.

    celery_limits.py [stuck|killed]

stuck    a task takes a lock twice. The main process ends its child at the hard time limit, and starts another child.
killed   a task sends SIGKILL to its own process, as the kernel does when memory has run out. The main process marks the
         task as failed some ten seconds later, and starts another child.

The broker is a folder, which is removed at the end.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading

import celery

lock = threading.Lock()
folder = os.environ.get("BROKER") or tempfile.mkdtemp()
app = celery.Celery("celery_limits", broker="filesystem://", backend="file://" + folder)
app.conf.broker_transport_options = dict.fromkeys(["data_folder_in", "data_folder_out", "control_folder"], folder)


@app.task(name="stuck", time_limit=2)
def stuck():
    lock.acquire()
    lock.acquire()


@app.task(name="killed")
def killed():
    os.kill(os.getpid(), 9)


def main(task):
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "celery_limits", "worker"]
    command += "--concurrency 1 --without-gossip --without-mingle --without-heartbeat --loglevel error".split()
    environment = dict(os.environ, BROKER=folder)
    here = os.path.dirname(os.path.abspath(__file__))
    with subprocess.Popen(command, cwd=here, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            task.apply_async(task_id="of-the-demo").get(timeout=25)
        except Exception as error:
            print("%s: %s" % (type(error).__name__, error), flush=True)
        server.terminate()


if __name__ == "__main__":
    main({"stuck": stuck, "killed": killed}[(sys.argv[1:] + ["stuck"])[0]])
    shutil.rmtree(folder)
