"""Two processes wake each other with two multiprocessing semaphores."""

# busy: 2

import multiprocessing
import time

context = multiprocessing.get_context("fork")
ping, pong, over = context.Semaphore(0), context.Semaphore(0), context.RawValue("b", 0)


def answer():
    while not over.value:
        ping.acquire()
        pong.release()


child = context.Process(target=answer)
child.start()
end = time.monotonic() + 1
while time.monotonic() < end:
    ping.release()
    pong.acquire()
over.value = 1
ping.release()
child.join()
