# stuck: 2 threads of 1 process
import os
import threading
import time

if os.fork() == 0:
    while True:
        time.sleep(0.1)
one, other = threading.Lock(), threading.Lock()
met = threading.Barrier(2)


def take(first, second):
    with first:
        met.wait()
        second.acquire()


threading.Thread(target=take, args=(one, other)).start()
take(other, one)
