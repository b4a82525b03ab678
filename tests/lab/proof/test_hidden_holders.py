"""Where an outside process, or a name, can hide what moves a program, so that a look at its descriptors misses it."""

import contextlib
import ctypes
import mmap
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.lab import diagnose
from scripts.lab.catalogue import ROOT
from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.proof.prover import Prover
from scripts.lab.proof.surroundings import Descendants
from tests.lab.proof.companions import FUTEX

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proof reads Linux's /proc")

READS_ITS_OWN_PIPE = """
import os, sys
reading, writing = map(int, sys.argv[1:])
print("ready", flush=True)
os.read(reading, 1)
"""
KEEPS_IT_IN_A_THREADS_TABLE = """
import ctypes, os, sys, threading
writing = int(sys.argv[1])
has_its_own, closed = threading.Event(), threading.Event()

def keep():
    assert ctypes.CDLL(None).unshare(0x400) == 0  # CLONE_FILES
    has_its_own.set()
    closed.wait()
    print("ready", flush=True)
    sys.stdin.read()

thread = threading.Thread(target=keep)
thread.start()
has_its_own.wait()
os.close(writing)
closed.set()
thread.join()
"""
KEEPS_IT_IN_A_SOCKET = """
import os, socket, sys
writing = int(sys.argv[1])
one, other = socket.socketpair()
socket.send_fds(one, [b"x"], [writing])
os.close(writing)
print("ready", flush=True)
sys.stdin.read()
"""
KEEPS_IT_IN_A_RING = """
import ctypes, os, sys
IO_URING_SETUP, IO_URING_REGISTER, IORING_REGISTER_FILES = 425, 427, 2
writing = int(sys.argv[1])
libc = ctypes.CDLL(None)
ring = libc.syscall(IO_URING_SETUP, 1, ctypes.create_string_buffer(120))
assert libc.syscall(IO_URING_REGISTER, ring, IORING_REGISTER_FILES, (ctypes.c_int * 1)(writing), 1) == 0
os.close(writing)
print("ready", flush=True)
sys.stdin.read()
"""
WRITES_LATER_BY_A_RING = """
import ctypes, mmap, os, struct, sys
IO_URING_SETUP, IO_URING_ENTER, SQ_RING, SQES = 425, 426, 0, 0x10000000
TIMEOUT, WRITE, LINK, HERE = 11, 23, 8, (1 << 64) - 1
writing = int(sys.argv[1])
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
parameters = (ctypes.c_uint32 * 30)()
ring = libc.syscall(IO_URING_SETUP, 4, parameters)
queue, places = (libc.mmap(None, mmap.PAGESIZE, 3, mmap.MAP_SHARED, ring, one) for one in (SQ_RING, SQES))
limit, byte = ctypes.create_string_buffer(struct.pack("qq", 100, 0)), ctypes.create_string_buffer(b"x")
# operation, flags, priority, descriptor, offset, address, length
wait = struct.pack("BBHiQQI", TIMEOUT, LINK, 0, -1, 0, ctypes.addressof(limit), 1)
write = struct.pack("BBHiQQI", WRITE, 0, 0, writing, HERE, ctypes.addressof(byte), 1)
for number, entry in enumerate((wait, write)):
    ctypes.memmove(places + 64 * number, entry, len(entry))
    ctypes.c_uint32.from_address(queue + parameters[16] + 4 * number).value = number
ctypes.c_uint32.from_address(queue + parameters[11]).value = 2
assert libc.syscall(IO_URING_ENTER, ring, 2, 0, 0, None, 0) == 2
os.close(writing)
print("ready", flush=True)
sys.stdin.read()
"""
ASKS_A_RING_FOR_NOTHING = WRITES_LATER_BY_A_RING.replace("HERE = 11, 23, 8", "HERE = 0, 0, 0")
MAKES_A_RING = """
import ctypes, os, sys
assert ctypes.CDLL(None).syscall(425, 4, ctypes.create_string_buffer(120)) >= 0
os.close(int(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""
RINGS = (KEEPS_IT_IN_A_RING, WRITES_LATER_BY_A_RING, ASKS_A_RING_FOR_NOTHING, MAKES_A_RING)
WAITS_FOR_A_NAMED_SEMAPHORE = """
import ctypes, os
libc = ctypes.CDLL(None)
libc.sem_open.restype = ctypes.c_void_p
os.umask(0)
semaphore = libc.sem_open(b"/hidden-%d" % os.getpid(), os.O_CREAT, 0o666, 0)
print("ready", flush=True)
libc.sem_wait(ctypes.c_void_p(semaphore))
"""
WAITS_FOR_ANY_CHILD = """
import ctypes, os, sys, threading
child = os.fork()
if child == 0:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
if sys.argv[1:]:
    assert ctypes.CDLL(None).ptrace(0x4206, int(sys.argv[1]), None, None) == 0  # PTRACE_SEIZE
