"""A plain mp.Lock() in a Pool of the spawn context: it hangs, raises or works, by version.

No line of this program names fork. But mp.Lock() belongs to the default context, and on Linux that
is fork up to CPython 3.13.

  Before 3.11.5   A worker that uses the lock is killed by SIGSEGV. The Pool replaces the worker,
                  but does not repeat its task, and reports nothing. map() waits forever.
  3.11.5 to 3.13  Pool() raises RuntimeError in the parent, and no worker starts (gh-77377).
  From 3.14 on    The default start method is forkserver (gh-84559). A lock of that context has a
                  name, by which a spawned worker can open it. The program works.

On macOS the default start method has been spawn since 3.8 (bpo-33725), so the program should work
there; that was not tried. Modelled on gh-119413.
"""

import multiprocessing as mp


def prepare(shared_lock):
    global lock
    lock = shared_lock


def square(number):
    with lock:
        return number * number


if __name__ == "__main__":
    numbers_lock = mp.Lock()
    with mp.get_context("spawn").Pool(2, prepare, (numbers_lock,)) as pool:
        print("squares:", pool.map(square, range(4)))
