"""Who outside holds an object, while it changes hands."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from scripts.lab.linux import descriptors
from scripts.lab.linux.proc import PROC
from scripts.lab.proof import outside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="descriptors are read from Linux's /proc")

TAKES_IT_WHEN_TOLD = """
import socket, sys
end = socket.socket(fileno=int(sys.argv[1]))
sys.stdin.readline()
taken = socket.recv_fds(end, 1, 1)
print("taken", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def outside_process() -> Iterator[tuple[int, str, Callable[[], None]]]:
    """A process to which the write end of a pipe is on its way: its id, the pipe's key, and what has it take that."""
    reading, writing = os.pipe()
    key = "pipe:" + os.readlink(f"/proc/self/fd/{writing}")[6:-1]
    ours, theirs = socket.socketpair()
    socket.send_fds(ours, [b"x"], [writing])
    with subprocess.Popen(
        [sys.executable, "-c", TAKES_IT_WHEN_TOLD, str(theirs.fileno())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[theirs.fileno()],
        text=True,
    ) as process:
        for one in (ours, theirs):
            one.close()
        os.close(writing)

        def take() -> None:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "taken\n"

        yield process.pid, key, take
        process.kill()
    os.close(reading)


def test_a_descriptor_on_its_way_is_in_flight(outside_process: tuple[int, str, Callable[[], None]]) -> None:
    pid, key, _take = outside_process
    assert outside.holders([pid], frozenset([key]), frozenset()) == {outside.IN_FLIGHT: [pid]}


def test_a_descriptor_that_arrives_meanwhile_is_not_missed(
    outside_process: tuple[int, str, Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken after the table was listed, and before the socket is asked what is waiting in it."""
    pid, key, take = outside_process
    ask = descriptors.field
    first = [take]

    def taken_first(link: str, name: bytes) -> bytes | None:
        if first:
            first.pop()()
        return ask(link, name)

    monkeypatch.setattr(descriptors, "field", taken_first)
    assert outside.holders([pid], frozenset([key]), frozenset()) == {key: [pid]}


def test_descriptors_are_not_listed_where_only_a_tracer_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def list_them(pid: int) -> list[tuple[str, str]]:
        raise AssertionError(f"the descriptors of process {pid} were listed")

    monkeypatch.setattr(PROC, "descriptor_links", list_them)
    assert outside.holders([os.getpid()], frozenset([f"tracer:{os.getpid()}"]), frozenset()) == {}
    with pytest.raises(AssertionError):
        outside.holders([os.getpid()], frozenset(["pipe:1"]), frozenset())
