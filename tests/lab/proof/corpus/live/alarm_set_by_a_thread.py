"""A thread sets the alarm of the whole process and then waits for the first thread, which pauses."""

# apart: with its like

import signal
import threading


def set_and_join():
    signal.setitimer(signal.ITIMER_REAL, 1.5)
    threading.main_thread().join()


signal.signal(signal.SIGALRM, lambda *_: None)
threading.Thread(target=set_and_join).start()
signal.pause()
