"""One run of a learner's program: contained by the guard, with what its processes told, under a schedule.

A check asks `Program.run()` for trials and judges them. What can be wrong in every exercise (a hang, a traceback, no
report) is said here, so that a check has to think only of its own subject.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.lab.exercises.reports import VARIABLE, Look, Mailbox, Report
from scripts.lab.records.run import Run
from scripts.lab.runner import run

INJECTED = Path(__file__).parent / "injected"
SECONDS = 20
_ERROR = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Broken\w+|Empty|Full))(?:: ?(.*))?$")
_THREAD_FAILED = re.compile(r"^Exception in thread ", re.MULTILINE)
_NO_TUPLE = re.compile(r"TypeError: '\w+' object is not iterable")
_FORKSERVER = "multiprocessing.forkserver"
_SPAWN = "multiprocessing.spawn"


class StillWrong(Exception):
    """What is wrong with a learner's program, and what the learner can do next: one sentence or two each."""

    def __init__(self, remark: str, next_step: str) -> None:
        super().__init__(remark)
        self.remark, self.next_step = remark, next_step


@dataclass(frozen=True)
class Schedule:
    """How the order of steps is disturbed: see scripts/lab/exercises/injected/sitecustomize.py."""

    do: str
    """"pause", "step", "late", "end", "adopt", "collect" or "signal"."""
    seed: int
    one_in: int
    """Steps from one interference to the next, in the mean."""
    library: bool = False
    """Whether steps of the libraries that the program calls count too: its own `put()` may be that of a queue."""
    at_most: int = 1_000_000
    """Interferences in one process, about."""
    main_thread: bool = True
    """Whether the main thread is disturbed as well; if not, it can look often at what others are in the middle of."""
    milliseconds: int = 1
    """The longest pause, the time between two instructions in "step", and the delay in "late"."""


class Trial:
    """One run, and what its processes told."""

    def __init__(self, run: Run, reports: list[Report]) -> None:
        self.run, self.reports = run, reports

    def told(self, name: str) -> list[Report]:
        """Give the reports of this name, in the order of their coming."""
        return [one for one in self.reports if one.name == name]

    def values(self, name: str) -> list[object]:
        """Give what the reports of this name say."""
        return [one.value for one in self.told(name)]

    def start_method(self, report: Report) -> str:
        """How the process that reports was started: "program" (by the checker), "fork", "spawn" or "forkserver"."""
        if report.pid == self.run.pid:
            return "program"
        for method, module in (("spawn", _SPAWN), ("forkserver", _FORKSERVER)):
            if module in report.command:
                return method
        return "fork"

    def is_child(self, report: Report) -> bool:
        """Tell whether the program itself started the process that reports, and not another process of it."""
        return report.parent_pid == self.run.machine_pid

    def only(self, name: str) -> Report:
        """Give the one report of this name. Raises StillWrong where there is none, or more than one."""
        found = self.told(name)
        if len(found) != 1:
            times = "never" if not found else f"{len(found)} times"
            raise StillWrong(
                f'The program calls `report("{name}", …)` {times}, and should call it once.',
                "Leave the calls of `report()` where the exercise has them: the checker knows nothing else.",
            )
        return found[0]

    def failed_workers(self) -> list[str]:
        """How the processes that the program started ended, of those that ended badly; SIGTERM is no bad end."""
        ends = [one.ended for one in self.run.processes if one.pid != self.run.pid and one.ended]
        return [end for end in ends if end not in ("exited 0", "killed by SIGTERM", "unknown")]

    @property
    def error(self) -> str:
        """The last error in what the program printed on standard error; empty where there is none."""
        lines = [line.strip() for line in self.run.stderr.splitlines()]
        found = [place for place, line in enumerate(lines) if _ERROR.match(line)]
        if not found:  # an exception whose name says nothing: the last line of the last traceback
            after = self.run.stderr.rpartition("Traceback (most recent call last):\n")
            named = [line for line in after[2].splitlines() if re.match(r"[A-Za-z_][\w.]*(?:: |$)", line)]
            return named[0][:200] if after[1] and named else ""
        last = lines[found[-1]]
        if last.endswith(":"):  # the message begins on a line of its own
            last = f"{last} {next(filter(None, lines[found[-1] + 1 :]), '')}"
        return last[:200]


