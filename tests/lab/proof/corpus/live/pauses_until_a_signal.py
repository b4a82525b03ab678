"""Pauses until a signal comes, as a service does that another process will tell to stop."""

# ends: never

import signal

signal.pause()
