"""Waits for SIGUSR1, which nobody in the program sends."""

# stuck: 1 thread of 1 process

import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
signal.sigwait({signal.SIGUSR1})
