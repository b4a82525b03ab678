"""An event loop sleeps in an epoll set within another one, with an eventfd by which other threads would wake it."""

# stuck: 2 threads of 1 process

import ctypes
import select
import threading

event = ctypes.CDLL(None).eventfd(0, 0)
inner, outer = select.epoll(), select.epoll()
inner.register(event, select.EPOLLIN)
outer.register(inner.fileno(), select.EPOLLIN)


def work():
    result = threading.Event()
    result.wait()


threading.Thread(target=work).start()
outer.poll()
