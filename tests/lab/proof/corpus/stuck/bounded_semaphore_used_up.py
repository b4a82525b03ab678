"""Each of two threads has one of two permits and waits for a second one."""

# stuck: 3 threads of 1 process

import threading

permits = threading.BoundedSemaphore(2)
each_has_one = threading.Barrier(2)


def take_two():
    permits.acquire()
    each_has_one.wait()
    permits.acquire()


threads = [threading.Thread(target=take_two) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
