"""What the lab saw from outside: each thread and what it waited for, and what the sweep found."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from scripts.lab.show.printed import clean, counted

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

COLUMNS = {"pid": "process", "tid": "thread", "state": "state", "call": "call", "waits_for": "waits for"}
NONE = "–"

_STATES = {
    "R": "running",
    "S": "sleeping",
    "D": "in uninterruptible sleep",
    "T": "stopped",
    "t": "traced",
    "Z": "ended, not reaped",
}

# Who could end a wait of this kind, as a continuation of what it waits for. A child is named there already, and a
# private lock is its own process's alone.
_ENDED_BY = {
    "pipe": "the other end is held by",
    "file-lock": "held by",
    "child": "",
}
_MOST_PROCESSES = 8
_MOST_PARTS = 3
_LONGEST_PATHS = 900

# Where an interpreter keeps its library, and within it what others have made.
_LIBRARY = re.compile(r".*/lib(?:32|64)?/python\d(?:\.\d+t?)?/")
_PACKAGES = re.compile(r"(?:site|dist)-packages/")

_BOUNDARIES = {
    "namespace": "in a PID namespace of its own",
    "subreaper": "under a subreaper",
    "none": "with no boundary around its processes",
}
_KINDS = {
    "process": ("process", "processes"),
    "shared-memory": ("shared memory", "shared memories"),
    "file": ("file", "files"),
}


def as_tables(threads: Sequence[Any]) -> list[Mapping[str, object]]:
    """Return threads as dictionaries."""
    return [one if isinstance(one, dict) else one.to_dict() for one in threads]


def gist(run: "Run") -> str:
    """Return the one line that stands on the fold: how many threads, and what was left behind."""
    parts = [counted(len(run.evidence), "thread")] if run.evidence else []
    if run.left_behind:
        kinds = Counter(clean(str(thing.get("kind"))) for thing in run.left_behind)
        swept_kinds = [counted(number, *_KINDS.get(kind, (kind,))) for kind, number in kinds.items()]
        parts.append("swept " + ", ".join(swept_kinds))
    else:
        parts.append("nothing left behind")
    return " · ".join(parts)


def origin(run: "Run") -> str:
    """Return which process it was, when it was started, and what contained it."""
    started = run.started.replace("T", " ")
    # Two numbers for one process: what it printed of itself, and what `ps` said outside its namespace.
    outside = f" ({run.machine_pid} to the machine)" if run.machine_pid not in (None, run.pid) else ""
    where = _BOUNDARIES.get(run.boundary, run.boundary)
    return clean(f"Process {run.pid}{outside}, started {started}, {where}.")


def swept(run: "Run") -> list[str]:
    """Return a line for everything the program left behind, each with its kind."""
    return [f"{clean(str(thing.get('kind')))}: {clean(str(thing.get('what')))}" for thing in run.left_behind]


def cells(thread: Mapping[str, object]) -> dict[str, str]:
    """Return a thread's entry as the words of a row, by the titles of COLUMNS."""
    row = {title: cell(thread.get(key)) for key, title in COLUMNS.items()}
    row["waits for"] = wait(thread.get("waits_for"))
    # The kernel's letter alone says little.
    row["state"] = _STATES.get(row["state"], row["state"])
    return row


def cell(value: object) -> str:
    """Return an evidence value in words: lists joined, tables as `key value`, nothing as a dash."""
    if value is None or value == "" or value == []:
        return NONE
    if isinstance(value, dict):
        return ", ".join(f"{clean(str(key))} {cell(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(cell(part) for part in value)
    return clean(str(value))


def wait(value: object) -> str:
    """Return what a thread waits for in words: what it is, who could end it, and whether the clock could."""
    if not isinstance(value, dict) or "what" not in value:
        return cell(value)
    words = [cell(value["what"])]
    holders, outside = value.get("held_by"), value.get("outside")
    parts = value.get("parts")
    if parts and isinstance(parts, list) and all(isinstance(part, dict) for part in parts):
        named = [cell(part.get("what")) for part in parts[:_MOST_PARTS]]
        words[0] += f" ({', '.join(named)}{', …' if len(parts) > len(named) else ''})"
        holders = holders or list(dict.fromkeys(pid for part in parts for pid in part.get("held_by", [])))
    could_end = _ENDED_BY.get(str(value.get("kind")), "could be ended by")
    if value.get("copied_from") is not None:
        words.append(f"in memory copied from process {cell(value['copied_from'])}")
    elif value.get("private"):
        words.append("only its own process could release it")
    elif could_end and holders and isinstance(holders, list):
        words.append(f"{could_end} {processes(holders)}")
    if outside:
        words.append(f"or from outside by {cell(outside)}")
    if value.get("unlimited") is False:
        words.append("it has a time limit")
    elif value.get("unlimited") is None:
        words.append("whether it has a time limit is not known")
    if value.get("why_open"):
        words.append(f"no proof: {cell(value['why_open'])}")
    return "; ".join(words)


def processes(pids: Sequence[object]) -> str:
    """Return "process 7", "processes 7 and 8", "processes 7, 8, … and 90 more"."""
    names = [cell(pid) for pid in pids]
    more = len(names) - _MOST_PROCESSES
    if more > 1:
        names = [*names[:_MOST_PROCESSES], f"{more:,} more"]
    listed = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
    return ("process " if len(names) == 1 else "processes ") + listed


def stack(value: object) -> str:
    """Return a stack, a string or a list of frames, as lines; empty where it could not be had."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(frame(one) for one in value)
    return clean(str(value)).rstrip()


def stack_as_html(value: object, longest: int = 1_500) -> str:
    """Return the same as the inside of a <pre>, at most `longest` characters of it.

    Who points at a frame gets its file's whole path, in the first frames; in all of them it would be most of a card.
    """
    lines = stack(value)
    if not isinstance(value, list | tuple) or not all(isinstance(one, dict) for one in value):
        return escape(lines[:longest] + ("\n⋯" if len(lines) > longest else ""), quote=False)
    shown, paths = [], 0
    for one in value:
        line, path = frame(one), cell(one.get("file"))
        longest -= len(line) + 1
        if longest < 0:
            shown.append("⋯")
            break
        shown.append(escape(line, quote=False))
        titled = f'<span title="{escape(path)}">{shown[-1]}</span>'
        paths += len(titled) - len(shown[-1])
        if paths < _LONGEST_PATHS:
            shown[-1] = titled
    return "\n".join(shown)


def frame(value: object) -> str:
    """Return a frame as "put (queue.py:133)"; what is no frame as it is."""
    if not isinstance(value, dict) or "function" not in value:
        return cell(value).rstrip()
    return f"{cell(value['function'])} ({place(value)})"


def place(value: Mapping[str, object]) -> str:
    """Return where a frame is, "queue.py:133": in the library from there on, elsewhere the file's name alone."""
    path = clean(str(value.get("file") or "?"))
    short = _PACKAGES.sub("", _LIBRARY.sub("", path), count=1) if _LIBRARY.match(path) else path.rpartition("/")[2]
    return f"{short}:{cell(value['line'])}" if value.get("line") is not None else short


def of_the_library(value: Mapping[str, object]) -> bool:
    """Return whether a frame is the standard library's own."""
    path = str(value.get("file") or "")
    inside = _LIBRARY.match(path)
    return path.startswith("<frozen ") or bool(inside and not _PACKAGES.match(path, inside.end()))
