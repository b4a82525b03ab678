"""threading's locks in another process: which one a thread waits for, and which ones it holds by `with`.

A frame inside the body of `with lock:` keeps on its value stack what it will call at the end: up to 3.13 the method
`__exit__` bound to the lock, from 3.14 the method and the lock side by side. A frame that still waits at the `with` has
the same there, but not yet where an exception would leave it. `with condition:` is the `with` of the condition's lock,
and Condition.wait() releases that lock although the body goes on.

Up to 3.13 the address that the kernel shows of a wait is that of the lock's semaphore. From 3.14, and in free-threaded
3.13, a lock is a mutex of one byte, and what the kernel shows belongs to the waiting thread (Python/parking_lot.c), so
the lock is taken from its frame.
"""

from __future__ import annotations

from scripts.lab.stacks import members
from scripts.lab.stacks.frames import Activation
from scripts.lab.stacks.kinds import Kind, Objects
from scripts.lab.stacks.memory import Unreadable, integer
from scripts.lab.stacks.target import Target
from scripts.lab.stacks.values import Values

_RLOCK = "_thread.RLock"
_TAKING = ("acquire", "acquire_lock", "__enter__", "_acquire_restore")
_EXIT = "__exit__"
_BEFORE_WITH_3_13 = 2
"""The instruction of 3.13 that begins a `with`; opcode_ids.h."""


class Lock:
    """A Lock or an RLock of the process."""

    def __init__(self, objects: Objects, target: Target, address: int, kind: Kind) -> None:
        self.address = address
        self.type_address = kind.address
        self.recursive = kind.name == _RLOCK
        # Where its semaphore is, and where the first weak reference to it; 0 where it has a mutex.
        self.semaphore = self.weak_reference = 0
        # Do threads wait for it? Known of a mutex alone.
        self.has_waiters = False
        # Of an RLock: what pthread_self() gives in the thread that it records; 0 for none.
        self.owner = 0
        has_mutex = kind.instance_bytes - members.shift(target.layout) == members.BYTES_WITH_MUTEX[kind.name]
        if has_mutex:
            state = objects.bytes_at(address, members.LOCK_LOCK, 1)[0]
            self.held = bool(state & members.MUTEX_LOCKED)
            self.has_waiters = bool(state & members.MUTEX_HAS_WAITERS)
        else:
            self.semaphore = objects.word(address, members.LOCK_LOCK)
            self.weak_reference = objects.word(address, members.RLOCK_WEAK if self.recursive else members.LOCK_WEAK)
            # sem_t of glibc and of musl begins with its value.
            self.held = integer(target.memory.read(self.semaphore, 4), 0) <= 0
        if self.recursive and self.held:
            self.owner = objects.word(address, members.RLOCK_OWNER)
            self.held = bool(self.owner and (has_mutex or objects.word(address, members.RLOCK_COUNT)))

    def is_copy_of(self, other: Lock) -> bool:
        """May this be the lock of another process that fork copied?

        A process may free a lock that fork copied and make a new one in its place, with the same semaphore. Up to 3.12
        it does so with the lock of its main thread, to which threading has a weak reference.
        """
        return self._identity() == other._identity()

    def _identity(self) -> tuple[int, ...]:
        return self.address, self.type_address, self.semaphore, self.weak_reference


