"""Which thread holds the GIL and which ones wait for it, read from outside."""

import struct
import subprocess
import sys
from collections.abc import Callable

import pytest

from scripts.lab import stacks
from scripts.lab.evidence import with_stacks
from scripts.lab.interpreters import Interpreter
from scripts.lab.linux.proc import PROC
from scripts.lab.proof.calls import name as call_name
from scripts.lab.proof.prover import Prover
from scripts.lab.proof.surroundings import Descendants
from scripts.lab.show.cards.threads import as_lines
from scripts.lab.stacks import elf, layouts
from scripts.lab.stacks.memory import Memory, Unreadable
from tests.lab.test_stacks import Damage, Fake, calls, every_interpreter, running, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read through Linux's /proc")

# PyDLL keeps the GIL during a call. The bystander too is in futex(2) with a time limit, and does not want the GIL.
KEPT = """
import ctypes, threading

held = threading.Lock()
held.acquire()
told = threading.Event()

def stand_by():
    held.acquire(timeout=1000)

def keep():
    sleep = ctypes.PyDLL(None).sleep
    print(threading.get_native_id(), flush=True)
    told.set()
    sleep(1000)

threading.Thread(target=stand_by).start()
threading.Thread(target=keep).start()
told.wait()
while True:
    pass
"""


@every_interpreter
def test_a_call_that_keeps_the_gil_is_seen_to(interpreter: Interpreter, program: Callable[[str], str]) -> None:
    with running(interpreter.executable, program(KEPT), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        keeper = int(process.stdout.readline())
        until(lambda: call_name(PROC.system_call(process.pid, keeper)) == "clock_nanosleep")
        if interpreter.free_threaded:
            read = stacks.read(process.pid, with_gil=True)
            assert read.stacks
            assert (read.gil, read.gil_waiters) == (None, set())
            return

        def seen() -> tuple[int | None, set[int]]:
            read = stacks.read(process.pid, with_gil=True)
            return read.gil, read.gil_waiters

        # A waiter wakes once in each switch interval, and is not seen to wait in that moment.
        until(lambda: seen() == (keeper, {process.pid}))
        not_asked = stacks.read(process.pid)
        assert (not_asked.gil, not_asked.gil_waiters) == (None, set())

        def evidence() -> dict[int, str | None]:
            finding = Prover(Descendants(process.pid)).explain()
            entries = with_stacks(finding)
            words = {entry.tid: as_lines(entry).splitlines()[0] for entry in entries}
            for entry in entries:
                assert ("holds the GIL" in words[entry.tid]) == (entry.gil == "holds")
                assert ("waits for the GIL" in words[entry.tid]) == (entry.gil == "waits")
            return {entry.tid: entry.gil for entry in entries}

        bystander = (set(PROC.thread_ids(process.pid)) - {process.pid, keeper}).pop()
        until(lambda: evidence() == {keeper: "holds", process.pid: "waits", bystander: None})


@every_interpreter
def test_damaged_memory_names_no_thread_that_is_not_there(
    interpreter: Interpreter, program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(interpreter.executable, program(KEPT), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        keeper = int(process.stdout.readline())
        until(lambda: call_name(PROC.system_call(process.pid, keeper)) == "clock_nanosleep")
        there = set(PROC.thread_ids(process.pid))

        def read(damage: Damage) -> stacks.Reading:
            with monkeypatch.context() as patched:
                patched.setattr(elf, "_known", {})
                patched.setattr(Memory, "some", lambda where, address, size: damage.some(where, address, size))
                return stacks.read(process.pid, with_gil=True)

        whole = Damage(0, 0, 0)
        expected = read(whole).gil
        assert expected == (None if interpreter.free_threaded else keeper)
        seen = set()
        for number in range(1, whole.reads + 1):
            for last in (number, whole.reads * 10):
                result = read(Damage(number, number, last))
                assert {result.gil} | result.gil_waiters <= there | {None}
                seen.add(result.gil)
        assert interpreter.free_threaded or seen >= {keeper, None}, "the damage was not felt"


@pytest.mark.parametrize("minor", layouts._WITH_DEBUG_OFFSETS)
def test_a_table_in_which_the_gil_is_damaged_is_refused(minor: int) -> None:
    column = layouts._WITH_DEBUG_OFFSETS.index(minor)
    where = {name: places[column] or 0 for name, places in layouts._NUMBER_IN_DEBUG_OFFSETS.items()}
    symbols = dict.fromkeys(layouts.SYMBOLS, 4096) | {layouts.RUNTIME: 8192}

    def found(**offsets: int) -> layouts.Layout:
        numbers = [int.from_bytes(layouts._COOKIE, sys.byteorder)] + [0] * layouts._LAST_NUMBER
        for name, offset in ({"gil": 400, "gil_holder": 408, "gil_locked": 416} | offsets).items():
            numbers[where[name]] = offset
        version = struct.pack("@Q", 3 << 24 | minor << 16)
        return layouts.find(symbols, Fake({4096: version, 8192: layouts._NUMBERS.pack(*numbers)}))

    whole = found()
    assert (whole.gil_holder, whole.gil_locked, whole.gil_condition, whole.gil_enabled) == (8, 16, 32, None)
    damaged: list[dict[str, int]] = [
        {"gil_holder": 399},
        {"gil_locked": 399},
        {"gil_holder": 900},
        {"gil_enabled": 500, "free_threaded": 1},
    ]
    for offsets in damaged:
        with pytest.raises(Unreadable, match="damaged"):
            found(**offsets)


RELEASED = """
import threading, time

lock = threading.Lock()
lock.acquire()
threading.Thread(target=lock.acquire).start()
time.sleep(1000)
"""


@every_interpreter
def test_threads_that_sleep_without_the_gil_do_not_hold_it(
    interpreter: Interpreter, program: Callable[[str], str]
) -> None:
    with running(interpreter.executable, program(RELEASED)) as process:
        # time.sleep calls select(2) before 3.11, which the C library does by pselect6.
        until(lambda: calls(process.pid) in (["clock_nanosleep", "futex"], ["pselect6", "futex"]))
        read = stacks.read(process.pid, with_gil=True)
        assert len(read.stacks) == 2
        assert (read.gil, read.gil_waiters) == (None, set())
