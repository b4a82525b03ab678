"""Which thread likely holds a lock that another waits for: the kernel does not say, and Python's memory often does.

An RLock records its owner. Of a Lock, a frame shows that its thread is inside the body of `with`. What is found is no
premise of any proof: a body may have released its lock by hand, and a lock may be held without any `with`.

A lock that fork copied into a process has its object at the same address in the parent. A thread of the parent, which
fork did not copy, may hold it there.
"""

from __future__ import annotations

from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.records.evidence import Owner
from scripts.lab.stacks import threads
from scripts.lab.stacks.buffers import Buffers
from scripts.lab.stacks.kinds import Objects
from scripts.lab.stacks.locks import Locks
from scripts.lab.stacks.memory import Unreadable
from scripts.lab.stacks.running import Running
from scripts.lab.stacks.shown import Shown
from scripts.lab.stacks.target import Target
from scripts.lab.stacks.values import Values

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.lab.records.evidence import Thread, Wait
    from scripts.lab.stacks.buffers import Buffer
    from scripts.lab.stacks.frames import Activation
    from scripts.lab.stacks.locks import Lock

MOST_PROCESSES = 100
MOST_ANCESTORS = 5

_AT_REST = (b"S", b"D", b"T", b"t")
_STACK_BYTES = 1 << 16
"""What a thread waits in on its own stack is no further than this from its stack pointer."""


def find(entries: list[Thread], proc: Proc = PROC) -> None:
    """Tell each wait for a private lock which object that lock is, and which thread likely holds it.

    A lock that the kernel shows at another address for each thread gets one key for all of them. Of a lock in a forked
    process, `copied_from` is taken back where the lock is known not to be part of the copy, and added where the parent
    is not among the entries. Everything is read twice, and what differs is left out.
    """
    waiting: dict[int, dict[int, Wait]] = {}
    by_thread = {(entry.pid, entry.tid): entry for entry in entries}
    for entry in entries:
        wait = entry.waits_for
        if wait is not None and wait.kind == "lock" and wait.private and wait.address:
            waiting.setdefault(entry.pid, {})[entry.tid] = wait
    for pid in list(waiting)[MOST_PROCESSES:]:
        del waiting[pid]
    first = _look(waiting, proc)
    second = _look({pid: waits for pid, waits in waiting.items() if first.get(pid)}, proc)
    for pid, waits in waiting.items():
        for tid, wait in waits.items():
            one, other = first.get(pid, {}).get(tid), second.get(pid, {}).get(tid)
            if one is not None and other is not None and _same(one.lock, other.lock):
                _fill(pid, wait, one, other)
                if one.buffer is not None and other.buffer is not None and one.buffer.kind == other.buffer.kind:
                    by_thread[pid, tid].waits_in = f"the lock inside a {one.buffer.kind}"


def _fill(pid: int, wait: Wait, one: Answer, other: Answer) -> None:
    if one.lock is not None:
        wait.lock_object = f"{one.lock.address:#x}"
        if not one.lock.semaphore:
            # What the kernel shows is the waiting thread's own; every other that waits for this lock has its own.
            wait.key = f"lock:{pid}:{wait.lock_object}"
    if one.inherited == other.inherited and one.inherited is not None:
        wait.copied_from = one.parent if one.inherited else None
    if one.owner is not None and other.owner is not None and one.owner.to_dict() == other.owner.to_dict():
        wait.owner = one.owner


def _same(one: Lock | None, other: Lock | None) -> bool:
    return (one and one.address) == (other and other.address)


class Answer:
    """What one reading told of one wait."""

    def __init__(
        self,
        lock: Lock | None,
        owner: Owner | None,
        inherited: bool | None,
        parent: int | None,
        buffer: Buffer | None = None,
    ) -> None:
        self.lock = lock
        # The buffer of io whose lock it is, where it is none of threading's.
        self.buffer = buffer
        self.owner = owner
        # Is it part of a copy that fork made of the parent's memory? None where that cannot be told.
        self.inherited = inherited
        self.parent = parent


