"""The locks inside io's buffers in another process: which one a thread waits for, and which thread holds it.

BufferedReader, BufferedWriter and BufferedRandom have a lock each, of which threading knows nothing, and record the
thread that holds it (Modules/_io/bufferedio.c). A frame that reads or writes has the buffer on its value stack, or the
TextIOWrapper in front of it. print() without a file has neither: it writes to sys.stdout, and the sys module is found
among the global variables of the thread's frames; threading and multiprocessing import it.
"""

from __future__ import annotations

from scripts.lab.stacks import members
from scripts.lab.stacks.memory import Unreadable

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.lab.stacks.frames import Activation
    from scripts.lab.stacks.kinds import Objects
    from scripts.lab.stacks.target import Target
    from scripts.lab.stacks.values import Values

_BUFFERS = ("_io.BufferedReader", "_io.BufferedWriter", "_io.BufferedRandom")
_TEXT, _FUNCTION = "_io.TextIOWrapper", "builtin_function_or_method"
_NAMES_OF_SYS = ("sys", "_sys")
_WITH_MUTEX = 15
"""The first minor version in which PyThread_allocate_lock() makes a PyMutex and no semaphore; Python/thread.c."""


class Buffer:
    """A buffer of the process, and its lock."""

    def __init__(self, objects: Objects, address: int, kind: str) -> None:
        self.address = address
        self.kind = kind  # "BufferedWriter"
        self.lock = objects.word(address, members.BUFFERED_LOCK)
        # What pthread_self() gives in the thread that holds the lock; 0 for none.
        self.owner = objects.word(address, members.BUFFERED_OWNER)


class Buffers:
    """The buffers of one process."""

    def __init__(self, target: Target, objects: Objects, values: Values) -> None:
        self._target = target
        self._objects = objects
        self._values = values

    def at(self, address: int) -> Buffer | None:
        """The buffer at this address; None where none is."""
        kind = self._objects.kind(address)
        if kind is None or kind.name not in _BUFFERS:
            return None
        try:
            return Buffer(self._objects, address, kind.name.partition(".")[2]) if self._is_in_use(address) else None
        except Unreadable:
            return None

    def awaited(self, stack: list[Activation], futex: int) -> Buffer | None:
        """The buffer whose lock the thread with these frames waits for, which the kernel shows waiting at `futex`.

        None where it waits for something else, or that cannot be told.
        """
        try:
            met = {address: found for address in self._reached(stack) if (found := self.at(address)) is not None}
            waited_for = [one for one in met.values() if self._is_waited_for(one, futex)]
        except Unreadable:
            return None
        return waited_for[0] if len(waited_for) == 1 else None

    def _is_waited_for(self, buffer: Buffer, futex: int) -> bool:
        if not buffer.owner or not buffer.lock:
            return False
        if self._target.layout.minor < _WITH_MUTEX:
            return buffer.lock == futex
        # What the kernel shows is the waiting thread's own; the mutex only says that threads wait for it.
        state = self._target.memory.read(buffer.lock, 1)[0]
        return bool(state & members.MUTEX_LOCKED and state & members.MUTEX_HAS_WAITERS)

    def _reached(self, stack: list[Activation]) -> Iterator[int]:
        """Give the addresses of the files that the newest frame may be using."""
        prints = False
        for value in self._values.whole_stack(stack[0]):
            if self._objects.is_a(value, _FUNCTION):
                prints = prints or self._is_print(value)
                value = self._objects.word(value, members.CFUNCTION_SELF)
            yield self._behind(value)
        if prints:
            yield self._behind(self._standard_output(stack))

    def _behind(self, address: int) -> int:
        """The buffer of a TextIOWrapper; another address as it is."""
        if self._objects.is_a(address, _TEXT) and self._is_in_use(address):
            return self._objects.word(address, members.TEXT_BUFFER)
        return address

    def _is_print(self, function: int) -> bool:
        definition = self._objects.word(function, members.CFUNCTION_ML)
        return self._objects.c_text(self._target.memory.word(definition)) == "print"

    def _standard_output(self, stack: list[Activation]) -> int:
        """The value of sys.stdout; 0 where no frame's module has imported sys."""
        for activation in stack:
            place = activation.address + members.FRAME_GLOBALS[self._target.layout.minor]
            globals_ = self._target.memory.word(place)
            for name in _NAMES_OF_SYS:
                module = self._objects.in_dict(globals_, name)
                if module and self._objects.is_a(module, "module"):
                    return self._objects.in_dict(self._objects.word(module, members.MODULE_DICT), "stdout")
        return 0

    def _is_in_use(self, address: int) -> bool:
        return self._objects.is_in_use(address)