print("ready", flush=True)
os.wait()
"""
ENDS_WITH_A_MESSAGE = """
import ctypes, os, signal, sys, threading
signal.signal(signal.SIGUSR1, lambda *_: os._exit(0))
libc = ctypes.CDLL("librt.so.1")
queue = libc.mq_open(sys.argv[1].encode(), os.O_RDWR)
assert queue >= 0
if sys.argv[2:]:
    assert libc.mq_notify(queue, (ctypes.c_int * 16)(0, 0, signal.SIGUSR1, 0)) == 0  # SIGEV_SIGNAL
print("ready", flush=True)
lock = threading.Lock()
lock.acquire()
lock.acquire()
"""
ENDS_WITH_URGENT_DATA = """
import fcntl, os, signal, socket, sys, threading
signal.signal(signal.SIGURG, lambda *_: os._exit(0))
client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
if sys.argv[2:]:
    fcntl.fcntl(client, fcntl.F_SETOWN, os.getpid())
print("ready", flush=True)
lock = threading.Lock()
lock.acquire()
lock.acquire()
"""
SHARES_ITS_MEMORY_WITH_A_SIBLING = """
import ctypes, os, signal
CLONE_VM, CLONE_PARENT, CLONE_CHILD_CLEARTID = 0x100, 0x8000, 0x200000
said, say = os.pipe()
worker = os.fork()
if worker == 0:
    libc = ctypes.CDLL(None)
    libc.clone.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4]
    stack, word = ctypes.create_string_buffer(1 << 16), ctypes.c_int(1)
    top = (ctypes.addressof(stack) + len(stack)) & ~63
    flags = CLONE_VM | CLONE_PARENT | CLONE_CHILD_CLEARTID | signal.SIGCHLD
    pid = libc.clone(ctypes.cast(libc.sleep, ctypes.c_void_p), top, flags, 2, None, None, ctypes.addressof(word))
    os.write(say, b"%d %d" % (os.getpid(), pid))
    # The kernel clears the word and wakes its waiter when the other process ends.
    libc.syscall({futex}, ctypes.byref(word), 0, 1, None, None, 0)
    os._exit(0)
print(os.read(said, 99).decode(), flush=True)
print("ready", flush=True)
os.waitpid(worker, 0)
print("moved", flush=True)
input()
"""
WAITS_IN_A_MAPPED_FILE = """
import ctypes, mmap, os, sys
memory = mmap.mmap(int(sys.argv[1]), mmap.PAGESIZE)
os.close(int(sys.argv[1]))
word = ctypes.c_int.from_buffer(memory)
print("ready", flush=True)
ctypes.CDLL(None).syscall({futex}, ctypes.byref(word), 0, 0, None, None, 0)
"""
KEEPS_A_FILE = """
import sys
print("ready", flush=True)
sys.stdin.read()
"""
READS_BESIDE_AN_OUTSIDE_PROCESS = """
import os, subprocess, sys, time
from scripts.lab import diagnose
reading, writing = map(int, sys.argv[1:])
text = "import os, sys; os.read(int(sys.argv[1]), 1)"
program = subprocess.Popen([sys.executable, "-c", text, str(reading)], pass_fds=[reading, writing])
os.close(reading)
os.close(writing)
end = time.monotonic() + 10
while (found := diagnose(program.pid)).verdict != "deadlocked" and time.monotonic() < end:
    pass
