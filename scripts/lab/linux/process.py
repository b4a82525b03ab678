"""What /proc says of one process, and of the system call that a thread is in; proc_pid_stat(5), proc_pid_syscall(5)."""

from __future__ import annotations

_PF_EXITING, _PF_KTHREAD = 0x00000004, 0x00200000
"""The flags of a thread that is ending and of a thread of the kernel, in its include/linux/sched.h."""
_FOUR_GIB = 1 << 32


class ProcessStat:
    """One process at one moment."""

    __slots__ = (
        "flags",
        "layout",
        "major_faults",
        "minor_faults",
        "parent",
        "pid",
        "processor_ticks",
        "started",
        "state",
    )

    def __init__(
        self,
        pid: int,
        parent: int,
        state: str,
        started: int,
        processor_ticks: int,
        flags: int = 0,
        minor_faults: int = 0,
        major_faults: int = 0,
        layout: tuple[bytes, ...] = (),
    ) -> None:
        self.pid = pid
        self.parent = parent
        # R running, S asleep, D in the kernel, T stopped, t traced, Z ended but not yet waited for, X gone.
        self.state = state
        # Clock ticks since boot: together with the pid, which the kernel uses again, it identifies a process.
        self.started = started
        # Processor time used so far, in clock ticks.
        self.processor_ticks = processor_ticks
        self.flags = flags
        # Page faults since it began.
        self.minor_faults = minor_faults
        self.major_faults = major_faults
        # Addresses of its memory, which change when it executes another program; zeros where they may not be read.
        self.layout = layout

    @property
    def is_kernel_thread(self) -> bool:
        """Is it a thread of the kernel, which runs no program?"""
        return bool(self.flags & _PF_KTHREAD)

    @property
    def has_ended(self) -> bool:
        """Has every thread of it ended?"""
        return self.state in "ZX"

    @property
    def is_ending(self) -> bool:
        """Has it ended, or is it on its way out, where no signal changes anything any more?"""
        return self.has_ended or (bool(self.flags & _PF_EXITING) and self.state in "RD")


class SystemCall:
    """What /proc/PID/task/TID/syscall says of a thread."""

    __slots__ = ("_numbers", "running", "text")

    def __init__(self, text: str) -> None:
        self.text = text  # the whole line, which two readings can be compared by
        # Was the thread on a processor, or about to be, so that the kernel named no call?
        self.running = text.startswith("running")
        # Read when one of them is asked for: most second readings are only compared.
        self._numbers: tuple[int, ...] | None = None

    def _read(self) -> tuple[int, ...]:
        if self._numbers is None:
            self._numbers = () if self.running else tuple(int(word, 16) for word in self.text.split()[1:])
        return self._numbers

    @property
    def number(self) -> int | None:
        """The number of the call; None while the thread runs, and -1 where it sleeps outside any system call."""
        return None if self.running else int(self.text.partition(" ")[0])

    @property
    def stack_pointer(self) -> int:
        """Where the thread's stack ends; 0 while it runs."""
        return (0, 0, *self._read())[-2]

    @property
    def program_counter(self) -> int:
        """The address of the instruction behind the call; 0 while the thread runs."""
        return (0, 0, *self._read())[-1]

    @property
    def arguments(self) -> tuple[int, ...]:
        """The six arguments of the call; none where they may not be what the call's number says.

        A 32-bit program on a 64-bit machine has calls with numbers of their own. Its code lies below 4 GiB, where no C
        library of a 64-bit program lies; its arguments are left out, so that nothing is concluded from them.
        """
        numbers = self._read()
        return numbers[:6] if len(numbers) == 8 and numbers[-1] >= _FOUR_GIB else ()
