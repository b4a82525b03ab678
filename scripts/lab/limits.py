"""How much a run may use where the caller does not say, and how much there is."""

import math
import os
import resource
import sys
from collections.abc import Iterator

from scripts.lab.linux import machine

TIMEOUT_SECONDS = 30.0
OUTPUT_BYTES = 256 << 20
PROCESSES = 1000
"""More than any demo starts; a program that forks without end is stopped here while the machine still answers."""
MEMORY_CEILING_BYTES = 2 << 30
FULL_MEMORY_CEILING_BYTES = 4 << 30
DATA_VARIABLE = "DATA_MIB"
"""The environment variable from which a demo learns how much data it may make."""
MEMORY_VARIABLE = "MEMORY_MIB"
"""The one from which it learns how much it may hold altogether, with all its children."""
DATA_MIB, FULL_DATA_MIB, LEAST_DATA_MIB = 112, 1024, 8
_INTERPRETERS_MIB = 32
"""What Python itself holds, in a program and a child or two."""


def memory_bytes(full: bool = False) -> int:
    """The memory a run may hold: the smaller of 2 GiB and half of what is available, containers' limits respected.

    full: with the full data size, 4 GiB instead of 2.
    """
    return min(FULL_MEMORY_CEILING_BYTES if full else MEMORY_CEILING_BYTES, available_bytes() // 2)


def data_mib(memory_bytes: int, full: bool = False) -> int:
    """How much data, in MiB, a program may make that may hold `memory_bytes`, and a child that copies all of it too.

    That is 112, so that the program holds 128 with its interpreter, and with `full` 1024; or less where memory is
    short: not quite a quarter of what is available.
    """
    fits = (memory_bytes >> 21) - _INTERPRETERS_MIB
    return max(LEAST_DATA_MIB, min(FULL_DATA_MIB if full else DATA_MIB, fits))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stretched(seconds: float) -> int:
    """Give a time limit for this moment: so many seconds where every thread has a processor, rounded up, else more.

    It grows with the number of threads for each processor, for that is how much longer each of them takes.
    """
    return math.ceil(seconds * max(1.0, busy_threads() / processors()))


def busy_threads() -> float:
    """How many threads of this machine want a processor: now, or in the last minute on average, whichever is more."""
    return max(machine.running_threads() - 1, os.getloadavg()[0])  # without the one that asks


def available_bytes() -> int:
    """Memory that could be had now without swapping, in bytes, within the limits of this process's control groups.

    And within `ulimit -v`: that is for each process, but a program that comes to it in one has no more.
    """
    return min([_of_the_machine(), *machine.left_in_control_groups(), *_of_resource_limits()])


def _of_the_machine() -> int:
    if sys.platform == "linux" and (found := machine.available_bytes()) is not None:
        return found
    import psutil

    return int(psutil.virtual_memory().available)


def _of_resource_limits() -> Iterator[int]:
    """The address space that a process started from here may have, if that is limited; getrlimit(2)."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        yield soft
