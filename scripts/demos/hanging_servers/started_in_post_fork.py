"""The cure for preloaded_lock: Gunicorn's hook post_fork starts the thread, in each worker.

The application is loaded in the master, as before, but importing it starts no thread. Gunicorn calls the hook in the
worker, right after the fork, so the thread that holds the lock and the request that waits for it are in one process.

The program becomes the server. Its child is a client that makes one request, and waits for one second. Linux.
"""

import http.client
import importlib
import os
import socket
import sys
import threading

lock = threading.Lock()
held, table_is_there = threading.Event(), threading.Event()


def refresh():
    with lock:
        held.set()
        table_is_there.wait()  # for the answer of a database, say


def start_refreshing():
    threading.Thread(target=refresh, name="refresher", daemon=True).start()
    held.wait()


def post_fork(server, worker):  # Gunicorn calls this in the worker
    importlib.import_module("started_in_post_fork").start_refreshing()


def application(environ, start_response):
    table_is_there.set()
    with lock:
        start_response("200 OK", [("Content-Length", "3")])
        return [b"ok\n"]


def client(address, server):
    connection = http.client.HTTPConnection(*address, timeout=1)
    connection.request("GET", "/")
    try:
        print("the client got: %s" % connection.getresponse().read().decode().strip(), flush=True)
        os.kill(server, 15)
    except OSError:
        print("the client got: no answer", flush=True)


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    os.set_inheritable(listener.fileno(), True)
    server = os.getpid()
    if os.fork() == 0:
        client(listener.getsockname(), server)
        os._exit(0)
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    arguments = ["--preload", "--workers", "1", "--timeout", "0", "--no-control-socket", "--log-level", "critical"]
    arguments += [
        "--bind",
        "fd://%d" % listener.fileno(),
        "--config",
        "started_in_post_fork.py",
        "started_in_post_fork:application",
    ]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])
