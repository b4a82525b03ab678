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
