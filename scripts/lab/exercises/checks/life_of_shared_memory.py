"""The life of shared memory: readers leave a segment alone, and it goes with the program that made it."""

import contextlib
import os
import random
import signal
import threading
import time

from scripts.lab.exercises.reports import Report
from scripts.lab.exercises.trial import Program, StillWrong, Trial, must_have_ended
from scripts.lab.linux.proc import PROC

_READERS = 3
_TRACKER_SECONDS = 0.25
_WATCH_SECONDS = 5.0


def check(program: Program) -> None:
    """Let the readers read, also what the program did not know; then kill the program when its segment is made."""
    _all_read(program, changed=False)
    _all_read(program, changed=True)
    _killed(program)


def _all_read(program: Program, changed: bool) -> None:
    number, other = random.sample(range(1 << 40), 2)
    held = [number]
    made: list[Report] = []
    readers: list[int] = []
    removed_by: list[int] = []

    def look(report: Report) -> None:
        if report.name == "segment":
            made.append(report)
        if not made:
            return
        if report.name == "number":
            readers.append(report.pid)
            time.sleep(_TRACKER_SECONDS if len(readers) > 1 else 0)
        there = _is_there(made[0])
        if not there and report.name == "segment":
            raise StillWrong(
                f"The program tells of the segment {report.value!r}, and there is none of this name in /dev/shm.",
                'Call `report("segment", …)` with the name of the segment, when it is made.',
            )
        if not there and report.name == "number":
            raise _gone()
        if report.name == "number":
            watch = (made[0], report.machine_pid, removed_by)
            threading.Thread(target=_note_an_early_removal, args=watch, daemon=True).start()
        if report.name == "segment" and changed and _replace(made[0], number, other):
            held.append(other)
        if there and report.name == "end":
            raise StillWrong(
                "The program ends, and its segment is still there.",
                "close() removes nothing: ask which program has to remove the name, and when.",
            )

    trial = program.run(number, look=look, must_end=False)
    if "unexpected keyword argument 'track'" in trial.run.stderr:
        raise StillWrong(
            f"SharedMemory has the parameter `track` from CPython 3.13 on, and this is {trial.run.python}.",
            "Look on the page what a program that only attaches does before 3.13.",
        )
    if len(readers) == _READERS and removed_by and trial.run.verdict == "exited" and not trial.run.exit_code:
        raise StillWrong(
            "The segment is gone before the last reader has ended: a reader removes it.",
            "Ask which process knows that no reader will come any more, and which one made the segment.",
        )
    if made and len(readers) < _READERS and "FileNotFoundError" in trial.run.stderr:
        raise (
            _gone()
            if readers
            else StillWrong(
                "The segment is gone before the first reader attaches to it.",
                "Each reader opens it by its name: ask which line removes the name, and how long the readers need it.",
            )
        )
    if trial.run.verdict == "exited" and not trial.run.exit_code:
        trial.only("segment")
        _must_have_read(trial, held)  # before a tracker that exits with 1, because it cleaned up (3.13)
    must_have_ended(trial)
    trial.only("end")
    if trial.run.left_behind:
        raise StillWrong(
            f"The program leaves behind: {', '.join(one.what for one in trial.run.left_behind)}.",
            "It has to close and unlink everything that it makes, and to wait for its readers.",
        )


def _note_an_early_removal(made: Report, reader: int, removed_by: list[int]) -> None:
    """Watch a reader until it has ended, and note it where the segment goes before it."""
    end = time.monotonic() + _WATCH_SECONDS
    while time.monotonic() < end:
        there = _is_there(made)
        process = PROC.process(reader)  # after the look: a reader that lives now lived then
        if process is None or process.has_ended:
            return
        if not there:
            removed_by.append(reader)
            return
        time.sleep(0.0005)


def _gone() -> StillWrong:
    return StillWrong(
        "The segment is gone when a reader has ended, and other readers still need it.",
        "Ask which process has removed it: what happens in a reader's program when all of its processes have ended?",
    )


def _must_have_read(trial: Trial, held: list[int]) -> None:
    reports = trial.told("number")
    if len({one.pid for one in reports}) != _READERS:
        raise StillWrong(
            f"{_READERS} readers should tell the number, and {len({one.pid for one in reports})} of them did.",
            "Ask whether the segment was there when the second reader came, and which process had removed it.",
        )
    own = trial.only("segment").command
    if any(trial.start_method(one) != "fork" or one.command == own for one in reports):
        raise StillWrong(
            "A reader should be a program of its own, and is a child that shares the program's resource tracker.",
            "Start each reader with subprocess, as it was: a program that other people start is no child of yours.",
        )
    wrong = next((one for one in reports if one.value != held[-1]), None)
    if wrong is not None and wrong.value in held:
        raise StillWrong(
            f"A reader tells {wrong.value}, but the checker has replaced it in the segment by {held[-1]} before.",
            "A reader gets the name of the segment and nothing else: let it read the number in the segment.",
        )
    if wrong is not None:
        raise StillWrong(
            f"A reader tells {str(wrong.value)[:60]}, and the segment held {held[-1]}.",
            "The readers read 8 bytes, in the order in which the program wrote them.",
        )


def _killed(program: Program) -> None:
    def look(report: Report) -> None:
        if report.name == "segment":
            made.append(report)
            os.kill(report.machine_pid, signal.SIGKILL)

    made: list[Report] = []
    trial = program.run(random.randrange(1 << 40), look=look, must_end=False)
    if not made:
        must_have_ended(trial)
    if any(_is_there(one) for one in made) or any(one.kind == "shared-memory" for one in trial.run.left_behind):
        raise StillWrong(
            "The program was killed after it had made its segment, and the segment stays in /dev/shm.",
            "A killed program runs no code, also no finally block: ask which process unlinks then, and what it must "
            "know of.",
        )


def _is_there(made: Report) -> bool:
    """Tell whether a segment is in /dev/shm."""
    return os.path.exists(_path(made))


def _replace(made: Report, number: int, other: int) -> bool:
    """Replace the number in a segment; tell whether it stood there as the program as it was writes it."""
    with contextlib.suppress(OSError), open(_path(made), "r+b") as segment:
        if segment.read(8) == number.to_bytes(8, "big"):
            segment.seek(0)
            return segment.write(other.to_bytes(8, "big")) == 8
    return False


def _path(made: Report) -> str:
    """Give the path of a segment, where the program that told of it sees /dev/shm, or saw it."""
    name = os.path.basename(str(made.value))
    root = PROC.path_as_seen_by(made.machine_pid, "/dev/shm")
    folder = root if os.path.isdir(root) else "/dev/shm"
    return os.path.join(folder, name)
