"""The caller's side of the guard: start one, read its report, end it early, sweep after it if it was killed."""

import _thread
import contextlib
import errno
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.lab.guard import cleanup, frames
from scripts.lab.guard.latch import Latch
from scripts.lab.guard.shared_memory import CommonSharedMemory
from scripts.lab.linux.proc import PROC
from scripts.lab.records.run import Leftover
from scripts.lab.records.wire import Limits, Report, Request

ROOT = Path(__file__).resolve().parents[3]
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from scripts.lab.guard.entry import main; main()"
_CREDENTIALS = struct.Struct("3i")
STARTS = 4
"""How often the start of a guard is tried."""
_PAUSE_SECONDS = 0.1
_SHORT_PATH_BYTES = 32
_MAY_SUCCEED_NEXT_TIME = (errno.EAGAIN, errno.EFAULT)
"""EAGAIN: the user has too many processes at this moment. EFAULT: see `Conversation._start_guard`."""


class GuardFailed(RuntimeError):
    """The guard could not start the program; the message says why."""


@dataclass
class Program:
    """What to run, and within which limits."""

    executable: str
    arguments: list[str]
    """The whole argument vector, the name of the program first."""
    directory: str | None
    """Where it runs; None for its private temporary directory."""
    environment: dict[str, str]
    limits: Limits
    pages: bool = False
    """As in a Request; so are the next five."""
    huge_pages: bool = True
    boundary: str | None = None
    prove: bool = True
    stop_when_stuck: bool = False
    locals: bool = False
    as_is: bool = False
    """Is it to have this process's standard input, output and error?"""
    token: str = field(default_factory=lambda: os.urandom(8).hex())


def contain(program: Program) -> Report:
    """Run a program behind a guard and return the guard's report.

    May be interrupted at any moment by an exception out of a signal handler: the guard is told to stop, and the
    exception goes on once everything is swept. Raises GuardFailed, OSError where no process could be started.
    """
    conversation = Conversation(program)
    try:
        conversation.begin()
        conversation.over.wait()
    except BaseException:
        conversation.end()
        raise
    return conversation.result()


class Conversation:
    """One program behind a guard, from the caller's side."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._untaken = _thread.allocate_lock()  # taken by the worker when it begins, or by end() before that
        self._scratch = os.path.join(_short_temporary_directory(), f"lab-{program.token}")
        # Before anything else is opened, which would take the number of a stream that is closed.
        self._streams = [_copy(descriptor) for descriptor in (0, 1, 2)] if program.as_is else []
        self._ours, self._theirs = socket.socketpair()
        if sys.platform == "linux":
            # The kernel then says with each message which process sent it, by its id as seen from here.
            self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.started = Latch()  # set when the program runs, and in any case when all is over
        self.over = Latch()
        self.machine_pid: int | None = None
        self._report: Report | None = None
        self._error: BaseException | None = None
        self._failed_starts: list[str] = []

    def begin(self) -> None:
        """Start the guard, and through it the program.

        A thread of its own starts the guard and listens to it, because only the main thread is ever interrupted: there
        is no moment at which a guard has been started and is not known here. That thread is not one of threading's:
        Thread.start() waits for an Event (see Latch).
        """
        _thread.start_new_thread(self._hold_to_the_end, ())

    def end(self, patience_seconds: float = 15) -> None:
        """Have the guard end everything, and wait until it has."""
        with contextlib.suppress(OSError):
            self._ours.shutdown(socket.SHUT_WR)
        if self._untaken.acquire(blocking=False):
            self._close_all()
        else:
            self.over.wait(patience_seconds)

    def result(self) -> Report:
        """The guard's report, when all is over; raises what kept the program from being started."""
        if self._error is not None:
            raise self._error
        assert self._report is not None
        return self._report

    def _hold_to_the_end(self) -> None:
        if not self._untaken.acquire(blocking=False):
            return
        try:
            self._report = self._hold()
        except BaseException as error:
            self._error = error
        finally:
            self._close_all()

    def _hold(self) -> Report:
        guard = self._start_guard()
        self._theirs.close()
        report = None
        try:
            with contextlib.suppress(BrokenPipeError):
                self._ours.sendall(frames.pack(self._request().to_dict()))
            while (message := self._receive()) is not None:
                body, sender = message
                if body["event"] == "started":
                    self.machine_pid = sender
                    self.started.set()
                elif body["event"] == "failed":
                    raise GuardFailed(body["why"])
                else:
                    report = Report.from_dict(body["report"])
        finally:
            self._ours.close()
            guard.wait()
        if report is None:
            report = self._clean_up_without_guard()
        report.machine_pid = self.machine_pid or report.pid
        report.failed_starts = self._failed_starts
        return report

    def _close_all(self) -> None:
        for descriptor in self._streams:
            os.close(descriptor)
        self._streams = []
        self._ours.close()
        self._theirs.close()
        self.over.set()
        self.started.set()

    def _start_guard(self) -> subprocess.Popen[bytes]:
        """Start the guard, at most STARTS times; raises the last OSError.

        The program never runs twice: only a guard that was started reads the request, which is sent once, later.
        """
        isolation = ["-I", "-S"] if sys.platform == "linux" else ["-I"]  # elsewhere the guard needs psutil
        while True:
            try:
                return subprocess.Popen(
                    [sys.executable, *isolation, "-c", _BOOT, str(ROOT)],
                    stdin=self._theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    pass_fds=self._streams,
                    # Without env, execve in the child reads this process's own environment, because vfork shares the
                    # memory. CPython releases the GIL there (gh-104372), so another thread may change os.environ at
                    # that moment; the C library then frees the array, and execve fails with EFAULT.
                    env=self._program.environment,
                )
            except OSError as error:
                if error.errno not in _MAY_SUCCEED_NEXT_TIME or len(self._failed_starts) == STARTS - 1:
                    raise
                self._failed_starts.append(str(error))
                time.sleep(_PAUSE_SECONDS)

    def _request(self) -> Request:
        program = self._program
        return Request(
            executable=program.executable,
            arguments=program.arguments,
            directory=program.directory or self._scratch,
            environment={
                **program.environment,
                "TMPDIR": self._scratch,
                frames.TOKEN_VARIABLE: program.token,
            },
            limits=program.limits,
            scratch=self._scratch,
            pages=program.pages,
            huge_pages=program.huge_pages,
            boundary=program.boundary,
            prove=program.prove,
            stop_when_stuck=program.stop_when_stuck,
            locals=program.locals,
            streams=self._streams,
            caller=os.getpid(),
        )

    def _receive(self) -> tuple[dict[str, Any], int | None] | None:
        head = self._exactly(frames.LENGTH_BYTES)
        if head is None:
            return None
        body = self._exactly(int.from_bytes(head[0], "big"))
        return None if body is None else (frames.unpack(body[0]), head[1])

    def _exactly(self, size: int) -> tuple[bytearray, int | None] | None:
        data = bytearray(size)
        view, sender = memoryview(data), None
        while view:
            try:
                count, ancillary, _flags, _address = self._ours.recvmsg_into(
                    [view], socket.CMSG_SPACE(_CREDENTIALS.size)
                )
            except ConnectionResetError:
                return None
            if not count:
                return None
            for _level, _kind, content in ancillary:
                sender = _CREDENTIALS.unpack(content[: _CREDENTIALS.size])[0]
            view = view[count:]
        return data, sender

    def _clean_up_without_guard(self) -> Report:
        """The guard was killed: end every process that carries this run's token, and report what is known."""
        memory = CommonSharedMemory(new_since=set())
        left_behind = [
            Leftover(kind="process", what=what, pid=pid) for pid, what in _end_by_token(self._program.token, memory)
        ]
        left_behind += [Leftover(kind="shared-memory", what=path) for path in memory.remove()]
        if os.path.lexists(self._scratch):
            left_behind += cleanup.remove_scratch(self._scratch)
        return Report(
            verdict="killed",
            status=9,
            seconds=0.0,
            pid=None,
            boundary="none",
            truncated=True,
            left_behind=left_behind,
            note="The guard of this run was killed. What carried the run's token was ended with SIGKILL; "
            "what the program printed and how it ended is not known.",
        )


