"""gc.freeze() right before the fork keeps the parent's data shared; called too early or too late, it does nothing.

For each order of calls a separate program loads up to 300 000 lists and forks a worker. The worker leaves
fifty thousand cycles of garbage behind, as a server does over time. If its collector is enabled, it ends
with a full collection. Then it measures by how much its USS has grown.

  nothing                  the full collection copies all data;
  disable_alone            Instagram's first step: no data are copied, but the garbage stays;
  recipe                   gc.disable() first of all, gc.freeze() right before the fork, gc.enable() in
                           the worker: no data are copied, and the garbage is freed;
  freeze_alone             right before the fork, the collector never disabled: here as good (but see holes);
  freeze_before_loading    too early: the data are loaded later, are not frozen, and are copied;
  disable_before_fork      the recipe without gc.freeze(): the collection in the worker copies all data;
  freeze_in_worker         before the collector has run in the worker: as good as in the parent. Not in a
                           free-threaded build, where gc.freeze() writes to each object and so copies it
                           (by their source, 3.14.0 to 3.14.4 write to each object, too);
  freeze_after_collection  in the worker after its first full collection: too late on every version;
  not_enabled_again        the recipe without gc.enable() in the worker: the garbage stays.

The recipe in the documentation of gc.freeze() is gh-103059. Linux, because /proc tells the USS.
"""

import gc
import multiprocessing
import os

#        name: in the parent before loading, right before the fork, in the worker
ORDERS = {
    "nothing": ([], [], []),
    "disable_alone": ([gc.disable], [], []),
    "recipe": ([gc.disable], [gc.freeze], [gc.enable]),
    "freeze_alone": ([], [gc.freeze], []),
    "freeze_before_loading": ([gc.freeze], [], []),
    "disable_before_fork": ([], [gc.disable], [gc.enable]),
    "freeze_in_worker": ([], [], [gc.freeze]),
    "freeze_after_collection": ([], [], [gc.collect, gc.freeze]),
    "not_enabled_again": ([gc.disable], [gc.freeze], []),
}
DATA_MIB = int(os.environ.get("DATA_MIB", 112))


def uss_mib():
    with open("/proc/self/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) / 1024


def call(functions):
    for function in functions:
        function()


def work(name, begin):
    before = uss_mib()
    call(begin)
    for _ in range(50_000):
        garbage = []
        garbage.append(garbage)
    if gc.isenabled():
        gc.collect()
    print("%s_uss_growth_mib = %.1f" % (name, uss_mib() - before), flush=True)


def serve(name):
    before_loading, before_fork, in_worker = ORDERS[name]
    call(before_loading)
    data = [[] for _ in range(min(300_000, DATA_MIB * 2**20 // 80))]
    call(before_fork)
    worker = context.Process(target=work, args=(name, in_worker))
    worker.start()
    worker.join()
    assert data


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    for name in ORDERS:
        program = context.Process(target=serve, args=(name,))
        program.start()
        program.join()
