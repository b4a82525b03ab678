"""If the child has memory of its own at that address, it does not crash: its lock gives wrong answers.

As in bare_handle, a spawned child gets the bare state of a fork-context lock. But this child first
maps a page of its own at the parent's address, as an unlucky memory layout could, and writes a
number there. acquire() takes that number for the semaphore's value, and raises nothing:
  the parent holds the lock, the child finds 1, and acquires it: two processes hold one lock;
  the lock is free, the child finds 0, and does not get it; without block=False it would wait forever.

Every version; Linux with glibc, where a sem_t begins with its value. See gh-77377.
"""

import ctypes
import mmap
import multiprocessing
from multiprocessing.synchronize import Lock

MAP_FIXED = 0x10


def map_page(address):
    first = address - address % mmap.PAGESIZE
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_FIXED
    map_memory = ctypes.CDLL(None).mmap
    map_memory.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    map_memory(first, mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)


def use(state, number, name):
    map_page(state[0])
    ctypes.c_uint.from_address(state[0]).value = number
    lock = Lock.__new__(Lock)
    lock.__setstate__(state)
    print(f"{name}_lock_acquired =", int(lock.acquire(block=False)))


if __name__ == "__main__":
    for name, number in [("held", 1), ("free", 0)]:
        lock = multiprocessing.get_context("fork").Lock()
        if name == "held":
            lock.acquire()
        semaphore = lock._semlock
        state = (semaphore.handle, semaphore.kind, semaphore.maxvalue, semaphore.name)
        child = multiprocessing.get_context("spawn").Process(target=use, args=(state, number, name))
        child.start()
        child.join()
        print("child_exit_code =", child.exitcode, flush=True)
