"""A remedy for libraries: hold the lock while the process forks, so that no thread is in the middle of a change.

os.register_at_fork() makes the forking thread acquire the lock before the fork. Parent and child each
release their copy afterwards. The child finds the lock free and the accounts complete: 100. The fork
waits until the holder has released the lock.

That the lock is held when the fork begins is forced: another handler tells the holder to go on. Handlers
for before run in the reverse order of their registration, so this one runs first.

Every version (os.register_at_fork came with CPython 3.7), Linux, with fork. The remedy can hang the
parent: see forker_holds_it and opposite_order. A handler runs for each fork that Python makes, for as
long as the process lives.
"""

import multiprocessing
import os
import threading

lock = threading.Lock()
accounts = {"one": 100, "other": 0}
held = threading.Event()
may_release = threading.Event()


def hold():
    with lock:
        accounts["one"] -= 100
        held.set()
        may_release.wait()
        accounts["other"] += 100


def use():
    with lock:
        print("sum_seen_by_child =", sum(accounts.values()))


if __name__ == "__main__":
    os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    os.register_at_fork(before=may_release.set)
    threading.Thread(target=hold).start()
    held.wait()
    child = multiprocessing.get_context("fork").Process(target=use)
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
