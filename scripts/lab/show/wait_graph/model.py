"""Who waits for whom, made from a run's evidence alone: what `graph` draws and says in words.

Three kinds of nodes. A waiter is a thread, or several of one process that wait for the same thing in the same place. A
thing is what is waited for: a lock, a pipe, a child's end. And whoever could end a wait: a process, a thread, somebody
outside the program, or a ghost. The kernel does not record who owns a lock: of a lock it is only known which processes
could release it, so no more than that is claimed here.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts.lab.show import evidence
from scripts.lab.show.printed import clean, counted

# As many of one process that wait alike are shown one by one; more are one node.
_MOST_ALIKE = 3
# As many processes are shown one by one; of more, those that are alike are one node.
_MOST_PROCESSES = 6
_MOST_WAITERS = 12
_MOST_HELPERS = 3
_MOST_PARTS = 3
_LONGEST = 60

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
# Nobody waits for it, though all are connected with it.
_TRACKER = "resource tracker"
_HELPERS = {"multiprocessing/resource_tracker.py": _TRACKER, "multiprocessing/forkserver.py": "fork server"}

_KINDS = ("lock", "pipe", "socket", "child", "file-lock", "signal", "any-of", "time")
# From as many waiters it is tried whether they lead back to themselves; no picture shows more.
_MOST_TRIED = 200

_INSTEAD = {
    "R": "is running",
    "D": "sleeps in the kernel, and nothing interrupts that",
    "T": "is stopped, and somebody may continue it",
    "t": "is stopped by its tracer",
    "Z": "has ended, and nobody has asked how",
    "X": "has ended, and nobody has asked how",
}


@dataclass(frozen=True)
class Waiter:
    """One thread; or several of one process that wait for the same thing in the same place.

    doing: the function that it is in, "put, queue.py:133"; empty where there is no stack. called_in: from where, in the
    program's own text if that is known. thing: the key of what it waits for, None where it waits for nothing or that is
    not known. state: the kernel's letter.
    """

    pid: str
    tids: tuple[str, ...]
    doing: str
    called_in: str
    call: str
    thing: str | None
    state: str = "S"

    @property
    def id(self) -> str:
        """Return its name among the nodes."""
        return f"thread:{self.pid}:{self.tids[0]}"

    @property
    def name(self) -> str:
        """Return "main thread", "thread 4245" or "97 threads"."""
        if len(self.tids) > 1:
            return counted(len(self.tids), "thread")
        return "main thread" if self.tids[0] == self.pid else f"thread {self.tids[0]}"

    @property
    def where(self) -> str:
        """Return where it waits, in the words of a picture: the Python function, or else the system call."""
        if self.doing:
            return f"in {self.doing}"
        return "" if self.call in ("", "running") else f"in the system call {self.call}"

    @property
    def ended(self) -> bool:
        """Return whether it is no more, and nobody has asked how it ended."""
        return self.state in ("Z", "X")

    @property
    def instead(self) -> str:
        """Return what to say of one of whom no wait is known; empty where one is."""
        if self.thing:
            return ""
        return "is running" if self.call == "running" else _INSTEAD.get(self.state, "waits for something unknown")


@dataclass(frozen=True)
class Thing:
    """What is waited for.

    name: "private lock". detail: more of it, "0x7f12a4000b60", a line each. held_by: the processes that could end the
    wait. waiting: those of them whose threads all wait for it themselves. ghost: the process whose thread may own this
    lock and was not copied. but: why it is not known who else could end the wait. own: whether each of several
    processes has one like it for itself.
    """

    key: str
    kind: str
    name: str
    detail: tuple[str, ...]
    what: str
    direction: str
    private: bool
    unlimited: bool | None
    held_by: tuple[str, ...]
    outside: tuple[str, ...]
    ghost: str | None
    but: str = ""
    own: bool = False
    waiting: tuple[str, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Return whether no clock and nobody outside could end the wait."""
        return self.unlimited is True and not self.outside and not self.but

    @property
    def all_wait(self) -> bool:
        """Return whether everybody who could end the wait for it waits for it."""
        return set(self.held_by) == set(self.waiting)


