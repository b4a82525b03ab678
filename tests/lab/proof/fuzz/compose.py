"""Composes programs at random: a chain of stages, each of which waits until its carrier has run the next one.

The last stage ends by a clock, or never; beside a stage something else may act. So what a program can do is known from
how it was made: see `Composition.can_move`.
"""

import random
from dataclasses import dataclass
from pathlib import Path

MATERIAL = Path(__file__).parent / "material"
LONGEST_SECONDS = 2.0

WAITS = {
    "memory": (
        "Lock WithLock RLock Event Condition Semaphore Barrier QueueGet SimpleQueueGet QueuePut QueueJoin Future "
        "LoopFuture ThreadJoin RawFutex RawFutexThatCouldBeShared"
    ),
    "fork": (
        "ProcessLock ProcessSemaphore ProcessEvent ProcessQueue ProcessSimpleQueue ProcessJoinableQueue ProcessPipe "
        "AnonymousSemaphore RequeuedFutex"
    ),
    "descriptor": (
        "MemfdSemaphore MemfdSemaphoreWithoutDescriptor PipeRead PipeEnd PipeWrite SocketRead SocketReadPacket "
        "SocketReadDatagram SocketEnd SocketWrite Select SelectToWrite Poll PollToWrite PollForAnything "
        "PollForErrorsAlone PollForAReader Epoll EpollToWrite EpollInEpoll EpollInPoll EpollOfACopy "
        "EpollOfAnotherProcess EpollSetAlone InheritedPipe "
        "EventFd EventFdPolled EventFdInEpoll EventFdFull Flock OfdLock Fifo Accept"
    ),
    "other process": "RecordLock",
    "child": "WaitPid WaitAny WaitGroup WaitId WaitStopped Pidfd PidfdWaitId",
    "signal": "HandlerSetsEvent HandlerRaises Pause SigWait",
}
THREADS = ["thread", "thread_with_its_own_descriptors"]
FORKED = ["child", "grandchild", "daemon", "relay", "child_of_a_thread", "sibling", "child_in_a_namespace"]
EXECUTED = ["executed", "spawned", "executed_daemon", "executed_relay"]
LEAVING = {"executed_daemon", "executed_relay"}
"""A program that leaves by a double fork and becomes another one: that it moves nothing, diagnose() assumes."""
CARRIERS = {
    "memory": THREADS,
    "fork": [*THREADS, *FORKED],
    "descriptor": [*THREADS, *FORKED, *EXECUTED, "outside", "outside"],
    "other process": FORKED,
    "child": ["child", "grandchild", "child_in_a_namespace", "executed", "spawned"],
    "signal": [*THREADS, *(one for one in FORKED if one != "child_in_a_namespace")],
}
MUST_CLOSE = {"PipeEnd", "SocketEnd", "PollForErrorsAlone", "PollForAReader"}
MAY_CLOSE = set(WAITS["descriptor"].split()) - {"EventFd", "EventFdPolled", "EventFdInEpoll", "EventFdFull"}
MAY_CLOSE -= {"Fifo", "Accept", "EpollOfAnotherProcess", "EpollSetAlone"}
FIRST_THREAD = {*WAITS["signal"].split(), "handled_timer", "handled_alarm", "handler_without_an_alarm", "handlers"}
FIRST_THREAD |= {"signal_of_a_sleeping_child", "interval_timer_writes"}
"""What has to be in the first thread of its process, for CPython's sake."""


CLOCKS = [
    "sleep",
    "sleep_in_steps",
    "sleep_in_c",
    "select_limited",
    "poll_limited",
    "epoll_limited",
    "event_limited",
    "lock_limited",
    "queue_limited",
    "simple_queue_limited",
    "process_lock_limited",
    "semaphore_limited",
    "pselect_limited",
    "ppoll_limited",
    "sigtimedwait",
    "timerfd_read",
    "timerfd_polled",
    "timerfd_in_epoll",
    "timerfd_in_epoll_in_epoll",
    "timerfd_beside_a_pipe",
    "posix_timer_and_sigwait",
    "posix_timer_calls_back",
    "socket_limited",
    "socket_timeout",
    "over_the_network",
    "terminal_limited",
    "tool_sleeps",
    "output_of_a_tool",
    "child_ended_by_its_alarm",
    "child_ended_by_its_timer",
    "stopped_child_is_continued",
    "child_uses_up_its_processor_time",
    "semop_limited",
    "asyncio_sleeps",
    "executor_sleeps",
    "message_limited",
    "signal_of_a_sleeping_child",
    "interval_timer_writes",
]
NEVER = [
    "lock_twice",
    "event_never_set",
    "own_pipe",
    "own_pipe_polled",
    "own_pipe_in_epoll",
    "own_socket",
    "full_pipe",
    "queue_never_filled",
    "process_lock_twice",
    "stuck_child",
    "stuck_thread",
    "parent_and_child",
    "future_never_resolved",
]
ACTING = [
    "alarm_kills",
    "timer_kills",
    "timer_of_another_clock_kills",
    "watchdog_thread",
    "watchdog_child",
    "watchdog_in_c",
    "handled_timer",
    "handled_alarm",
    "alarm_later_executed",
]
QUIET = [
    "handler_without_an_alarm",
    "handlers",
    "timer_of_processor_time",
    "disarmed_timer",
    "open_directory",
    "quiet_eventfd",
    "ended_child",
    "stuck_bystander",
    "stuck_bystander_process",
    "closed_streams",
    "not_dumpable",
]
ALARMS = {"alarm_kills", "handled_alarm", "alarm_later_executed", "child_ended_by_its_alarm", "interval_timer_writes"}


