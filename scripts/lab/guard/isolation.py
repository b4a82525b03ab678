"""What belongs to a run: every process inside a PID namespace, or every one below a child subreaper.

*namespace*: the guard is process 1 of a PID namespace of its own, with its own /proc and its own /dev/shm. A program
cannot name, and so cannot signal, anything outside; `kill(-1)` ends only the run; the guard itself cannot be killed
from inside; and when the guard ends, the kernel ends every process in it (pid_namespaces(7)). As root it needs
CAP_SYS_ADMIN, otherwise a user namespace, which some distributions and most containers refuse.

*subreaper*: an orphan of the run becomes a child of the guard, whatever session it hides in (PR_SET_CHILD_SUBREAPER,
prctl(2)). What it cannot hold is a program that kills everything its user may kill, or one that hunts its guard.

*none*: neither exists (macOS). The guard finds the run by ancestry, session and token.
"""

from __future__ import annotations

import _socket  # the public module imports enum and selectors
import ctypes
import os
import select
import sys

from scripts.lab.guard import beyond
from scripts.lab.linux.proc import PROC

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Callable

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x00020000, 0x10000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x8, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_THP_DISABLE = 1, 36, 41
SIGKILL = 9

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, doing: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


def become_subreaper() -> bool:
    """Make this process the parent of every orphan below it; False where the system has no such thing."""
    return sys.platform == "linux" and _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def refuse_huge_pages() -> None:
    """Have the kernel give no transparent huge pages to this process, nor to what it forks or executes; prctl(2)."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)  # fails only on kernels that have none to give


def enter(
    wanted: str | None, caller: int, shared_memory_bytes: int, farewell: Callable[[], None]
) -> tuple[str, int | None]:
    """Isolate this process, or a child that goes on in its place, and say how.

    Also returns, inside a namespace, a descriptor by which questions reach the keeper; see `beyond`.

    `wanted` is "namespace", "subreaper" or "none", or None for the strongest to be had. With a namespace the process
    that called stays outside as its keeper and never returns: it ends with the one inside, ends it when `caller`
    dies, and calls `farewell` last. Raises OSError where `wanted` is "namespace" and there is none to be had.
    """
    can_reap = become_subreaper()
    if wanted in (None, "namespace") and can_reap:
        why_not = _enter_namespace(caller, shared_memory_bytes, farewell)
        if isinstance(why_not, int):
            return "namespace", why_not
        if wanted == "namespace":
            raise OSError(f"no PID namespace: {why_not}")
    return "subreaper" if can_reap and wanted != "none" else "none", None


def leave_mounts() -> None:
    """Inside the namespace: give this process a view of the mounts of its own, so that the guard keeps its /proc."""
    _libc.unshare(CLONE_NEWNS)


def _enter_namespace(caller: int, shared_memory_bytes: int, farewell: Callable[[], None]) -> str | int:
    """Inside the namespace, return the descriptor for questions; outside, return only to say why there is none."""
    birth_read, birth_write = os.pipe()
    alive_read, alive_write = os.pipe()
    go_read, go_write = os.pipe()
    # A socket, for it cannot be opened through /proc by a program that would like to answer for the keeper.
    ours, theirs = _socket.socketpair()
    last_pid = PROC.last_id()
    scaffold = os.fork()
    if scaffold == 0:
        # unshare() moves only the children of its caller, so this process makes the one that will be inside,
        # and goes away; being below a subreaper, the child then belongs to the keeper.
        try:
            _unshare()
            inside = os.fork()
        except OSError as error:
            os.write(birth_write, b"-" + str(error).encode())
            os._exit(1)
        if inside:
            os.write(birth_write, b"%d\n" % inside)
            os._exit(0)
        os.close(go_write)
        os.close(alive_read)
        try:
            os.read(go_read, 1)  # until the scaffold has gone: its death would count as the parent's
            _libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
            _furnish(shared_memory_bytes, last_pid)
        except OSError as error:
            os.write(birth_write, b"-" + str(error).encode())
            os._exit(1)
        os.write(birth_write, b"+")
        for descriptor in (birth_read, birth_write, go_read):
            os.close(descriptor)
        ours.close()
        return theirs.detach()
    theirs.close()
    os.close(birth_write)
    os.close(alive_write)
    os.waitpid(scaffold, 0)
    os.close(go_write)
    answer = b""
    while not answer.endswith(b"+") and (part := os.read(birth_read, 4096)):
        answer += part
    for descriptor in (birth_read, go_read):
        os.close(descriptor)
    if answer.endswith(b"+"):
        _keep(int(answer.split()[0]), alive_read, ours.detach(), caller, farewell)
    os.close(alive_read)
    ours.close()
    number, _, reason = answer.rpartition(b"-")
    if number:
        os.waitpid(int(number), 0)
    return reason.decode() or "it ended while it was being made"


def _unshare() -> None:
    uid, gid = os.getuid(), os.getgid()
    if uid == 0 and _libc.unshare(CLONE_NEWPID | CLONE_NEWNS) == 0:
        return
    _checked(_libc.unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS), "unshare")
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        # Written, and about this process alone: the room that reads /proc has no use for it.
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def _furnish(shared_memory_bytes: int, last_pid: int) -> None:
    """Give the namespace a /proc and a /dev/shm of its own, and process ids that mean nothing outside."""
    _checked(_libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    _checked(_libc.mount(b"proc", b"/proc", b"proc", flags, None), "mount /proc")
    if os.path.isdir("/dev/shm"):
        options = b"mode=1777,size=%d" % shared_memory_bytes
        _checked(_libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", MS_NOSUID | MS_NODEV, options), "mount /dev/shm")
    # Ids start over at 2 in a new namespace. Far from the ids in use outside, a number that a program prints is not
    # mistaken for a process of the machine. Without CONFIG_CHECKPOINT_RESTORE they stay small.
    try:
        highest = int(PROC.read("sys/kernel/pid_max"))
        with open("/proc/sys/kernel/ns_last_pid", "w") as file:  # written, as above
            file.write(str(300 + (last_pid + highest // 2) % (highest - 1000)))
    except (OSError, ValueError):
        pass


def _keep(inside: int, alive: int, questions: int, caller: int, farewell: Callable[[], None]) -> None:
    """Outside the namespace: stay until the process inside has ended, and end it if the caller dies first."""
    # Only the socket's reader and writer inside may hold the channel open.
    os.close(0)
    poll = select.poll()
    poll.register(alive, select.POLLIN)
    poll.register(questions, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _event in poll.poll(50)]
        if alive in ready:
            break
        if questions in ready:
            try:
                beyond.answer(questions, inside)
            except OSError:
                poll.unregister(questions)
        if os.getppid() != caller:
            os.kill(inside, SIGKILL)
    os.waitpid(inside, 0)
    farewell()
    os._exit(0)