@dataclass(frozen=True)
class Arrow:
    """From a thing to one who could end the wait for it: the id of a process, a waiter, a ghost, or somebody outside.

    closes: with it, whoever waits is waited for. on_ring: it is part of such a ring.
    """

    thing: str
    to: str
    closes: bool = False
    on_ring: bool = False


@dataclass(frozen=True)
class Process:
    """A process with its waiters; or several whose threads wait alike.

    role: "resource tracker" and the like. fork_of: the process whose memory it has a copy of. ghost: whether an owner
    that was not copied is to be shown in it.
    """

    pids: tuple[str, ...]
    waiters: tuple[Waiter, ...]
    role: str = ""
    fork_of: str | None = None
    ghost: bool = False

    @property
    def id(self) -> str:
        """Return its name among the nodes."""
        return f"process:{self.pids[0]}"

    @property
    def name(self) -> str:
        """Return "process 4241" or "200 processes alike"."""
        if len(self.pids) > 1:
            return counted(len(self.pids), "process", "processes") + (" alike" if self.waiters else "")
        return f"process {self.pids[0]}"


@dataclass(frozen=True)
class WaitFor:
    """The graph. ring: the ids of the waiters on the first ring, in order; empty where there is none.

    helpers: processes for which nobody waits and which only read, such as the resource tracker, or have ended.
    left_out: how many processes and threads are too many to be shown.
    """

    processes: tuple[Process, ...]
    helpers: tuple[Process, ...]
    things: Mapping[str, Thing]
    arrows: tuple[Arrow, ...]
    outside: tuple[str, ...]
    ring: tuple[str, ...] = ()
    left_out: tuple[int, int] = (0, 0)

    @property
    def waiters(self) -> tuple[Waiter, ...]:
        """Return all waiters, in the order in which they are drawn."""
        return tuple(waiter for process in self.processes for waiter in process.waiters)

    def ends(self, thing: str) -> list[Arrow]:
        """Return the arrows from a thing."""
        return [arrow for arrow in self.arrows if arrow.thing == thing]

    def waiting_for(self, thing: str) -> list[Waiter]:
        """Return who waits for a thing."""
        return [waiter for waiter in self.waiters if waiter.thing == thing]


def who_waits_for_whom(threads: Sequence[Mapping[str, object]], program: object = None) -> WaitFor:
    """Return the graph of some evidence.

    program: the process that was started, if it is known; the picture begins with it.
    """
    things: dict[str, Thing] = {}
    processes = _alike(_processes(threads, things), things)
    first = str(program) if program is not None else ""
    if first not in {process.pids[0] for process in processes}:
        first = min((process.pids[0] for process in processes), key=_number, default="")
    helpers = _helpers(processes, things, first)
    aside = {process.id for process in helpers}
    processes = [process for process in processes if process.id not in aside]
    processes += _unseen([*processes, *helpers], things)
    _find_who_waits_too(processes, things)
    arrows = _arrows(things, processes)
    processes, in_order = _in_order(processes, arrows, first)
    drawn = {arrow.thing for arrow in in_order}
    in_order, ring = _rings(processes, in_order, things)
    arrows = [*in_order, *(arrow for arrow in arrows if arrow.thing not in drawn)]
    return _cut(processes, helpers, things, arrows, ring, first)


# From entries to nodes


