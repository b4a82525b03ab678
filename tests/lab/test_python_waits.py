"""What threads wait for in Python's terms: told of real programs, under every interpreter."""

import sys
from collections.abc import Callable

import pytest

from scripts.lab import interpreters, run
from scripts.lab.python_waits import in_words
from scripts.lab.records.evidence import Frame

WAITS = {
    "the end of a thread": "import threading; t = threading.Thread(target=threading.Event().wait); t.start(); t.join()",
    "an item of a queue": "import queue; queue.Queue().get()",
    "room in a queue": "import queue; q = queue.Queue(1); q.put(1); q.put(2)",
    "an Event, a Condition or a Barrier": "import threading; threading.Event().wait()",
    "the result of a Future": "import concurrent.futures; concurrent.futures.Future().result()",
    "the end of a subprocess": "import subprocess; subprocess.Popen(['cat'], stdin=subprocess.PIPE).wait()",
    "an item of a multiprocessing queue": "import multiprocessing; multiprocessing.get_context('fork').Queue().get()",
}


WRITES = """
import io, os, sys, threading
reading, writing = os.pipe()
writer = os.fdopen(writing, "wb")
text = io.TextIOWrapper(writer, write_through=True)
threading.Thread(target=writer.write, args=(bytes(1 << 20),), name="first").start()
os.read(reading, 1)  # something came through, so the thread is in its write
"""
READS = """
import io, os, sys, threading
reading, writing = os.pipe()
reader = os.fdopen(reading, "rb")
first = threading.Thread(target=reader.read, args=(10,), name="first")
first.start()
while open("/proc/self/task/%d/syscall" % first.native_id).read().split()[0] not in ("0", "63"):
    pass
"""
BUFFERS = {
    "write": (WRITES, "writer.write(b'x')", "BufferedWriter"),
    "flush": (WRITES, "writer.flush()", "BufferedWriter"),
    "text": (WRITES, "text.write('x')", "BufferedWriter"),
    "print": (WRITES, "sys.stdout = text\nprint('x')", "BufferedWriter"),
    "print to a file": (WRITES, "print('x', file=text)", "BufferedWriter"),
    "forked": (WRITES, "if os.fork() == 0:\n    writer.write(b'x')\nos.wait()", "BufferedWriter"),
    "lines": (READS, "for line in reader: pass", "BufferedReader"),
}
PYTHONS = {one.version: one.executable for one in interpreters.find()}


@pytest.mark.skipif(sys.platform != "linux", reason="stacks are read through /proc")
@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
def test_the_lock_inside_a_buffer_is_named_and_its_holder(python: str, program: Callable[[str], str]) -> None:
    for how, (beginning, wait, kind) in BUFFERS.items():
        ended = run(program(f"{beginning}{wait}\n"), python=python, timeout=20)
        assert ended.verdict == "deadlocked", (how, ended.stderr)
        (waiter,) = [thread for thread in ended.evidence if thread.waits_for and thread.waits_for.kind == "lock"]
        assert waiter.waits_in == f"the lock inside a {kind}", how
        assert waiter.waits_for is not None and waiter.waits_for.owner is not None, how
        assert (waiter.waits_for.owner.thread, waiter.waits_for.owner.how) == ("first", "record"), how
        assert (waiter.waits_for.copied_from == ended.pid) is (how == "forked"), how


@pytest.mark.skipif(sys.platform != "linux", reason="stacks are read through /proc")
def test_a_lock_of_threading_is_no_buffers_lock(program: Callable[[str], str]) -> None:
    """Although a thread waits for a buffer's lock meanwhile, and the buffer lies on the frame's stack."""
    text = WRITES + (
        "threading.Thread(target=writer.write, args=(b'x',)).start()\n"
        "lock = threading.Lock()\nlock.acquire()\nwriter.write(bytes(lock.acquire()))\n"
    )
    for python in PYTHONS.values():
        ended = run(program(text), python=python, timeout=20)
        (first,) = [thread for thread in ended.evidence if thread.tid == ended.pid]
        assert first.waits_in is None, python


@pytest.mark.skipif(sys.platform != "linux", reason="stacks are read through /proc")
@pytest.mark.parametrize("words", WAITS)
def test_a_wait_is_told_in_pythons_terms(words: str, program: Callable[[str], str]) -> None:
    path = program(WAITS[words].replace("; ", "\n"))
    for python in {one.version: one for one in (interpreters.find()[0], interpreters.find()[-1])}.values():
        ended = run(path, python=python.executable, timeout=20)
        assert ended.verdict == "deadlocked", (python.version, ended.stderr)
        (first,) = [thread for thread in ended.evidence if thread.tid == ended.pid]
        assert first.waits_in == words, python.version


def test_an_import_and_a_program_of_ones_own() -> None:
    own = Frame(function="work", file="/home/reader/program.py", line=3)
    importing = Frame(function="_ModuleLock.acquire", file="<frozen importlib._bootstrap>", line=9)
    assert in_words([importing, own]) == "an import lock, or the end of an import"
    assert in_words([own]) is None and in_words(None) is None
    # What is below the program's own function is not what it waits in.
    below = Frame(function="Thread.join", file="/usr/lib/python3.11/threading.py", line=1)
    assert in_words([own, below]) is None
