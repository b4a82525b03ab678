"""What gc.freeze() does: it moves every tracked object out of the lists that the collector looks through.

The collector keeps the objects that it tracks in lists, one for each generation: young, middle, old. The
program counts the objects in each list after it has made 100 000 lists, after gc.freeze(), after it has made
300 more and collected, and after gc.unfreeze(). It also prints gc.get_count(), the counts that decide when
the next collection of each generation starts.

  gc.freeze() moves all three lists into a fourth list. gc.get_freeze_count() counts that list, and no
  collection looks through it. It frees nothing and collects nothing;
  the collector stays enabled: a new object is young, and becomes old as before;
  gc.unfreeze() moves everything into the list of the old generation.

A free-threaded build has no such lists: a collection looks through the whole heap, gc.get_objects() returns the
same objects for every generation, and gc.freeze() sets a bit in each object, which is a write to each.
Some versions begin with objects already frozen: 3.12.1 with 375.
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
