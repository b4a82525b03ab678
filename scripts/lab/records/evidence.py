"""What a thread was doing when it was looked at from outside, and what was proved of it."""

from __future__ import annotations

from scripts.lab.records.record import Record


class Frame(Record):
    """One frame of a Python stack."""

    function: str
    """Its qualified name; on CPython up to 3.10 only its name, for a code object has no more there."""
    file: str
    """As the code object has it (co_filename)."""
    line: int | None = None
    """None where the instruction belongs to no line."""
    locals: dict[str, str] | None = None
    """Its local variables, shortened; None where they were not asked for or could not be had."""


class Owner(Record):
    """The thread that most likely holds a lock: Python's memory shows it, and the kernel does not."""

    pid: int
    """Its process; of a lock that fork copied, the process in which it holds the original."""
    tid: int | None
    """The kernel's id of the thread; None for one that an RLock names and that does not run in this process."""
    thread: str | None
    """Its name, as threading has it or, failing that, the kernel."""
    how: str
    """"body" (it is inside the body of a `with` on this lock) or "record" (the RLock records it)."""
    function: str | None = None
    """Of the frame that shows it, as in a Frame; so are the next two."""
    file: str | None = None
    line: int | None = None


class Wait(Record):
    """What a thread in a system call waits for, and which process could end that wait."""

    kind: str
    """"lock", "pipe", "socket", "child", "file-lock", "signal", "any-of", "time" or "other"."""
    what: str
    """In words: "private lock at 0x7f12a4000b60", "pipe 4711 to have something to read"."""
    unlimited: bool | None
    """Is there no time limit? None where that is not known."""
    key: str
    """Two waits with the same key wait for the same thing."""
    held_by: list[int] = []
    """Processes of the program that could end the wait."""
    outside: list[str] = []
    """Processes outside the program that could end it too, in words."""
    private: bool | None = None
    """Of a lock: does it belong to one process alone?"""
    address: str | None = None
    """Of a lock: where it lies in the process's memory, as "0x7f12a4000b60"."""
    copied_from: int | None = None
    """Of a private lock in memory that a fork copied: the parent, whose thread may hold the original."""
    lock_object: str | None = None
    """Of a lock: where Python's object for it lies in the process's memory, as "0x7f12a4000b60"."""
    owner: Owner | None = None
    """Of a lock: which thread likely holds it. No premise of any proof."""
    direction: str | None = None
    """"read" or "write", of a pipe or a socket."""
    descriptor: int | None = None
    """The number of the descriptor that the thread waits with."""
    path: str | None = None
    """The name in the file system of what is waited for, where it has one."""
    local: str | None = None
    """Of a network socket: its own address, "127.0.0.1:8000"."""
    peer: str | None = None
    """Of a network socket: the address at the other end; None where it waits for any."""
    also_open_in: list[int] = []
    """Of a network socket: the other processes of the program that have the same one open."""
    why_open: str | None = None
    """Why nothing can be proved of this wait, whatever the rest of the program does."""
    parts: list[Wait] = []
    """Of "any-of": each of the waits, any of which ends the whole."""

    def flat(self) -> list[Wait]:
        """Give this wait, and every part of it, and their parts."""
        return [self, *(inner for part in self.parts for inner in part.flat())]


class Thread(Record):
    """One thread of the program, or a process that has ended and was not waited for."""

    pid: int
    tid: int
    """Equal to pid for a process's first thread."""
    state: str
    """The kernel's letter: R running, S asleep, D asleep in the kernel, T stopped, t traced, Z ended."""
    name: str | None = None
    """As the kernel has it (comm, proc_pid_comm(5)): at most 15 bytes."""
    python_name: str | None = None
    """As threading has it; None where that could not be read."""
    call: str | None = None
    """The system call that it is in, by name; "running"; None where it is in none or may not be asked."""
    waits_for: Wait | None = None
    waits_in: str | None = None
    """What it waits for in Python's terms, told from its stack: "an item of a queue"; None where that is not told."""
    stack: list[Frame] | None = None
    """The most recent call first; None where there is no Python stack or it could not be had."""
    gil: str | None = None
    """"holds" or "waits", of the GIL; None for neither or unknown."""
    wait_channel: str | None = None
    """The kernel's function that it sleeps in, where its system call may not be read."""


class Condition(Record):
    """One of the five conditions of the argument."""

    name: str
    """"complete", "unlimited", "closed", "nothing-pending" or "one-moment"."""
    holds: bool
    seen: str
    """In words, what was seen that speaks for it, or what stands against it."""


class Proof(Record):
    """The argument by which a program, or a part of it, was called deadlocked, or why it could not be."""

    holds: bool
    """Does it hold of the whole program?"""
    grade: str | None = None
    """"whole" (of every thread), "part" (of the deadlocked threads alone), "likely" (of suspected threads; nothing is
    proved) or None."""
    conditions: list[Condition] = []
    assumes: list[str] = []
    """What the verdict takes for granted, each as the end of a sentence that begins with "assuming that"."""
    why_not: str | None = None
    """The first thing that stands against it; None where it holds."""
    seconds: float = 0.0
    """What the attempt took."""