def _processes(threads: Sequence[Mapping[str, object]], things: dict[str, Thing]) -> list[Process]:
    by_pid: dict[str, list[tuple[Waiter, str]]] = {}
    for thread in threads:
        pid, tid = _word(thread.get("pid")), _word(thread.get("tid"))
        thing = _thing(thread.get("waits_for"), pid, tid)
        if thing:
            before = things.setdefault(thing.key, thing)
            things[thing.key] = _both(before, thing)
        doing, called_in, role = _place(thread.get("stack"))
        call, state = _word(thread.get("call")), _word(thread.get("state"))
        waiter = Waiter(pid, (tid,), doing, called_in, call, thing.key if thing else None, state)
        by_pid.setdefault(pid, []).append((waiter, role))
    found = []
    for pid, entries in by_pid.items():
        waiters = _one_for_many([waiter for waiter, _ in entries])
        ghosts = [things[one.thing].ghost for one in waiters if one.thing]
        fork_of = next((ghost for ghost in ghosts if ghost), None)
        role = next((role for _, role in entries if role), "")
        found.append(Process((pid,), waiters, role, fork_of, ghost=fork_of is not None))
    return found


def _both(one: Thing, other: Thing) -> Thing:
    """Return one thing for two who wait for it: what holds of either wait holds of it."""
    if one is other:
        return one
    limits = (one.unlimited, other.unlimited)
    return replace(
        one,
        unlimited=False if False in limits else None if None in limits else True,
        held_by=_once([*one.held_by, *other.held_by]),
        outside=_once([*one.outside, *other.outside]),
        but=one.but or other.but,
        direction=one.direction if one.direction == other.direction else "",
    )


def _one_for_many(waiters: Sequence[Waiter]) -> tuple[Waiter, ...]:
    """Make one waiter of those that wait for the same thing in the same place, if they are many."""
    alike: dict[tuple[object, ...], list[Waiter]] = {}
    for one in waiters:
        alike.setdefault((one.thing, one.doing, one.called_in, one.call, one.state), []).append(one)
    found = []
    for group in alike.values():
        if len(group) > _MOST_ALIKE:
            found.append(replace(group[0], tids=tuple(tid for one in group for tid in one.tids)))
        else:
            found += group
    return tuple(found)


def _thing(wait: object, pid: str, tid: str) -> Thing | None:
    if not wait:
        return None
    if not isinstance(wait, Mapping):
        return _other(_word(wait), pid, tid)
    parts = list(_flat(wait.get("parts")))
    if len(parts) == 1:
        wait = {**wait, **parts[0]}
    kind = str(wait.get("kind"))
    if kind not in _KINDS:
        kind = "other"
    name, detail = _name(kind, wait)
    unlimited = wait.get("unlimited")
    ghost = wait.get("copied_from")
    return Thing(
        key=clean(str(wait.get("key") or f"{kind}:{pid}:{tid}")),
        kind=kind,
        name=name,
        detail=detail,
        what=_word(wait.get("what")) or name,
        direction=_word(wait.get("direction")),
        private=wait.get("private") is True,
        unlimited=unlimited if isinstance(unlimited, bool) else None,
        held_by=_once(pid for one in (wait, *parts) for pid in _words(one.get("held_by"))),
        outside=_words(wait.get("outside")),
        ghost=None if ghost is None else _word(ghost),
        but=next((_word(one["why_open"]) for one in (wait, *parts) if one.get("why_open")), ""),
    )


def _other(what: str, pid: str, tid: str) -> Thing:
    return Thing(f"other:{pid}:{tid}", "other", what, (), what, "", False, None, (), (), None)


