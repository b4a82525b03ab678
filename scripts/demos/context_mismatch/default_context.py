"""What fixes the start method of the whole program, so that a later set_start_method() raises.

The default context is undecided until some call needs it. The first such call decides it for good:
making an Event, a Pool or an executor, starting a Process, get_context() without a method, or only
asking get_start_method(). Merely making a Process object, a Pipe, or an object of a named context
decides nothing.

Starting a process of a *named* context decides it too, in an older CPython: the first start() by
spawn or forkserver asks for the default, and so fixes it, on Linux to fork. Mended in 3.13.12 and
3.14.3 (gh-109263). multiprocessing.freeze_support() did so from 3.13.4 to 3.13.12 and from 3.14.0
to 3.14.3 (gh-140814).

After that, set_start_method() raises RuntimeError, "context has already been set", as it does when
called twice. force=True overrides it, but what was made before still belongs to the context in
which it was made.

The default on Linux is forkserver from CPython 3.14 on (gh-84559) and fork before; on macOS it has
been spawn since 3.8 (bpo-33725).
"""

import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.pool import ThreadPool


def attempt(**options):
    try:
        mp.set_start_method("spawn", **options)
    except RuntimeError as error:
        print("set_start_method raised RuntimeError:", error)
        return 1
    return 0


def start(context):
    child = context.Process()
    child.start()
    child.join()


if __name__ == "__main__":
    for name, call in [
        ("mp.Pipe()", mp.Pipe),
        ("mp.RawValue('i')", lambda: mp.RawValue("i")),
        ("mp.Process()", mp.Process),
        ("mp.get_context('spawn').Event()", mp.get_context("spawn").Event),
        ("mp.get_all_start_methods()", mp.get_all_start_methods),
        ("mp.freeze_support()", mp.freeze_support),
        ("mp.get_context('spawn').Process().start()", lambda: start(mp.get_context("spawn"))),
        ("mp.get_context('forkserver').Process().start()", lambda: start(mp.get_context("forkserver"))),
        ("mp.Value('i')", lambda: mp.Value("i")),
        ("mp.Process().start()", lambda: start(mp)),
        ("ThreadPool(1)", lambda: ThreadPool(1).terminate()),
        ("ProcessPoolExecutor()", lambda: ProcessPoolExecutor().shutdown()),
        ("mp.get_context()", mp.get_context),
        ("mp.get_start_method()", mp.get_start_method),
        ("mp.Event()", mp.Event),
    ]:
        mp.set_start_method(None, force=True)  # undecided again
        call()
        print(f"{name}: {mp.get_start_method(allow_none=True)}", flush=True)

    for name, call in [("spawn_start", lambda: start(mp.get_context("spawn"))), ("event", mp.Event)]:
        mp.set_start_method(None, force=True)
        call()
        print(f"raised_after_{name} =", attempt())
    print("raised_with_force =", attempt(force=True))
    print("raised_second_time =", attempt())
