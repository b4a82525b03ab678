"""A CPython process that is looked at: its memory, and where things stand in it."""

from __future__ import annotations

import os

from scripts.lab.linux.proc import Proc, read
from scripts.lab.stacks import images, layouts
from scripts.lab.stacks.memory import Memory, Unreadable

# A frame costs about a kilobyte the first time its code object is met, a tenth of that later.
MOST_BYTES = 16 << 20


class Target:
    """One process. To be closed."""

    def __init__(self, pid: int, proc: Proc) -> None:
        """Raises Unreadable where it is no CPython that could be read."""
        self.proc = proc
        self.pid = pid
        own = f"{proc.root}/{pid}"
        # The folder of a thread that has not ended, through which the memory of all of them can be reached.
        folder = next((one for one in proc.folders(pid) if read(f"{one}/maps")), own)
        try:
            self.memory = Memory(f"{folder}/mem", MOST_BYTES)
        except ProcessLookupError:
            raise Unreadable(images.NO_MEMORY) from None
        except OSError as error:
            if not os.path.isdir(proc.root):
                raise Unreadable(f"there is no {proc.root} on this system") from None
            if not os.path.isdir(own):
                raise Unreadable("there is no such process") from None
            raise Unreadable(f"its memory may not be read: {error.strerror}") from None
        try:
            symbols = images.symbols(proc, pid, folder, self.memory, layouts.SYMBOLS)
            self.layout = layouts.find(symbols, self.memory)
        except BaseException:
            self.memory.close()
            raise
        self.runtime = symbols[layouts.RUNTIME]
        self.code_type = symbols[layouts.CODE_TYPE]

    def close(self) -> None:
        """Let go of the process."""
        self.memory.close()
