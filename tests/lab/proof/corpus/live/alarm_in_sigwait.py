"""SIGALRM is blocked, and sigwait() takes it when the alarm goes off."""

# apart: with its like

import signal

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
signal.setitimer(signal.ITIMER_REAL, 1.5)
assert signal.sigwait({signal.SIGALRM}) == signal.SIGALRM
