"""A plain mp.Event() and a process of the spawn context: the default start method decides.

No line of this program names fork. But the event belongs to the default context. On Linux before
CPython 3.14 that is fork: the child is killed by SIGSEGV before 3.11.5, and from 3.11.5 and 3.12.0
on start() raises RuntimeError, exit code 1 (gh-77377). From 3.14 on it is forkserver (gh-84559),
whose semaphores have names, so the program works. On macOS the default has been spawn since 3.8
(bpo-33725), and it should work on every version; that was not tried.

This is the program of the article "Why not multiprocessing" (kemingy, 2021) and of gh-89461
(bpo-45298).
"""

import multiprocessing as mp


def report_ready(ready):
    ready.set()


if __name__ == "__main__":
    ready = mp.Event()
    print("default start method:", mp.get_start_method())
    child = mp.get_context("spawn").Process(target=report_ready, args=(ready,))
    child.start()
    child.join()
    print("event is set:", ready.is_set())
    print("child_exit_code =", child.exitcode)
