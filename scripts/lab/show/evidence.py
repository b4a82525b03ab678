"""What the lab saw from outside, in words: processes, what a thread waits for, and where in its code it is."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scripts.lab.records.evidence import Frame
from scripts.lab.show.kinds import kind_of
from scripts.lab.show.printed import clean

if TYPE_CHECKING:
    from scripts.lab.records.evidence import Owner, Wait

_MOST_PROCESSES = 8
_MOST_PARTS = 3

# Where an interpreter keeps its library, and within it what others have made.
_LIBRARY = re.compile(r".*/lib(?:32|64)?/python\d(?:\.\d+t?)?/")
_PACKAGES = re.compile(r"(?:site|dist)-packages/")


def wait(waits_for: "Wait") -> str:
    """Return what a thread waits for in words: what it is, which process could end it, and whether the clock could."""
    words = [clean(waits_for.what)]
    holders = waits_for.held_by
    if waits_for.parts:
        named = [clean(part.what) for part in waits_for.parts[:_MOST_PARTS]]
        words[0] += f" ({', '.join(named)}{', …' if len(waits_for.parts) > len(named) else ''})"
        holders = holders or list(dict.fromkeys(pid for part in waits_for.parts for pid in part.held_by))
    could_end = kind_of(waits_for.kind).held_by
    if waits_for.copied_from is not None:
        words.append(f"in memory copied from process {waits_for.copied_from}")
    elif waits_for.private:
        words.append("only its own process could release it")
    elif could_end and holders:
        words.append(f"{could_end} {processes(holders)}")
    if waits_for.also_open_in:
        words.append(f"the same socket is open in {processes(waits_for.also_open_in)} too")
    if waits_for.owner is not None:
        words.append(owner(waits_for.owner, in_its_process=waits_for.owner.pid in holders))
    if waits_for.outside:
        words.append(f"or from outside by {', '.join(clean(one) for one in waits_for.outside)}")
    if waits_for.unlimited is False:
        words.append("it has a time limit")
    elif waits_for.unlimited is None:
        words.append("whether it has a time limit is not known")
    if waits_for.why_open:
        words.append(f"no proof: {clean(waits_for.why_open)}")
    return "; ".join(words)


def owner(one: "Owner", in_its_process: bool = True) -> str:
    """Return which thread likely holds a lock, "likely held by thread worker, in hold (x.py:3), inside `with`"."""
    if one.tid is None:
        return "the RLock records an owner that does not run in its process"
    words = [f"likely held by thread {clean(one.thread or str(one.tid))}"]
    if not in_its_process:
        words[0] += f" of process {one.pid}"
    if one.function is not None:
        words.append(f"in {frame(Frame(function=one.function, file=one.file or '', line=one.line))}")
    words.append("inside `with`" if one.how == "body" else "as the RLock records")
    return ", ".join(words)


def processes(pids: Sequence[int | str]) -> str:
    """Return "process 7", "processes 7 and 8", "processes 7, 8, … and 90 more"."""
    names = [str(pid) for pid in pids]
    more = len(names) - _MOST_PROCESSES
    if more > 1:
        names = [*names[:_MOST_PROCESSES], f"{more:,} more"]
    listed = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
    return ("process " if len(names) == 1 else "processes ") + listed


def stack(frames: "Sequence[Frame] | None") -> str:
    """Return a stack as lines, the most recent call first, with what local variables it has.

    Empty where the stack could not be had.
    """
    return "\n".join(line for one in frames or () for line in (frame(one), *variables(one)))


def variables(one: "Frame") -> list[str]:
    """Return the local variables of a frame, a line each."""
    return [f"    {clean(name)} = {clean(value)}" for name, value in (one.locals or {}).items()]


def frame(one: "Frame") -> str:
    """Return a frame as "put (queue.py:133)"."""
    return f"{clean(one.function)} ({place(one)})"


def place(one: "Frame") -> str:
    """Return where a frame is, "queue.py:133"."""
    return short_path(one.file) + ("" if one.line is None else f":{one.line}")


def short_path(path: str) -> str:
    """Return a file's path in the library from there on, elsewhere the file's name alone."""
    path = clean(path or "?")
    return _PACKAGES.sub("", _LIBRARY.sub("", path), count=1) if _LIBRARY.match(path) else path.rpartition("/")[2]


def of_the_library(one: "Frame") -> bool:
    """Return whether a frame is the standard library's own."""
    path = one.file
    inside = _LIBRARY.match(path)
    return path.startswith("<frozen ") or bool(inside and not _PACKAGES.match(path, inside.end()))