class Process:
    """One reading of a process. To be closed."""

    def __init__(self, pid: int, proc: Proc) -> None:
        """Raises Unreadable where it is no CPython that could be read."""
        self.pid = pid
        self._proc = proc
        self._target = Target(pid, proc)
        try:
            self.running = Running(self._target)
            objects = Objects(self._target)
            values = Values(self._target, objects)
            self.locks = Locks(self._target, objects, values)
            self.buffers = Buffers(self._target, objects, values)
        except BaseException:
            self._target.close()
            raise
        self._ever_made: int | None = None
        self._held: dict[int, list[tuple[Activation, Lock]]] | None = None

    def close(self) -> None:
        """Let go of the process."""
        self._target.close()

    def held(self) -> dict[int, list[tuple[Activation, Lock]]]:
        """By thread, the locks in the body of whose `with` it is, each with the frame that shows it."""
        if self._held is None:
            held = {tid: self.locks.held_in(stack) for tid, stack in self.running.stacks.items()}
            self._held = {tid: locks for tid, locks in held.items() if locks}
        return self._held

    def has_had_other_threads(self) -> bool | None:
        """Has it or had, or had an ancestor before it forked, more than one thread of Python? None if unknown."""
        if self._ever_made is None:
            self._ever_made = threads.ever_made(self._target)
        return None if self._ever_made is None else self._ever_made > 1

    def owner(self, is_it: Callable[[Lock], bool], lock: Lock | None) -> Owner | None:
        """The thread that likely holds a lock: the given one, or else the one of which `is_it` is true."""
        bodies = {
            tid: frame for tid, held in self.held().items() for frame, one in reversed(held) if is_it(one)
        }  # fmt: skip
        if lock is None:
            lock = next((one for held in self.held().values() for _frame, one in held if is_it(one)), None)
        if lock is None or not lock.held:
            return None
        if lock.recursive:
            tid = self.running.tids.get(lock.owner)
            return self._described(tid, "record", None if tid is None else bodies.get(tid))
        if len(bodies) != 1:
            return None
        [(tid, frame)] = bodies.items()
        if self._proc.status(self.pid, tid).get(b"State", b"")[:1] not in _AT_REST:
            return None
        return self._described(tid, "body", frame)

    def holder(self, buffer: Buffer) -> Owner | None:
        """The thread of this process that a buffer records as the holder of its lock; None where it has none such."""
        tid = self.running.tids.get(buffer.owner)
        return None if tid is None else self._described(tid, "record", None)

    def _described(self, tid: int | None, how: str, activation: Activation | None) -> Owner:
        name = None
        if tid is not None:
            stack = self.running.stacks.get(tid)
            name = Shown(self._target).thread_name(tid, stack) if stack else None
            name = name or self._proc.status(self.pid, tid).get(b"Name", b"").decode(errors="replace") or None
        owner = Owner(pid=self.pid, tid=tid, thread=name, how=how)
        if activation is not None:
            frame = activation.frame()
            owner.function, owner.file, owner.line = frame.function, frame.file, frame.line
        return owner


def _look(waiting: dict[int, dict[int, Wait]], proc: Proc) -> dict[int, dict[int, Answer]]:
    """Answer for every wait, by process and thread, as far as can be told."""
    found: dict[int, dict[int, Answer]] = {}
    lineage = Lineage(proc)
    try:
        for pid, waits in waiting.items():
            try:
                process = Process(pid, proc)
            except Unreadable:
                continue
            try:
                ancestors = lineage.of(pid)
                answers = {
                    tid: _answer(process, tid, int(wait.address or "0", 16), ancestors, proc)
                    for tid, wait in waits.items()
                    if tid in process.running.stacks
                }
                found[pid] = answers
            except Unreadable:
                continue
            finally:
                process.close()
    finally:
        lineage.close()
    return found


