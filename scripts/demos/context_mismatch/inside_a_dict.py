"""A lock in a dict, in an object, given to a process of another context: the last lines name no lock.

The author of the last lines need not know that a Cache contains a lock. The error is the same as
for a bare lock: on Linux before CPython 3.11.5 the child is killed by SIGSEGV, exit code -11; from
3.11.5 and 3.12.0 on start() raises RuntimeError (gh-77377).

How to read the traceback: its last frames are pickle's (reduction.dump, SemLock.__getstate__). They
say only that some argument of this start() contains a semaphore, not which one. From 3.14 on pickle
adds notes, innermost first (gh-122213): here dict item 'lock', dict item 'parts', Cache object, and
so on up to the process.
"""

import multiprocessing


class Cache:
    def __init__(self, context):
        self.parts = {"entries": {}, "lock": context.Lock()}

    def store(self, key, value):
        with self.parts["lock"]:
            self.parts["entries"][key] = value


def fill(cache):
    cache.store("answer", 42)


if __name__ == "__main__":
    cache = Cache(multiprocessing.get_context("fork"))
    child = multiprocessing.get_context("spawn").Process(target=fill, args=(cache,))
    child.start()
    child.join()
    print("child_exit_code =", child.exitcode)
