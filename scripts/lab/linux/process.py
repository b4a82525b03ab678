"""What /proc says of one process, and of the system call that a thread is in; proc_pid_stat(5), proc_pid_syscall(5)."""

from __future__ import annotations

_PF_EXITING, _PF_KTHREAD = 0x00000004, 0x00200000
"""The flags of a thread that is ending and of a thread of the kernel, in its include/linux/sched.h."""
_FOUR_GIB = 1 << 32


class ProcessStat:
    """One process at one moment."""

    __slots__ = ("flags", "major_faults", "minor_faults", "parent", "pid", "processor_ticks", "started", "state")

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

    __slots__ = ("arguments", "number", "program_counter", "stack_pointer", "text")

    def __init__(self, text: str) -> None:
        self.text = text  # the whole line, which two readings can be compared by
        words = text.split()
        numbers = [] if self.running else [int(word, 16) for word in words[1:]]
        # None while the thread runs, and -1 where it sleeps outside any system call.
        self.number = None if self.running else int(words[0])
        self.stack_pointer, self.program_counter = (0, 0, *numbers)[-2:]
        # A 32-bit program on a 64-bit machine has calls with numbers of their own. Its code lies below 4 GiB, where no
        # C library of a 64-bit program lies; its arguments are left out, so that nothing is concluded from them.
        known = len(numbers) == 8 and self.program_counter >= _FOUR_GIB
        self.arguments = tuple(numbers[:6]) if known else ()

    @property
    def running(self) -> bool:
        """Was the thread on a processor, or about to be, so that the kernel named no call?"""
        return self.text.startswith("running")
