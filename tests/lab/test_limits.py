"""How much memory a run may hold, read from control groups that a test made up."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from scripts.lab import limits
from scripts.lab.catalogue import ROOT
from scripts.lab.linux import machine
from scripts.lab.linux.proc import Proc

MIB = 1 << 20
NO_LIMIT_V1 = 9223372036854771712  # what version 1 says where there is none


class Groups:
    """A tree of control groups, and what /proc/self/cgroup says of the process."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "cgroup"
        self.own = folder / "proc" / "self" / "cgroup"
        self.root.mkdir()
        self.own.parent.mkdir(parents=True)

    def second(self, path: str, limit: object, used: int, cache: int = 0) -> None:
        self._group(self.root / path, {"memory.max": limit, "memory.current": used}, cache)

    def first(self, path: str, limit: object, used: int, cache: int = 0) -> None:
        files = {"memory.limit_in_bytes": limit, "memory.usage_in_bytes": used}
        self._group(self.root / "memory" / path, files, cache)

    def _group(self, folder: Path, files: dict[str, object], cache: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(f"{content}\n")
        (folder / "memory.stat").write_text(f"anon 1\ninactive_file {cache}\nactive_file 7\n")

    def left(self, *lines: str) -> list[int]:
        """What is left in each group that has a limit, from the innermost outwards."""
        self.own.write_text("".join(f"{line}\n" for line in lines))
        return list(machine.left_in_control_groups(str(self.root), Proc(str(self.own.parent.parent))))


@pytest.fixture
def groups(tmp_path: Path) -> Groups:
    return Groups(tmp_path)


def test_a_limit_of_version_2(groups: Groups) -> None:
    groups.second("user/shell", 1000 * MIB, 300 * MIB)
    assert groups.left("0::/user/shell") == [700 * MIB]


def test_page_cache_that_nobody_needs_counts_as_free(groups: Groups) -> None:
    groups.second("box", 1000 * MIB, 900 * MIB, cache=250 * MIB)
    assert groups.left("0::/box") == [350 * MIB]


def test_the_groups_above_count_too(groups: Groups) -> None:
    groups.second("", 4000 * MIB, 1000 * MIB)
    groups.second("user", 800 * MIB, 700 * MIB)
    groups.second("user/shell", "max", 10 * MIB)
    assert groups.left("0::/user/shell") == [100 * MIB, 3000 * MIB]


def test_nothing_is_left_in_a_group_that_is_over_its_limit(groups: Groups) -> None:
    groups.second("box", 100 * MIB, 130 * MIB, cache=MIB)
    assert groups.left("0::/box") == [0]


def test_a_limit_of_version_1(groups: Groups) -> None:
    groups.first("", NO_LIMIT_V1, 100 * MIB)
    groups.first("docker/box", 512 * MIB, 112 * MIB)
    left = groups.left("12:cpu,cpuacct:/docker/box", "7:memory:/docker/box", "1:name=systemd:/docker/box")
    assert left[0] == 400 * MIB
    assert all(one > 1 << 60 for one in left[1:])


def test_both_versions_at_once(groups: Groups) -> None:
    groups.first("box", 512 * MIB, 112 * MIB)
    assert groups.left("7:memory,hugetlb:/box", "0::/box") == [400 * MIB]


def test_inside_a_container_the_path_may_lead_nowhere(groups: Groups) -> None:
    """The container sees its own group as the top, and /proc tells the name that it has outside."""
    groups.second("", 256 * MIB, 56 * MIB)
    assert groups.left("0::/system.slice/docker-abc.scope") == [200 * MIB]


def test_the_process_may_be_in_the_top_itself(groups: Groups) -> None:
    groups.second("", 256 * MIB, 56 * MIB)
    assert groups.left("0::/") == [200 * MIB]


@pytest.mark.parametrize("broken", ["no number", "", "-"])
def test_a_group_that_cannot_be_read_sets_no_limit(groups: Groups, broken: str) -> None:
    groups.second("box", broken, 5)
    assert groups.left("0::/box") == []


def test_without_control_groups(tmp_path: Path) -> None:
    assert list(machine.left_in_control_groups(str(tmp_path), Proc(str(tmp_path)))) == []
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "cgroup").write_text("")
    assert list(machine.left_in_control_groups(str(tmp_path), Proc(str(tmp_path)))) == []


