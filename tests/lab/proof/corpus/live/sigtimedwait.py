"""Waits for a signal that nobody sends, but not for ever."""

import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
assert signal.sigtimedwait({signal.SIGUSR1}, 1.5) is None