def _answer(process: Process, tid: int, futex: int, ancestors: list[Process], proc: Proc) -> Answer:
    newest = process.running.stacks[tid][0]
    lock = process.locks.awaited(newest, futex)
    buffer = process.buffers.awaited(process.running.stacks[tid], futex) if lock is None else None
    if buffer is not None:
        return _answer_of_buffer(process, buffer, ancestors)
    on_own_stack = lock is None and _is_on_stack(proc, process.pid, tid, futex)

    def is_it(other: Lock) -> bool:
        return other.address == lock.address if lock else other.semaphore == futex

    if lock is not None and process.locks.is_notified(newest, lock):
        return Answer(lock, None, False, None)
    owner = None if on_own_stack else process.owner(is_it, lock)
    parent = ancestors[0] if ancestors else None
    inherited = was_inherited(lock, on_own_stack, parent)
    if lock is not None and inherited:
        owner = _original_owner(process, owner, lock, is_it, ancestors)
    return Answer(lock, owner, inherited, parent.pid if parent else None)


def _answer_of_buffer(process: Process, buffer: Buffer, ancestors: list[Process]) -> Answer:
    """Answer for the wait for a buffer's lock: in a forked process the holder may be a thread of the parent."""
    parent = ancestors[0] if ancestors else None
    owner, inherited = process.holder(buffer), None if parent is None else False
    for ancestor in ancestors if owner is None else ():
        original = ancestor.buffers.at(buffer.address)
        if original is None or (original.lock, original.owner) != (buffer.lock, buffer.owner):
            break
        owner, inherited = ancestor.holder(original), True
        if owner is not None:
            break
    return Answer(None, owner, inherited, parent.pid if parent else None, buffer)


def was_inherited(lock: Lock | None, on_own_stack: bool, parent: Process | None) -> bool | None:
    """Did the parent have this lock, and may a thread that fork did not copy hold it? None if that is unknown."""
    if parent is None:
        return None
    if parent.has_had_other_threads() is False or on_own_stack:
        return False
    if lock is None:
        return None
    original = parent.locks.at(lock.address)
    return original is not None and lock.is_copy_of(original)


def _original_owner(
    process: Process, owner: Owner | None, lock: Lock, is_it: Callable[[Lock], bool], ancestors: list[Process]
) -> Owner | None:
    """The owner of a lock that fork copied, in the process itself or in one from which it has the lock."""
    if owner is not None and (owner.how == "body" or owner.tid == process.pid):
        return owner
    # The parent's record, copied: a thread that was made in the child may have got the same address as the owner.
    for ancestor in ancestors:
        original = ancestor.locks.at(lock.address)
        if original is None or not lock.is_copy_of(original):
            break
        if lock.recursive and (original.owner != lock.owner or original.owner not in ancestor.running.tids):
            continue
        found = ancestor.owner(is_it, original)
        if found is not None:
            return found
    return owner


def _is_on_stack(proc: Proc, pid: int, tid: int, address: int) -> bool:
    call = proc.system_call(pid, tid)
    return call is not None and 0 <= address - call.stack_pointer < _STACK_BYTES


class Lineage:
    """The processes from which others were forked, each read once. To be closed."""

    def __init__(self, proc: Proc) -> None:
        self._proc = proc
        self._read: dict[int, Process | None] = {}

    def close(self) -> None:
        """Let go of all of them."""
        for process in self._read.values():
            if process is not None:
                process.close()

    def of(self, pid: int) -> list[Process]:
        """The processes from which this one was forked without running another program since, the nearest first.

        They show the same auxiliary vector, the addresses of stack and libraries among it; getauxval(3).
        """
        found: list[Process] = []
        vector = self._proc.read_shared(pid, "auxv")
        while vector and len(found) < MOST_ANCESTORS:
            seen = self._proc.process(pid)
            if seen is None or self._proc.read_shared(seen.parent, "auxv") != vector:
                break
            pid = seen.parent
            ancestor = self._reading(pid)
            if ancestor is None:
                break
            found.append(ancestor)
        return found

    def _reading(self, pid: int) -> Process | None:
        if pid not in self._read:
            try:
                self._read[pid] = Process(pid, self._proc)
            except Unreadable:
                self._read[pid] = None
        return self._read[pid]
