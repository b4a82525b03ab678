"""The page map, against what is known of the pages."""

import mmap
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.linux import machine
from scripts.lab.linux.proc import PAGE_BYTES as PAGE
from scripts.lab.memory import account, page_map
from scripts.lab.runner import run
from tests.lab.linux.test_proc import without_its_first_thread
from tests.lab.memory.programs import copies

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page tables are told by /proc")


def test_stretches_are_written_as_numbers_and_letters() -> None:
    assert page_map.runs(b"ssso..") == "3s1o2."
    assert page_map.runs(b"w") == "1w"
    assert page_map.runs(b"") == ""
    assert page_map.runs(b"o" * 262_144) == "262144o"


@pytest.mark.parametrize(
    "flags, letter",
    [(0x00, "."), (0x80, "s"), (0x81, "o"), (0x40, "w"), (0xA0, "s"), (0xA1, "o"), (0x04, "."), (0x82, "s")],
)
def test_the_flags_of_a_page(flags: int, letter: str) -> None:
    assert page_map._LETTERS[flags] == ord(letter)


def test_a_process_looks_at_itself() -> None:
    with mmap.mmap(-1, 64 * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        for page in (3, 4, 40):
            memory[page * PAGE] = 1
        address = _address(memory)
        letters = page_map.states(os.getpid(), address, address + 64 * PAGE)
        assert page_map.runs(letters) == "3.2o35.1o23."
        # Read before it was written: the kernel's page of zeroes, which everybody shares.
        assert memory[10 * PAGE] == 0
        assert page_map.states(os.getpid(), address, address + 64 * PAGE)[10:11] == b"s"


def test_no_such_process_has_no_pages() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert page_map.read(gone.pid) == []
    assert page_map.mappings(gone.pid) == []
    assert page_map.states(gone.pid, 0, 1 << 20) == b""
    assert account.read(gone.pid) is None


def test_a_process_without_its_first_thread_has_its_pages() -> None:
    block = "block = mmap.mmap(-1, 4 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS); block.write(b'x' * (4 << 20))"
    with without_its_first_thread(block) as (pid, _thread, _inode):
        assert sum(one.own for one in page_map.read(pid)) >= (4 << 20) // PAGE


def test_a_mapping_of_a_terabyte_is_named_and_not_read() -> None:
    terabyte = 1 << 40
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0x4000)
    try:
        memory = mmap.mmap(-1, terabyte, flags=flags)
    except OSError as error:
        pytest.skip(f"this machine does not reserve a terabyte: {error}")
    with memory:
        large = [one for one in page_map.read(os.getpid()) if int(one.end, 16) - int(one.start, 16) >= terabyte]
        assert [one.runs for one in large] == [None]


AS_NOBODY = """\
import ctypes, mmap, os, re
from scripts.lab.memory import page_map

memory = mmap.mmap(-1, 8 * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory[:] = b"x" * len(memory)
address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: who has changed its user may else not even look at itself
if os.fork() == 0:
    memory[:mmap.PAGESIZE] = b"y" * mmap.PAGESIZE
    print(os.getuid(), page_map.runs(page_map.states(os.getpid(), address, address + len(memory))))
    with open("/proc/self/pagemap", "rb") as file:
        file.seek(address // mmap.PAGESIZE * 8)
        print("page frame:", int.from_bytes(file.read(8), "little") & (1 << 55) - 1)
else:
    os.wait()
"""


def test_it_needs_no_privilege() -> None:
    """As nobody: where the page lies is not told, but the flags are."""
    if os.getuid() != 0:
        pytest.skip("all the other tests have shown it: they did not run as root")
    done = subprocess.run([sys.executable, "-c", AS_NOBODY], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.stdout == "65534 1o7s\npage frame: 0\n", done.stderr


@pytest.mark.skipif(machine.huge_pages() in (None, "never"), reason="this machine gives no transparent huge pages")
def test_in_a_childs_huge_pages_each_small_page_has_its_own_flag(program: Callable[[str], str]) -> None:
    huge = 512
    done = run(program(copies(pages=16 * huge, copied=100, step=3, huge=True)), pages=True)
    assert done.summary == "EXITED 0", done.printed
    before, after = done.marks
    if not any(one.huge_bytes for one in before.memory):
        pytest.skip("the kernel had no huge page to spare")
    child = next(one.pid for one in after.memory if one.pid != done.pid)
    own = {
        (mark.name, one.pid): sum(mapping.own for mapping in one.mappings) for mark in done.marks for one in mark.pages
    }
    assert own["written", child] - own["forked", child] == pytest.approx(100, abs=48)
    account_before, account_after = (next(one for one in mark.memory if one.pid == child) for mark in (before, after))
    grown = account_after.uss_bytes - account_before.uss_bytes
    # A whole huge page would be 512; some more are the interpreter's own.
    assert grown == pytest.approx(100 * PAGE, abs=48 * PAGE)
    # What was one huge page is now mapped in small ones.
    assert account_after.huge_bytes < account_before.huge_bytes


def _address(memory: mmap.mmap) -> int:
    import ctypes

    view = ctypes.c_char.from_buffer(memory)
    address = ctypes.addressof(view)
    del view
    return address
