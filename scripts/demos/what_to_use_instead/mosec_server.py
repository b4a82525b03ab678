"""Mosec, a server with a front in Rust: how soon does it answer, and what does each of its processes hold?

    mosec_server.py [WORKERS]      2 by default

The supervisor is a Python program. It starts the front as a command, and each worker with spawn: a worker has its own
Python and its own modules, and shares none of the supervisor's memory. The two events by which the supervisor tells the
workers to end are made in the spawn context. Linux, for /proc.
"""

import ctypes
import http.client
import inspect
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import mosec

KINDS = {"config.json": "front", "resource_tracker": "resource_tracker", "spawn_main": "worker"}


class Task(mosec.Worker):
    def forward(self, data):
        if data == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        mutex = ctypes.create_string_buffer(64)  # of zeros, as PTHREAD_MUTEX_INITIALIZER is
        for _ in range(2 if data == "gil" else 0):
            ctypes.PyDLL(None).pthread_mutex_lock(mutex)  # PyDLL does not release the GIL
        time.sleep(60 if data == "sleep" else 0)
        return os.getpid()


def ask():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/inference", '"echo"')
        return connection.getresponse().status
    except OSError:
        return "none yet"


def report(process, kind):
    words = pathlib.Path("/proc/%s/smaps_rollup" % process).read_text().split()
    for name, fields in ("pss", ["Pss:"]), ("uss", ["Private_Clean:", "Private_Dirty:"]):
        held = sum(int(number) for field, number in zip(words, words[1:]) if field in fields)
        print("%s_%s_mib = %.1f" % (kind, name, held / 1024))


if __name__ == "__main__" and sys.argv[1:2] == ["serve"]:
    mosec_server = mosec.Server()
    method = inspect.signature(mosec_server.append_worker).parameters["start_method"].default
    context = "fork" if mosec_server._shutdown._flag._is_fork_ctx else "spawn or forkserver"
    print("the workers' start method: %s, the events' context: %s" % (method, context), flush=True)
    mosec_server.append_worker(Task, num=int(sys.argv[2]))
    mosec_server.run()
elif __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--path", folder + "/mosec", "--log-level", "error"]
        begun = time.perf_counter()
        server = subprocess.Popen([sys.executable, __file__, "serve", *(sys.argv[1:] or ["2"]), *options])
        while ask() != 200:
            assert server.poll() is None, "the server has not started"
            time.sleep(0.01)
        print("first_answer_ms = %.0f" % (1000 * (time.perf_counter() - begun)))
        report(server.pid, "supervisor")
        for child in pathlib.Path("/proc/%d/task/%d/children" % (server.pid, server.pid)).read_text().split():
            words = pathlib.Path("/proc/%s/cmdline" % child).read_text()
            report(child, next(kind for word, kind in KINDS.items() if word in words))
        server.terminate()
        print("exit code after SIGTERM:", server.wait())
