"""Starts the program under study, behind an expendable parent.

Some programs kill their parent. Here that parent is the launcher, which does nothing but wait; if it dies, the guard,
being a subreaper or process 1, is the parent that the program gets next.
"""

from __future__ import annotations

import _signal as signal  # the public module imports enum, a third of the guard's whole start
import os
import resource
import sys

from scripts.lab.guard import frames, priority
from scripts.lab.guard.isolation import leave_mounts, refuse_huge_pages
from scripts.lab.records.wire import Request

MARK_DESCRIPTOR = 200
"""Under this number the program finds the pipe on which it waits at a mark. A child that was not forked, but started
anew, has the number in its environment and no such descriptor; a low number would soon be another file of its own,
whose bytes it would take for a go-ahead. So it gets an error: its parent has to mark for it."""


class Launched:
    """A program that was started, and the descriptors by which the guard hears of it."""

    def __init__(self, pid: int, launcher: int, output: int, errors: int, go_ahead: int, fate: int) -> None:
        self.pid = pid
        self.launcher = launcher
        # Read ends of the pipes that are the program's standard output and error; non-blocking.
        self.output = output
        self.errors = errors
        # Write end of the pipe on which the program waits at a mark.
        self.go_ahead = go_ahead
        # The number under which the program finds that pipe's read end.
        self.mark_descriptor = _mark_descriptor()
        # Read end of a pipe: its end of file says that the launcher is gone, a number before it is a wait status.
        self.fate = fate


def launch(request: Request, channel: int, isolation: str) -> Launched:
    """Start the program that the caller asked for, in a session of its own.

    `isolation`: with "none", orphans do not come to the guard, so the launcher itself reaps the program and reports
    its wait status. Raises OSError where the program could not be executed.
    """
    output, errors, go_ahead, fate, birth = os.pipe(), os.pipe(), os.pipe(), os.pipe(), os.pipe()
    launcher = os.fork()
    if launcher == 0:
        try:
            _be_launcher(request, channel, isolation, output[1], errors[1], go_ahead[0], fate[1], birth[1])
        finally:
            os._exit(1)
    for descriptor in (output[1], errors[1], go_ahead[0], fate[1], birth[1], *request.streams):
        os.close(descriptor)
    # The end of this file means that the program's exec closed its copy: it runs.
    answer = b""
    while part := os.read(birth[0], 4096):
        answer += part
    os.close(birth[0])
    pid, _, number = answer.partition(b" ")
    if number or not pid:
        for descriptor in (output[0], errors[0], go_ahead[1], fate[0]):
            os.close(descriptor)
        raise OSError(int(number or 0), os.strerror(int(number or 0)), request.arguments[0])
    os.set_blocking(output[0], False)
    os.set_blocking(errors[0], False)
    return Launched(int(pid), launcher, output[0], errors[0], go_ahead[1], fate[0])


def _mark_descriptor() -> int:
    return min(MARK_DESCRIPTOR, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 1)


def _be_launcher(
    request: Request,
    channel: int,
    isolation: str,
    output: int,
    errors: int,
    go_ahead: int,
    fate: int,
    birth: int,
) -> None:
    os.setsid()  # a program that kills its parent's process group must not reach the guard
    if isolation == "namespace":
        leave_mounts()
    program = os.fork()
    if program == 0:
        try:
            _be_program(request, channel, isolation, output, errors, go_ahead, birth)
        except OSError as error:
            os.write(birth, b" %d" % (error.errno or 0))
        finally:
            os._exit(127)
    for descriptor in (channel, output, errors, go_ahead, birth, *request.streams):
        os.close(descriptor)
    if isolation == "none":
        os.write(fate, b"%d" % os.waitpid(program, 0)[1])
    else:
        # Leave the zombie for the guard, whose own waitpid then has the last word.
        os.waitid(os.P_PID, program, os.WEXITED | os.WNOWAIT)
    os._exit(0)


def _be_program(
    request: Request, channel: int, isolation: str, output: int, errors: int, go_ahead: int, birth: int
) -> None:
    os.setsid()
    os.write(birth, b"%d" % os.getpid())
    # Sent by this process, so that the kernel stamps the message with its id as the caller's namespace sees it.
    frames.send(channel, {"event": "started"})
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_DFL)
        except (OSError, ValueError):
            pass  # SIGKILL, SIGSTOP and the C library's own
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    # One byte, not 0: a limit of 0 does not stop a core_pattern that pipes into a handler; core(5).
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1) if hard == resource.RLIM_INFINITY or hard >= 1 else (0, hard))
    # Some room above the limit at which the guard ends the run, so that it sees the limit reached.
    priority.limit_processes(request.limits.processes + 200, isolation == "namespace")
    if sys.platform == "linux":
        # If memory runs out for the machine in spite of the limit, this is the process that the kernel should take.
        try:
            # Written, and about this process alone: the room that reads /proc has no use for it.
            with open("/proc/self/oom_score_adj", "w") as file:
                file.write("1000")
        except OSError:
            pass
    if not request.huge_pages:
        refuse_huge_pages()
    os.chdir(request.directory)
    environment = dict(request.environment)
    if request.streams:
        for number, descriptor in enumerate(request.streams):
            os.dup2(descriptor, number)
            os.close(descriptor)
        # The guard does not see what it prints, and so would let it wait at a mark forever.
        environment.pop("MARK_DESCRIPTOR", None)
    else:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(errors, 2)
        marks = _mark_descriptor()
        os.dup2(go_ahead, marks, inheritable=True)
        environment["MARK_DESCRIPTOR"] = str(marks)
    os.execve(request.executable, request.arguments, environment)
