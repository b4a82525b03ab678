"""The cure: event and process come from one context. It works on every version and system.

This is fork_event_spawn_process with the context chosen once and passed along. A semaphore of the
spawn context keeps its name until its owner drops it, so the child opens it by that name and no
address is sent.

Not spawn is the cure, but the one context: "fork" or "forkserver" in that line works as well.
"""

import multiprocessing


def report_ready(ready):
    ready.set()


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    child = context.Process(target=report_ready, args=(ready,))
    child.start()
    child.join()
    print("event is set:", ready.is_set())
    print("child_exit_code =", child.exitcode)
