"""Which thread of a process holds the GIL, and which ones wait for it.

struct _gil_runtime_state (pycore_gil.h) has `locked`, 1 while a thread holds the GIL, and `last_holder`, the state of
the thread that took it last. A thread that wants the GIL sleeps on its condition variable `cond`, for the switch
interval again and again (take_gil in ceval_gil.h, from 3.12 ceval_gil.c): the kernel shows it in futex(2), at an
address within `cond`. With musl that address lies elsewhere, and such a thread is not found.

Up to 3.12 the GIL, or the pointer to it, stands far into a structure that a release could change. So a holder is
believed only where it is one of the process's thread states.
"""

from __future__ import annotations

from scripts.lab.stacks import threads
from scripts.lab.stacks.memory import Unreadable, integer, word

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.lab.stacks.target import Target

# sizeof(pthread_cond_t) on 64-bit machines.
_CONDITION_BYTES = 48
# FUTEX_WAIT and FUTEX_WAIT_BITSET, without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME; futex(2).
_COMMAND, _WAITS = 127, (0, 9)


def look(target: Target, tids: Mapping[int, int]) -> tuple[int | None, set[int]]:
    """Find the thread that holds the GIL, None where none does, and the threads that wait for it meanwhile.

    tids: the kernel's ids of the threads, by the addresses of their thread states.
    Nothing is told of a process with more than one GIL, and where the GIL changed hands while it was looked at.
    """
    try:
        places = _places(target)
        if len(places) != 1:
            return None, set()
        place = places.pop()
        before = _state(target, place)
        if not before:
            return None, set()
        holder = tids.get(word(before, target.layout.gil_holder))
        if holder is None:
            return None, set()
        waiters = {tid for tid in set(tids.values()) - {holder} if _waits(target, tid, place)}
        return (holder, waiters) if _state(target, place) == before else (None, set())
    except Unreadable:
        return None, set()


def _places(target: Target) -> set[int]:
    """Find the addresses of the GILs that the interpreters use."""
    layout = target.layout
    if layout.runtime_gil is not None:
        return {target.runtime + layout.runtime_gil}
    return {target.memory.word(one + layout.interpreter_gil) for one in threads.interpreters(target)}


def _state(target: Target, place: int) -> bytes:
    """Read a GIL up to its condition variable, how often it changed hands among it; nothing where it is not held."""
    layout = target.layout
    block = target.memory.read(place, layout.gil_condition)
    if layout.gil_enabled is not None and not integer(block, layout.gil_enabled):
        return b""
    return block if integer(block, layout.gil_locked) == 1 else b""


def _waits(target: Target, tid: int, place: int) -> bool:
    call = target.proc.system_call(target.pid, tid)
    if call is None or not call.arguments or call.arguments[1] & _COMMAND not in _WAITS:
        return False
    return 0 <= call.arguments[0] - place - target.layout.gil_condition < _CONDITION_BYTES
