"""A run's outcome in words, a colour and a shape, none of them needed to understand the others."""

import os
import re
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.printed import clean, counted

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

# An outcome's kind is the class of its colour in lab.css; the glyph is its shape in plain text; parts.html has
# the same shape for a page.
GLYPHS = {
    "good": "●",
    "failed": "◆",
    "killed": "✖",
    "deadlocked": "■",
    "waiting": "◔",
    "limit": "▲",
    "absent": "○",
}

_KINDS = {
    "killed": "killed",
    "deadlocked": "deadlocked",
    "partly-deadlocked": "deadlocked",
    "idle": "good",
    "stalled": "waiting",
    "timed-out": "waiting",
    "memory-limit": "limit",
    "output-limit": "limit",
    "process-limit": "limit",
}

_SAYS = {
    "deadlocked": "it can never move again, which was proved",
    "partly-deadlocked": "a part of it can never move again, which was proved, and the rest may",
    "idle": "at its time limit every thread waited for what comes from outside",
    "stalled": "it reached its time limit, and no thread of it had moved for a second",
    "timed-out": "it reached its time limit, and a thread of it had moved",
}

_USUAL = ("killed by SIGTERM",)
"""How a pool ends its workers: no news."""
_CRASHES = tuple(f"killed by {name}" for name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL"))

_EXCEPTION = re.compile(
    r"^((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Group|Empty|Full))(?::|$)"
)


@dataclass(frozen=True)
class Outcome:
    """What happened: `kind` (a key of GLYPHS), `word` (for a cell), `says` (a sentence, for a legend)."""

    kind: str
    word: str
    says: str

    def __post_init__(self) -> None:
        if self.kind not in GLYPHS:
            raise InvalidRequest(f"there is no kind of outcome {self.kind!r}; there are: {', '.join(GLYPHS)}")


def headline(run: "Run") -> tuple[str, str]:
    """Return the verdict, and what is to be added to it.

    `("EXITED 0", ", and its child was killed by SIGSEGV")`, `("EXITED 1", " with RuntimeError")`. What the program
    itself prints of a child comes first, and what the guard saw besides comes behind it.
    """
    return run.summary, _addition(run, _killed(run))


def _addition(run: "Run", killed: Mapping[str, list[int]]) -> str:
    """Return what is to be added to the verdict. killed: those of `_killed` that are to be spoken of."""
    # An exception that is not caught ends a program with 1.
    exception = _exception(run) if (run.verdict, run.exit_code) == ("exited", 1) else None
    fates = [*_fates(run), *_seen_fates(run, killed)]
    return (f" with {exception}" if exception else "") + "".join(f", and {fate}" for fate in fates)


def outcome(run: "Run", known: Mapping[str, Outcome] | None = None) -> Outcome:
    """Return what happened in a run, so short that a table's cell can hold it.

    known: for a program that catches its own disaster and exits with 0: a fragment of a line that it prints
    then, and what to say of such a run.
    """
    for fragment, meaning in (known or {}).items():
        if any(fragment in line for line in clean(f"{run.stdout}\n{run.stderr}").splitlines()):
            return meaning
    kind, word = _kind(run), ""
    # A table compares runs, so it speaks of no process that the guard saw end in one run and missed in another: a child
    # that the program kills on purpose is reaped at once, and one that crashes is news wherever it was seen.
    crashes = {fate: parents for fate, parents in _killed(run).items() if fate in _CRASHES}
    exception = _exception(run)
    if run.verdict == "exited":
        codes = [code for _, code in _child_codes(run)]
        signals = sorted({_signal_name(-code) for code in codes if code < 0} | {_signal_of(fate) for fate in crashes})
        if signals:
            word = "child: " + ", ".join(signals)
        elif run.exit_code != 0:
            word = exception or f"exit {run.exit_code}"
        elif codes:
            word = "child: " + (exception or f"exit {codes[0]}")
        else:
            word = "exited 0"
    elif run.verdict == "killed":
        word = run.signal or "killed"
    else:
        word = run.verdict.replace("-", " ")
    return Outcome(kind, word, _sentence(run) + _addition(run, crashes))


def expectation(run: "Run") -> str:
    """Return "as expected", "NOT as expected", or nothing where nothing was declared."""
    return {True: "as expected", False: "NOT as expected", None: ""}[run.expected]


def circumstances(run: "Run") -> str:
    """Return the line "CPython 3.10.13 · 0.21 s · live".

    While a book is built (the variable BOOK_BUILD says so), "measured in this build" stands for "live"; of a recorded
    run it says when and where that was.
    """
    when = "measured in this build" if os.environ.get("BOOK_BUILD") else "live"
    if run.recorded is not None:
        when = recording(run)
    return clean(f"{interpreter(run)} · {duration(run.seconds)} · {when}")


def recording(run: "Run") -> str:
    """Return "recorded 2026-03-01": what stands for "live" at a run of another time, and on which machine, if known."""
    return f"recorded {run.started[:10]}" + (f" on {run.recorded}" if run.recorded else "")


def interpreter(run: "Run") -> str:
    """Return "CPython 3.13.0", with a word for the "t" of a free-threaded build."""
    return f"CPython {run.python}" + (", free-threaded" if run.python.endswith("t") else "")


def duration(seconds: float) -> str:
    """Return seconds with two digits after the point below ten, and one above."""
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def _sentence(run: "Run") -> str:
    if run.verdict == "exited":
        return f"exit code {run.exit_code}"
    if run.verdict == "killed":
        return f"killed by {run.signal}"
    return _SAYS.get(run.verdict) or f"ended at its {run.verdict.replace('-', ' ')}"


def _kind(run: "Run") -> str:
    if run.verdict != "exited":
        return _KINDS[run.verdict]
    codes = [code for _, code in _child_codes(run)]
    if any(code < 0 for code in codes) or any(fate in _CRASHES for fate in _killed(run)):
        return "killed"
    return "failed" if codes or run.exit_code != 0 else "good"


def _child_codes(run: "Run") -> list[tuple[str, int]]:
    """Return which of the program's own children did not end with 0, as the program itself measured it."""
    fates = []
    for name, code in run.measurements.items():
        # The guard cannot see a child that the program itself reaps; only the program's own line tells.
        if (name == "exit_code" or name.endswith("_exit_code")) and code != 0 and code == int(code):
            child = name.removesuffix("exit_code").strip("_").replace("_", " ")
            fates.append((f"its {child or 'child'}", int(code)))
    return fates


def _fates(run: "Run") -> list[str]:
    by_fate: dict[str, list[str]] = {}
    for child, code in _child_codes(run):
        fate = f"killed by {_signal_name(-code)}" if code < 0 else f"exited with {code}"
        by_fate.setdefault(fate, []).append(child)
    sentences = []
    for fate, children in by_fate.items():
        verb = "" if fate.startswith("exited") else "was " if len(children) == 1 else "were "
        sentences.append(f"{' and '.join(children)} {verb}{fate}")
    return sentences


def _seen_fates(run: "Run", killed: Mapping[str, list[int]]) -> list[str]:
    """Return how signals ended processes of the program that the guard saw and the program does not speak of."""
    told = Counter(f"killed by {_signal_name(-code)}" for _, code in _child_codes(run) if code < 0)
    sentences = []
    for fate, parents in killed.items():
        unsaid = parents[told[fate] :]
        kind = ("child", "children") if set(unsaid) == {run.pid} else ("descendant", "descendants")
        if unsaid:
            sentences.append(f"{counted(len(unsaid), *kind)} {'was' if len(unsaid) == 1 else 'were'} {fate}")
    return [re.sub(r"^1 ", "a ", sentence) for sentence in sentences]


def _killed(run: "Run") -> dict[str, list[int]]:
    """Return the parents of the processes that a signal ended, by their fate, "killed by SIGSEGV"."""
    by_fate: dict[str, list[int]] = {}
    for process in run.processes:
        ended = clean(process.ended or "")
        if process.pid != run.pid and ended.startswith("killed by ") and ended not in _USUAL:
            by_fate.setdefault(ended, []).append(process.parent)
    return by_fate


def _signal_of(fate: str) -> str:
    return fate.removeprefix("killed by ")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _exception(run: "Run") -> str | None:
    """Return the name of the exception that standard error ends with; notes may follow it (PEP 678)."""
    # From 3.13 on a traceback may be coloured, also in the middle of a line.
    for line in reversed(clean(run.stderr[-20_000:]).splitlines()):
        if line.startswith("Traceback "):
            return None
        if match := _EXCEPTION.match(line):
            return match.group(1).rpartition(".")[2]
    return None
