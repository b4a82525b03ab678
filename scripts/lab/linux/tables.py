"""Which tasks share a table of descriptors, or a memory: what kcmp(2) says of two of them."""

from __future__ import annotations

import ctypes
import os

VM, FILES = 1, 2
"""What is compared: KCMP_VM and KCMP_FILES of kcmp(2)."""
_NUMBER = {"x86_64": 312, "aarch64": 272}.get(os.uname().machine)
_libc = ctypes.CDLL(None, use_errno=True)


def shared(kind: int, first: int, second: int) -> bool | None:
    """Do two tasks, by thread ids, share what `kind` names? None where the kernel does not say, or one has gone."""
    if first == second:
        return True
    answer = -1 if _NUMBER is None else _libc.syscall(_NUMBER, first, second, kind, 0, 0)
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
