"""Reads a pseudo-terminal of its own: terminals have timers and signals that no argument of the call shows."""

# ends: never

import os

_terminal, line = os.openpty()
os.read(line, 1)
