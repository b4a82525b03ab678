"""A part of a program that can never go on, while the rest of it may.

The part is made of whole processes. The argument is tried on them as if they were a program by themselves and every
other process of the program were outside it; so all that speaks against a process outside speaks against the rest: that
it holds an end of a pipe, has the memory of a lock mapped, is a child of a member, or could open a name. What remains
is that the rest knows the part, and may send it a signal, which is an assumption that is printed.

Private locks are the reason for whole processes: the kernel does not say which thread of a process holds one, so
every thread of the process counts as one that could release it.
"""

from __future__ import annotations

from scripts.lab.linux.descriptors import RING
from scripts.lab.proof import calls, handlers, outside, snapshots
from scripts.lab.proof.argument import ARGUMENT, Case, Closed, Condition, ConsistentSnapshot, Unlimited
from scripts.lab.proof.private_places import PrivatePlaces
from scripts.lab.proof.surroundings import Surroundings

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.lab.proof.argument import Obstacle
    from scripts.lab.proof.outside import Answer
    from scripts.lab.proof.snapshots import Snapshot

MOST_RETRIES = 3
"""How often the argument is tried again because of something that is about no thread in particular."""


class Nowhere(PrivatePlaces):
    """No folder is closed to the rest of the program."""

    def __init__(self) -> None:
        super().__init__(())

    def hold(self, pid: int, path: str, owner_only: bool = False, inode: int | None = None) -> bool:
        return False


class Part(Surroundings):
    """Some processes of a program, and the rest of it as what is outside."""

    def __init__(self, whole: Surroundings, pids: Iterable[int]) -> None:
        self._whole = whole
        self._pids = sorted(pids)
        self.alone = False
        self.proc = whole.proc
        self.private_places = Nowhere()
        self.alarms = whole.alarms.of_a_part()
        self.assumes = [
            *whole.assumes,
            "no process of the rest of the program sends a signal to a stuck one, writes into its memory, or takes a "
            "descriptor from it",
        ]

    def pids(self) -> list[int]:
        return self._pids

    def all_pids(self) -> set[int]:
        return {pid for pid in self._pids if self.proc.process(pid) is not None}

    def generation(self) -> tuple[int, int]:
        # That another process has ended is no news of these.
        return 0, self._whole.generation()[1]

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        members = set(inside)
        # What is passed from one process to another while they are asked is met by one of two turns.
        rest = self._rest(members)
        first = self._ask(rest, keys, memory)
        answer = self._whole.ask_outside(members.union(rest), keys, memory)
        rest = self._rest(members)
        for holders in (first, self._ask(rest, keys, memory)):
            for key, who in holders.items():
                known = answer.holders.setdefault(key, [])
                known += [one for one in who if one not in known]
        images = {self.proc.read_shared(pid, "auxv") for pid in members}
        # Among those that began as a member did are all that share a member's memory.
        outside.add_sharers(answer, members, [pid for pid in rest if self.proc.read_shared(pid, "auxv") in images])
        return answer

    def _rest(self, members: set[int]) -> list[int]:
        seen = ((pid, self.proc.process(pid)) for pid in self._whole.pids() if pid not in members)
        return [pid for pid, process in seen if process is not None and not process.has_ended]

    def _ask(self, rest: list[int], keys: frozenset[str], memory: frozenset[str]) -> dict[str, list[str]]:
        """Ask the rest of the program for what the members wait for; by key, in words.

        A process that may not be read counts as one that holds everything. So does one that can hold what no table of
        descriptors shows: in an io_uring or, where the kernel does not say what is in flight, in a socket.
        """
        holders = outside.holders(rest, keys, memory)
        hides = (RING,) if outside.says_what_is_in_flight() else (RING, "socket:")
        for pid in rest:
            links = self.proc.descriptor_links(pid)
            if not self.proc.shows_descriptors(pid) or any(target.startswith(hides) for _link, target in links):
                for key in keys | memory:
                    holders.setdefault(key, []).append(pid)
        return {key: [f"process {pid} of the rest of the program" for pid in pids] for key, pids in holders.items()}


def find(
    whole: Surroundings,
    snapshot: Snapshot,
    generation: tuple[int, int],
    argument: tuple[Condition, ...] = ARGUMENT,
    confirmations: int = 1,
) -> Case | None:
    """Find the largest part of a program of which the argument holds; None where there is none.

    snapshot: of the whole program, a moment ago, and its generation before that. confirmations: how often the argument
    must hold in a row where processes are started meanwhile.
    """
    case = _first_case(whole, snapshot, generation)
    pids = case.first.pids if case is not None else set()
    retries = 0
    while pids and retries <= MOST_RETRIES:
        if case is None:
            part = Part(whole, pids)
            before = part.generation()
            case = Case(snapshots.take(part.proc, part.pids()), part, before)
        against = _first_against(case, argument)
        lost = {one.thread.pid for one in against if one.thread is not None}
        if lost:
            pids -= lost
        elif against:
            retries += 1
            pids = Part(whole, pids).all_pids() - set(case.first.ended)
        elif case.certain or not _against_again(case, confirmations - 1):
            return case
        else:
            retries += 1
        case = None
    return None


def _first_case(whole: Surroundings, snapshot: Snapshot, generation: tuple[int, int]) -> Case | None:
    """Make the case of the largest part that nothing is known against which the snapshot of the whole shows.

    What the whole's snapshot shows of the part is the first of two snapshots as well as another one would be.
    """
    pids = {pid for pid, _tid in snapshot.threads} - set(snapshot.ended)
    condition = Unlimited()
    pids -= {thread.pid for thread in snapshot.threads.values() if condition.against_thread(thread)}
    while pids:
        case = Case(snapshot.of(pids), Part(whole, pids), (0, generation[1]))
        lost = {
            thread.pid
            for thread in case.first.threads.values()
            if any(part.record.why_open or part.record.unlimited is False for part in case.parts(thread))
        }
        if not lost:
            return case
        pids -= lost
    return None


def _against_again(case: Case, times: int) -> list[Obstacle]:
    """Ask so often again what other processes hold, and once more whether the part has rested until now.

    If it has, all that was read of the part itself is still so.
    """
    for _ in range(times):
        case.forget_answer()
        if against := list(Closed().obstacles(case)):
            return against
    return list(ConsistentSnapshot().obstacles(case))


def followers(whole: Case, stuck: Case) -> set[tuple[int, int]]:
    """Find the threads of other processes that wait, without a time limit, for a stuck process to end.

    Their wait has one end only, which their process's other threads cannot bring but by a signal.
    """
    found = set()
    awaited = {f"child:{pid}" for pid in stuck.first.pids}
    for key, thread in whole.first.threads.items():
        wait = whole.wait(thread)
        if key in stuck.first.threads or wait is None or wait.record.key not in awaited or wait.record.why_open:
            continue
        if any(condition.against_thread(thread) for condition in ARGUMENT) or not calls.is_native(
            whole.first.proc, thread
        ):
            continue
        if handlers.could_end(whole.program, thread, wait) is not None:
            continue
        # The same wait as then, now that the proof is complete.
        now = snapshots.read_thread(whole.first.proc, *key, again=True)
        if now is not None and now.picture == thread.picture:
            found.add(key)
    return found


def _first_against(case: Case, argument: tuple[Condition, ...]) -> list[Obstacle]:
    """Give everything that the first condition that does not hold has against a case."""
    return next(filter(None, (list(condition.obstacles(case)) for condition in argument)), [])
