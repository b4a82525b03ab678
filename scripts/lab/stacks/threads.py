"""The thread states of a process, and which thread of the kernel each belongs to.

PyThreadState.thread_id is what pthread_self() gave. With glibc and musl that is the address of the C library's own
record of the thread (struct pthread), which holds the kernel's id for it: in no documented place, but in the same
for all threads of a process, and kept right when a process forks.

From 3.11 a thread state has native_thread_id as well. It is not used: 3.11.0 and 3.11.1 leave the parent's there after
a fork (gh-100649), and what serves for 3.8 serves for all.
"""

from __future__ import annotations

import os
import struct

from scripts.lab import processes
from scripts.lab.stacks.memory import Unreadable
from scripts.lab.stacks.target import Target

TYPE_CHECKING = False  # typing costs more to import than the rest of this package
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_THREADS = 2000
MOST_INTERPRETERS = 100

# The id is looked for this far into the record; glibc on x86-64 has it after 720 bytes.
_RECORD_BYTES = 1024


def states(target: Target) -> list[tuple[int, int]]:
    """The address and the thread_id of every thread state, those of the newest interpreter first.

    Raises Unreadable where there are none to be found.
    """
    layout, memory = target.layout, target.memory
    found: dict[int, int] = {}
    met: set[int] = set()
    try:
        interpreter = memory.word(target.runtime + layout.runtime_interpreters)
        while interpreter and interpreter not in met and len(met) < MOST_INTERPRETERS:
            met.add(interpreter)
            thread = memory.word(interpreter + layout.interpreter_threads)
            while thread and thread not in found and len(found) < MOST_THREADS:
                # Each points back to its interpreter: that it does shows that this is where thread states are.
                if memory.word(thread + layout.thread_interpreter) != interpreter:
                    raise Unreadable(f"the thread states of {layout.version} are not where this reader looks")
                found[thread] = memory.word(thread + layout.thread_identifier)
                thread = memory.word(thread + layout.thread_next)
            interpreter = memory.word(interpreter + layout.interpreter_next)
    except Unreadable:
        if not found:
            raise
    if not found:
        raise Unreadable(f"it has no thread of Python: {layout.version} is being started or ended there")
    return list(found.items())


def native(target: Target, identifiers: Iterable[int]) -> dict[int, int]:
    """The kernel's ids, as the folder in /proc has them, of the threads with these thread_ids, where they have any."""
    listed = _listed(target.base)
    # By place in the record: which threads have an id of this process there.
    votes: dict[int, dict[int, int]] = {}
    for identifier in identifiers:
        try:
            record = target.memory.some(identifier, _RECORD_BYTES)
        except Unreadable:
            continue
        for place, (number,) in enumerate(struct.iter_unpack("@i", record[: len(record) & ~3])):
            if number in listed:
                votes.setdefault(place, {})[identifier] = listed[number]
    return max(votes.values(), key=lambda named: len(set(named.values())), default={})


def _listed(base: str) -> dict[int, int]:
    """The threads of a process: by their ids in its own PID namespace, their ids in that of the folder."""
    try:
        tids = [int(name) for name in os.listdir(f"{base}/task")]
    except (OSError, ValueError):
        return {}
    if _inner(base) in (None, int(os.path.basename(base))):
        return {tid: tid for tid in tids}
    inner = {tid: _inner(f"{base}/task/{tid}") for tid in tids}
    return {number: tid for tid, number in inner.items() if number is not None}


def _inner(folder: str) -> int | None:
    """The id in the innermost namespace: the last of the line NSpid; proc_pid_status(5)."""
    for line in processes.read(f"{folder}/status").splitlines():
        if line.startswith(b"NSpid:"):
            return int(line.split()[-1])
    return None
