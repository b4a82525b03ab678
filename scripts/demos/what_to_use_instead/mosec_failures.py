"""Mosec, a server with a front in Rust: what does a bad task, or a kill, do to the server?

    mosec_failures.py TASK [WORKERS]      WORKERS: 2 by default

It starts the server of mosec_server.py, and gives it a TASK: echo, die (its worker gets SIGKILL), sleep (longer than
the time limit of a second), gil (it waits in C for a lock that no thread releases, and holds the GIL); or it kills a
part from outside: kill-front, kill-supervisor. The supervisor, a Python program, replaces a worker that is gone while
another one is there, and none that hangs. Where it ends by itself, its exit code is 0. Linux, for /proc.
"""

import contextlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

SERVER = pathlib.Path(__file__).with_name("mosec_server.py")
KINDS = {"serve": "supervisor", "config.json": "front", "spawn_main": "worker"}


def ask(task):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.suppress(OSError):
        connection.request("POST", "/inference", '"%s"' % task)
        return connection.getresponse().status
    return "none"


def alive():
    """Give the server's living processes, with what each is."""
    with contextlib.suppress(OSError):
        known.update(map(int, pathlib.Path("/proc/%d/task/%d/children" % (server.pid, server.pid)).read_text().split()))
    words = {one: path.read_text() for one in known for path in pathlib.Path("/proc", str(one)).glob("cmdline")}
    return {one: kind for one, line in words.items() for word, kind in KINDS.items() if word in line}


def until(condition, seconds=5):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return "yes" if condition() else "no"


if __name__ == "__main__":
    task, workers = sys.argv[1], (sys.argv[2:] + ["2"])[0]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--path", folder + "/mosec", "--timeout", "1000", "--log-level", "error"]
        server = subprocess.Popen([sys.executable, str(SERVER), "serve", workers, *options], stdout=subprocess.DEVNULL)
        known = {server.pid}
        until(lambda: ask("echo") == 200, 20)
        until(lambda: list(alive().values()).count("worker") == int(workers))
        before = alive()
        if task.startswith("kill-"):
            os.kill(next(one for one, kind in before.items() if kind == task[5:]), signal.SIGKILL)
            until(lambda: server.poll() is not None)
        else:
            print("answer to the task:", ask(task))
            print("a new worker:", until(lambda: set(alive()) - set(before), 2))
        print("answer to the next task:", ask("echo"))
        if server.poll() is None:
            server.terminate()
            print("ended by SIGTERM:", until(lambda: server.poll() is not None))
        until(lambda: not alive(), 2)
        print("lives on:", ", ".join(sorted(alive().values())) or "none")
        if server.poll() is not None:
            print("exit code of the supervisor:", server.poll())
        [os.kill(process, signal.SIGKILL) for process in alive()]
        server.wait()