@dataclass(frozen=True)
class Composition:
    """A program, and what is known of it."""

    seed: str
    text: str
    can_move: bool
    """Will a thread of it move, or the helper outside move it, by itself after the first moments?"""
    seconds: float
    """After how many seconds it does at the latest, from when its last stage is reached."""
    soonest: float
    """After how many seconds the first such movement comes at the earliest."""
    parts: frozenset[str]
    """The names of everything that it consists of."""

    @property
    def sets_alarms(self) -> bool:
        """Does it set an alarm, of which the kernel does not say whose it is?"""
        return bool(self.parts & ALARMS)

    @property
    def leaves(self) -> bool:
        """Does a part of it leave, and become another program?"""
        return bool(self.parts & LEAVING)


def compose(seed: str) -> Composition:
    """Compose the program that belongs to this seed."""
    return _Composer(seed).composition()


class _Composer:
    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._parts: set[str] = set()
        self._stages: list[list[str]] = []
        self._outside: dict[int, float | None] = {}
        self._moves = False
        self._longest, self._soonest = 0.0, 60.0

    def composition(self) -> Composition:
        moving = self._random.random() < 0.65
        first_thread, ended_outside = True, False
        for depth in range(self._random.choice([1, 1, 1, 2, 2, 3])):
            lines = self._beside(first_thread, moving)
            if ended_outside:
                break
            first_thread, ended_outside = self._wait(depth, lines, first_thread, moving)
        if not ended_outside:
            self._last(self._beside(first_thread, moving), first_thread, moving)
        return Composition(self._seed, self._text(), self._moves, self._longest, self._soonest, frozenset(self._parts))

    def _seconds(self) -> float:
        seconds = self._random.choice([0.5, 1.0, 1.5, LONGEST_SECONDS])
        self._longest, self._soonest = max(self._longest, seconds), min(self._soonest, seconds)
        return seconds

    def _use(self, name: str) -> str:
        self._parts.add(name)
        return name

    def _one_of(self, names: list[str], first_thread: bool) -> str:
        return self._use(self._random.choice([one for one in names if first_thread or one not in FIRST_THREAD]))

    def _beside(self, first_thread: bool, moving: bool) -> list[str]:
        """What is done before a stage waits."""
        lines = []
        while self._random.random() < 0.25:
            lines.append(f"clocks.{self._one_of(QUIET, first_thread)}(0)")
        if moving and self._random.random() < 0.15:
            self._moves = True
            lines.append(f"clocks.{self._one_of(ACTING, first_thread)}({self._seconds()})")
        return lines

    def _wait(self, depth: int, lines: list[str], first_thread: bool, moving: bool) -> tuple[bool, bool]:
        """Add a stage that waits; tell whether the next one is in a first thread, and whether none is needed."""
        reach = self._random.choices(list(WAITS), [4, 4, 7, 0.5, 2, 1])[0]
        names = [one for one in WAITS[reach].split() if first_thread or one not in FIRST_THREAD]
        if not names:
            reach, names = "memory", WAITS["memory"].split()
        wait = self._use(self._random.choice(names))
        carriers = [one for one in CARRIERS[reach] if wait != "Accept" or one != "outside"]
        carrier = self._use(self._random.choice(carriers))
        lines.append(f"wait = waits.{wait}()")
        lines.append(f"carriers.{carrier}(wait, {depth + 1})")
        may_close = wait in MUST_CLOSE or (wait in MAY_CLOSE and self._random.random() < 0.5)
        if carrier != "thread" and may_close:
            lines.append("wait.close_away()")
        lines.append("wait.wait()")
        self._stages.append(lines)
        if carrier == "outside":
            seconds = self._seconds() if moving else None
            self._outside[depth + 1] = seconds
            self._moves |= moving
        return carrier not in THREADS, carrier == "outside"

    def _last(self, lines: list[str], first_thread: bool, moving: bool) -> None:
        # Where something acts beside, the chain itself may as well be stuck.
        if moving and not (self._moves and self._random.random() < 0.6):
            self._moves = True
            lines.append(f"clocks.{self._one_of(CLOCKS, first_thread)}({self._seconds()})")
            if "child_uses_up_its_processor_time" in self._parts:
                self._longest = max(self._longest, 3.0)
        else:
            lines.append(f"clocks.{self._one_of(NEVER, first_thread)}(0)")
        self._stages.append(lines)

    def _text(self) -> str:
        functions = [
            "\n".join([f"def stage_{number}():", *(f"    {line}" for line in lines)])
            for number, lines in enumerate(self._stages)
        ]
        if self._outside:  # the helper's own stage has no function
            functions.append(f"def stage_{len(self._stages)}():\n    pass")
        names = ", ".join(f"stage_{number}" for number in range(len(functions)))
        return "\n\n\n".join(
            [
                f'"""Composed from the seed {self._seed!r}; it can {"" if self._moves else "not "}move."""',
                f"import sys\n\nsys.path.insert(0, {str(MATERIAL)!r})\nimport carriers\nimport clocks\nimport waits",
                *functions,
                f'if __name__ == "__main__":\n    carriers.start([{names}], {self._outside})\n',
            ]
        )
