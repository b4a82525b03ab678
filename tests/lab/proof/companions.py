"""Processes outside the programs in corpus/accompanied: what each holds meanwhile, and how it ends the wait.

A companion is given the folder that is the program's argument, prepares what the program expects there, and yields what
ends the wait. That must not wait itself: the program may have gone.
"""

import contextlib
import ctypes
import fcntl
import mmap
import os
import platform
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

End = Callable[[], None]
Companion = Callable[[Path], AbstractContextManager[End]]

_PATIENCE_SECONDS = 10.0
FUTEX, _FUTEX_WAKE = {"x86_64": 202, "aarch64": 98}.get(platform.machine(), 0), 1
_libc = ctypes.CDLL(None)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
_libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


# FIFOs


@contextlib.contextmanager
def holds_a_fifo(folder: Path) -> Iterator[End]:
    os.mkfifo(folder / "fifo")
    other_end = os.open(folder / "fifo", os.O_RDWR)
    try:
        yield lambda: _write(other_end)
    finally:
        os.close(other_end)


@contextlib.contextmanager
def opens_a_fifo(folder: Path) -> Iterator[End]:
    os.mkfifo(folder / "fifo")
    with opens_their_fifo(folder) as end:
        yield end


@contextlib.contextmanager
def opens_their_fifo(folder: Path) -> Iterator[End]:
    with ExitStack() as stack:

        def end() -> None:
            with contextlib.suppress(FileNotFoundError):
                other_end = os.open(folder / "fifo", os.O_RDWR)
                stack.callback(os.close, other_end)
                _write(other_end)

        yield end


@contextlib.contextmanager
def reads_a_fifo(folder: Path) -> Iterator[End]:
    os.mkfifo(folder / "fifo")
    other_end = os.open(folder / "fifo", os.O_RDWR | os.O_NONBLOCK)

    def end() -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(other_end, 1 << 17)

    try:
        yield end
    finally:
        os.close(other_end)


def _write(descriptor: int) -> None:
    os.write(descriptor, b"x")


# File locks


