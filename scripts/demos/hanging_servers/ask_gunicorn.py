"""What `python -m scripts diagnose` says of Gunicorn's master and worker, idle and with a stuck request.

    ask_gunicorn.py [sync|gthread|preload]

The handler leaves its lock locked when it fails, as code without `with` does, so the second request waits forever.
With `preload` the application is loaded in the master, and a thread of the master holds the lock at the fork.

The answers come from this book's `diagnose`, which needs CPython 3.11 or later. Linux.
"""

import contextlib
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve()
lock = threading.Lock()

if os.environ.get("HOW") == "preload":  # Gunicorn's master imports this file
    held, never = threading.Event(), threading.Event()
    threading.Thread(target=lambda: (lock.acquire(), held.set(), never.wait()), daemon=True).start()
    held.wait()


def application(environ, start_response):
    if environ["PATH_INFO"] == "/ready":
        start_response("200 OK", [("Content-Length", "0")])
        return []
    lock.acquire()
    raise RuntimeError("the handler fails, and the lock is still locked")


def request(path, seconds):
    connection = http.client.HTTPConnection(*listener.getsockname(), timeout=seconds)
    with contextlib.suppress(OSError):  # no answer in time
        connection.request("GET", path)
        connection.getresponse()
    connection.close()


def diagnose(pid):
    command = [sys.executable, "-m", "scripts", "diagnose", str(pid), "--json"]
    return json.loads(subprocess.check_output(command, cwd=HERE.parents[3]))


def ask(state, whom, pid):
    said = diagnose(pid)
    print("%s, %s: %s" % (state, whom, said["verdict"].replace("-", " ")), flush=True)
    return said


def own_frames(said):
    stacks = [thread["stack"] or [] for thread in said["evidence"]]
    return ["%(function)s, line %(line)d" % frame for one in stacks for frame in one if frame["file"] == str(HERE)]


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("diagnose needs CPython 3.11 or later")
    os.environ.update(HOW=(sys.argv[1:] + ["sync"])[0], PYTHONPATH=str(HERE.parent))
    listener = socket.create_server(("127.0.0.1", 0))
    command = [sys.executable, "-m", "gunicorn", "--bind", "fd://%d" % listener.fileno(), "--no-control-socket"]
    command += {"sync": [], "gthread": ["--threads", "2"], "preload": ["--preload"]}[os.environ["HOW"]]
    command += ["--timeout", "120", "--log-level", "critical", "ask_gunicorn:application"]
    with subprocess.Popen(command, pass_fds=[listener.fileno()]) as master:
        request("/ready", 30)
        worker = int(pathlib.Path("/proc/%d/task/%d/children" % (master.pid, master.pid)).read_text())
        ask("idle", "master", master.pid)
        ask("idle", "worker", worker)
        [request("/", 1) for _ in range(3)]
        ask("stuck", "master", master.pid)
        said = ask("stuck", "worker", worker)
        print("in your code: %s" % " and ".join(own_frames(said)))
        os.kill(worker, 9)
        master.kill()
