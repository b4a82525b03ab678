# stuck: 1 thread of 1 process
import multiprocessing
import threading
import time

context = multiprocessing.get_context("fork")
lock = threading.Lock()


def work():
    with lock:
        pass


def hold():
    with lock:
        time.sleep(0.5)


threading.Thread(target=hold).start()
while not lock.locked():
    pass
child = context.Process(target=work)
child.start()
while child.is_alive():
    child.join(timeout=0.1)
