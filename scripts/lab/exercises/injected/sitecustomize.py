"""Makes rare schedules likely, in every process of an exercise's program: Python imports a module of this name first.

EXERCISE_SCHEDULE holds a JSON object: `file`, the program whose steps count; `seed`; `one_in`, the mean number of
steps from one interference to the next; and `do`:

pause     sleep for up to a millisecond between two instructions, so that another thread or process overtakes this one
collect   collect garbage before a line, so that the collector calls __del__ there
signal    deliver SIGUSR1 before a line, if the program has a handler for it

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


class Schedule:
    """A trace function that interferes at pseudo-random steps of one file."""

    def __init__(self, file: str, do: str, seed: int, one_in: int) -> None:
        self.file, self.do, self.one_in = file, do, one_in
        self.drawn = seed

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        """Trace the frames of the program's own file, for pauses by instruction."""
        if frame.f_code.co_filename != self.file:
            return None
        frame.f_trace_opcodes = self.do == "pause"
        return self.step

    def step(self, frame: FrameType, event: str, argument: object) -> Any:
        """Interfere before this step, or not."""
        if event == ("opcode" if self.do == "pause" else "line") and self.draw(self.one_in) == 0:
            getattr(self, self.do)()
        return self.step

    def draw(self, limit: int) -> int:
        """Give the next number below `limit`, another one in each process and thread."""
        self.drawn = (self.drawn * 6364136223846793005 + 1442695040888963407) % 2**64
        return ((self.drawn >> 33) ^ os.getpid() * 2654435761 ^ threading.get_ident() >> 12) % limit

    def pause(self) -> None:
        """Let another thread or process overtake this one."""
        time.sleep(self.draw(1000) / 1e6)

    def collect(self) -> None:
        """Collect garbage here."""
        gc.collect()

    def signal(self) -> None:
        """Deliver SIGUSR1 here, if the program handles it and this is the thread that handles signals."""
        if threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGUSR1)):
            signal.raise_signal(signal.SIGUSR1)


if "EXERCISE_SCHEDULE" in os.environ:
    schedule = Schedule(**json.loads(os.environ["EXERCISE_SCHEDULE"]))
    threading.settrace(schedule)
    sys.settrace(schedule)
