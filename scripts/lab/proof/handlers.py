"""Which waits a program's own signal handlers could end.

A handler that a program has installed can do anything: set an Event, write into a pipe, end a child. So a service that
waits for such a thing is idle, and its end is a signal that another process sends. A thread that waits to take a lock
is another matter: a handler that releases a lock which another piece of code holds is rare, so it is an assumption that
no such signal comes. CPython's own handler for SIGINT, which every interpreter has, counts as none. The kernel does not
tell it from a handler of the program; Python's memory does.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    import ast

    from scripts.lab.linux.proc import Proc
    from scripts.lab.proof.awaited import Awaited
    from scripts.lab.proof.program import Program
    from scripts.lab.proof.snapshots import ThreadStatus
    from scripts.lab.records.evidence import Frame

_SIGINT = 2
_NOT_SENT = {
    _SIGINT,  # which CPython handles
    17,  # SIGCHLD, which the kernel sends for a child, and the children belong to the program
    *(4, 5, 6, 7, 8, 11, 31),  # of a fault: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS
    *(32, 33, 34),  # the C libraries' own, nptl(7)
}
"""Signals that no process sends to tell a program something, signal(7); faulthandler catches some of them."""
_SENT: dict[int, list[int]] = {}
"""The others of a set of signals: thousands of threads may catch the same ones."""
_TAKES = {"acquire", "__enter__", "_acquire_restore", "join"}
_WRITES = {"print", "write", "writelines", "flush", "close"}
"""What is called to take a lock, to wait for a thread's end, or to write into a buffer, which has a lock inside."""
_TAKING: dict[tuple[str, int | None], bool] = {}
"""Whether a lock is taken on this line of a file: a hundred threads may stand on it, and each parses the file."""


def installed(program: Program, thread: ThreadStatus) -> list[str]:
    """Name the signals that a thread's process handles, those left out that no process sends to tell it something.

    Of most programs only CPython handles SIGINT; it is named where the program has its own handler.
    """
    if thread.caught not in _SENT:
        caught = [number for number in range(1, 65) if thread.caught >> (number - 1) & 1]
        _SENT[thread.caught] = [number for number in caught if number not in _NOT_SENT]
    numbers = list(_SENT[thread.caught])
    if _catches_interrupt(thread) and program.handles_interrupt(thread.pid):
        numbers.append(_SIGINT)
    return [_name(number) for number in numbers]


def could_end(program: Program, thread: ThreadStatus, wait: Awaited | None) -> str | None:
    """Say why a handler of its own process could end a thread's wait; None if none could, or none is installed."""
    if wait is None or (wait.record.kind != "lock" and not _is_in_its_hands(program, thread, wait)):
        return None
    # In this order: the memory of a process says what it handles sooner than the stacks of its threads are read.
    names = installed(program, thread)
    if not names or not _is_in_its_hands(program, thread, wait):
        return None
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return f"is in a wait that its process's handler of {shown} could end"


def is_interrupted_unseen(program: Program, thread: ThreadStatus, wait: Awaited | None) -> bool:
    """Could a handler for SIGINT end a thread's wait, where it cannot be told whether the program has one?"""
    return (
        wait is not None
        and _catches_interrupt(thread)
        and program.handles_interrupt(thread.pid) is None
        and _is_in_its_hands(program, thread, wait)
    )


def catches_interrupt(proc: Proc, pid: int) -> bool:
    """Does a process catch SIGINT, as every CPython does once it has started?"""
    return bool(int(proc.status(pid).get(b"SigCgt", b"0"), 16) >> (_SIGINT - 1) & 1)


def _catches_interrupt(thread: ThreadStatus) -> bool:
    return bool(thread.caught >> (_SIGINT - 1) & 1)


def _is_in_its_hands(program: Program, thread: ThreadStatus, wait: Awaited) -> bool:
    """Could a thread's own process end its wait, by something else than the release of a lock?"""
    record = wait.record
    if record.kind == "lock":
        return not takes_a_lock(program, thread)
    # A handler can end a child. Into a pipe it can write only if its process has the other end.
    return record.kind == "child" or thread.pid in record.held_by


def is_told_by_a_signal(program: Program, thread: ThreadStatus, wait: Awaited | None) -> bool:
    """Is it a first thread that waits for an Event or a Condition, in a process that handles a signal to tell it?

    Services wait so for the signal by which they are stopped.
    """
    if thread.tid != thread.pid or wait is None or wait.record.kind != "lock" or not installed(program, thread):
        return False
    stack = program.stack(thread)
    return stack is not None and stack[0].function.rpartition(".")[2] == "wait"


def takes_a_lock(program: Program, thread: ThreadStatus) -> bool:
    """Is the thread about to take a lock, so that no Event, Condition or queue is what it waits for?

    Read from the line on which its innermost frame stands; where that says nothing, it is no lock.
    """
    stack = program.stack(thread)
    if not stack:
        return False
    frame = stack[0]
    if frame.file.startswith("<frozen importlib"):
        return True  # an import lock
    if frame.function.rpartition(".")[2] == "wait":
        return False  # of a Condition, whose own lock is not held meanwhile
    place = frame.file, frame.line
    if place not in _TAKING:
        _TAKING[place] = any(_is_taking(node) for node in _on_its_line(frame))
    return _TAKING[place]


def _on_its_line(frame: Frame) -> list[ast.AST]:
    import ast
    import linecache

    if frame.line is None:
        return []
    try:
        tree = ast.parse("".join(linecache.getlines(frame.file)))
    except (SyntaxError, ValueError, RecursionError):
        return []
    return [node for node in ast.walk(tree) if getattr(node, "lineno", None) == frame.line]


def _is_taking(node: ast.AST) -> bool:
    import ast

    if isinstance(node, ast.With):
        return all(isinstance(item.context_expr, ast.Name | ast.Attribute) for item in node.items)
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in _TAKES | _WRITES
    return isinstance(node, ast.Import | ast.ImportFrom)


def _name(number: int) -> str:
    import signal

    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
