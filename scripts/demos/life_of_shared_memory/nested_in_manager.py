"""shared["numbers"].append(1) on a Manager's dict changes a copy, and the change is lost without an error.

    nested_in_manager.py [MEANS]     append, assign or nested; default: append

shared["numbers"] asks the manager's server for the value, and gets a copy of the list. append() then changes
the copy, of which the server knows nothing.

append: the list in the dict stays empty.
assign: the program gets the copy, changes it and assigns it. The list has the number. Two processes that do this at
once lose changes, unless they hold a lock.
nested: the value is a list of the manager, so shared["numbers"] gives a proxy, and append() is done in the server.

The same on every version from 3.8 to 3.15.
"""

import multiprocessing
import sys


def change(shared, means):
    if means == "assign":
        numbers = shared["numbers"]
        numbers.append(1)
        shared["numbers"] = numbers
    else:
        shared["numbers"].append(1)


if __name__ == "__main__":
    means = sys.argv[1] if len(sys.argv) > 1 else "append"
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        shared = manager.dict()
        shared["numbers"] = manager.list() if means == "nested" else []
        child = context.Process(target=change, args=(shared, means))
        child.start()
        child.join()
        print("numbers_afterwards =", len(shared["numbers"]))
