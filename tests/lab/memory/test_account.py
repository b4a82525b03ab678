"""The account of one process's memory, against other accounts of it; and what taking it does to the process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scripts.lab.linux import machine
from scripts.lab.linux.proc import PAGE_BYTES, PROC, Proc
from scripts.lab.memory import account, page_map

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page tables are told by /proc")

WAITS = """\
import os, sys
data = list(range(400_000))
held, holds = os.pipe()
if os.fork() == 0:
    os.read(held, 1)
    os._exit(0)
os.close(held)
print("ready", flush=True)
sys.stdin.read()
os.write(holds, b"x")
os.wait()
"""
LOOKS = 50


@pytest.fixture
def waiting() -> Iterator[list[int]]:
    """A process of 20 MiB and its forked child; both wait."""
    with subprocess.Popen([sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdin
        assert process.stdout.readline() == b"ready\n"
        both = [process.pid, *PROC.children(process.pid)]
        while any(seen.state != "S" for seen in map(PROC.process, both) if seen):
            pass  # it has said that it is ready, and still has to fall asleep
        yield both
        process.stdin.close()
        assert process.wait(10) == 0


def circumstances(pid: int) -> dict[str, str]:
    """Everything that an observer could change in a process: faults, processor time, switches, pages.

    Not PSS, and not Private_Clean: pages of libraries are shared with whatever else begins and ends on the machine.
    """
    kept = ("Size:", "Rss:", "Anonymous:", "Private_Dirty:", "Shared_Dirty:", "AnonHugePages:")
    smaps = Path(f"/proc/{pid}/smaps").read_text().splitlines()
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {
        "switches": " ".join(line for line in status if "ctxt_switches" in line),
        # State, faults and processor time; fields 3, 10 to 17 of proc_pid_stat(5).
        "stat": " ".join(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:15]),
        "smaps": "\n".join(line for line in smaps if line.startswith(kept)),
    }


def test_observing_changes_nothing_in_who_is_observed(waiting: list[int]) -> None:
    assert len(waiting) == 2
    before = {pid: circumstances(pid) for pid in waiting}
    dirty, maps = [], []
    for _ in range(LOOKS):
        for pid in waiting:
            held = account.read(pid)
            assert held
            dirty.append((pid, held.private_dirty_bytes))
            maps.append((pid, [one.runs for one in page_map.read(pid) if not one.name.startswith("/")]))
    assert {pid: circumstances(pid) for pid in waiting} == before
    assert dirty == dirty[:2] * LOOKS
    assert maps == maps[:2] * LOOKS


def test_two_accounts_agree(waiting: list[int]) -> None:
    for pid in waiting:
        ours = account.read(pid)
        theirs = psutil.Process(pid).memory_full_info()
        assert ours
        # Not to the byte: pages of libraries are shared with whatever else begins and ends on the machine.
        assert ours.uss_bytes == pytest.approx(theirs.uss, abs=1 << 20)
        assert ours.pss_bytes == pytest.approx(theirs.pss, abs=1 << 20)
        # The kernel keeps the RSS of statm approximate, by some pages for each processor.
        assert ours.rss_bytes == pytest.approx(theirs.rss, abs=(os.cpu_count() or 1) * 64 * PAGE_BYTES)
    assert ours.parent == waiting[0]


def test_psutil_gives_the_same(waiting: list[int]) -> None:
    """Where there is no /proc: tried here, because psutil gives the same on Linux."""
    for pid in waiting:
        ours, elsewhere = account._by_proc(pid), account._by_psutil(pid)
        assert ours and elsewhere
        assert (elsewhere.pid, elsewhere.parent) == (ours.pid, ours.parent)
        assert elsewhere.uss_bytes == pytest.approx(ours.uss_bytes, abs=1 << 20)
        assert elsewhere.pss_bytes is None


def test_the_pages_of_its_own_are_the_private_ones(waiting: list[int]) -> None:
    for pid in waiting:
        held = account.read(pid)
        own = sum(mapping.own for mapping in page_map.read(pid))
        assert held and held.private_dirty_bytes == pytest.approx(own * PAGE_BYTES, abs=1 << 16)


def test_who_has_ended_has_no_account() -> None:
    gone = subprocess.Popen(["true"])
    while (seen := PROC.process(gone.pid)) and seen.state != "Z":
        pass
    assert account.read(gone.pid) is None
    assert account._by_psutil(gone.pid) is None
    gone.wait()
    assert account.read(gone.pid) is None
    assert account._by_psutil(gone.pid) is None


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        (b"always [madvise] never\n", "madvise"),
        (b"[always] madvise never\n", "always"),
        (b"always madvise [never]\n", "never"),
        (b"", None),
    ],
)
def test_the_setting_of_huge_pages(tmp_path: Path, text: bytes, setting: str | None) -> None:
    (tmp_path / "enabled").write_bytes(text)
    assert machine.huge_pages(str(tmp_path / "enabled")) == setting


def test_where_page_tables_may_not_be_read_there_is_still_rss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Proc, "memory_rollup", lambda proc, pid: {})
    held = account.read(os.getpid())
    assert held and held.rss_bytes > 1 << 20 and held.minor_faults > 0
    unknown = ("pss_bytes", "uss_bytes", "private_dirty_bytes", "shared_bytes", "swap_bytes", "huge_bytes")
    assert [getattr(held, name) for name in unknown] == [None] * 6
