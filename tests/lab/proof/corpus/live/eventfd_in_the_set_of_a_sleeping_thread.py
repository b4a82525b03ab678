"""An event loop sleeps in an epoll set with an eventfd, which another thread signals after a sleep."""

import ctypes
import os
import select
import threading
import time

event = ctypes.CDLL(None).eventfd(0, 0)
epoll = select.epoll()
epoll.register(event, select.EPOLLIN)


def work():
    time.sleep(1.5)
    os.write(event, (1).to_bytes(8, "little"))


threading.Thread(target=work).start()
epoll.poll()
