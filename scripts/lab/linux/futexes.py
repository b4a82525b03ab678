"""What this kernel's calls for futexes can do."""

from __future__ import annotations

import ctypes
import struct

_FUTEX_REQUEUE, _UNSIGNED_32, _PRIVATE = 456, 2, 128
_WAITER = struct.Struct("=QQII")
"""struct futex_waitv of include/uapi/linux/futex.h: value, address, flags, reserved."""
_answer: list[bool] = []


def moves_private_waiters_to_shared_words() -> bool:
    """Can a thread move the waiters of a private word to one in shared memory? By futex_requeue(2) of Linux 6.7.

    Later versions, and mended older ones, demand that both words be of one kind. The kernel is asked with two words for
    which no thread waits.
    """
    if not _answer:
        words = (ctypes.c_uint32 * 2)()
        private = _WAITER.pack(0, ctypes.addressof(words), _UNSIGNED_32 | _PRIVATE, 0)
        shared = _WAITER.pack(0, ctypes.addressof(words) + 4, _UNSIGNED_32, 0)
        _answer.append(ctypes.CDLL(None).syscall(_FUTEX_REQUEUE, private + shared, 0, 0, 0) == 0)
    return _answer[0]
