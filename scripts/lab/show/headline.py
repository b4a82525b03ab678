"""What was found, in one or two sentences to paste into an incident: which process, where, and what it waits for.

The first of the stuck threads is told whose wait explains the others': one for a lock before one for a child.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from scripts.lab.show import evidence
from scripts.lab.show.printed import clean, counted

if TYPE_CHECKING:
    from scripts.lab.records.evidence import Frame, Thread, Wait

_FIRST = ("lock", "file-lock", "pipe", "socket", "any-of", "signal", "other", "child")
"""The kinds of waits, those first that explain the others."""
Key = tuple[int, int]


def headline(
    threads: "Sequence[Thread]", verdict: str, deadlocked: Collection[Key], suspected: Collection[Key] = ()
) -> str | None:
    """Return the sentence for a verdict; None where the evidence has no more to say than the verdict.

    deadlocked, suspected: process and thread id of each thread that is proved, or likely, to be stuck.
    """
    if verdict == "idle":
        return _idle(threads)
    stuck = deadlocked or suspected
    told = sorted((one for one in threads if (one.pid, one.tid) in stuck and one.waits_for), key=_importance)
    if not told:
        return None
    first = told[0]
    never = "can never go on" if deadlocked else "is likely stuck, which is not proved"
    whole = {(one.pid, one.tid) for one in threads if one.pid == first.pid} <= set(stuck)
    subject = f"Process {first.pid}" if whole else f"{_named(first)} of process {first.pid}"
    alone = sum(one.pid == first.pid for one in threads) == 1
    return f"{subject} {never}: {_told(first, alone)}{_others(told)}"


def _importance(thread: "Thread") -> tuple[bool, bool, int, int, int]:
    wait = thread.waits_for
    assert wait is not None
    kind = _FIRST.index(wait.kind) if wait.kind in _FIRST else len(_FIRST)
    return wait.owner is None, wait.copied_from is None, kind, thread.pid, thread.tid


def _told(thread: "Thread", alone: bool) -> str:
    wait = thread.waits_for
    assert wait is not None
    called = _called(thread.stack)
    within = f", within {called}," if called else ""
    if _is_its_own(wait) and (called or thread.waits_in):
        what = clean(thread.waits_in) if thread.waits_in else "the call to return"
        return f"it waits{_place(thread.stack)}{within} for {what}."
    itself = ", which no other thread of its process could release" if alone and _is_its_own(wait) else ""
    return f"it waits{_place(thread.stack)}{within} for {_what(thread, wait)}{itself}."


def _is_its_own(wait: "Wait") -> bool:
    return wait.kind == "lock" and wait.private is True and wait.owner is None and wait.copied_from is None


def _what(thread: "Thread", wait: "Wait") -> str:
    if wait.kind == "lock" and wait.private:
        return _lock(thread, wait)
    if wait.kind == "child" and wait.key.startswith("child:"):
        return f"process {wait.key.partition(':')[2]} to end"
    held = ""
    if wait.kind in ("pipe", "socket") and wait.held_by:
        others = "itself alone" if wait.held_by == [thread.pid] else evidence.processes(wait.held_by)
        held = f", whose other end is open in {others}"
    elif wait.kind in ("lock", "file-lock") and wait.held_by:
        held = f", which {evidence.processes(wait.held_by)} could release"
    return ("a " if wait.kind == "lock" else "") + clean(wait.what) + held


def _lock(thread: "Thread", wait: "Wait") -> str:
    owner = wait.owner
    if owner is None:
        if wait.copied_from is not None:
            return f"a lock that may have been held when it was forked from process {wait.copied_from}"
        return "a lock"
    at = f" in `{_function(owner.function)}`{_at(owner.file, owner.line)}" if owner.file else ""
    if owner.pid != thread.pid:
        shown = (
            f"that thread is{at}{',' if at else ''} inside `with` on the same lock"
            if owner.how == "body"
            else f"the same lock has that thread as its recorded owner{', which is' if at else ''}{at}"
        )
        return (
            f"a lock that thread {_owner_name(owner.thread, owner.tid)} most likely held when it was forked from "
            f"process {owner.pid}: there, {shown}"
        )
    if owner.tid == thread.tid:
        return f"a lock that it most likely holds itself, taken{at or ' earlier'}"
    return f"a lock that thread {_owner_name(owner.thread, owner.tid)} most likely holds{',' if at else ''}{at}"


def _owner_name(name: str | None, tid: int | None) -> str:
    return f"*{clean(name)}*" if name else str(tid or "unknown")


def _others(told: "Sequence[Thread]") -> str:
    if len(told) < 2:
        return ""
    others, pids = told[1:], {one.pid for one in told[1:]}
    where = "" if pids == {told[0].pid} else f" of {evidence.processes(sorted(pids))}"
    return f" {counted(len(others), 'more thread')}{where} {'is' if len(others) == 1 else 'are'} stuck, too."


def _named(thread: "Thread") -> str:
    if thread.pid == thread.tid:
        return "The main thread"
    return f"Thread {thread.tid}" + (f" (*{clean(thread.python_name)}*)" if thread.python_name else "")


def _place(stack: "Sequence[Frame] | None") -> str:
    """Return where a thread is in the program's own text: what a reader knows best."""
    frames = _of_this_process(stack)
    if not frames:
        return ""
    # Of a tool of the library, which `python -m` started, the tool's own text; runpy, which starts it, is frozen.
    tools = [one for one in frames if not one.file.startswith("<frozen ")] or frames
    frame = next((one for one in frames if not evidence.of_the_library(one)), tools[-1])
    return f" in `{_function(frame.function)}`{_at(frame.file, frame.line)}"


def _of_this_process(stack: "Sequence[Frame] | None") -> "list[Frame]":
    """Leave out how the thread was started; below that a forked child has what its parent was doing."""
    frames = list(stack or ())
    starts = (at for at, one in enumerate(frames) if at and one.function.rpartition(".")[2] == "_bootstrap")
    return frames[: next((at for at in starts if evidence.of_the_library(frames[at])), len(frames))]


def _called(stack: "Sequence[Frame] | None") -> str:
    """Return what of the library it called there; empty where it called nothing of it, or where all is the library."""
    frames = _of_this_process(stack)
    own = next((at for at, one in enumerate(frames) if not evidence.of_the_library(one)), 0)
    if own == 0:
        return ""
    frame = frames[own - 1]
    return f"`{_function(frame.function)}`{_at(frame.file, frame.line)}"


def _function(name: str | None) -> str:
    return clean(name or "?").rpartition("<locals>.")[2]


def _at(file: str | None, line: int | None) -> str:
    return f" ({evidence.short_path(file or '?')}" + (f":{line})" if line is not None else ")")


def _idle(threads: "Sequence[Thread]") -> str | None:
    waits = [part for one in threads if one.waits_for for part in one.waits_for.flat() if not part.parts]
    listening = list(dict.fromkeys(clean(one.what) for one in waits if one.what.endswith("to be connected to")))
    listening.sort(key=lambda what: what.startswith("Unix"))
    if not listening:
        return None
    shown = " and ".join(one.removesuffix(" to be connected to") for one in listening[:3])
    return f"It waits for a connection: {shown}."