print("ready", found.verdict, *found.proof.assumes, sep="\\n", flush=True)
program.wait()
"""


@contextlib.contextmanager
def started(text: str, *arguments: object, descriptors: tuple[int, ...] = ()) -> Iterator[int]:
    """The id of a process with this program, or with the one in this file, which has said that it is ready."""
    words = [sys.executable, *([text] if text.endswith(".py") else ["-c", text]), *map(str, arguments)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=descriptors, text=True
    ) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            yield process.pid
        finally:
            below = PROC.descendants(process.pid)
            process.kill()
            for one in below:
                if PROC.is_same(one):
                    os.kill(one.pid, 9)


def rings_are_allowed() -> bool:
    ring = ctypes.CDLL(None).syscall(425, 1, ctypes.create_string_buffer(120))  # io_uring_setup(2)
    if ring >= 0:
        os.close(ring)
    return bool(ring >= 0)


IN_FLIGHT, IN_A_RING = "on their way to process", "in an io_uring of process"
PASSING = ("running", "ran between", "came and went", "came or went")
"""What stands against a proof for a moment, on a machine on which other programs work."""


def why_not(pid: int, *passing: str) -> str | None:
    """What stands against a proof once every thread of the program sleeps; None where it is proved."""
    prover, end = Prover(Descendants(pid)), time.monotonic() + 30
    while time.monotonic() < end and prover.attempt() is None:
        found = prover.explain()
        if not found.holds and not any(words in str(found.why_not) for words in (*PASSING, *passing)):
            return found.why_not
    return None if time.monotonic() < end else "nothing was found in time"


@pytest.mark.parametrize(
    "companion, stands_against",
    [
        (None, None),
        (KEEPS_IT_IN_A_THREADS_TABLE, "it is held by process"),
        (KEEPS_IT_IN_A_SOCKET, IN_FLIGHT),
        (KEEPS_IT_IN_A_RING, IN_A_RING),
        (WRITES_LATER_BY_A_RING, IN_A_RING),
        (ASKS_A_RING_FOR_NOTHING, None),
        (MAKES_A_RING, None),
    ],
    ids=[
        *("no companion", "in the table of one thread", "in flight in its own socket pair", "in an io_uring"),
        *("in a request to an io_uring", "beside an io_uring that has answered", "beside an io_uring"),
    ],
)
def test_the_end_of_a_pipe_that_an_outside_process_keeps(companion: str | None, stands_against: str | None) -> None:
    if companion in RINGS and not rings_are_allowed():
        pytest.skip("this kernel makes no io_uring")
    reading, writing = os.pipe()
    with contextlib.ExitStack() as stack:
        pid = stack.enter_context(started(READS_ITS_OWN_PIPE, reading, writing, descriptors=(reading, writing)))
        if companion is not None:
            stack.enter_context(started(companion, writing, descriptors=(writing,)))
        os.close(reading)
        os.close(writing)
        # Other tests, which run beside this one, send descriptors and have rings as well.
        why = why_not(pid, *(one for one in (IN_FLIGHT, IN_A_RING) if one not in str(stands_against)))
    assert why is None if stands_against is None else stands_against in str(why), why


def test_that_an_outside_ring_is_at_rest_is_assumed() -> None:
    if not rings_are_allowed():
        pytest.skip("this kernel makes no io_uring")
    reading, writing = os.pipe()
    with (
        started(READS_ITS_OWN_PIPE, reading, writing, descriptors=(reading, writing)) as pid,
        started(ASKS_A_RING_FOR_NOTHING, writing, descriptors=(writing,)) as other,
    ):
        os.close(reading)
        os.close(writing)
        assert why_not(pid, IN_FLIGHT) is None
        assumed = diagnose(pid).proof.assumes
        assert any("no request to an io_uring is under way" in one and f"process {other} " in one for one in assumed)


def test_a_semaphore_that_has_lost_one_of_its_two_names() -> None:
    with started(WAITS_FOR_A_NAMED_SEMAPHORE) as pid:
        try:
            assert any(one.path.endswith(" (deleted)") for one in PROC.mappings(pid, containing=b"/dev/shm/"))
            assert "another process could map the file" in str(why_not(pid))
        finally:
            os.unlink(f"/dev/shm/sem.hidden-{pid}")


def nameless_file(folder: Path) -> int:
    path = folder / "nameless"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    os.ftruncate(descriptor, mmap.PAGESIZE)
    path.unlink()
    return descriptor


@pytest.mark.skipif(os.getuid() != 0, reason="only root sees the file behind a mapping")
@pytest.mark.parametrize("kept", ["nothing", "the file", "the file, by another device"])
def test_a_mapped_file_that_an_outside_process_has_open(
    kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = WAITS_IN_A_MAPPED_FILE.replace("{futex}", str(FUTEX))
    mapped = other = nameless_file(tmp_path)
    if kept == "the file, by another device":  # as if the list of mappings gave the same file another device
        other = nameless_file(tmp_path)
        as_stat_calls_it = os.fstat(other)
        monkeypatch.setattr(Proc, "mapped_file", lambda *_which: as_stat_calls_it)
    with contextlib.ExitStack() as stack:
        pid = stack.enter_context(started(waiting, mapped, descriptors=(mapped,)))
        if kept != "nothing":
            stack.enter_context(started(KEEPS_A_FILE, descriptors=(other,)))
        for descriptor in {mapped, other}:  # this process is an outside process, too
            os.close(descriptor)
        why = why_not(pid, IN_FLIGHT)
    assert why is None if kept == "nothing" else "it is held by process" in str(why), why


def test_an_outside_process_that_the_program_traces() -> None:
    with started("print('ready', flush=True); input()") as traced:
        with started(WAITS_FOR_ANY_CHILD, traced) as pid:
            assert f"and may be ended by process {traced}" in str(why_not(pid))
        with started(WAITS_FOR_ANY_CHILD) as pid:
            assert why_not(pid) is None


def ends(pid: int, seconds: float = 5.0) -> bool:
    """Does this child end by itself? It is not waited for."""
    end = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_a_queue_that_tells_of_messages(program: Callable[[str], str]) -> None:
    libc = ctypes.CDLL("librt.so.1", use_errno=True)
    name = f"/hidden-{os.getpid()}".encode()
    queue = libc.mq_open(name, os.O_RDWR | os.O_CREAT, 0o600, None)
    if queue < 0:
        pytest.skip("this kernel has no POSIX message queues")
    path = program(ENDS_WITH_A_MESSAGE)
    try:
        with started(path, name.decode()) as pid:
            assert why_not(pid) is None
        with started(path, name.decode(), "told") as pid:
            assert "when a message comes into the queue" in str(why_not(pid))
            assert libc.mq_send(queue, b"x", 1, 0) == 0
            assert ends(pid)
    finally:
        libc.mq_unlink(name)
        os.close(queue)


def test_a_socket_that_tells_of_urgent_data(program: Callable[[str], str]) -> None:
    path = program(ENDS_WITH_URGENT_DATA)
    with socket.create_server(("127.0.0.1", 0)) as server, contextlib.ExitStack() as stack:
        port = server.getsockname()[1]
        with started(path, port) as pid:
            assert why_not(pid) is None
            server.accept()[0].close()
        pid = stack.enter_context(started(path, port, "told"))
        connection = stack.enter_context(server.accept()[0])
        assert "when urgent data comes into the socket" in str(why_not(pid))
        connection.send(b"x", socket.MSG_OOB)
        assert ends(pid)


def test_a_sibling_that_shares_its_memory() -> None:
    text = SHARES_ITS_MEMORY_WITH_A_SIBLING.replace("{futex}", str(FUTEX))
    with subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        worker, sibling = map(int, process.stdout.readline().split())
        assert process.stdout.readline() == b"ready\n"
        # What is asked about the worker sees one thread, which waits for a lock without a limit.
        assert f"process {sibling}, outside the program, shares the memory" in str(why_not(worker))
        assert process.stdout.readline() == b"moved\n"
        process.stdin.close()


def test_an_outside_process_beyond_a_pid_namespace() -> None:
    reading, writing = os.pipe()
    inside = ["unshare", *([] if os.getuid() == 0 else ["--user"]), "--pid", "--mount-proc", "--fork"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("this user may not make a PID namespace")
    words = [*inside, sys.executable, "-c", READS_BESIDE_AN_OUTSIDE_PROCESS, str(reading), str(writing)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, pass_fds=[reading, writing], text=True) as process:
        os.close(reading)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        verdict = process.stdout.readline()
        os.write(writing, b"x")
        assumed = process.stdout.read()
        os.close(writing)
    assert process.returncode == 0
    assert verdict == "deadlocked\n"
    assert "processes outside this container (PID namespace) hold none of this" in assumed
