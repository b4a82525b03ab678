"""What `python -m scripts diagnose` says of uvicorn's parent and of one of two workers, idle and with a stuck request.

The application is async, and it takes a threading.Lock twice. So the event loop of one worker waits forever, with all
requests of that worker. The parent does not notice: each worker answers its questions from a thread of its own.

The answers come from this book's `diagnose`, which needs CPython 3.11 or later. Linux.
"""

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


async def application(scope, receive, send):
    if scope["path"] == "/stuck":
        lock.acquire()
        lock.acquire()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
    await send({"type": "http.response.body", "body": b"%9d" % os.getpid()})


def request(path, seconds):
    connection = http.client.HTTPConnection(*listener.getsockname(), timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    except OSError:
        return None  # no answer in time
    finally:
        connection.close()


def diagnose(pid):
    command = [sys.executable, "-m", "scripts", "diagnose", str(pid), "--json"]
    return json.loads(subprocess.check_output(command, cwd=HERE.parents[3]))


def ask(state, whom, pid):
    said = diagnose(pid)
    print("%s, %s: %s" % (state, whom, said["verdict"].replace("-", " ")), flush=True)
    return said


def own_frames(said):
    own = [(thread["pid"], frame) for thread in said["evidence"] for frame in thread["stack"] or []]
    return [(pid, "%(function)s, line %(line)d" % frame) for pid, frame in own if frame["file"] == str(HERE)]


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("diagnose needs CPython 3.11 or later")
    listener = socket.create_server(("127.0.0.1", 0))
    command = [sys.executable, "-m", "uvicorn", "--fd", str(listener.fileno()), "--workers", "2", "--lifespan", "off"]
    command += ["--log-level", "critical", "--app-dir", str(HERE.parent), "ask_uvicorn:application"]
    with subprocess.Popen(command, pass_fds=[listener.fileno()]) as master:
        worker = int(request("/", 30))
        ask("idle", "master", master.pid)
        ask("idle", "worker", worker)
        request("/stuck", 1)
        said = ask("stuck", "master", master.pid)
        everything, (worker, _) = said["processes"], own_frames(said)[0]
        said = ask("stuck", "worker", worker)
        print("in your code: %s" % " and ".join(place for _, place in own_frames(said)))
        workers = [one["pid"] for one in everything if one["parent"] == master.pid]
        master.kill()
        for pid in workers:
            os.kill(pid, 9)
