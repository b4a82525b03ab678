"""Which programs are idle: servers without a request are, and programs that hang are not."""

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from scripts.lab import diagnose, run
from scripts.lab.stacks import interrupts
from tests.lab.proof.test_part import started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="idle is told from what Linux says")

IDLE = {
    "accept": """
import socket
socket.create_server(("127.0.0.1", 0)).accept()
""",
    "http.server": """
import http.server
http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler).serve_forever()
""",
    "asyncio server": """
import asyncio
async def serve():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    await server.serve_forever()
asyncio.run(serve())
""",
    "signal": """
import signal
signal.signal(signal.SIGTERM, lambda *_: None)
signal.pause()
""",
    "event that a handler sets": """
import signal, threading
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
stop.wait()
""",
    "event that a handler of Ctrl-C sets": """
import signal, threading
stop = threading.Event()
signal.signal(signal.SIGINT, lambda *_: stop.set())
stop.wait()
""",
    "server with waiting threads": """
import queue, socket, threading
jobs = queue.Queue()
for _ in range(3):
    threading.Thread(target=jobs.get, daemon=True).start()
socket.create_server(("127.0.0.1", 0)).accept()
""",
    "server with a pool": """
import multiprocessing, socket
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(3):
        socket.create_server(("127.0.0.1", 0)).accept()
""",
    "datagrams": """
import socket
end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end.bind(("127.0.0.1", 0))
end.recv(100)
""",
}
NOT_IDLE = {
    "a peer that does not answer": """
import socket
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
client.recv(1)
""",
    "a server with two threads that hang": """
import socket, threading
one, other, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
def take(first, second):
    with first:
        met.wait()
        with second:
            pass
threading.Thread(target=take, args=(one, other), daemon=True).start()
threading.Thread(target=take, args=(other, one), daemon=True).start()
socket.create_server(("127.0.0.1", 0)).accept()
""",
    "a worker that waits for its peer beside a server": """
import os, socket
server = socket.create_server(("127.0.0.1", 0))
if os.fork() == 0:
    client = socket.create_connection(server.getsockname())
    server.close()
    client.recv(1)
connection = server.accept()
server.accept()
""",
    "an event that no handler sets": """
import socket, threading
ours, theirs = socket.socketpair()
threading.Thread(target=ours.recv, args=(1,), daemon=True).start()
threading.Event().wait(1000)
""",
    "sleep": """
import time
time.sleep(60)
""",
}


def verdict_of(path: str) -> str:
    """What a diagnosis says when the program has come to rest."""
    with started(sys.executable, path) as program:
        deadline = time.monotonic() + 10
        seen = diagnose(program.pid)
        while seen.verdict == "running" and time.monotonic() < deadline:
            seen = diagnose(program.pid)
    assert isinstance(program, subprocess.Popen)
    return seen.verdict


@pytest.mark.parametrize("name", IDLE)
def test_a_program_that_waits_for_its_next_task_is_idle(name: str, program: Callable[[str], str]) -> None:
    assert verdict_of(program(IDLE[name])) == "idle"


@pytest.mark.parametrize("name", NOT_IDLE)
def test_a_program_that_hangs_is_not_idle(name: str, program: Callable[[str], str]) -> None:
    assert verdict_of(program(NOT_IDLE[name])) in ("stalled", "partly-deadlocked")


def test_a_run_says_so_at_its_time_limit(program: Callable[[str], str]) -> None:
    ended = run(program(IDLE["accept"]), timeout=4)
    assert ended.verdict == "idle"
    assert ended.headline is not None and "TCP socket 127.0.0.1:" in ended.headline


def test_a_handler_of_ctrl_c_that_cannot_be_seen_is_an_assumption(
    program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = program("import threading\nprint(flush=True)\nthreading.Event().wait()\n")
    for answer, is_assumed in ((False, False), (None, True)):
        monkeypatch.setattr(interrupts, "is_handled", lambda _pid, answer=answer: answer)
        with started(sys.executable, waiting) as process:
            deadline = time.monotonic() + 20
            while (seen := diagnose(process.pid)).verdict != "deadlocked" and time.monotonic() < deadline:
                pass
            assert seen.proof is not None and seen.verdict == "deadlocked"
            assert any("SIGINT" in one for one in seen.proof.assumes) is is_assumed, seen.proof.assumes