class Program:
    """A learner's program, which can be tried again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.runs: list[Run] = []
        """Every run so far, the one that decides last."""
        self.progress: list[tuple[str, float, float]] = []
        """What was measured on the way to a goal: in words with its unit, the amount, and the most that passes."""

    def run(
        self,
        *arguments: object,
        schedule: Schedule | None = None,
        look: Look | None = None,
        timeout: float = SECONDS,
        must_end: bool = True,
    ) -> Trial:
        """Run the program once.

        arguments: handed to it as text. look: called for each report while its process waits. timeout: seconds.
        must_end: raise StillWrong where the program hangs, is killed, or it or a process that it started ends with an
        error. Raises also what `look` raised, and LaunchError where this machine cannot start it.
        """
        mailbox = Mailbox(look)
        variables = {VARIABLE: mailbox.address}
        if schedule is not None:
            steps = {"file": str(self.path), **asdict(schedule)}
            variables |= {"EXERCISE_SCHEDULE": json.dumps(steps), "PYTHONPATH": str(INJECTED)}
        try:
            done = run(str(self.path), *map(str, arguments), timeout=timeout, variables=variables)
        finally:
            mailbox.close()
        self.runs.append(done)
        if mailbox.failure is not None:
            raise mailbox.failure
        trial = Trial(done, mailbox.reports)
        if must_end:
            must_have_ended(trial)
        return trial

    def measured(self, what: str, amount: float, goal: float) -> None:
        """Keep how near to a goal the program came. what: in words, its unit at the end."""
        self.progress = [one for one in self.progress if one[0] != what] + [(what, amount, goal)]


def must_have_ended(trial: Trial) -> None:
    """Raise StillWrong for a run that hangs or is killed, or in which it or a process of it ends with an error."""
    done = trial.run
    if done.verdict in ("deadlocked", "partly-deadlocked"):
        raise StillWrong(
            f"The program hangs. {done.headline or 'No thread of it can ever go on.'}",
            "Open the evidence of the run: which thread waits for what, and in which line?",
        )
    if done.verdict in ("stalled", "timed-out", "idle"):
        raise StillWrong(
            f"The program does not end: it was stopped after {done.seconds:.0f} s. {done.headline or ''}".strip(),
            "Look in the evidence of the run at what each thread was doing when the time was over.",
        )
    if done.verdict == "killed":
        raise StillWrong(
            f"The program was killed by {done.signal}.",
            "Run it by hand, and look which of your calls sends or causes this signal.",
        )
    if done.verdict != "exited":
        raise StillWrong(
            f"The program went beyond what it may use ({done.verdict.replace('-', ' ')}).",
            "Look for a loop that starts processes, prints, or keeps data without an end.",
        )
    if done.exit_code:
        error = trial.error
        raise StillWrong(
            f"The program ends with the error `{error}`." if error else f"The program exits with {done.exit_code}.",
            _about(error, "Read the traceback from its end: which line of the program raises it?"),
        )
    ends = trial.failed_workers()
    if ends:
        error = trial.error
        how = f"with the error `{error}`" if error else f"so: {ends[0]}"
        step = "A process that is killed prints nothing: ask what it was given, and what it did first with that."
        if not ends[0].startswith("killed"):
            step = "Read what this process printed, and mend it: nothing else shows that a worker failed."
        raise StillWrong(
            f"The program itself exits with 0, but a process that it started ended {how}.", _about(error, step)
        )
    if _THREAD_FAILED.search(done.stderr):
        error = trial.error
        raise StillWrong(
            f"Every process exits with 0, but a thread ended with {f'the error `{error}`' if error else 'an error'}.",
            _about(error, "Read the traceback of this thread: no other thread is told of its end."),
        )


def _about(error: str, otherwise: str) -> str:
    """Name the section that explains an error; `otherwise` where the book does not know it."""
    from scripts.lab.symptom_index.index import matching

    if _NO_TUPLE.match(error):
        return "Look at `args=…`, if you have changed it: a tuple of one argument has a comma behind it."
    for symptom in matching(error)[:1] if error else ():
        return f"The book explains this error: “{symptom.section.title}” in {symptom.section.file}."
    return otherwise
