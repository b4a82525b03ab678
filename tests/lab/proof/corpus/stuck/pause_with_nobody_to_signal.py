"""Waits for any signal, and nobody in the program sends one."""

# stuck: 1 thread of 1 process

import signal

signal.pause()