class Locks:
    """The locks of one process. What is read is of the moment in which it is first asked for."""

    def __init__(self, target: Target, objects: Objects, values: Values) -> None:
        self._target = target
        self._objects = objects
        self._values = values
        self._found: dict[int, Lock | None] = {}

    def at(self, address: int) -> Lock | None:
        """The lock at this address; None where none is."""
        if address not in self._found:
            kind = self._objects.kind(address)
            found = None
            if kind is not None and kind.name in members.BYTES_WITH_MUTEX:
                try:
                    if self._objects.is_in_use(address):
                        found = Lock(self._objects, self._target, address, kind)
                except Unreadable:
                    pass
            self._found[address] = found
        return self._found[address]

    def awaited(self, activation: Activation, futex: int) -> Lock | None:
        """The lock that the thread waits for whose newest frame this is, and which the kernel shows waiting at `futex`.

        None where it waits for something else, or that cannot be told.
        """
        try:
            stack = self._values.whole_stack(activation)
            in_use = len(self._values.stack_in_use(activation))
        except Unreadable:
            return None
        # In 3.13 `with` has the lock alone on the stack while it takes it; later the method as well.
        begins_with = not self._values.knows_top and self._values.opcode(activation) == _BEFORE_WITH_3_13
        with_mutex: list[Lock] = []
        for at in range(len(stack) - 1, -1, -1):
            lock = self.at(stack[at]) or self._bound(stack[at], (*_TAKING, _EXIT))
            if lock is None:
                continue
            if lock.semaphore:
                if lock.semaphore == futex:
                    return lock
            elif (
                lock.has_waiters
                and at >= in_use
                and (begins_with or self._is_taken(stack[at], stack[at - 1] if at else 0))
            ):
                with_mutex.append(lock)
        # From 3.14 a frame says where its stack ends, and on top is what it is about to do. Otherwise something may be
        # left there from before, and of several locks it cannot be told which one is meant.
        if with_mutex and (self._values.knows_top or len({lock.address for lock in with_mutex}) == 1):
            return with_mutex[0]
        return None

    def _is_taken(self, value: int, below: int) -> bool:
        """Does a method that takes a lock stand here, or this lock with such a method below?"""
        return self._bound(value, _TAKING) is not None or self._method_name(below) in _TAKING

    def held_in(self, stack: list[Activation]) -> list[tuple[Activation, Lock]]:
        """The locks in the body of whose `with` the frames of a stack are, the newest first, with the frame."""
        found: list[tuple[Activation, Lock]] = []
        released: set[int] = set()
        for activation in stack:
            try:
                for lock in self._held_in_frame(activation):
                    if lock.address not in released:
                        found.append((activation, lock))
                waited_on = self._released_by_wait(activation)
            except Unreadable:
                continue
            if waited_on is not None:
                if not waited_on:
                    break  # it released a lock, and which one cannot be told
                released.add(waited_on)
        return found

    def is_notified(self, activation: Activation, lock: Lock) -> bool:
        """Is the lock one that Condition.wait() has made for itself, for notify() to release it?"""
        return not lock.recursive and _is_wait(activation)

    def _held_in_frame(self, activation: Activation) -> list[Lock]:
        stack = self._values.stack_in_use(activation)
        found = []
        for value, above in zip(stack, [*stack[1:], 0], strict=False):
            lock = self._bound(value, (_EXIT,)) or self._of_condition(self._self_of_method(value))
            if lock is None and self._method_name(value) == _EXIT:
                lock = self.at(above)
            if lock is None and self._objects.is_a(value, "function"):
                lock = self._of_condition(above)
            if lock is not None:
                found.append(lock)
        return found

    def _released_by_wait(self, activation: Activation) -> int | None:
        """Of a frame of Condition.wait(): the address of the condition's lock, 0 if it cannot be told; else None."""
        if not _is_wait(activation):
            return None
        [condition] = self._values.variables(activation, 0, 1)  # self
        lock = self._objects.attribute(condition, "_lock")
        # Up to 3.10 an Event's wait() and a Barrier's have the same name, and no lock of their own.
        return lock or (0 if self._objects.is_a(condition, "Condition") or "." in activation.code.name else None)

    def _of_condition(self, address: int) -> Lock | None:
        if not self._objects.is_a(address, "Condition"):
            return None
        return self.at(self._objects.attribute(address, "_lock"))

    def _bound(self, address: int, names: tuple[str, ...]) -> Lock | None:
        """The lock to which there is a method with one of these names at this address."""
        if not self._objects.is_a(address, "builtin_function_or_method"):
            return None
        try:
            lock = self.at(self._objects.word(address, members.CFUNCTION_SELF))
            return lock if lock and self._name(address, members.CFUNCTION_ML) in names else None
        except Unreadable:
            return None

    def _method_name(self, address: int) -> str:
        """The name of the method of a built-in type at this address; empty where there is none."""
        if not self._objects.is_a(address, "method_descriptor"):
            return ""
        try:
            return self._name(address, members.DESCRIPTOR_METHOD)
        except Unreadable:
            return ""

    def _name(self, address: int, member: int) -> str:
        definition = self._objects.word(address, member)
        return self._objects.c_text(self._target.memory.word(definition))  # PyMethodDef.ml_name; methodobject.h

    def _self_of_method(self, address: int) -> int:
        if not self._objects.is_a(address, "method"):
            return 0
        try:
            return self._objects.word(address, members.METHOD_SELF)
        except Unreadable:
            return 0


def _is_wait(activation: Activation) -> bool:
    return activation.code.name in ("wait", "Condition.wait") and activation.code.file.endswith("threading.py")
