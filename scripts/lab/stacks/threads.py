"""The thread states of a process, and which thread of the kernel each belongs to.

PyThreadState.thread_id is what pthread_self() gave. With glibc and musl that is the address of the C library's own
record of the thread (struct pthread), which holds the kernel's id for it: in no documented place, but in the same
for all threads of a process, and kept right when a process forks.

From 3.11 a thread state has native_thread_id as well. It is not used: 3.11.0 and 3.11.1 leave the parent's there after
a fork (gh-100649), and what serves for 3.8 serves for all.
"""

from __future__ import annotations

import struct

from scripts.lab.stacks.memory import Unreadable
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.lab.linux.proc import Proc

MOST_THREADS = 2000
MOST_INTERPRETERS = 100

# The id is looked for this far into the record; glibc on x86-64 has it after 720 bytes.
_RECORD_BYTES = 1024


def interpreters(target: Target) -> Iterator[int]:
    """Give the address of every interpreter's state, the newest first. Raises Unreadable where the chain breaks."""
    layout, memory = target.layout, target.memory
    met: set[int] = set()
    interpreter = memory.word(target.runtime + layout.runtime_interpreters)
    while interpreter and interpreter not in met and len(met) < MOST_INTERPRETERS:
        met.add(interpreter)
        yield interpreter
        interpreter = memory.word(interpreter + layout.interpreter_next)


def states(target: Target) -> list[tuple[int, int]]:
    """The address and the thread_id of every thread state, those of the newest interpreter first.

    Raises Unreadable where there are none to be found.
    """
    layout, memory = target.layout, target.memory
    found: dict[int, int] = {}
    try:
        for interpreter in interpreters(target):
            thread = memory.word(interpreter + layout.interpreter_threads)
            while thread and thread not in found and len(found) < MOST_THREADS:
                # Each points back to its interpreter: that it does shows that this is where thread states are.
                if memory.word(thread + layout.thread_interpreter) != interpreter:
                    raise Unreadable(f"the thread states of {layout.version} are not where this reader looks")
                found[thread] = memory.word(thread + layout.thread_identifier)
                thread = memory.word(thread + layout.thread_next)
    except Unreadable:
        if not found:
            raise
    if not found:
        raise Unreadable(f"it has no thread of Python: {layout.version} is being started or ended there")
    return list(found.items())


def ever_made(target: Target) -> int | None:
    """How many thread states the process's interpreters have ever had, those of its parents before a fork among them.

    None where that cannot be told. It is counted in PyInterpreterState, which has its shape for one release only, so a
    number is believed only where the thread states are not more than that.
    """
    layout, memory = target.layout, target.memory
    total = 0
    try:
        there = len(states(target))
        for interpreter in interpreters(target):
            total += memory.word(interpreter + layout.interpreter_last_thread)
    except Unreadable:
        return None
    return total if there <= total < 1 << 40 else None


def native(target: Target, identifiers: Iterable[int]) -> dict[int, int]:
    """The kernel's ids, as the target's tree has them, of the threads with these thread_ids, where they have any."""
    listed = _listed(target.proc, target.pid)
    # By place in the record: which threads have an id of this process there.
    votes: dict[int, dict[int, int]] = {}
    for identifier in identifiers:
        try:
            record = target.memory.some(identifier, _RECORD_BYTES)
        except Unreadable:
            continue
        numbers = struct.unpack(f"@{len(record) // 4}i", record[: len(record) & ~3])
        for number in listed.keys() & set(numbers):
            for place, found in enumerate(numbers):
                if found == number:
                    votes.setdefault(place, {})[identifier] = listed[number]
    return max(votes.values(), key=lambda named: len(set(named.values())), default={})


def _listed(proc: Proc, pid: int) -> dict[int, int]:
    """List the threads of a process: by their ids in its own PID namespace, their ids in that of the tree."""
    tids = proc.thread_ids(pid)
    if proc.innermost_id(pid) in (None, pid):
        return {tid: tid for tid in tids}
    inner = {tid: proc.innermost_id(pid, tid) for tid in tids}
    return {number: tid for tid, number in inner.items() if number is not None}
