"""What is read of living processes, and that nothing but this room reads it."""

import ast
import contextlib
import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.linux.proc import PAGE_BYTES, PROC
from scripts.lab.linux.process import SystemCall
from tests.lab.linux import programs

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a /proc")


@contextlib.contextmanager
def without_its_first_thread(prepare: str = "") -> Iterator[tuple[int, int, int]]:
    """A process whose first thread has ended; also the thread that goes on, and the inode of a pipe that it holds."""
    with subprocess.Popen(
        [sys.executable, "-c", programs.ends_its_first_thread(prepare)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            thread, inode = map(int, process.stdout.readline().split())
            yield process.pid, thread, inode
        finally:
            process.kill()


@linux
def test_what_all_threads_share_is_read_from_one_that_goes_on() -> None:
    with without_its_first_thread() as (pid, thread, inode):
        for name in ("maps", "auxv", "cmdline", "smaps_rollup"):
            assert not PROC.read(f"{pid}/{name}")
            assert PROC.read_shared(pid, name)
        assert PROC.read_shared(pid, "maps") == PROC.read(f"{pid}/task/{thread}/maps")
        seen = PROC.process(pid)
        assert seen is not None and (seen.state, seen.has_ended) == ("S", False)
        assert f"pipe:[{inode}]" in [target for _link, target in PROC.descriptor_links(pid)]
        assert PROC.shows_descriptors(pid)
        code = next(one for one in PROC.mappings(pid) if one.raw_path)
        assert (PROC.memory(pid, code.start, 4) or b"")[1:] == b"ELF"
        assert len(PROC.read_shared_at(pid, "pagemap", 8, code.start // PAGE_BYTES * 8)) == 8
        assert os.path.samefile(PROC.path_as_seen_by(pid, "/"), "/")
        assert PROC.proportional_bytes(pid) == pytest.approx(PROC.memory_rollup(pid)[b"Pss"], abs=1 << 20)
        assert sys.executable in PROC.command(pid)


@linux
def test_descriptors_that_may_be_listed_and_not_read_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is with process 1 of some virtual machines."""

    def refuse(*_words: object, **_options: object) -> str:
        raise PermissionError

    assert PROC.shows_descriptors(os.getpid())
    monkeypatch.setattr(os, "readlink", refuse)
    assert not PROC.shows_descriptors(os.getpid())
    assert PROC.descriptor_links(os.getpid()) == []


@linux
def test_of_a_process_that_has_gone_nothing_is_read() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert PROC.process(gone.pid) is None
    assert (PROC.mappings(gone.pid), PROC.descriptor_links(gone.pid), PROC.thread_ids(gone.pid)) == ([], [], [])
    assert (PROC.status(gone.pid), PROC.memory(gone.pid, 4096, 1), PROC.resident_bytes(gone.pid)) == ({}, None, 0)
    assert PROC.system_call(gone.pid, gone.pid) is None


@linux
def test_an_own_mapping_is_found_and_read() -> None:
    import ctypes

    with mmap.mmap(-1, PAGE_BYTES) as memory:
        memory[:5] = b"hello"
        view = ctypes.c_char.from_buffer(memory)
        address = ctypes.addressof(view)
        del view
        [mapping] = [one for one in PROC.mappings(os.getpid()) if address in one]
        assert (mapping.shared, mapping.writable) == (True, True)
        assert mapping.key.startswith("anonymous:")
        assert PROC.memory(os.getpid(), address, 5) == b"hello"


def test_a_call_of_a_32_bit_program_has_no_arguments() -> None:
    """Its calls have other numbers, and its code lies below 4 GiB."""
    assert SystemCall("7 0x1 0x2 0x3 0x4 0x5 0x6 0xffb0 0xf7f10549").arguments == ()
    assert SystemCall("7 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffd0 0x7f8200000000").arguments == (1, 2, 3, 4, 5, 6)


def test_a_thread_on_a_processor_has_no_call() -> None:
    running = SystemCall("running")
    assert (running.running, running.number, running.arguments) == (True, None, ())


ELSEWHERE = {
    # Written, not read, and each about the process itself.
    "guard/launcher.py": ["/proc/self/oom_score_adj"],
    "guard/isolation.py": ["/proc", "/proc/self/", "/proc/sys/kernel/ns_last_pid"],
    # Words for a reader.
    "diagnosis.py": ["/proc/sys/kernel/yama/ptrace_scope is "],
    "doctor/kernel.py": ["/proc", "/proc/PID/task/TID/syscall "],
}
"""Which text that begins with the name of a file of /proc may stand in a module outside scripts/lab/linux."""


def test_no_other_room_names_a_file_of_proc() -> None:
    found: dict[str, list[str]] = {}
    lab = ROOT / "scripts" / "lab"
    for path in sorted(lab.rglob("*.py")):
        name = str(path.relative_to(lab))
        if not name.startswith("linux/"):
            found[name] = sorted(set(_texts_that_name_proc(path)))
    assert {name: texts for name, texts in found.items() if texts} == ELSEWHERE


def _texts_that_name_proc(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            text = os.fsdecode(node.value)
            if text == "/proc" or text.startswith("/proc/"):
                yield text


def test_a_file_of_proc_is_found_however_it_is_named(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("def f(pid):\n    '''/proc tells.'''\n    return open(f'/proc/{pid}/maps'), b'/proc'\n")
    assert sorted(_texts_that_name_proc(program)) == ["/proc", "/proc/"]
