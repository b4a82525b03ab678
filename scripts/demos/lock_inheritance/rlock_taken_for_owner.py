"""A new thread of the child can be taken for the missing owner of an RLock, and acquires it.

An RLock knows its owner by threading.get_ident(), which on Linux is the address of the thread's
descriptor, at the end of its stack. After fork the child's C library counts the stacks of the missing
threads as free, and can give one to the next thread that the child starts. That thread then has the
ident of the missing one. acquire() takes it for the owner that comes again, and lets it into a section
that another thread was in the middle of.

Whether this happens depends on the C library, not on Python: with glibc 2.36 the first new thread gets
the stack, with glibc 2.43 no thread does. What always holds: a thread acquires the RLock if and only if
it has the ident of the missing owner.

Every version, Linux, with fork.
"""

import multiprocessing
import platform
import threading

lock = threading.RLock()
held = threading.Event()
may_release = threading.Event()


def hold():
    with lock:
        held.set()
        may_release.wait()


def attempt(owner):
    has_owners_ident = threading.get_ident() == owner
    acquired = lock.acquire(blocking=False)
    print("has_owners_ident =", int(has_owners_ident))
    print("acquired =", int(acquired))
    print("acquired_if_and_only_if_taken_for_owner =", int(acquired == has_owners_ident))


def use(owner):
    other = threading.Thread(target=attempt, args=(owner,))
    other.start()
    other.join()


if __name__ == "__main__":
    print("C library:", *platform.libc_ver())
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    child = multiprocessing.get_context("fork").Process(target=use, args=(holder.ident,))
    child.start()
    may_release.set()
    child.join()
    print("child_exit_code =", child.exitcode)
