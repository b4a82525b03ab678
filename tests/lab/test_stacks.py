"""The stacks of another process, read from outside, against what the process itself says of them."""

import ctypes
import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scripts.lab import interpreters, run, stacks
from scripts.lab.interpreters import Interpreter
from scripts.lab.linux.proc import PROC, Proc
from scripts.lab.proof.calls import name as call_name
from scripts.lab.records.evidence import Frame
from scripts.lab.stacks import elf, frames, layouts, lines, memory, objects
from scripts.lab.stacks.memory import Memory, Unreadable
from scripts.lab.stacks.target import Target
from scripts.lab.versions import STUDIED
from tests.lab.stacks import headers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="read through Linux's /proc")

PROGRAMS = Path(__file__).parent / "stacks"
PATIENCE_SECONDS = 60.0
METHODS = ["started", "fork", "spawn", "forkserver"]

# What each thread of blocked.py calls last.
TOPS = {"Chain.wait_in_many_lines", "Condition.wait", "größe_erwarten", "descend", "witness"}

Stacks = dict[int, list[Frame]]


@cache
def found() -> list[Interpreter]:
    return interpreters.find()


every_interpreter = pytest.mark.parametrize("interpreter", found(), ids=lambda one: one.version)


class Blocked:
    """The program blocked.py, or the child of it that is blocked."""

    def __init__(self, connection: socket.socket) -> None:
        self._lines = connection.makefile("rb")
        self._connection = connection
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        self.pid = struct.unpack("3i", credentials)[0]
        assert self._lines.readline() == b"\n"

    def own_stacks(self) -> Stacks:
        self._connection.sendall(b"?")
        told = json.loads(self._lines.readline())
        return {int(tid): [Frame.from_dict(frame) for frame in stack] for tid, stack in told.items()}

    def settle(self) -> None:
        """Wait until every thread is where it stays; the witness, who has answered, at its next question."""
        until(lambda: {top(stack) for stack in self.own_stacks().values()} == TOPS)
        until(lambda: set(calls(self.pid)) <= {"recvfrom", "futex"})


def stacks_of(pid: int, proc: Proc = PROC) -> Stacks:
    return stacks.read(pid, proc).stacks


def calls(pid: int) -> list[str | None]:
    """The system call of each thread of a process."""
    return [call_name(PROC.system_call(pid, tid)) for tid in PROC.thread_ids(pid)]


def top(stack: list[Frame]) -> str:
    """The newest function that this file knows; versions before 3.11 give no qualified names."""
    names = [frame.function for frame in stack]
    plain = {name.rpartition(".")[2]: name for name in TOPS}
    return next((plain[name.rpartition(".")[2]] for name in names if name.rpartition(".")[2] in plain), "")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.001)


@contextmanager
def blocked(interpreter: Interpreter, method: str = "started", within: tuple[str, ...] = ()) -> Iterator[Blocked]:
    directory = tempfile.mkdtemp(prefix="stacks-", dir="/tmp")  # the path of a Unix socket must be short
    process = None
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            path = os.path.join(directory, "socket")
            listener.bind(path)
            listener.listen()
            listener.settimeout(PATIENCE_SECONDS)
            command = [*within, interpreter.executable, str(PROGRAMS / "blocked.py"), method, path]
            process = subprocess.Popen(command, start_new_session=True)
            connection, _address = listener.accept()
        with connection:
            connection.settimeout(PATIENCE_SECONDS)
            yield Blocked(connection)
            connection.shutdown(socket.SHUT_RDWR)
            process.wait(PATIENCE_SECONDS)
    finally:
        if process is not None and process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(directory)


@contextmanager
def running(*command: str, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, **how)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def cut(own: Stacks) -> Stacks:
    return {tid: stack[: frames.MOST_FRAMES] for tid, stack in own.items()}


def without_witness(found: Stacks) -> Stacks:
    """The witness is at work while it speaks, so what it says of itself holds only then."""
    return {tid: stack for tid, stack in found.items() if top(stack) != "witness"}


@every_interpreter
@pytest.mark.parametrize("method", METHODS)
def test_it_agrees_with_the_process_itself(interpreter: Interpreter, method: str) -> None:
    with blocked(interpreter, method) as program:
        program.settle()
        first = program.own_stacks()
        read = stacks_of(program.pid)
        assert without_witness(program.own_stacks()) == without_witness(first), "the program is not blocked"
        assert set(read) == set(first)
        assert without_witness(read) == cut(without_witness(first))
        [own] = (stack for stack in read.values() if top(stack) == "witness")
        assert own[0].function == "witness"
        deepest = max(first.values(), key=len)
        assert len(deepest) > frames.MOST_FRAMES, "no stack is longer than what is read of it"
        files = {frame.file for frame in read[program.pid]}
        assert {"Übung.py", "数.py", "𐐀.py", "own.py", str(PROGRAMS / "blocked.py")} <= files


