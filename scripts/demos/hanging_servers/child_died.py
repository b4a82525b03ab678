"""uvicorn says "Child process [...] died": a worker was killed, and the parent starts another one.

The kernel sends the same signal when memory has run out. The parent asks its workers twice a second, and replaces one
that does not answer. The message has no cause: look for it in the kernel's log.
"""

import http.client
import os
import pathlib
import socket
import subprocess
import sys


async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % os.getpid()})


def ask():
    connection = http.client.HTTPConnection(*listener.getsockname(), timeout=30)
    connection.request("GET", "/")
    return int(connection.getresponse().read())


if __name__ == "__main__":
    listener, here = socket.create_server(("127.0.0.1", 0)), pathlib.Path(__file__).resolve()
    command = [sys.executable, "-m", "uvicorn", "--fd", str(listener.fileno()), "--workers", "2", "--lifespan", "off"]
    command += ["--app-dir", str(here.parent), "--no-access-log", "child_died:application"]
    with subprocess.Popen(command, pass_fds=[listener.fileno()], stderr=subprocess.PIPE, text=True) as server:
        worker = ask()
        os.kill(worker, 9)
        for line in server.stderr:
            if "died" in line:
                print(line.strip(), flush=True)
                break
        print("another worker answers: %s" % (ask() != worker), flush=True)
        server.terminate()
        server.stderr.read()
