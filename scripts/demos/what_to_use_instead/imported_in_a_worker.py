"""Extension modules in a worker: which of them can be imported there?

    imported_in_a_worker.py [KIND [MODULE]]      KIND as for one_task.py; processes are started with spawn

MODULE: by default some of the standard library's. A module that keeps one state for the whole process (single-phase
initialization) raises ImportError in an interpreter that has a GIL of its own, and so does one that does not say that
it supports such interpreters. In threads and processes every module works that works in the parent. In a free-threaded
build a module that does not say that it can do without the GIL turns the GIL on.
"""

import importlib.util
import multiprocessing
import subprocess
import sys
import warnings

MODULES = "_ctypes _curses _decimal _elementtree _json _lzma _pickle _sqlite3 _ssl faulthandler readline zlib"


def refused(modules):
    """Give those of some modules that cannot be imported, each with its reason, and whether a GIL is on."""
    warnings.simplefilter("ignore")
    reasons = {}
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError as error:
            reasons[name] = [line for line in str(error).splitlines() if "support" in line or "\n" not in str(error)][0]
    return reasons, getattr(sys, "_is_gil_enabled", lambda: True)()


def in_worker(kind, modules):
    if kind == "subprocess":
        command = [sys.executable, __file__, "task", *modules]
        return eval(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    spawn = multiprocessing.get_context("spawn")
    if kind == "Pool":
        with spawn.Pool(1) as pool:
            return pool.apply(refused, [modules])
    package, _, name = kind.rpartition(".")
    executor = getattr(importlib.import_module(package or "concurrent.futures"), name)
    with executor(1, *[spawn] * (kind == "ProcessPoolExecutor")) as workers:
        return workers.submit(refused, modules).result()


if __name__ == "__main__" and sys.argv[1:2] == ["task"]:
    print(refused(sys.argv[2:]))
elif __name__ == "__main__":
    kind, *modules = sys.argv[1:] or ["ThreadPoolExecutor"]
    modules = modules or [name for name in MODULES.split() if importlib.util.find_spec(name)]
    reasons, has_gil = in_worker(kind, modules)
    print("imported: %s" % (", ".join(name for name in modules if name not in reasons) or "none"))
    print("not imported: %s" % (", ".join(reasons) or "none"))
    for reason in reasons.values():
        print("ImportError:", reason)
    print("the GIL: %s" % ("on" if has_gil else "off"))
