"""The worker of Gunicorn 25.1.0 hangs in its first log line, because a thread of the master logs at the fork.

    control_socket.py VERSION [OPTION …]      the Gunicorn that is installed, and options for it: --no-control-socket

Version 25.1.0 brought a control socket, and the master serves it in a thread of its own. The thread logs one line when
it is ready, at about the time when the master forks its first worker. If the fork comes while the thread writes this
line, the worker gets a copy of standard error whose lock is locked. Then the worker cannot log "Booting worker".

The report: benoitc/gunicorn issue 3529; the cure: pull request 3520, in 25.2.0. By chance this is rare. Here standard
error is a pipe that is nearly full, so the thread waits in write(), and the hook pre_fork waits for that. Linux.
"""

import fcntl
import http.client
import os
import pathlib
import socket
import sys
import time
from importlib.metadata import version

F_SETPIPE_SZ = 1031
PIPE_BYTES = 4096
ROOM_BYTES = 260  # the master's first three lines fit, and the line of the thread does not


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "3")])
    return [b"ok\n"]


def pre_fork(server, worker):  # Gunicorn calls this in the master, before it forks
    while any("pipe_write" not in waits for thread, waits in sleeping_in().items() if thread != os.getpid()):
        time.sleep(0.01)


def sleeping_in():
    return {int(one.parent.name): one.read_text() for one in pathlib.Path("/proc/self/task").glob("*/wchan")}


def client(address, log, server):
    while len(pathlib.Path("/proc/%d/task/%d/children" % (server, server)).read_text().split()) < 2:
        time.sleep(0.01)  # until the worker is there
    connection = http.client.HTTPConnection(*address, timeout=2)
    connection.request("GET", "/")
    print(os.read(log, PIPE_BYTES).decode().strip(), flush=True)  # from now on there is room for the log
    try:
        print("the client got: %s" % connection.getresponse().read().decode().strip(), flush=True)
        os.kill(server, 15)
    except OSError:
        print("the client got: no answer", flush=True)
    for line in open(log):
        print(line, end="", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] != [version("gunicorn")]:
        sys.exit("Gunicorn %s is installed: say this version, or install another" % version("gunicorn"))
    print("Gunicorn: %s" % version("gunicorn"), flush=True)
    listener, here = socket.create_server(("127.0.0.1", 0)), os.path.abspath(__file__)
    log, standard_error = os.pipe()
    fcntl.fcntl(log, F_SETPIPE_SZ, PIPE_BYTES)
    os.write(standard_error, b"\n" * (PIPE_BYTES - ROOM_BYTES))
    os.set_inheritable(listener.fileno(), True)
    os.chdir(os.environ.get("TMPDIR", "/tmp"))
    server = os.getpid()
    if os.fork() == 0:
        os.close(standard_error)
        client(listener.getsockname(), log, server)
        os._exit(0)
    os.dup2(standard_error, 2)
    os.close(standard_error)
    arguments = ["--config", here, "--timeout", "0", "--control-socket", "control-%d" % server]
    arguments += ["--bind", "fd://%d" % listener.fileno(), "--pythonpath", os.path.dirname(here), *sys.argv[2:]]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, pathlib.Path(here).stem + ":application"])