def test_what_is_available_here() -> None:
    assert 0 < limits.available_bytes() <= psutil.virtual_memory().total


@pytest.mark.parametrize(
    "machine, left_in_groups, limit",
    [
        (64 << 30, [], 2 << 30),
        (64 << 30, [1 << 30, 8 << 30], 1 << 29),
        (3 << 30, [8 << 30], 3 << 29),
        (4 << 30, [], 2 << 30),
    ],
)
def test_half_of_what_is_available_and_no_more_than_2_gib(
    monkeypatch: pytest.MonkeyPatch, machine: int, left_in_groups: list[int], limit: int
) -> None:
    monkeypatch.setattr(limits, "_of_the_machine", lambda: machine)
    monkeypatch.setattr(limits.machine, "left_in_control_groups", lambda: iter(left_in_groups))
    assert limits.memory_bytes() == limit


@pytest.mark.parametrize(
    ("available", "full", "data"),
    [
        (64 << 30, False, 112),
        (1 << 30, False, 112),
        (640 * MIB, False, 112),
        (400 * MIB, False, 68),
        (100 * MIB, False, 8),
        (64 << 30, True, 1024),
        (2 << 30, True, 480),
        (400 * MIB, True, 68),
    ],
)
def test_the_data_and_its_copy_fit_the_memory_of_a_run(
    monkeypatch: pytest.MonkeyPatch, available: int, full: bool, data: int
) -> None:
    monkeypatch.setattr(limits, "available_bytes", lambda: available)
    memory = limits.memory_bytes(full)
    assert limits.data_mib(memory, full) == data
    assert data == limits.LEAST_DATA_MIB or (data * MIB <= available // 4 and 2 * data * MIB < memory)


def test_an_address_space_that_is_limited_is_all_there_is() -> None:
    said = "from scripts.lab import limits; print(limits.available_bytes(), limits.memory_bytes())"
    narrow = ["bash", "-c", f'ulimit -v {600 << 10} && exec "$0" -c "$1"', sys.executable, said]
    done = subprocess.run(narrow, cwd=ROOT, capture_output=True, text=True, check=True)
    available, memory = map(int, done.stdout.split())
    assert available <= 600 * MIB and memory == available // 2
    assert available == 600 * MIB or limits.available_bytes() < 700 * MIB


@pytest.mark.parametrize(
    ("threads", "available", "seconds", "limit"),
    [(0.0, 2, 3, 3), (2.0, 2, 3, 3), (3.0, 2, 3, 5), (8.0, 2, 3, 12), (8.0, 8, 2.5, 3), (16.0, 1, 3, 48)],
)
def test_a_time_limit_grows_with_the_threads_for_each_processor(
    monkeypatch: pytest.MonkeyPatch, threads: float, available: int, seconds: float, limit: int
) -> None:
    monkeypatch.setattr(limits, "busy_threads", lambda: threads)
    monkeypatch.setattr(limits, "processors", lambda: available)
    assert limits.stretched(seconds) == limit


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the average is known")
def test_threads_that_became_busy_just_now_count() -> None:
    busy = [
        subprocess.Popen([sys.executable, "-c", "print(1, flush=True)\nwhile True: pass"], stdout=-1) for _ in range(4)
    ]
    try:
        for one in busy:
            assert one.stdout
            one.stdout.readline()  # it has begun
        assert limits.busy_threads() >= 4
    finally:
        for one in busy:
            one.kill()
            one.communicate()
