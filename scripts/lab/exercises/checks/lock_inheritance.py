"""Lock inheritance: a worker can be started while a thread waits in a read of a buffered file."""

import random
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, StillWrong
from scripts.lab.linux.proc import PROC
from scripts.lab.proof import calls

_WORKERS = 3
_MOST_SECONDS = 5.0
_LISTENS = {"read", "readv", "poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "recvfrom", "recvmsg"}


def check(program: Program) -> None:
    """Start workers while the thread waits, with two factors."""
    for factor in random.sample(range(3, 1000), 2):
        _check(program, factor)


def _check(program: Program, factor: int) -> None:
    command = f"command-{random.randrange(10**6)}"
    trial = program.run(factor, command, look=_wait_until_a_thread_listens)
    products = trial.told("product")
    from_workers = {one.pid for one in products if trial.start_method(one) != "program"}
    if len(trial.told("replacing")) < _WORKERS or len(from_workers) < _WORKERS:
        raise StillWrong(
            f"The service should start {_WORKERS} workers, one after the other; {len(from_workers)} told a product.",
            'Start a new process for each worker, and call `report("product", …)` in it.',
        )
    wrong = next((one.value for one in products if one.value != 6 * factor), None)
    if wrong is not None:
        raise StillWrong(
            f"With the factor {factor}, a worker's product is {wrong}, and should be {6 * factor}.",
            "Ask what the worker has of the parent's memory: a spawned one has only what you hand to it.",
        )
    if trial.values("command") != [command]:
        raise StillWrong(
            f"The thread should get the command {command!r}, and got {trial.values('command')}.",
            "The thread must go on waiting for the command while workers are replaced.",
        )


def _wait_until_a_thread_listens(report: Report) -> None:
    """Let "replacing" wait until another thread of this process waits for input: then a fork copies its locks."""
    if report.name != "replacing":
        return
    end = time.monotonic() + _MOST_SECONDS
    while time.monotonic() < end:
        if any(_listens(report.machine_pid, tid) for tid in PROC.thread_ids(report.machine_pid)):
            return
        time.sleep(0.005)
    raise StillWrong(
        "When a worker is to be started, no thread of the service waits for a command.",
        "The thread has to wait for the command all the time; do not start it later, or stop it for each worker.",
    )


def _listens(pid: int, tid: int) -> bool:
    call = PROC.system_call(pid, tid)
    return tid != pid and calls.name(call) in _LISTENS