@contextlib.contextmanager
def holds_a_file_lock(folder: Path) -> Iterator[End]:
    with open(folder / "file", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def holds_a_record_lock(folder: Path) -> Iterator[End]:
    with open(folder / "file", "w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        yield lambda: fcntl.lockf(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def holds_a_file_lock_by_a_mapping(folder: Path) -> Iterator[End]:
    """Has closed every descriptor of the file; that it is mapped keeps it open, and so locked."""
    with open(folder / "file", "w+b") as file:
        file.truncate(mmap.PAGESIZE)
        fcntl.flock(file, fcntl.LOCK_EX)
        address = _libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    mapped = [address]

    def end() -> None:
        while mapped:
            _libc.munmap(mapped.pop(), mmap.PAGESIZE)

    try:
        yield end
    finally:
        end()


# Locks


@contextlib.contextmanager
def owns_a_lock(folder: Path) -> Iterator[End]:
    """A process that is named as the owner of a lock, and ends."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        (folder / "owner").write_text(str(owner.pid))

        def end() -> None:
            owner.kill()
            owner.wait()
            (folder / "gone").touch()

        yield end


# What the kernel tells of


@contextlib.contextmanager
def breaks_a_lease(folder: Path) -> Iterator[End]:
    """Opens a file, which it does not wait for."""
    path = folder / "file"
    path.write_bytes(bytes(mmap.PAGESIZE))

    def end() -> None:
        with contextlib.suppress(BlockingIOError):
            os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))

    yield end


@contextlib.contextmanager
def makes_a_file(folder: Path) -> Iterator[End]:
    yield lambda: (folder / "new").touch()


# Unix sockets


@contextlib.contextmanager
def has_accepted(folder: Path) -> Iterator[End]:
    """Accepts at once, and talks later."""
    with _client_of(folder) as clients:
        yield lambda: [_talk(one) for one in clients[:1]] and None


@contextlib.contextmanager
def accepts_later(folder: Path) -> Iterator[End]:
    """Accepts when it talks: until then nobody has a descriptor of the other end."""
    with _accepting_later(folder) as accept:
        yield lambda: [_talk(one) for one in accept()] and None


@contextlib.contextmanager
def connects(folder: Path) -> Iterator[End]:
    with socket.socket(socket.AF_UNIX) as client:

        def end() -> None:
            with contextlib.suppress(OSError):
                client.connect(str(folder / "own"))

        yield end


@contextlib.contextmanager
def sends_a_datagram(folder: Path) -> Iterator[End]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:

        def end() -> None:
            with contextlib.suppress(OSError):
                sender.sendto(b"x", str(folder / "own"))

        yield end


def _talk(connection: socket.socket) -> None:
    """Say something, and take whatever the program sends, to the end."""
    connection.settimeout(_PATIENCE_SECONDS)
    with contextlib.suppress(OSError):
        connection.send(b"x")
        while connection.recv(1 << 16):
            pass


@contextlib.contextmanager
def _client_of(folder: Path, then: Callable[[socket.socket], None] = lambda _connection: None) -> Iterator[list[Any]]:
    """A list that the first connection will be in, after `then` was done with it."""
    clients: list[socket.socket] = []
    with socket.socket(socket.AF_UNIX) as server, ExitStack() as stack:
        server.bind(str(folder / "socket"))
        server.listen()

        def accept() -> None:
            with contextlib.suppress(OSError):
                connection = stack.enter_context(server.accept()[0])
                then(connection)
                clients.append(connection)

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield clients
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)  # wakes an accept() to which nobody came
            acceptor.join()


@contextlib.contextmanager
def _accepting_later(folder: Path) -> Iterator[Callable[[], list[socket.socket]]]:
    """What accepts the connection that waits, and gives a list with it in it."""
    with socket.socket(socket.AF_UNIX) as server, ExitStack() as stack:
        server.bind(str(folder / "socket"))
        server.listen()
        server.setblocking(False)

        def accept() -> list[socket.socket]:
            try:
                return [stack.enter_context(server.accept()[0])]
            except BlockingIOError:
                return []

        yield accept


# Descriptors that the program gives away


@contextlib.contextmanager
def has_received_a_descriptor(folder: Path) -> Iterator[End]:
    """Takes a descriptor out of a socket at once, and writes to it later."""
    received: list[int] = []
    try:
        with _client_of(folder, lambda connection: received.append(_receive(connection))):
            yield lambda: [_write(one) for one in received] and None
    finally:
        for one in received:
            os.close(one)


@contextlib.contextmanager
def signals_the_eventfd_it_received(folder: Path) -> Iterator[End]:
    received: list[int] = []
    try:
        with _client_of(folder, lambda connection: received.append(_receive(connection))):
            yield lambda: [os.write(one, (1).to_bytes(8, "little")) for one in received] and None
    finally:
        for one in received:
            os.close(one)


@contextlib.contextmanager
def adds_to_the_set_it_received(folder: Path) -> Iterator[End]:
    """Takes an epoll set out of a socket at once, and puts a pipe of its own into it later, which has room."""
    received: list[int] = []
    _reading, writing = os.pipe()

    def end() -> None:
        for one in received:
            select.epoll.fromfd(one).register(writing, select.EPOLLOUT)

    try:
        with _client_of(folder, lambda connection: received.append(_receive(connection))):
            yield end
    finally:
        for one in (_reading, writing):
            os.close(one)


@contextlib.contextmanager
def receives_a_descriptor_later(folder: Path) -> Iterator[End]:
    """Leaves a descriptor on its way in a socket, where no process has it, and takes it when it writes to it."""
    with _accepting_later(folder) as accept:

        def end() -> None:
            for connection in accept():
                received = _receive(connection)
                _write(received)
                os.close(received)

        yield end


@contextlib.contextmanager
def has_mapped_what_it_received(folder: Path) -> Iterator[End]:
    """Takes the descriptor of a file out of a socket and maps the file at once, and posts a semaphore in it later."""
    semaphores: list[Any] = []
    with ExitStack() as stack:

        def take(connection: socket.socket) -> None:
            file = _receive(connection)
            semaphores.append(stack.enter_context(_mapped(file)))
            os.close(file)

        with _client_of(folder, take):
            yield lambda: [_libc.sem_post(one) for one in semaphores] and None


@contextlib.contextmanager
def maps_later_what_it_received(folder: Path) -> Iterator[End]:
    received: list[int] = []

    def end() -> None:
        for file in received:
            with _mapped(file) as semaphore:
                _libc.sem_post(semaphore)

    try:
        with _client_of(folder, lambda connection: received.append(_receive(connection))):
            yield end
    finally:
        for file in received:
            os.close(file)


def _receive(connection: socket.socket) -> int:
    return socket.recv_fds(connection, 1, 1)[1][0]


# Alarms


@contextlib.contextmanager
def had_alarms_set(folder: Path) -> Iterator[End]:
    """Processes with alarms set, which have gone when the program goes on; the kernel then uses their memory again."""
    with subprocess.Popen([sys.executable, "-c", _SET_ALARMS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as others:
        assert others.stdout is not None
        others.stdout.readline()

        def end() -> None:
            others.communicate()
            (folder / "gone").touch()

        yield end


_SET_ALARMS = """
import os, signal, sys
children = []
for _ in range(10):
    ready, say_ready = os.pipe()
    children.append(os.fork())
    if children[-1] == 0:
        signal.setitimer(signal.ITIMER_REAL, 1000)
        os.write(say_ready, b"x")
        signal.pause()
    os.read(ready, 1)
print("ready", flush=True)
sys.stdin.read()
for child in children:
    os.kill(child, signal.SIGKILL)
for child in children:
    os.waitpid(child, 0)
"""


# Memory


@contextlib.contextmanager
def has_mapped_the_file(folder: Path) -> Iterator[End]:
    """Has the file mapped, and no descriptor of it any more."""
    with ExitStack() as stack:
        with open(_with_a_semaphore(folder), "r+b") as file:
            semaphore = stack.enter_context(_mapped(file.fileno()))
        yield lambda: _libc.sem_post(semaphore)


@contextlib.contextmanager
def has_opened_the_file(folder: Path) -> Iterator[End]:
    """Has a descriptor of the file, and maps it when it posts."""
    with open(_with_a_semaphore(folder), "r+b") as file:

        def end() -> None:
            with _mapped(file.fileno()) as semaphore:
                _libc.sem_post(semaphore)

        yield end


@contextlib.contextmanager
def opens_the_file_later(folder: Path) -> Iterator[End]:
    path = _with_a_semaphore(folder)

    def end() -> None:
        with open(path, "r+b") as file, _mapped(file.fileno()) as semaphore:
            _libc.sem_post(semaphore)

    yield end


@contextlib.contextmanager
def wakes_a_futex_in_the_file(folder: Path) -> Iterator[End]:
    with ExitStack() as stack:
        with open(_with_a_semaphore(folder), "r+b") as file:
            word = stack.enter_context(_mapped(file.fileno()))
        yield lambda: _libc.syscall(FUTEX, word, _FUTEX_WAKE, 1, None, None, 0) and None


def _with_a_semaphore(folder: Path) -> Path:
    path = folder / "semaphore"
    path.write_bytes(bytes(mmap.PAGESIZE))
    with open(path, "r+b") as file, _mapped(file.fileno()) as semaphore:
        _libc.sem_init(semaphore, 1, 0)
    return path


@contextlib.contextmanager
def _mapped(file: int) -> Iterator[Any]:
    """The beginning of this file in memory. The mmap module would keep a descriptor of it."""
    address = _libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, file, 0)
    try:
        yield (ctypes.c_long * 4).from_address(address)
    finally:
        _libc.munmap(address, mmap.PAGESIZE)
