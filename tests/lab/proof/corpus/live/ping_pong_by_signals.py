"""Two processes wake each other with signals that both wait for."""

# busy: 2

import os
import signal
import time

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
parent = os.getpid()
child = os.fork()
if child == 0:
    while True:
        signal.sigwait({signal.SIGUSR1})
        os.kill(parent, signal.SIGUSR1)
end = time.monotonic() + 1
while time.monotonic() < end:
    os.kill(child, signal.SIGUSR1)
    signal.sigwait({signal.SIGUSR1})
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
