"""The crash itself, on every version: a spawned child uses the address of its parent's semaphore.

A lock is pickled as four values, (handle, kind, maxvalue, name). SemLock.__getstate__ returns them,
but from CPython 3.11.5 and 3.12.0 on it first refuses a lock of the fork context (gh-77377). This
program goes round that check: it reads the four values from the lock and sends them as a tuple. The
child gives them to __setstate__, as unpickling would. What happens then has not changed since 3.8.

The name is None, because a fork-context semaphore loses its name as soon as it is open. What is
left is the handle, on Linux the address at which the parent has mapped the semaphore. Both
processes look it up in their own memory map: the parent finds a file, marked "(deleted)" because it
has no name; the child finds nothing. Rebuilding the lock succeeds all the same, because it only
copies a number. acquire() reads that address, and the kernel sends SIGSEGV. faulthandler prints in
which Python line; from 3.14 on it adds the C function.

That nothing is mapped there is the work of address space randomization. Where that is switched off,
as under gdb or setarch -R, a child may have a library or data of its own at the address: see
address_taken.

Linux, because it reads /proc. On macOS the handle is a descriptor number, and acquire() should
raise OSError; that was not tried.
"""

import faulthandler
import multiprocessing
from multiprocessing.synchronize import Lock


def mapped_at(address):
    with open("/proc/self/maps") as regions:
        for region in regions:
            first, last = region.split()[0].split("-")
            if int(first, 16) <= address < int(last, 16):
                return " ".join(region.split())
    return "nothing"


def use(state):
    faulthandler.enable()
    print("mapped there in the child:", mapped_at(state[0]))
    lock = Lock.__new__(Lock)
    lock.__setstate__(state)
    print("the child has rebuilt the lock; now acquire()", flush=True)
    lock.acquire()


if __name__ == "__main__":
    lock = multiprocessing.get_context("fork").Lock()
    semaphore = lock._semlock
    state = (semaphore.handle, semaphore.kind, semaphore.maxvalue, semaphore.name)
    print("handle, kind, maxvalue, name:", hex(semaphore.handle), *state[1:])
    print("mapped there in the parent:", mapped_at(semaphore.handle), flush=True)
    child = multiprocessing.get_context("spawn").Process(target=use, args=(state,))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
