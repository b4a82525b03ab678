"""Run a program over and over, each time interrupted at another instruction of the lab's client; print how often.

    interrupted.py PROGRAM FIRST

Every third instruction is met, from the one with the number FIRST on.
"""

import sys
import threading
import time
from types import FrameType
from typing import Any

from scripts.lab import run
from scripts.lab.guard import client, latch

FILES = {client.__file__, latch.__file__, threading.__file__}
LONGEST_SECONDS = 5.0


def interrupt_at(number: int, program: str) -> bool:
    """Run the program, with a KeyboardInterrupt at the instruction with this number; False where there is none."""
    seen = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal seen
        if frame.f_code.co_filename not in FILES:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            seen += 1
            if seen == number:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        run(program)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False


def main(program: str, first: int) -> None:
    number, times = first, 0
    started = time.monotonic()
    while interrupt_at(number + 1, program):
        seconds = time.monotonic() - started
        assert seconds < LONGEST_SECONDS, f"the interrupt at instruction {number + 1} took {seconds:.1f} s"
        number, times, started = number + 3, times + 1, time.monotonic()
    print(times)


main(sys.argv[1], int(sys.argv[2]))