@every_interpreter
def test_a_parent_that_waits_for_its_child_is_read_too(interpreter: Interpreter) -> None:
    with blocked(interpreter, "fork") as program:
        seen = PROC.process(program.pid)
        assert seen is not None

        def waits() -> bool:
            return calls(seen.parent) == ["wait4"]

        until(waits)
        [stack] = stacks_of(seen.parent).values()
        names = [frame.function.rpartition(".")[2] for frame in stack]
        assert (names[0], names[-2:]) == ("poll", ["main", "<module>"])


# What of /proc/PID/status would tell that a thread was stopped, signalled or run.
MARKS = {b"State", b"TracerPid", b"SigPnd", b"ShdPnd", b"voluntary_ctxt_switches", b"nonvoluntary_ctxt_switches"}


@every_interpreter
def test_the_process_does_not_notice(interpreter: Interpreter) -> None:
    def marks(pid: int) -> list[bytes]:
        texts = [
            PROC.read(f"{pid}/task/{tid}/{name}").splitlines()
            for tid in PROC.thread_ids(pid)
            for name in ("status", "syscall")
        ]
        return [line for text in texts for line in text if line[:1].isdigit() or line.split(b":")[0] in MARKS]

    with blocked(interpreter) as program:
        program.settle()
        before: list[bytes] = []

        def is_at_rest() -> bool:
            nonlocal before
            before = marks(program.pid)
            time.sleep(0.05)
            return marks(program.pid) == before

        until(is_at_rest)
        assert b"TracerPid:\t0" in before
        assert len(before) == (1 + len(MARKS)) * len(TOPS)
        for _ in range(20):
            assert len(stacks_of(program.pid)) == len(TOPS)
        assert marks(program.pid) == before


SUBINTERPRETER = """
import os, sys
try:
    import _interpreters as interpreters
    run = interpreters.exec
except ImportError:
    import _xxsubinterpreters as interpreters
    run = interpreters.run_string

def enter(script):
    run(interpreters.create(), script)

enter('''
import os
def inside():
    os.write(1, b"ready")
    os.read(0, 1)
inside()
''')
"""


