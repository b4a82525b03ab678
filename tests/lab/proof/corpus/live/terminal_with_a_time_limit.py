"""read() on a terminal blocks; that VTIME limits it is not among the arguments of the call."""

import os
import termios

_terminal, line = os.openpty()
settings = termios.tcgetattr(line)
settings[3] &= ~(termios.ICANON | termios.ECHO)
settings[6][termios.VMIN], settings[6][termios.VTIME] = 0, 15
termios.tcsetattr(line, termios.TCSANOW, settings)
assert os.read(line, 1) == b""