def _name(kind: str, wait: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Return a thing's name and what is to be read below it."""
    what, key = _word(wait.get("what")), _word(wait.get("key"))
    file = _word(wait.get("path")).removesuffix(" (deleted)").rpartition("/")[2]
    number = key.rpartition(":")[2]
    transfer = {"read": "something to read", "write": "room to write"}.get(str(wait.get("direction")))
    if kind == "lock":
        private = wait.get("private")
        sharing = "private " if private is True else "shared " if private is False else ""
        return f"{sharing}lock", _lines(_word(wait.get("address")))
    if kind == "pipe":
        return (f"FIFO {file}" if file else f"pipe {number}"), _lines(transfer)
    if kind == "socket":
        return f"socket {number}", _lines(transfer)
    if kind == "child":
        return (f"end of process {number}" if key.startswith("child:") else "end of a child"), ()
    if kind == "file-lock":
        return "file lock", _lines(file)
    if kind == "time":
        return "the clock", ()
    if kind == "any-of":
        return _any_of(wait.get("parts"), what)
    return what, ()


def _any_of(parts: object, what: str) -> tuple[str, tuple[str, ...]]:
    """Return the parts of a wait for any of several: by name while they are few, counted when they are many."""
    flat = list(_flat(parts))
    if not flat:
        return what, ()
    names = [_name(str(part.get("kind")), part)[0] for part in flat]
    if len(names) <= _MOST_PARTS:
        return f"any of {len(names)}", tuple(names)
    kinds = Counter(str(part.get("kind")) for part in flat)
    return f"any of {len(names)}", tuple(counted(number, clean(kind)) for kind, number in kinds.items())[:_MOST_PARTS]


def _flat(parts: object, depth: int = 0) -> Iterable[Mapping[str, object]]:
    for part in parts if isinstance(parts, list | tuple) else ():
        if isinstance(part, Mapping):
            inner = part.get("parts")
            yield from _flat(inner, depth + 1) if inner and depth < 8 else (part,)


def _place(stack: object) -> tuple[str, str, str]:
    """Return the function that a thread is in, from where it was called, and its process's role if the stack shows it.

    What a reader knows best is the program's own text: the function that it called there, and where that was. A thread
    of the library's alone has the first function of its own for it.
    """
    frames = [one for one in stack if isinstance(one, Mapping)] if isinstance(stack, list | tuple) else []
    role = ""
    own: list[Mapping[str, object]] = []
    for one in frames:
        file, function = _file_and_function(one)
        # Beyond these a forked child has what its parent was doing.
        if function == "_bootstrap" and (file, function) in _BEGINNINGS:
            break
        if function == "_serve_one" and file in _HELPERS:
            break
        role = _HELPERS.get(file, role) if function == "main" else role
        own.append(one)
    while len(own) > 1 and _file_and_function(own[-1]) in _BEGINNINGS:
        own.pop()
    if not own:
        return "", "", role
    mine = next((at for at, one in enumerate(own) if not evidence.of_the_library(one)), len(own) - 1)
    caller = _at(own[mine])
    return (_at(own[mine - 1]), caller, role) if mine else (caller, "", role)


def _file_and_function(frame: Mapping[str, object]) -> tuple[str, str]:
    """Return the file, and the function's name without its class, which CPython tells from 3.11 on."""
    return evidence.place({"file": frame.get("file")}), str(frame.get("function")).rpartition(".")[2]


def _at(frame: Mapping[str, object]) -> str:
    """Return "put, queue.py:133": shorter than in the table of evidence, where the file stands with its folders."""
    *folders, file = evidence.place(frame).split("/")
    if file.startswith("__init__.py") and folders:
        file = f"{folders[-1]}/{file}"
    return f"{_word(frame.get('function'))}, {_short(file)}"


# Fewer nodes


def _alike(processes: list[Process], things: dict[str, Thing]) -> list[Process]:
    """Make one process of those whose threads wait alike, if there are many."""
    if len(processes) <= _MOST_PROCESSES:
        return processes
    users: dict[str, set[str]] = {}
    for process in processes:
        for waiter in process.waiters:
            if waiter.thing:
                users.setdefault(waiter.thing, set()).add(process.pids[0])
    groups: dict[object, list[Process]] = {}
    for process in processes:
        groups.setdefault(_signature(process, things, users), []).append(process)
    found = []
    for group in groups.values():
        one, *others = group
        if others:
            one = replace(one, pids=tuple(pid for process in group for pid in process.pids))
            own = {waiter.thing for waiter in one.waiters if waiter.thing and len(users[waiter.thing]) == 1}
            for key in own:
                things[key] = replace(things[key], own=True)
            for process in others:
                for waiter in process.waiters:
                    if waiter.thing and len(users[waiter.thing]) == 1:
                        things.pop(waiter.thing, None)
        found.append(one)
    return found


def _signature(process: Process, things: Mapping[str, Thing], users: Mapping[str, set[str]]) -> object:
    """Return what two processes have in common if their pictures would look the same."""
    mine = process.pids[0]
    lines = []
    for waiter in process.waiters:
        what: object = waiter.thing
        if waiter.thing and len(users[waiter.thing]) == 1:
            thing = things[waiter.thing]
            holders = tuple("itself" if pid == mine else pid for pid in thing.held_by)
            what = (
                thing.kind,
                thing.direction,
                thing.private,
                thing.unlimited,
                holders,
                thing.outside,
                thing.ghost,
                thing.but,
            )
        lines.append((len(waiter.tids), waiter.doing, waiter.called_in, waiter.call, waiter.state, what))
    return process.role, tuple(sorted(lines, key=repr))


def _helpers(processes: Sequence[Process], things: Mapping[str, Thing], first: str) -> list[Process]:
    """Return the processes that only read and for whom nobody waits, but one of them, and those that have ended."""
    found = [process for process in processes if process.pids[0] != first and _only_reads(process, things)]
    while True:
        aside = {process.id for process in found}
        others = [process for process in processes if process.id not in aside]
        awaited = {
            pid
            for process in others
            for waiter in process.waiters
            if waiter.thing
            for pid in things[waiter.thing].held_by
        }
        still = [one for one in found if one.role == _TRACKER or one.pids[0] not in awaited]
        if still == found:
            return found
        found = still


def _only_reads(process: Process, things: Mapping[str, Thing]) -> bool:
    if len(process.waiters) != 1 or len(process.waiters[0].tids) != 1 or len(process.pids) != 1:
        return False
    (waiter,) = process.waiters
    if waiter.ended:
        return True
    thing = things.get(waiter.thing or "")
    if thing is None or (waiter.doing and not process.role):
        return False
    return thing.kind == "any-of" or (thing.kind in ("pipe", "socket") and thing.direction == "read")


def _unseen(processes: Sequence[Process], things: Mapping[str, Thing]) -> list[Process]:
    """Return the processes that could end a wait and of whose threads nothing is known."""
    seen = {pid for process in processes for pid in process.pids}
    named = _once(pid for thing in things.values() for pid in thing.held_by)
    unseen = tuple(pid for pid in named if pid not in seen)
    return [Process(unseen, ())] if len(unseen) > _MOST_ALIKE else [Process((pid,), ()) for pid in unseen]


# From things to those who could end the wait


def _find_who_waits_too(processes: Sequence[Process], things: dict[str, Thing]) -> None:
    """Tell each thing who of those that could end the wait for it does nothing but wait for it."""
    for process in processes:
        waited = {one.thing for one in process.waiters}
        key = waited.pop() if len(waited) == 1 else None
        if key:
            mine = tuple(pid for pid in things[key].held_by if pid in process.pids)
            things[key] = replace(things[key], waiting=(*things[key].waiting, *mine))


def _arrows(things: Mapping[str, Thing], processes: Sequence[Process]) -> list[Arrow]:
    by_pid = {pid: process for process in processes for pid in process.pids}
    queues = {process.id: Counter(one.thing for one in process.waiters) for process in processes}
    found = []
    for thing in things.values():
        holders = list({by_pid[pid].id: by_pid[pid] for pid in thing.held_by if pid in by_pid}.values())
        if thing.kind == "lock" and thing.private:
            ends = [end for process in holders for end in _releasing(thing, process, queues[process.id])]
        elif thing.kind in ("lock", "signal"):
            # Who waits for a lock can release it no sooner than somebody else has; so with a signal. But the kernel
            # records no owner, and he who waits for a lock may have taken it himself: if he is the only one who waits,
            # that is not to be excluded.
            free = [process.id for process in holders if not set(process.pids) & set(thing.waiting)]
            ends = free if len(thing.waiting) > 1 and free else [process.id for process in holders]
        else:
            ends = [process.id for process in holders]
        found += [Arrow(thing.key, end) for end in (*ends, *(f"outside:{name}" for name in thing.outside))]
    return found


def _releasing(thing: Thing, process: Process, queue: Mapping[str | None, int]) -> list[str]:
    """Return who of its process could release a private lock: the other thread, if there is one other."""
    others = len(process.waiters) - queue[thing.key]
    ends = []
    if others == 1:
        ends.append(next(one.id for one in process.waiters if one.thing != thing.key))
    elif others or not thing.ghost:
        alone = not others and len(process.waiters) == 1
        ends.append(process.waiters[0].id if alone else process.id)
    if thing.ghost:
        ends.append(f"ghost:{process.pids[0]}")
    return ends


def _in_order(processes: Sequence[Process], arrows: Sequence[Arrow], first: str) -> tuple[list[Process], list[Arrow]]:
    """Sort everybody in the order in which the waits lead from one to the next, so that arrows stay short."""
    from_thing: dict[str | None, list[Arrow]] = {}
    for arrow in arrows:
        from_thing.setdefault(arrow.thing, []).append(arrow)
    inside = {process.id: [one.id for one in process.waiters] for process in processes}
    waiters = {one.id: one for process in processes for one in process.waiters}
    home = {waiter: process for process, threads in inside.items() for waiter in threads}
    seen: dict[str, None] = {}

    def visit(begin: str) -> None:
        ahead = [begin]
        while ahead:
            node = ahead.pop()
            if node in seen or not (node in inside or node in home):
                continue
            process = home.get(node, node)
            if process not in seen:
                # The other threads of a process come after what the first one leads to.
                seen[process] = None
                ahead += reversed(inside[process])
            if node in home:
                seen[node] = None
                ahead += [arrow.to for arrow in reversed(from_thing.get(waiters[node].thing, []))]

    for process in sorted(processes, key=lambda one: (one.pids[0] != first, not one.waiters, _number(one.pids[0]))):
        visit(process.id)
    place = {node: number for number, node in enumerate(seen)}
    ordered = [
        replace(process, waiters=tuple(sorted(process.waiters, key=lambda one: place[one.id])))
        for process in sorted(processes, key=lambda one: place[one.id])
    ]
    keys = _once(waiter.thing for process in ordered for waiter in process.waiters if waiter.thing)
    return ordered, [arrow for key in keys for arrow in from_thing.get(key, [])]


# Rings


def _rings(
    processes: Sequence[Process], arrows: Sequence[Arrow], things: Mapping[str, Thing]
) -> tuple[list[Arrow], tuple[str, ...]]:
    """Find who waits, in the end, for himself; mark the arrows of these rings, and in each the one that closes it.

    Only arrows that neither a clock nor anybody outside could make futile are part of a ring.
    """
    inside = {process.id: process.waiters for process in processes}
    waiters = {one.id: one for process in processes for one in process.waiters}
    home = {one.id: process.id for process in processes for one in process.waiters}
    place = {node: number for number, node in enumerate(waiters)}
    hard: dict[str | None, list[Arrow]] = {}
    for arrow in arrows:
        if things[arrow.thing].is_hard:
            hard.setdefault(arrow.thing, []).append(arrow)

    def after(node: str) -> Iterable[tuple[str, Arrow]]:
        """Give whom a waiter waits for, and by which arrow; but not those that wait for the same thing as it does."""
        for arrow in hard.get(waiters[node].thing, []):
            for one in inside.get(arrow.to) or filter(None, [waiters.get(arrow.to)]):
                if one.thing != arrow.thing:
                    yield one.id, arrow

    closing: set[Arrow] = set()
    on_ring: set[Arrow] = set()
    covered: set[str] = set()
    told: tuple[str, ...] = ()
    for one in waiters.values():
        # The shortest ring of all: it could end its own wait, if it did not wait.
        itself = {arrow for arrow in hard.get(one.thing, []) if arrow.to in (one.id, home[one.id])}
        closing |= itself
        on_ring |= itself
        told = told or ((one.id,) if itself else ())
    for start in list(waiters)[:_MOST_TRIED]:
        ring = [] if start in covered else _ring(start, after)
        if ring:
            # It is closed by the arrow to whoever of it is drawn first.
            begin = min(range(len(ring)), key=lambda step: place[ring[step][0]])
            ring = ring[begin + 1 :] + ring[: begin + 1]
            closing.add(ring[-1][1])
            on_ring.update(arrow for _, arrow in ring)
            members = (ring[-1][0], *(to for to, _ in ring[:-1]))
            covered.update(members)
            told = told if len(told) > 1 else members
    marked = [replace(arrow, closes=arrow in closing, on_ring=arrow in on_ring) for arrow in arrows]
    return marked, told


def _ring(start: str, after: Callable[[str], Iterable[tuple[str, Arrow]]]) -> list[tuple[str, Arrow]]:
    """Return the shortest way from a waiter back to it, step by step; empty where there is none."""
    came: dict[str, tuple[str, Arrow]] = {}
    ahead = deque([start])
    while ahead:
        at = ahead.popleft()
        for to, arrow in after(at):
            if to == start:
                way = [(to, arrow)]
                while at != start:
                    before, arrow = came[at]
                    way.append((at, arrow))
                    at = before
                return way[::-1]
            if to not in came:
                came[to] = (at, arrow)
                ahead.append(to)
    return []


def _cut(
    processes: Sequence[Process],
    helpers: Sequence[Process],
    things: Mapping[str, Thing],
    arrows: Sequence[Arrow],
    ring: tuple[str, ...],
    first: str,
) -> WaitFor:
    """Leave out what is too much for a picture: first whoever is neither the program nor on its ring."""
    room = _MOST_WAITERS
    kept, left_processes, left_threads = [], 0, 0
    for process in sorted(
        processes, key=lambda one: (one.pids[0] != first, not any(waiter.id in ring for waiter in one.waiters))
    ):
        waiters = sorted(process.waiters, key=lambda one: one.id not in ring)[: max(room, 0)]
        room -= max(1, len(waiters)) + process.ghost
        left_threads += sum(len(one.tids) * len(process.pids) for one in process.waiters if one not in waiters)
        if waiters or (room >= 0 and not process.waiters):
            kept.append(replace(process, waiters=tuple(one for one in process.waiters if one in waiters)))
        else:
            left_processes += len(process.pids)
    order = {process.id: number for number, process in enumerate(processes)}
    kept.sort(key=lambda one: order[one.id])
    left_processes += sum(len(process.pids) for process in helpers[_MOST_HELPERS:])
    left_threads += len(helpers[_MOST_HELPERS:])
    helpers = helpers[:_MOST_HELPERS]
    shown = {process.id for process in kept} | {one.id for process in kept for one in process.waiters}
    shown |= {f"ghost:{process.pids[0]}" for process in kept if process.ghost}
    used = {one.thing for process in (*kept, *helpers) for one in process.waiters}
    arrows = [one for one in arrows if one.thing in used and (one.to in shown or one.to.startswith("outside:"))]
    waited = {one.thing for process in kept for one in process.waiters}
    outside = _once(one.to.partition(":")[2] for one in arrows if one.to.startswith("outside:") and one.thing in waited)
    return WaitFor(
        tuple(kept),
        tuple(helpers),
        {key: thing for key, thing in things.items() if key in used},
        tuple(arrows),
        outside,
        ring if all(one in shown for one in ring) else (),
        (left_processes, left_threads),
    )


# Words out of somebody else's values


def _word(value: object) -> str:
    """Return a value of the evidence as one clean line that is not too long."""
    return "" if value is None else _short(" ".join(clean(str(value)).split()))


def _words(values: object) -> tuple[str, ...]:
    if values is None or values == "":
        return ()
    return _once(_word(value) for value in (values if isinstance(values, list | tuple) else [values]))


def _lines(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}⋯{text[1 - _LONGEST // 2 :]}"


def _number(pid: str) -> tuple[int, str]:
    digits = re.match(r"\d+", pid)
    return (int(digits.group()) if digits else 0), pid