def _copy(descriptor: int) -> int:
    """Copy a standard stream to a number above all three of them; one that is closed is replaced by nothing."""
    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)
    except OSError:
        nothing = os.open(os.devnull, os.O_RDWR)
        try:
            return fcntl.fcntl(nothing, fcntl.F_DUPFD_CLOEXEC, 3)
        finally:
            os.close(nothing)


def _short_temporary_directory() -> str:
    """TMPDIR where its path is short, or else /tmp: a Unix socket's path has at most 107 bytes, and demos make some."""
    for usual in (os.environ.get("TMPDIR", ""), "/tmp"):
        is_short = len(os.fsencode(usual)) <= _SHORT_PATH_BYTES
        if is_short and os.path.isabs(usual) and os.path.isdir(usual) and os.access(usual, os.W_OK | os.X_OK):
            return usual
    import tempfile

    return tempfile.gettempdir()


def _end_by_token(token: str, memory: CommonSharedMemory, patience_seconds: float = 10.0) -> list[tuple[int, str]]:
    """Kill every process of this user whose environment carries the token, until two looks find none.

    `memory` learns what they held. Returns each one's id and command.
    """
    has_proc = sys.platform == "linux"
    carriers, has_stopped = (_carriers, _has_stopped) if has_proc else (_carriers_by_psutil, _has_stopped_by_psutil)
    ended: dict[int, str] = {}
    calm = 0
    deadline = time.monotonic() + patience_seconds
    while calm < 2 and time.monotonic() < deadline:
        calm += 1
        for pid, command in carriers(token):
            ended.setdefault(pid, command)
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGSTOP)
                _await_stop(pid, has_stopped)
                memory.note_held([pid])
                os.kill(pid, signal.SIGKILL)
                calm = 0
    return list(ended.items())


def _await_stop(pid: int, has_stopped: Callable[[int], bool], patience_seconds: float = 1.0) -> None:
    """Wait until a process that was sent SIGSTOP has stopped: until then it may finish a call that makes something."""
    deadline = time.monotonic() + patience_seconds
    while not has_stopped(pid) and time.monotonic() < deadline:
        time.sleep(0.001)


def _carriers(token: str) -> Iterator[tuple[int, str]]:
    """Give each living process whose environment carries the token, and its command."""
    entry = f"{frames.TOKEN_VARIABLE}={token}".encode()
    for process in PROC.processes():
        environment = PROC.read_shared(process.pid, "environ").split(b"\0")
        if entry in environment and not process.has_ended and PROC.is_same(process):
            yield process.pid, PROC.command(process.pid)


def _has_stopped(pid: int) -> bool:
    """Tell whether none of a process's threads runs any more."""
    states = [PROC.status(pid, tid).get(b"State", b"X")[:1] for tid in PROC.thread_ids(pid)]
    return all(state in b"TtZX" for state in states)


def _carriers_by_psutil(token: str) -> Iterator[tuple[int, str]]:
    import psutil

    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(frames.TOKEN_VARIABLE) == token and process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid, " ".join(process.cmdline())


def _has_stopped_by_psutil(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() in ("stopped", "tracing-stop", "zombie", "dead")
    except psutil.Error:
        return True
