"""Every object of a type that takes part in collection has a collector's header, also while it is not tracked.

For one object of each kind the program prints whether the collector tracks it (gc.is_tracked) and how many bytes stand
before the object for the collector: sys.getsizeof() counts them, the object's own __sizeof__() does not.

  integer           its type takes no part in collection: no header, never tracked;
  list              header, tracked;
  tuple_collected   a tuple of an integer after gc.collect(): not tracked any more, but the header is still there;
  empty_dict        not tracked before CPython 3.14, but with a header on every version. Tracked from 3.14 on.

A collection writes into the headers of tracked objects only. A free-threaded build has no such headers: it has a field
in every object instead, and prints 0 for all of them.
"""

import gc
import sys


def report(name, thing):
    print("%s_is_tracked = %d" % (name, gc.is_tracked(thing)))
    print("%s_header_bytes = %d" % (name, sys.getsizeof(thing) - thing.__sizeof__()))


if __name__ == "__main__":
    number = len(sys.argv) + 10**6
    held = (number,)
    gc.collect()
    report("integer", number)
    report("list", [])
    report("tuple_collected", held)
    report("empty_dict", {})
