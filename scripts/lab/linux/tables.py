"""What two tasks share, a table of descriptors, a memory or an open file, as kcmp(2) says."""

from __future__ import annotations

import ctypes
import os

FILE, VM, FILES, EPOLL_TFD = 0, 1, 2, 7
"""What is compared: KCMP_FILE, KCMP_VM, KCMP_FILES and KCMP_EPOLL_TFD of kcmp(2)."""
_NUMBER = {"x86_64": 312, "aarch64": 272}.get(os.uname().machine)
_libc = ctypes.CDLL(None, use_errno=True)


def shared(kind: int, first: int, second: int) -> bool | None:
    """Do two tasks, by thread ids, share what `kind` names? None where the kernel does not say, or one has gone."""
    return True if first == second else _equal(first, second, kind, 0, 0)


def same_file(first: int, number: int, second: int, other_number: int) -> bool | None:
    """Do two descriptors, each with a thread that has it, lead to the same open file? None where it is not said."""
    return _equal(first, second, FILE, number, other_number)


def watches(tid: int, epoll: int, number: int) -> bool | None:
    """Was descriptor `number` of a thread put into its epoll set as what it is now? None where it is not said."""
    slot = (ctypes.c_uint32 * 3)(epoll, number, 0)  # struct kcmp_epoll_slot
    return _equal(tid, tid, EPOLL_TFD, number, ctypes.addressof(slot))


def _equal(first: int, second: int, kind: int, index: int, other_index: int) -> bool | None:
    answer = -1
    if _NUMBER is not None:
        answer = _libc.syscall(_NUMBER, first, second, kind, ctypes.c_ulong(index), ctypes.c_ulong(other_index))
    return None if answer < 0 else answer == 0


def owners(tids: list[int]) -> list[int]:
    """Give one thread for each table of descriptors among these threads of a process.

    A thread of which the kernel does not say whether it shares its table stands for itself.
    """
    found: list[int] = []
    for tid in tids:
        if not any(shared(FILES, one, tid) for one in found):
            found.append(tid)
    return found
