"""One context, and the child still finds no lock, because the parent kept no reference to it.

The lock is made where it is passed, and no variable keeps it. start() pickles it and drops the
arguments. That was the last reference, so the parent removes the semaphore's name. The child reads
its arguments only afterwards, and opens a name that is gone: FileNotFoundError, exit code 1.

So with spawn and forkserver a semaphore lives as long as the process that made it keeps a
reference. With fork this program works, because the child inherits the open semaphore and needs no
name. The same on every version.
"""

import multiprocessing


def use(lock):
    with lock:
        print("the child has the lock")


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=use, args=(context.Lock(),))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
