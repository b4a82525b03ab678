"""A client connects and sends nothing: a sync worker of Gunicorn waits for the request until the master kills it.

    silent_connection.py [sync|gthread]

A browser opens a connection beforehand, a load balancer checks that the port is open. A sync worker takes such a
connection and waits for the request, in recv(). It can take no other meanwhile, and it tells the master nothing. After
the time limit the master ends it: WORKER TIMEOUT. A gthread worker waits for all its connections in its main thread.

The report: pypi/warehouse pull request 20110.
"""

import http.client
import os
import socket
import subprocess
import sys


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "3")])
    return [b"ok\n"]


def ask():
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("GET", "/")
    try:
        return connection.getresponse().read().decode().strip()
    except ConnectionError as error:
        return type(error).__name__


if __name__ == "__main__":
    how = (sys.argv[1:] + ["sync"])[0]
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    listener = socket.create_server(("127.0.0.1", 0))
    address = listener.getsockname()
    command = [sys.executable, "-m", "gunicorn", "--worker-class", how, "--workers", "1", "--timeout", "2"]
    command += ["--threads", "2"] if how == "gthread" else []
    command += [
        "--graceful-timeout",
        "1",
        "--no-control-socket",
        "--bind",
        "fd://%d" % listener.fileno(),
        "silent_connection:application",
    ]
    with socket.create_connection(address), subprocess.Popen(command, pass_fds=[listener.fileno()]) as server:
        print("a request behind the silent connection got: %s" % ask(), flush=True)
        server.terminate()
