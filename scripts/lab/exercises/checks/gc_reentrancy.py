"""GC re-entrancy: a journal that __del__, a signal handler and several threads write to at any moment."""

import random
from collections import Counter

from scripts.lab.exercises.trial import Program, Schedule, StillWrong

_ROUNDS = {"collect": 10, "signal": 10, "pause": 30}
"""About: with pauses, the more often it is read, the likelier it is read in the middle of a call of add()."""
_ONE_IN = {"collect": (10, 20, 30), "signal": (3, 6, 12), "pause": (2, 3, 4)}
"""A collection takes longest, so there are fewer of them."""
_AT_MOST = {"collect": 200, "signal": 400, "pause": 4000}
"""Each signal is an entry more, which read() goes through again."""
_WORK = {"a": 1, "b": 2, "c": 2}
"""How many times its rounds each thread does."""
_WAYS = {
    "collect": ", while the collector calls add() in the middle of other calls",
    "signal": ", while a signal calls add() in the middle of other calls",
    "pause": ", while the threads overtake each other",
}
_ONE_STEP = "Ask in how many steps add() does its work, and what another add() finds that comes between two of them."


def check(program: Program) -> None:
    """Run it as it is, then with collections and signals, also inside of what the journal uses, then with pauses."""
    _check(program, None)
    for do in _WAYS:
        for one_in in _ONE_IN[do]:
            pause, seed = do == "pause", random.randrange(1000)
            _check(program, Schedule(do, seed, one_in, library=not pause, at_most=_AT_MOST[do], main_thread=not pause))


def _check(program: Program, schedule: Schedule | None) -> None:
    rounds = random.randint(-2, 2) + _ROUNDS[schedule.do if schedule else "pause"]
    trial = program.run(rounds, schedule=schedule)
    reads, last = trial.values("read"), trial.only("last").value
    when = _WAYS[schedule.do] if schedule else ""
    if len(reads) != rounds:
        raise StillWrong(
            f"The program should read its journal in each of {rounds} rounds; it told {len(reads)} readings.",
            "Change the journal, and leave the rest of the program.",
        )
    if not (isinstance(last, list) and len(last) == 4 and all(isinstance(one, int) for one in last[::2])):
        raise StillWrong(
            "The last report should hold two readings, each with the number of signals before it, and does not.",
            "Change the journal, and leave the rest of the program.",
        )
    signals, first, more_signals, second = last
    done = [f"{name}{number}" for name, times in _WORK.items() for number in range(times * rounds)]
    known = {f"round {one}" for one in done} | {f"connection {one} is gone" for one in done}
    before: list[str] = []
    for number, some in enumerate(reads):
        for entries in some if isinstance(some, list) else [some]:
            before = _judge(entries, {f"round a{one}" for one in range(number + 1)}, known, before, f"read(){when}")
    needed = known | {f"signal {number}" for number in range(signals)}
    before = _judge(first, needed, known, before, f"the last read(){when}")
    needed |= {f"signal {number}" for number in range(signals + 1, more_signals)}
    _judge(second, needed, known, before, f"read() when it is called again{when}")


def _judge(entries: object, needed: set[str], known: set[str], before: list[str], where: str) -> list[str]:
    """Give the entries. Raise StillWrong unless they have all texts that are needed, are numbered in their order, and
    begin with those that were there before.
    """
    if not isinstance(entries, list) or not all(isinstance(one, str) and ": " in one for one in entries):
        raise StillWrong(
            f"The result of {where} is {str(entries)[:60]}, and no list of entries like “1: round a0”.",
            "Let read() return a list of texts, each with its number before it.",
        )
    numbers = [one.split(": ", 1)[0] for one in entries]
    texts = Counter(one.split(": ", 1)[1] for one in entries)
    for number, times in Counter(numbers).items():
        if times > 1:
            same = " and ".join(f"“{one}”" for one in entries if one.startswith(f"{number}: "))
            raise StillWrong(f"In the result of {where}, the number {number} comes {_times(times)}: {same}.", _ONE_STEP)
    for place, number in enumerate(numbers, 1):
        if number != str(place):
            raise StillWrong(
                f"In the result of {where}, entry {place} is “{entries[place - 1]}”: the numbers are not 1, 2, 3, ….",
                "Ask when an entry gets its number and when it gets its place, and what can come between the two.",
            )
    for text, times in texts.items():
        if times > 1:
            raise StillWrong(f"In the result of {where}, “{text}” is there {_times(times)}.", _ONE_STEP)
    missing = sorted((needed | {one.split(": ", 1)[1] for one in before}) - texts.keys())
    if missing:
        more = f", and so are {len(missing) - 1} more" if len(missing) > 1 else ""
        raise StillWrong(
            f"In the result of {where}, “{missing[0]}” is missing{more}, although it was added before.",
            "Ask what add() does with a text when it cannot go on at once, and whether read() keeps what it has given.",
        )
    for text in texts.keys() - known:
        if not text.startswith("signal "):
            raise StillWrong(
                f"In the result of {where} there is “{text[:60]}”, which was never added.",
                "Let add() keep the text as it is.",
            )
    for old, new in zip(before, entries, strict=False):
        if old != new:
            raise StillWrong(
                f"In the result of {where}, “{new}” has the place of “{old}”, which an earlier read() gave.",
                "Ask what decides in which order the entries are, and whether a later add() can change it.",
            )
    return entries


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"
