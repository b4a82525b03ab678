"""A CPython process that is looked at: its memory, and where things stand in it."""

from __future__ import annotations

import os

from scripts.lab.stacks import images, layouts
from scripts.lab.stacks.memory import Memory, Unreadable

# A frame costs about a kilobyte the first time its code object is met, a tenth of that later.
MOST_BYTES = 16 << 20


class Target:
    """One process. To be closed."""

    def __init__(self, pid: int, root: str) -> None:
        """Raises Unreadable where it is no CPython that could be read."""
        # Its folder in /proc.
        self.base = f"{root}/{pid}"
        try:
            self.memory = Memory(f"{self.base}/mem", MOST_BYTES)
        except ProcessLookupError:
            raise Unreadable(images.NO_MEMORY) from None
        except OSError as error:
            if not os.path.isdir(root):
                raise Unreadable(f"there is no {root} on this system") from None
            if not os.path.isdir(self.base):
                raise Unreadable("there is no such process") from None
            raise Unreadable(f"its memory may not be read: {error.strerror}") from None
        try:
            symbols = images.symbols(self.base, self.memory, layouts.SYMBOLS)
            self.layout = layouts.of(symbols, self.memory)
        except BaseException:
            self.memory.close()
            raise
        self.runtime = symbols[layouts.RUNTIME]
        self.code_type = symbols[layouts.CODE_TYPE]

    def close(self) -> None:
        """Let go of the process."""
        self.memory.close()
