"""From the evidence to nodes: what a thread waits for, where in its code it is, and the role of its process."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scripts.lab.records.evidence import Frame, Thread, Wait
from scripts.lab.show import evidence
from scripts.lab.show.kinds import kind_of
from scripts.lab.show.printed import counted, one_line, shortened
from scripts.lab.show.wait_graph.grouping import TRACKER, one_for_many
from scripts.lab.show.wait_graph.model import Process, Thing, Waiter, without_repeats

_MOST_PARTS = 3

_HELPERS = {"multiprocessing/resource_tracker.py": TRACKER, "multiprocessing/forkserver.py": "fork server"}
# What a thread or a child process goes through before it does anything of its own.
_BEGINNINGS = [
    (file, function)
    for file in ("threading.py", "multiprocessing/process.py")
    for function in ("_bootstrap", "_bootstrap_inner", "run")
]
# "python -m TOOL" begins here.
_BEGINNINGS += [
    (file, f"_run_{what}") for file in ("<frozen runpy>", "runpy.py") for what in ("code", "module_as_main")
]


def processes_of(threads: Sequence[Thread], things: dict[str, Thing]) -> list[Process]:
    """Return the processes of some threads with their waiters, and add to `things` what they wait for."""
    by_pid: dict[int, list[tuple[Waiter, str]]] = {}
    for thread in threads:
        thing = _thing(thread.waits_for) if thread.waits_for else None
        if thing:
            things[thing.key] = _both(things.get(thing.key, thing), thing)
        doing, called_in, role = _place(thread.stack or [])
        key, call = thing.key if thing else None, one_line(thread.call)
        waiter = Waiter(
            thread.pid, (thread.tid,), doing, called_in, call, key, thread.state, one_line(thread.python_name)
        )
        by_pid.setdefault(thread.pid, []).append((waiter, role))
    found = []
    for pid, entries in by_pid.items():
        waiters = one_for_many([waiter for waiter, _ in entries])
        waited = [things[one.thing] for one in waiters if one.thing]
        fork_of = next((thing.copied_from for thing in waited if thing.copied_from is not None), None)
        role = next((role for _, role in entries if role), "")
        found.append(Process((pid,), waiters, role, fork_of, any(thing.vanished_owner for thing in waited)))
    return found


def _thing(wait: Wait) -> Thing:
    flat = wait.flat()
    single = [part for part in flat if not part.parts]
    # A set of one is that one.
    shown = single[0] if len(single) == 1 else wait
    name, detail = _name(shown)
    return Thing(
        key=shown.key,
        kind=shown.kind,
        name=name,
        detail=detail,
        what=one_line(shown.what) or name,
        direction=shown.direction or "",
        private=shown.private is True,
        unlimited=_unlimited(part.unlimited for part in flat),
        held_by=without_repeats(pid for part in flat for pid in part.held_by),
        outside=without_repeats(one_line(holder) for part in flat for holder in part.outside),
        copied_from=shown.copied_from,
        owner=None if shown.owner is None else (shown.owner.pid, shown.owner.tid),
        owner_name="" if shown.owner is None else one_line(shown.owner.thread),
        why_open=next((one_line(part.why_open) for part in flat if part.why_open), ""),
    )


def _both(one: Thing, other: Thing) -> Thing:
    """Return one thing for two waiters: what holds of either wait holds of it."""
    return replace(
        one,
        unlimited=_unlimited((one.unlimited, other.unlimited)),
        held_by=without_repeats([*one.held_by, *other.held_by]),
        outside=without_repeats([*one.outside, *other.outside]),
        owner=one.owner if other.owner in (None, one.owner) else other.owner if one.owner is None else None,
        owner_name=one.owner_name or other.owner_name,
        why_open=one.why_open or other.why_open,
        direction=one.direction if one.direction == other.direction else "",
    )


def _unlimited(limits: Iterable[bool | None]) -> bool | None:
    """Return whether none of several waits has a time limit; None where that is not known of one."""
    all_limits = set(limits)
    return False if False in all_limits else None if None in all_limits else True


def _name(wait: Wait) -> tuple[str, tuple[str, ...]]:
    """Return the name of what is waited for, and what is to be read below it."""
    parts = [part for part in wait.flat() if not part.parts and part is not wait]
    if not parts:
        words = kind_of(wait.kind)
        detail = words.detail(wait)
        return words.name(wait), (detail,) if detail else ()
    # By name while the parts are few, counted when they are many.
    details = [_name(part)[0] for part in parts]
    if len(parts) > _MOST_PARTS:
        kinds = Counter(part.kind for part in parts)
        details = [counted(number, one_line(kind)) for kind, number in kinds.items()][:_MOST_PARTS]
    return f"any of {len(parts)}", tuple(details)


def _place(stack: Sequence[Frame]) -> tuple[str, str, str]:
    """Return the function that a thread is in, the place that called it, and its process's role if the stack shows it.

    What a reader knows best is the program's own text: the function that it called there, and where that was. A thread
    of the library's alone has the first function of its own for it.
    """
    role = ""
    own: list[Frame] = []
    for frame in stack:
        file, function = _file_and_function(frame)
        # Beyond these a forked child has what its parent was doing.
        if function == "_bootstrap" and (file, function) in _BEGINNINGS:
            break
        if function == "_serve_one" and file in _HELPERS:
            break
        role = _HELPERS.get(file, role) if function == "main" else role
        own.append(frame)
    while len(own) > 1 and _file_and_function(own[-1]) in _BEGINNINGS:
        own.pop()
    if not own:
        return "", "", role
    mine = next((at for at, frame in enumerate(own) if not evidence.of_the_library(frame)), len(own) - 1)
    caller = _at(own[mine])
    return (_at(own[mine - 1]), caller, role) if mine else (caller, "", role)


def _file_and_function(frame: Frame) -> tuple[str, str]:
    """Return the file, and the function's name without its class, which CPython tells from 3.11 on."""
    return evidence.short_path(frame.file), frame.function.rpartition(".")[2]


def _at(frame: Frame) -> str:
    """Return "put, queue.py:133": shorter than in the table of evidence, where the file stands with its folders."""
    *folders, file = evidence.place(frame).split("/")
    if file.startswith("__init__.py") and folders:
        file = f"{folders[-1]}/{file}"
    return f"{one_line(frame.function)}, {shortened(file)}"
