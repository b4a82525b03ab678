"""What the kernel says of the whole machine: how much memory can be had, and how large its pages are."""

from __future__ import annotations

import os

from scripts.lab.linux.proc import PROC, Proc, read

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROL_GROUPS = "/sys/fs/cgroup"
INITIAL_NAMESPACE = 0xEFFFFFFC
"""The inode of the PID namespace that holds every process of the machine, include/linux/proc_ns.h."""
HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage/enabled"


def available_bytes(proc: Proc = PROC) -> int | None:
    """Read how much memory could be had now without swapping, in bytes; None where the kernel does not say."""
    for line in proc.read("meminfo").splitlines():
        if line.startswith(b"MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def running_threads(proc: Proc = PROC) -> int:
    """Give how many threads have a processor or want one, this one included; 0 where that is not told.

    proc_loadavg(5).
    """
    words = proc.read("loadavg").split()
    return int(words[3].partition(b"/")[0]) if words else 0


def left_in_control_groups(root: str = CONTROL_GROUPS, proc: Proc = PROC) -> Iterator[int]:
    """Give the bytes that each memory control group above this process still allows, versions 1 and 2; cgroups(7)."""
    for line in proc.read("self/cgroup").decode().splitlines():
        _number, controllers, path = line.split(":", 2)
        if controllers == "":
            top, names = root, ("memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            top, names = f"{root}/memory", ("memory.limit_in_bytes", "memory.usage_in_bytes")
        else:
            continue
        # Inside a container the path can lead out of what is mounted there: then only the top is left.
        parts = [part for part in path.split("/") if part]
        while True:
            yield from _left_in("/".join((top, *parts)), *names)
            if not parts:
                break
            parts.pop()


def _left_in(group: str, limit_name: str, usage_name: str) -> Iterator[int]:
    try:
        limit = int(read(f"{group}/{limit_name}"))  # "max" where there is none
        used = int(read(f"{group}/{usage_name}"))
    except ValueError:
        return
    statistics = read(f"{group}/memory.stat").split()
    if not statistics:
        return
    # The page cache that the group has not touched lately is given back before anything is refused.
    cache = dict(zip(statistics[::2], statistics[1::2], strict=False)).get(b"inactive_file", b"0")
    yield max(0, limit - used + int(cache))


def huge_pages(path: str = HUGE_PAGES) -> str | None:
    """Read the setting of transparent huge pages, "always", "madvise" or "never"; None where there is none."""
    return read(path).decode().partition("[")[2].partition("]")[0] or None


def unlisted_processes() -> list[str]:
    """Say which processes /proc does not list: those outside a container, and those that hidepid hides; proc(5)."""
    found = []
    try:
        if os.stat("/proc/self/ns/pid").st_ino != INITIAL_NAMESPACE:
            found.append("processes outside this container (PID namespace)")
    except OSError:
        pass  # no /proc
    mounts = [line.split() for line in read("/proc/self/mountinfo").splitlines()]
    options = [one for words in mounts if words[4] == b"/proc" for one in words[-1].split(b",")]
    if os.geteuid() and any(one.startswith(b"hidepid=") and one[8:] not in (b"0", b"off") for one in options):
        found.append("processes of other users, which /proc hides here (hidepid)")
    return found
