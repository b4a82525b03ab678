"""A pre-forking server: what its workers hold over a thousand requests, by where gc.freeze() is called.

    gunicorn_workers.py [HOOKS]        one of CONFIGURATIONS, by default nothing

Gunicorn imports this file once, with a catalogue, and forks four workers. A request looks up a record, makes 450
rows, and keeps both, a cycle, in a cache. At some request a worker has its first full collection, which copies:

  nothing        the whole catalogue, in each worker;
  before_fork    nothing. This is the recipe: disable at once, freeze before the fork, enable in the worker;
  after_fork     nothing: freeze in the worker, before any collection. Not so in a free-threaded build;
  collect_first  the catalogue: a collection before that freeze has copied it already;
  too_early      the catalogue: freeze while the configuration is read, and the catalogue is loaded later.

In every case the records looked up, the cache and the garbage between two collections grow. Linux, for /proc.
"""

import collections
import http.client
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

CONFIGURATIONS = {
    "nothing": "",
    "before_fork": """import gc; gc.disable()
when_ready = lambda server: gc.freeze()
post_fork = lambda server, worker: gc.enable()""",
    "after_fork": "import gc; post_fork = lambda server, worker: gc.freeze()",
    "collect_first": "import gc; post_fork = lambda server, worker: (gc.collect(), gc.freeze())",
    "too_early": "import gc; gc.freeze()",
}
RECORDS = int(os.environ.get("DATA_MIB", 112)) * 2**20 // 4 // 500

if __name__ != "__main__":  # imported by Gunicorn
    catalogue = [{"name": "record %d" % number, "tags": ["tag %d" % number]} for number in range(RECORDS)]
    cache = collections.deque(maxlen=30)


def application(environ, start_response):
    page = {"record": catalogue[int(environ["PATH_INFO"][1:])], "rows": [[row, [row]] for row in range(450)]}
    page["itself"] = page
    cache.append(page)
    start_response("200 OK", [("Content-Length", "3")])
    return [b"%d" % len(page["rows"])]


def ask(number):
    connection = http.client.HTTPConnection(*listener.getsockname(), timeout=20)
    connection.request("GET", "/%d" % (number * 7919 % RECORDS))
    assert connection.getresponse().read() == b"450"


def report(requests):
    while len(workers := pathlib.Path("/proc/%d/task/%d/children" % (server.pid, server.pid)).read_text().split()) < 4:
        assert server.poll() is None, "the server did not start"
        time.sleep(0.01)
    rollups = [pathlib.Path("/proc/%s/smaps_rollup" % one).read_text().splitlines()[1:] for one in workers]
    for name, fields in [("PSS", "Pss"), ("USS", "Private_Clean Private_Dirty")]:
        held = [sum(int(line.split()[1]) for line in one if line.split(":")[0] in fields) / 1024 for one in rollups]
        print("%s after %d: %s" % (name, requests, ", ".join("%.1f" % mib for mib in held)))
        print("%s_after_%d_mib = %.1f" % (name.lower(), requests, sum(held) / 4), flush=True)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    listener = socket.create_server(("127.0.0.1", 0))
    settings = "preload_app = control_socket_disable = True; workers = 4; bind = 'fd://%d'\n" % listener.fileno()
    with tempfile.NamedTemporaryFile("w", suffix=".py") as configuration, ThreadPoolExecutor(4) as clients:
        print(settings + CONFIGURATIONS[(sys.argv[1:] + ["nothing"])[0]], file=configuration, flush=True)
        command = [sys.executable, "-m", "gunicorn", "--config", configuration.name, "gunicorn_workers:application"]
        with subprocess.Popen(command, pass_fds=[listener.fileno()]) as server:
            for requests in range(0, 1001, 100):
                list(clients.map(ask, range(max(0, requests - 100), requests)))
                report(requests)
            server.terminate()