@every_interpreter
def test_a_subinterpreter_stands_on_top_of_its_caller(interpreter: Interpreter, program: Callable[[str], str]) -> None:
    pipe = subprocess.PIPE
    with running(interpreter.executable, program(SUBINTERPRETER), stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        if process.stdout.read(5) != b"ready":
            pytest.skip("this build has no subinterpreters")
        until(lambda: calls(process.pid) == ["read"])
        [stack] = stacks_of(process.pid).values()
        assert [(frame.function, frame.line) for frame in stack] == [
            ("inside", 5),
            ("<module>", 6),
            ("enter", 11),
            ("<module>", 13),
        ]


# The collector runs, for the first time, where a frame is still being made ready: in 3.11, which makes the cell then.
# That frame Python does not show. Printing and blocking are on one line, so the line is the same for both.
FINALIZER = """
import gc, json, os, sys

def frames(frame):
    return [[frame.f_code.co_name, frame.f_lineno]] + frames(frame.f_back) if frame else []

class Circle:
    def __init__(self):
        self.itself = self

    def __del__(self):
        print(json.dumps(frames(sys._getframe())), flush=True), os.read(0, 1)

def with_a_cell():
    held = Circle
    return lambda: held

kept = []
gc.disable()
Circle()
gc.set_threshold(1)
gc.enable()
for _ in range(10000):
    kept.append(with_a_cell())
"""


@every_interpreter
def test_a_frame_that_is_not_ready_is_left_out(interpreter: Interpreter, program: Callable[[str], str]) -> None:
    pipe = subprocess.PIPE
    with running(interpreter.executable, program(FINALIZER), stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        expected = json.loads(process.stdout.readline())
        until(lambda: calls(process.pid) == ["read"])
        [stack] = stacks_of(process.pid).values()
        assert [[frame.function.rpartition(".")[2], frame.line] for frame in stack] == expected
        assert expected[0][0] == "__del__"


@every_interpreter
def test_the_layout_is_the_one_of_the_headers(interpreter: Interpreter, tmp_path: Path) -> None:
    printed = headers.printed(interpreter, "offsets.c", tmp_path)
    of_headers = {name: int(value) for name, value in printed}
    with blocked(interpreter) as program:
        target = Target(program.pid, PROC)
        target.close()
    known = {name: getattr(target.layout, name) for name in of_headers}
    assert known == of_headers
    given = {name for name in layouts.Layout.__annotations__ if getattr(target.layout, name)}
    assert given - set(of_headers) <= {"lasti_bytes"}, "the headers were not asked for everything"


@every_interpreter
def test_every_line_is_the_one_that_the_interpreter_says(interpreter: Interpreter) -> None:
    minor = interpreter.version_info[1]
    line_of = layouts.Layout(minor, {"frame_executable": 0, "code_co_filename": 0}).line
    command = [interpreter.executable, "-I", str(PROGRAMS / "all_lines.py"), "argparse", "tempfile", "threading"]
    printed = subprocess.check_output(command, text=True).splitlines()
    assert len(printed) > 300
    without_line = 0
    for text in printed:
        first_line, table, pairs = json.loads(text)
        expected = [None if line == -1 else line for _position, line in pairs]
        assert [line_of(bytes.fromhex(table), first_line, position) for position, _line in pairs] == expected
        without_line += expected.count(None)
    assert bool(without_line) == (minor >= 10), "instructions without a line came with 3.10"


def test_a_table_of_lines_may_end_anywhere() -> None:
    generator = random.Random(1)
    for table in (generator.randbytes(length) for length in range(40) for _ in range(20)):
        for line_of in (lines.by_steps, lines.by_ranges, lines.by_locations):
            assert isinstance(line_of(table, 1, generator.randrange(-2, 600)), int | None)


@every_interpreter
def test_a_process_without_its_first_thread_is_read(interpreter: Interpreter, program: Callable[[str], str]) -> None:
    """A proved deadlock, to its stacks: /proc/PID shows neither memory nor mappings any more."""
    ended = run(program(STUCK_WITHOUT_ITS_FIRST_THREAD), python=interpreter.executable, timeout=10)
    assert ended.verdict == "deadlocked", ended
    [stack] = [entry.stack for entry in ended.evidence if entry.state != "Z"]
    assert [frame.function.rpartition(".")[2] for frame in stack or []][:2] == ["inner", "outer"]


STUCK_WITHOUT_ITS_FIRST_THREAD = """
import _thread, ctypes, os, threading

lock = _thread.allocate_lock()
lock.acquire()


def inner():
    lock.acquire()


def outer():
    while open("/proc/{}/stat".format(os.getpid())).read().rpartition(")")[2].split()[0] != "Z":
        pass
    inner()


threading.Thread(target=outer).start()
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_that_is_no_python_has_none() -> None:
    with running("sleep", "1000") as process:
        until(lambda: calls(process.pid) == ["clock_nanosleep"])
        read = stacks.read(process.pid)
        assert (read.stacks, read.why_not) == ({}, "it runs no CPython")


def test_a_process_that_has_gone_has_none() -> None:
    process = subprocess.Popen(["true"])
    until(lambda: (seen := PROC.process(process.pid)) is not None and seen.state == "Z")
    assert stacks.read(process.pid).why_not == "it has no memory: it has ended, or is a thread of the kernel"
    process.wait()
    read = stacks.read(process.pid)
    assert (read.stacks, read.why_not) == ({}, "there is no such process")


def test_where_there_is_no_proc_it_says_so(tmp_path: Path) -> None:
    assert stacks.read(1, Proc(str(tmp_path / "proc"))).why_not == f"there is no {tmp_path}/proc on this system"


def test_another_view_of_proc_will_do(tmp_path: Path) -> None:
    (tmp_path / "proc").symlink_to("/proc")
    with blocked(interpreters.running()) as program:
        program.settle()
        assert stacks_of(program.pid, Proc(str(tmp_path / "proc"))) == stacks_of(program.pid)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_process_of_somebody_else_may_not_be_read() -> None:
    with blocked(interpreters.running()) as program:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setgid(65534)
                os.setuid(65534)
                read = stacks.read(program.pid)
                os.write(writer, f"{read.stacks} {read.why_not}".encode())
            finally:
                os._exit(0)
        os.close(writer)
        with open(reader) as answer:
            assert answer.read() == "{} its memory may not be read: Permission denied"
        os.waitpid(child, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a PID namespace everywhere")
def test_ids_are_those_of_the_proc_that_is_read() -> None:
    within = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
    if not shutil.which("unshare") or subprocess.run([*within, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("no PID namespace is to be had")
    with blocked(interpreters.running(), within=within) as program:
        program.settle()
        read = stacks_of(program.pid)
        own = program.own_stacks()
    assert program.pid in read
    assert 1 in own
    assert read[program.pid] == own[1]
    assert sorted(map(top, read.values())) == sorted(TOPS)
    assert not set(read) & set(own)


class Damage:
    """Lets some of what is read come back damaged."""

    def __init__(self, seed: int, first: int, last: int) -> None:
        self._generator = random.Random(seed)
        self._first, self._last = first, last
        self.reads = 0
        self._original = Memory.some

    def some(self, where: Memory, address: int, size: int) -> bytes:
        whole = self._original(where, address, size)
        self.reads += 1
        if not self._first <= self.reads <= self._last:
            return whole
        choose = self._generator
        damaged = bytearray(whole)
        for at in range(0, len(whole), 8):
            if choose.random() < 0.3 or len(whole) == 8:
                word = choose.choice([0, 1, address, address + at, 2**64 - 1, 2**63, choose.getrandbits(64), 2**40])
                damaged[at : at + 8] = word.to_bytes(8, sys.byteorder)
        return bytes(damaged[: choose.choice([len(whole)] * 9 + [len(whole) // 2])])


@every_interpreter
def test_damaged_memory_does_no_harm(interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    with blocked(interpreter) as program:
        program.settle()
        whole = Damage(0, 0, 0)

        def read(damage: Damage) -> stacks.Reading:
            with monkeypatch.context() as patched:
                patched.setattr(elf, "_known", {})
                patched.setattr(Memory, "some", lambda where, address, size: damage.some(where, address, size))
                return stacks.read(program.pid)

        assert set(map(top, read(whole).stacks.values())) == TOPS
        harmed = 0
        for number in range(1, whole.reads + 1, 3):
            for last in (number, whole.reads * 10):
                result = read(Damage(number, number, last))
                assert bool(result.stacks) != bool(result.why_not)
                for stack in result.stacks.values():
                    assert 0 < len(stack) <= frames.MOST_FRAMES
                    assert all(isinstance(frame, Frame) for frame in stack)
                harmed += not result.stacks or set(map(top, result.stacks.values())) != TOPS
        assert harmed > whole.reads / 12, "the damage was not felt"


BUSY = """
import threading

def work(depth):
    return [work(depth - 1) for _ in range(2)] if depth else []

def repeat():
    print("ready", flush=True)
    while True:
        thread = threading.Thread(target=work, args=(10,))
        thread.start()
        work(10)
        thread.join()

repeat()
"""


@every_interpreter
def test_a_process_that_runs_may_be_read(interpreter: Interpreter, program: Callable[[str], str]) -> None:
    with running(interpreter.executable, program(BUSY), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seen: Counter[str] = Counter()

        def enough() -> bool:
            read = stacks_of(process.pid)
            seen.update(frame.function for stack in read.values() for frame in stack)
            return seen["repeat"] >= 300 and seen["work"] >= 300

        until(enough)


@every_interpreter
def test_a_process_may_be_read_from_its_start_to_its_end(interpreter: Interpreter) -> None:
    reasons = set()
    for _ in range(3):
        process = subprocess.Popen([interpreter.executable, "-c", "import threading"])
        while process.poll() is None:
            reasons.add(stacks.read(process.pid).why_not)
    assert len(reasons) > 1, f"there was always the same to see: {reasons}"


class Fake(Memory):
    """Memory with one thing in it."""

    def __init__(self, content: dict[int, bytes]) -> None:
        self._content = content

    def some(self, address: int, size: int) -> bytes:
        for start, content in self._content.items():
            if start <= address < start + len(content):
                return content[address - start :][:size]
        raise Unreadable("nothing is there")

    def close(self) -> None:
        pass


def test_a_thread_with_a_copy_of_the_bytecode_is_where_the_copy_says() -> None:
    """Free-threaded builds from 3.14 make such copies; see _PyCodeArray in cpython/code.h."""
    words = struct.Struct("@8Q").pack
    text = struct.pack("@4QI", 0, 0, 4, 0, 1 << 8 | 1 << 11 | 1 << 12)  # kind 1, compact, ascii
    layout = layouts.Layout(
        14,
        {
            "object_type": 8,
            "code_co_qualname": 16,
            "code_co_filename": 16,
            "code_co_linetable": 24,
            "code_co_firstlineno": 32,
            "code_co_code_adaptive": 40,
        }
        | {
            "code_co_tlbc": 48,
            "frame_executable": 0,
            "frame_previous": 8,
            "frame_instr_ptr": 16,
            "frame_tlbc_index": 24,
        }
        | {"frame_owner": 32, "thread_frame": 0, "bytes_size": 0, "bytes_data": 8, "text_length": 16, "text_state": 32}
        | {"text_ascii": 36, "text_kind_bit": 8},
    )
    one_line_further = bytes([0x80 | 11 << 3, 0, 0])  # a code unit, one line after the one before, and two columns
    content = {
        0x1000: words(0x2000, 0, 0, 0, 0, 0, 0, 0),  # thread state
        0x2000: words(0x3000 | 1, 0, 0x6000 + 4, 1, 0, 0, 0, 0),  # frame, in the third code unit of copy 1
        0x3000: words(0, 0x9000, 0x4000, 0x5000, 100, 0, 0x7000, 0),  # code object
        0x4000: text + b"name",
        0x5000: struct.pack("@Q", 12) + one_line_further * 4,
        0x7000: words(2, 0x3000 + 40, 0x6000, 0, 0, 0, 0, 0),  # the copies
    }
    target = SimpleNamespace(layout=layout, memory=Fake(content), code_type=0x9000)
    stack = frames.Stacks(cast(Target, target)).follow(0x1000)
    assert [one.frame() for one in stack] == [Frame(function="name", file="name", line=103)]


def reason(symbols: dict[str, int], content: dict[int, bytes]) -> str:
    with pytest.raises(Unreadable) as caught:
        layouts.find(symbols, Fake(content))
    return str(caught.value)


def test_the_layouts_of_all_studied_lines_are_known() -> None:
    assert [f"3.{minor}" for minor in layouts.KNOWN_MINORS] == list(STUDIED)
    tables = [
        (layouts._OFFSETS, layouts._WITH_OFFSETS),
        (layouts._NUMBER_IN_DEBUG_OFFSETS, layouts._WITH_DEBUG_OFFSETS),
    ]
    for table, minors in tables:
        assert [name for name, columns in table.items() if len(columns) != len(minors)] == []


def test_other_versions_are_named() -> None:
    every = dict.fromkeys(layouts.SYMBOLS, 4096)
    word = struct.Struct("@Q").pack
    assert reason({}, {}) == "it runs no CPython"
    assert "older than 3.8" in reason({"Py_IsInitialized": 1}, {})
    assert "older than 3.8" in reason({"Py_IsInitialized": 1, "_PyRuntime": 1, "PyCode_Type": 1}, {})
    minor = layouts.KNOWN_MINORS[-1] + 1
    newer = {4096: word(3 << 24 | minor << 16 | 0x01_F0)}
    assert reason(every, newer) == f"it runs CPython 3.{minor}, which is not known to this reader"
    assert reason(every, {4096: word(0x04_00_00_F0)}) == "it runs a Python 4, which is not known to this reader"
    # The version is right, what stands at _PyRuntime is not.
    assert "without the table" in reason({**every, "_PyRuntime": 8192}, {4096: word(0x030D00F0), 8192: bytes(2000)})
    damaged = b"xdebugpy" + b"\xff" * 2000
    assert "damaged" in reason({**every, "_PyRuntime": 8192}, {4096: word(0x030D00F0), 8192: damaged})


@pytest.mark.parametrize("text", ["", "a", "größe", "数" * 300, "𐐀b", "\udce4", "\ud83d\ude00", "x" * 9000])
def test_every_kind_of_str_is_read(text: str) -> None:
    """From this very process, by the address of the object."""
    with_own_data = type("Name", (str,), {})(text)
    target = Target(os.getpid(), PROC)
    try:
        for one in (text, with_own_data):
            assert objects.text(target.memory, target.layout, id(one)) == text[: objects.MOST_CHARACTERS]
    finally:
        target.close()


def test_it_reads_no_more_than_agreed() -> None:
    content = ctypes.create_string_buffer(100)
    one = Memory("/proc/self/mem", 150)
    try:
        assert one.read(ctypes.addressof(content), 100) == bytes(100)
        for address, size in ((ctypes.addressof(content), 51), (8, 1), (-8, 1), (1 << 63, 1)):
            with pytest.raises(Unreadable):
                one.read(address, size)
    finally:
        one.close()


def test_a_file_that_is_no_file_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "python")
    with pytest.raises(Unreadable):
        elf.read(str(tmp_path / "python"), ["_PyRuntime"], bytes(elf.IDENTITY_BYTES))
    with pytest.raises(Unreadable, match="replaced"):
        elf.read(sys.executable, ["_PyRuntime"], bytes(elf.IDENTITY_BYTES))
    with pytest.raises(Unreadable, match="regular"):
        memory.File("/dev/null", 10).identity()
