"""Waits for an eventfd, by which the threads of an event loop wake each other; eventfd(2).

Every process that has it open can end the wait. So can a part of the kernel to which it was given: asynchronous I/O, a
virtual machine, a control group. The kernel does not list those. What gives them away in the program is an objection,
and the rest is assumed.
"""

from __future__ import annotations

from scripts.lab.proof.awaited import Awaited

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from scripts.lab.linux.descriptors import Descriptor
    from scripts.lab.proof.program import Program

_SILENT = ("[eventfd]", "[eventpoll]", "[timerfd]", "[signalfd]", "[pidfd]", "inotify")
_SILENT_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/pts/")
"""What the kernel never signals an eventfd for; the beginnings of paths."""


def wait(program: Program, found: Descriptor, direction: str) -> Awaited:
    """Read the wait until an eventfd can be read, or written where it is full."""
    key = found.key or ""
    name = key.replace(":", " ")
    can = "be written" if direction == "write" else "be signalled"
    wait = Awaited(
        "eventfd",
        f"{name} to {can}",
        key,
        {one.pid for one in program.holding(key)},
        direction=direction,
        descriptor=found.number,
    )
    wait.objects.add(key)
    wait.assumes.add(f"no part of the kernel signals {name}: no asynchronous I/O, virtual machine or control group")
    signalling = next((one.path for one in program.descriptors() if _may_signal(one)), None)
    if signalling is not None:
        wait.record.why_open = f"the kernel may signal it for {signalling}"
    return wait


def _may_signal(one: Descriptor) -> bool:
    if one.path.startswith("anon_inode:"):
        return not one.path.partition(":")[2].startswith(_SILENT)
    return one.kind == "other" and one.path.startswith("/dev/") and not one.path.startswith(_SILENT_DEVICES)
