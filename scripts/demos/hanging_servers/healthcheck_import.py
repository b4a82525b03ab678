"""A Celery worker forks while its health check imports a package; a task that imports the same package hangs.

    healthcheck_import.py [imported]

celery-healthcheck starts a thread in Celery's main process, and the thread imports what its web server needs, h11 for
one. Celery forks its pool at the same time. The child gets a copy of the locked import lock, and no copy of the thread.

The report: iloveitaly/celery-healthcheck issue 45. By chance this is rare: Celery starts the health check before its
pool in some runs and after it in others. Here it comes first, the import waits for the fork, and the fork for the
import. With `imported` the application imports h11 itself, before there is a thread. Linux.
"""

import importlib.machinery
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time

import celery
import celery_healthcheck
from celery.worker.components import Pool

reached, forked = threading.Event(), threading.Event()
folder = os.environ.get("BROKER") or tempfile.mkdtemp()
application = celery.Celery("healthcheck_import", broker="filesystem://", backend="file://" + folder)
folders = ["data_folder_in", "data_folder_out", "control_folder"]
application.conf.broker_transport_options = dict.fromkeys(folders, folder)
application.conf.healthcheck_port = 0
celery_healthcheck.register(application)
Pool.requires = [*Pool.requires, celery_healthcheck.HealthCheckServer]


class WaitsForTheFork:
    def find_spec(name, path=None, target=None):
        if name == "h11" and threading.current_thread() is not threading.main_thread():
            found = importlib.machinery.PathFinder.find_spec(name)
            load = found.loader.exec_module
            found.loader.exec_module = lambda module: (reached.set(), forked.wait(), load(module))
            return found


@application.task(name="import_it")
def import_it():
    import h11

    return h11.PRODUCT_ID


if __name__ != "__main__":  # imported by Celery
    if os.environ["HOW"] == "imported":
        import h11
    else:
        sys.meta_path.insert(0, WaitsForTheFork)
        os.register_at_fork(before=reached.wait, after_in_parent=forked.set)


@celery.signals.worker_ready.connect
def worker_is_ready(**_):
    os.write(int(os.environ["READY"]), b"1")


def client(server, ready):
    os.read(ready, 1)  # until the worker is ready
    try:
        print("the task says: %s" % import_it.delay().get(timeout=5).split("/")[0], flush=True)
        os.kill(server, 15)
    except celery.exceptions.TimeoutError:
        print("the task says: nothing", flush=True)
    while os.getppid() == server:
        time.sleep(0.1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    os.environ.update(BROKER=folder, HOW=" ".join(sys.argv[1:]), PYTHONPATH=os.path.dirname(os.path.abspath(__file__)))
    server, (ready, to_client) = os.getpid(), os.pipe()
    os.set_inheritable(to_client, True)
    os.environ["READY"] = str(to_client)
    if os.fork() == 0:
        os.close(to_client)
        client(server, ready)
        os._exit(0)
    options = "worker --concurrency 1 --without-gossip --without-mingle --without-heartbeat --loglevel critical".split()
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", pathlib.Path(__file__).stem, *options]
    os.execv(sys.executable, command)
