"""Makes rare schedules likely, in every process of an exercise's program: Python imports a module of this name first.

EXERCISE_SCHEDULE holds a JSON object: `file`, the program whose steps count; `library`, whether the steps of all other
Python code count as well, as long as the program's own file has called it; `seed`; `one_in`, the mean number of steps
from one interference to the next; `at_most`, the number of interferences in one process; `main_thread`, whether the
steps of the main thread count; `milliseconds`, how long a pause is; and `do`:

pause     sleep for up to that long between two instructions, so that another thread or process overtakes this one
step      wait before each instruction of a function until the clock shows a multiple of that, and before the first one
          until it shows a multiple of a hundred times that: threads and processes that begin together go in step, so
          that they do at the same time what each of them does only once
late      let each thread begin that much later than Thread.start() returns
collect   collect garbage before a line, so that the collector calls __del__ there
signal    deliver SIGUSR1 before a line, if the program has a handler for it
end       end each other thread and each other process at its first call of a function of the program, as an exit
          does: what the program then tells all the same, it does not have from their work
adopt     let the program adopt orphans, as a session's systemd does, so that their parent is not process 1

Only the standard library, and none of the lab: this runs in the learner's processes.
"""

import gc
import json
import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


class Schedule:
    """A trace function that interferes at pseudo-random steps of one file, and perhaps of what this file calls."""

    def __init__(
        self,
        file: str,
        library: bool,
        do: str,
        seed: int,
        one_in: int,
        at_most: int,
        main_thread: bool,
        milliseconds: int,
    ) -> None:
        self.file, self.library, self.do, self.one_in = file, library, do, one_in
        self.drawn, self.left, self.main_thread = seed, at_most, main_thread
        self.milliseconds = milliseconds
        self.in_step: set[tuple[int, int]] = set()
        self.program = os.getpid() if file in sys.orig_argv else 0  # a process that is spawned has another command line

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        """Trace the frames of the program's own file, and of what they call."""
        if self.do == "late":
            sys.settrace(None)  # in this thread, so that it is late once
            time.sleep(self.milliseconds / 1000)
            return None
        if self.do == "step" and frame.f_code.co_name == "<module>":
            return None
        if self.do == "end":
            self.end(frame)
            return None
        return self.interfere if self.counts(frame) else None

    def end(self, frame: FrameType) -> None:
        """Raise SystemExit in a function of the program, unless this is the program's main thread."""
        first = os.getpid() == self.program and threading.current_thread() is threading.main_thread()
        if not first and frame.f_code.co_name != "<module>" and self.counts(frame):
            raise SystemExit

    def counts(self, frame: FrameType | None) -> bool:
        """Tell whether the steps of this frame count; those of an import do not."""
        while self.library and frame is not None and frame.f_code.co_filename != self.file:
            frame = None if frame.f_code.co_filename.startswith("<frozen importlib") else frame.f_back
        return frame is not None and frame.f_code.co_filename == self.file

    def interfere(self, frame: FrameType, event: str, argument: object) -> Any:
        """Interfere before this step, or not."""
        each = self.do in ("pause", "step")
        if event == "line":  # from 3.13 on, what is set at the first call of a function has no effect in that call
            frame.f_trace_opcodes = each
        if event == ("opcode" if each else "line") and self.left > 0 and self.draw(self.one_in) == 0:
            self.left -= getattr(self, self.do)()
        return self.interfere

    def draw(self, limit: int) -> int:
        """Give the next number below `limit`, another one in each process and thread."""
        self.drawn = (self.drawn * 6364136223846793005 + 1442695040888963407) % 2**64
        return ((self.drawn >> 33) ^ os.getpid() * 2654435761 ^ threading.get_ident() >> 12) % limit

    def pause(self) -> bool:
        """Let another thread or process overtake this one."""
        time.sleep(self.draw(1000) * self.milliseconds / 1e6)
        return True

    def step(self) -> bool:
        """Wait for the next tick of the clock, at which others go on too."""
        this = os.getpid(), threading.get_ident()
        period = self.milliseconds / (1000 if this in self.in_step else 10)
        self.in_step.add(this)
        time.sleep(period - time.time() % period)
        return True

    def collect(self) -> bool:
        """Collect garbage here."""
        gc.collect()
        return True

    def signal(self) -> bool:
        """Deliver SIGUSR1 here, if the program handles it and this is the main thread; tell whether it did."""
        handles = callable(signal.getsignal(signal.SIGUSR1))
        if handles and threading.current_thread() is threading.main_thread():
            signal.raise_signal(signal.SIGUSR1)
            return True
        return False


def adopt() -> None:
    """Let this process be the parent of each orphan below it."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


if "EXERCISE_SCHEDULE" in os.environ:
    schedule = Schedule(**json.loads(os.environ["EXERCISE_SCHEDULE"]))
    if schedule.do != "adopt":
        threading.settrace(schedule)
        if schedule.main_thread and schedule.do != "late":
            sys.settrace(schedule)
    elif schedule.program:
        adopt()
