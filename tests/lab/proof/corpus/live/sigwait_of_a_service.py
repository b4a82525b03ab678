"""A service waits for SIGTERM or SIGINT, by which another process will tell it to stop."""

# ends: never

import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
signal.sigwait({signal.SIGTERM, signal.SIGINT})
