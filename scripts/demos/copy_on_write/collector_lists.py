"""What gc.freeze() does: it takes every tracked object out of the collector's lists, and nothing else.

The collector keeps the objects that it tracks in lists, one for each generation: young, middle, old. The
program counts them after it has made 100 000 lists, after gc.freeze(), after it has made some more and
collected, and after gc.unfreeze(); and it prints what gc.get_count() says, which counts towards the next
collection of each generation:

  gc.freeze() empties all three lists into a fourth one, which gc.get_freeze_count() counts and no
  collection looks through. It frees nothing and collects nothing;
  the collector stays enabled: what is made later is young, and grows old as ever;
  gc.unfreeze() puts everything into the list of the old, and all is as before.

In a free-threaded build there are no lists: all of the heap is looked through, gc.get_objects() gives the
same objects for each generation, and to freeze an object is to set a bit in it, a write to each. Some
versions begin with objects already frozen: 3.12.1 with 375.
"""

import gc


def report(when):
    for number, generation in enumerate(("young", "middle", "old")):
        print("%s_%s = %d" % (when, generation, len(gc.get_objects(generation=number))))
    print("%s_frozen = %d" % (when, gc.get_freeze_count()))
    print("%s_counted: %s" % (when, gc.get_count()))


if __name__ == "__main__":
    data = [[] for _ in range(100_000)]
    report("loaded")
    gc.freeze()
    report("frozen")
    print("collector_is_enabled =", int(gc.isenabled()))
    more = [[] for _ in range(300)]
    report("later")
    gc.collect()
    report("collected")
    gc.unfreeze()
    report("unfrozen")
