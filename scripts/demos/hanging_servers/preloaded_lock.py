"""Gunicorn with --preload: a thread of the master holds a lock at the fork, and the worker's first request hangs.

With --preload, Gunicorn imports the application in the master, and then forks its workers. This application starts
a thread when it is imported: the thread refreshes a table, and holds a lock for as long as that takes. The worker
gets a copy of the locked lock, and no copy of the thread. So its first request waits forever.

The program becomes the server. Its child is a client that makes one request, and waits for one second. Linux.
"""

import http.client
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


if __name__ != "__main__":  # imported by Gunicorn's master
    start_refreshing()


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
    arguments += ["--bind", "fd://%d" % listener.fileno(), "preloaded_lock:application"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])
