"""What the kernel tells about another process: its memory, its pages, and the system call in which it sleeps."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.lab.doctor.report import Check
from scripts.lab.linux import machine
from scripts.lab.linux.proc import PROC


def kernel_account() -> list[Check]:
    """Does the kernel tell about another process: its memory, and the system call in which it sleeps?"""
    with _sleeping_child() as pid:
        state, sums = PROC.process(pid), PROC.memory_rollup(pid)
        deadline = time.monotonic() + 2.0
        while True:
            call = PROC.system_call(pid, pid)
            if call is None or not call.running or time.monotonic() > deadline:
                break
            time.sleep(0.01)  # not asleep yet
    readable = state is not None and b"Pss" in sums
    sleeping = call is not None and not call.running
    return [
        Check(
            "/proc",
            readable,
            "another process's state and memory can be read" if readable else "tells nothing of another process",
            "Memory is counted as PSS, which only /proc has; without it pages show recorded numbers.",
            "Mount /proc, with Linux 4.14 or later.",
            needed=sys.platform == "linux",
        ),
        Check(
            "system calls of others",
            sleeping,
            f"/proc/PID/task/TID/syscall {'can' if sleeping else 'cannot'} be read",
            "A deadlock is proved from them; without them a page can only say that nothing moved.",
            "Some containers hide them; a plain Linux or a virtual machine does not.",
            needed=False,
        ),
    ]


def page_tables() -> Check:
    """Can it be seen which pages of another process are its own? And does the machine use huge ones?"""
    from scripts.lab.memory import page_map

    with _sleeping_child() as pid:
        own = sum(mapping.own or 0 for mapping in page_map.read(pid))
    huge = machine.huge_pages()
    return Check(
        "page map",
        own > 0,
        (f"pages can be seen one by one; transparent huge pages: {huge or 'none'}" if own else "no page map"),
        "It shows what a forked child copies, page by page; without it pages show recorded pictures.",
        "Mount /proc, with Linux 4.2 or later; some containers hide /proc/PID/pagemap.",
        needed=False,
    )


@contextmanager
def _sleeping_child() -> Iterator[int]:
    """Give the process id of a child that is about to sleep in a read; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", "import os; os.write(1, b'.'); os.read(0, 1)"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout is not None
        child.stdout.read(1)
        yield child.pid
