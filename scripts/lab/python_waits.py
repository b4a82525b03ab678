"""What a thread waits for in Python's terms, told from its stack: an item of a queue, the end of a thread, an import.

The kernel shows a lock for all of these. The library's function in which the thread is says what the lock is for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.lab.records.evidence import Frame

# By the end of the file's path, and the function without its class: CPython up to 3.10 does not name the class.
_WORDS = {
    ("asyncio/base_events.py", "run_forever"): "the next event of an event loop",
    ("concurrent/futures/_base.py", "exception"): "the result of a Future",
    ("concurrent/futures/_base.py", "result"): "the result of a Future",
    ("concurrent/futures/_base.py", "wait"): "several Futures",
    ("multiprocessing/pool.py", "get"): "the result of a Pool",
    ("multiprocessing/pool.py", "next"): "the next result of a Pool",
    ("multiprocessing/pool.py", "wait"): "the result of a Pool",
    ("multiprocessing/process.py", "join"): "the end of a process",
    ("multiprocessing/queues.py", "get"): "an item of a multiprocessing queue",
    ("multiprocessing/queues.py", "put"): "room in a multiprocessing queue",
    ("queue.py", "get"): "an item of a queue",
    ("queue.py", "join"): "the tasks of a queue to be done",
    ("queue.py", "put"): "room in a queue",
    ("selectors.py", "select"): "an event of a selector",
    ("subprocess.py", "communicate"): "the output of a subprocess",
    ("subprocess.py", "wait"): "the end of a subprocess",
    ("threading.py", "join"): "the end of a thread",
    ("threading.py", "wait"): "an Event, a Condition or a Barrier",
}
_FROZEN_IMPORT = "<frozen importlib"


def in_words(stack: Sequence[Frame] | None) -> str | None:
    """Say what a thread with this stack, the most recent call first, waits for; None where its frames do not tell.

    The outermost of the library's functions counts that stand below one another: Queue.get() waits on a Condition.
    """
    found = None
    for frame in stack or ():
        if frame.file.startswith(_FROZEN_IMPORT):
            return "an import lock, or the end of an import"
        function = frame.function.rpartition(".")[2]
        word = next(
            (words for (file, name), words in _WORDS.items() if name == function and frame.file.endswith("/" + file)),
            None,
        )
        if word is None and found is not None:
            break
        if word is None and not _is_between(frame.file):
            break
        found = word or found
    return found


def _is_between(file: str) -> bool:
    """Can this file's frames stand above the function that says what is waited for?"""
    return file.endswith(tuple("/" + one for one, _name in _WORDS)) or "/multiprocessing/" in file
