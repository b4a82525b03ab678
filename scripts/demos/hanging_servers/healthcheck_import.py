"""A Celery worker forks while its health check imports a package; a task that imports the same package hangs.

    healthcheck_import.py [imported]

celery-healthcheck starts a thread in Celery's main process, and the thread imports what its web server needs, h11 for
one. Celery forks its pool at the same time. The child gets a copy of the locked import lock, and no copy of the thread.

The report: iloveitaly/celery-healthcheck issue 45. By chance this is rare: Celery starts the health check before its
pool in some runs and after it in others. Here it comes first, the import waits for the fork, and the fork for the
import. With `imported` the application imports h11 itself, before there is a thread. Linux.
"""

import atexit
import importlib.machinery
import os
import shutil
import sys
import tempfile
import threading

import celery
import celery_healthcheck
from celery.worker.components import Pool

reached, forked = threading.Event(), threading.Event()
folder = os.environ.get("BROKER") or tempfile.mkdtemp()
app = celery.Celery("healthcheck_import", broker="filesystem://", backend="file://" + folder)
app.conf.broker_transport_options = dict.fromkeys(["data_folder_in", "data_folder_out", "control_folder"], folder)
app.conf.healthcheck_port = 0
celery_healthcheck.register(app)
Pool.requires = [*Pool.requires, celery_healthcheck.HealthCheckServer]


class WaitsForTheFork:
    def find_spec(name, path=None, target=None):
        if name != "h11" or threading.current_thread() is threading.main_thread():
            return None
        found = importlib.machinery.PathFinder.find_spec(name)
        load = found.loader.exec_module
        found.loader.exec_module = lambda module: (reached.set(), forked.wait(), load(module))
        return found


@app.task(name="import_it")
def import_it():
    return importlib.import_module("h11").PRODUCT_ID.split("/")[0]


@celery.signals.worker_ready.connect
def worker_is_ready(**_):
    os.write(int(os.environ["READY"]), b"1")


def client(server, ready):
    os.read(ready, 1)
    try:
        print("the task says: %s" % import_it.delay().get(timeout=5), flush=True)
        os.kill(server, 15)
    except celery.exceptions.TimeoutError:
        print("the task says: nothing", flush=True)


if __name__ != "__main__":  # imported by Celery
    atexit.register(shutil.rmtree, folder)
    if os.environ["HOW"] == "imported":
        importlib.import_module("h11")
    else:
        sys.meta_path.insert(0, WaitsForTheFork)
        os.register_at_fork(before=reached.wait, after_in_parent=forked.set)
else:
    server, (ready, to_client) = os.getpid(), os.pipe()
    os.set_inheritable(to_client, True)
    os.environ.update(BROKER=folder, READY=str(to_client), HOW="".join(sys.argv[1:]))
    os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
    if os.fork() == 0:
        client(server, ready)
        os._exit(0)
    command = [sys.executable, *"-W ignore -m celery --quiet --app healthcheck_import worker --concurrency 1".split()]
    command += "--without-gossip --without-mingle --without-heartbeat --loglevel critical".split()
    os.execv(sys.executable, command)
