"""Which objects carry a semaphore into a spawned child? Each of them is handed to a real process.

What each factory of the fork context makes is passed to a process of the spawn context, whose
target leaves it alone. A wrapper around SemLock.__getstate__ notes whether pickle meets a semaphore
on the way.

Twelve carry one, some of them out of sight: a Queue to guard its pipe, a Value or Array in a hidden
RLock. Pipe, RawValue and RawArray carry none. A Manager and a Pool are refused by pickle for other
reasons. (Passed to a forked child, nothing is pickled, and each of the seventeen arrives.)

The same on every version. On Linux before CPython 3.11.5 every child that gets a semaphore ends
well, because it does not touch it (see first_use); from 3.11.5 and 3.12.0 on, start() raises
RuntimeError for it (gh-77377).
"""

import inspect
import multiprocessing
from multiprocessing.synchronize import SemLock

ARGUMENTS = {
    "Array": ("i", 10),
    "Barrier": (2,),
    "Pool": (1,),
    "RawArray": ("i", 10),
    "RawValue": ("i",),
    "Value": ("i",),
}

semaphores_met = []


def noting(semaphore, getstate=SemLock.__getstate__):
    semaphores_met.append(semaphore)
    return getstate(semaphore)


def leave_alone(thing):
    pass


def exit_code_with(thing, method):
    child = multiprocessing.get_context(method).Process(target=leave_alone, args=(thing,))
    child.start()
    child.join()
    return child.exitcode


def try_with(thing):
    semaphores_met.clear()
    try:
        exit_code_with(thing, "spawn")
    except (TypeError, NotImplementedError):
        return "is refused by pickle"
    except RuntimeError:  # the SemLock check, which raises only where there is a semaphore
        pass
    return "carries a semaphore" if semaphores_met else "carries none"


if __name__ == "__main__":
    SemLock.__getstate__ = noting
    found, forked = [], []
    for name, factory in inspect.getmembers(multiprocessing.get_context("fork"), inspect.ismethod):
        if name[0].isupper():
            thing = factory(*ARGUMENTS.get(name, ()))
            found.append(try_with(thing))
            forked.append(exit_code_with(thing, "fork"))
            print(name, found[-1], flush=True)
            if name in ("Manager", "Pool"):  # these two are processes of their own
                with thing:
                    pass
    print("carriers =", found.count("carries a semaphore"))
    print("without =", found.count("carries none"))
    print("refused =", found.count("is refused by pickle"))
    print("reached_a_forked_child =", forked.count(0))
