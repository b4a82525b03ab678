"""Recorded trees of /proc, read again: each was made by record.py on the kernel in its name."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from scripts.lab.linux import descriptors
from scripts.lab.linux.proc import Proc
from scripts.lab.proof.alarms import Alarms
from scripts.lab.proof.outside import Answer
from scripts.lab.proof.private_places import PrivatePlaces
from scripts.lab.proof.prover import Prover
from scripts.lab.proof.surroundings import Surroundings

RECORDED = sorted((Path(__file__).parent / "recorded").iterdir())


class WithInstructions(Proc):
    """A recorded tree, with the memory right before the program counters; no file can hold a whole address space."""

    def __init__(self, root: str, instructions: dict[str, str]) -> None:
        super().__init__(root)
        self._instructions = instructions

    def memory(self, pid: int, address: int, size: int) -> bytes | None:
        found = self._instructions.get(f"{pid}:{address + size:#x}")
        return bytes.fromhex(found)[-size:] if found else None


class Recorded:
    """One tree, and what the programs in it said of themselves."""

    def __init__(self, folder: Path) -> None:
        self.expected: dict[str, Any] = json.loads((folder / "expected.json").read_text())
        self.proc = WithInstructions(str(folder), self.expected["instructions"])
        self.pid, self.child = self.expected["inherited"]["pid"], self.expected["inherited"]["child"]
        self.headless, self.thread = self.expected["headless"]["pid"], self.expected["headless"]["thread"]


@pytest.fixture(params=RECORDED, ids=lambda folder: folder.name)
def recorded(request: pytest.FixtureRequest) -> Recorded:
    return Recorded(request.param)


def test_there_is_a_recorded_tree() -> None:
    assert RECORDED


def test_processes_and_threads(recorded: Recorded) -> None:
    proc, pid, child = recorded.proc, recorded.pid, recorded.child
    assert set(proc.process_ids()) == {pid, child, recorded.headless}
    assert [one.pid for one in proc.descendants(pid)] == [child]
    assert proc.children(pid) == [child]
    assert len(proc.thread_ids(pid)) == 2 and proc.thread_ids(child) == [child]
    seen = proc.process(child)
    assert seen is not None
    assert (seen.parent, seen.state, seen.is_kernel_thread, seen.has_ended) == (pid, "S", False, False)
    assert seen.minor_faults > 0
    assert proc.is_same(seen)
    assert proc.seconds_since_the_epoch(seen.started) > 1_700_000_000
    assert proc.last_id() >= max(proc.process_ids())
    assert proc.timers(pid) == b""
    assert "-I -S -c" in proc.command(child)


def test_system_calls(recorded: Recorded) -> None:
    proc, pid, child = recorded.proc, recorded.pid, recorded.child
    futex, wait4 = {"x86_64": (202, 61), "aarch64": (98, 260)}[recorded.expected["machine"]]
    calls = {tid: proc.system_call(pid, tid) for tid in proc.thread_ids(pid)}
    assert calls[pid].number == wait4 and calls[pid].arguments[0] == child
    assert {call.number for call in calls.values()} == {futex, wait4}
    waits = proc.system_call(child, child)
    assert waits is not None and waits.number == futex and not waits.running
    # The lock lies in memory that the child has mapped, and its code and its stack as well.
    mappings = proc.mappings(child)
    for address in (waits.arguments[0], waits.program_counter, waits.stack_pointer):
        assert sum(address in mapping for mapping in mappings) == 1
    assert "futex" in (proc.wait_channel(child, child) or "")
    assert proc.status(child)[b"Name"].startswith(b"python")


def test_memory(recorded: Recorded) -> None:
    proc, pid = recorded.proc, recorded.pid
    mappings = proc.mappings(pid)
    assert {"[heap]", "[stack]"} < {mapping.path for mapping in mappings}
    assert [one.path for one in proc.mappings(pid, containing=b"[heap]")] == ["[heap]"]
    rollup = proc.memory_rollup(pid)
    assert rollup[b"Rss"] >= rollup[b"Pss"] == proc.proportional_bytes(pid) > 1 << 20
    assert proc.resident_bytes(pid) == pytest.approx(rollup[b"Rss"], rel=0.1)


def test_descriptors(recorded: Recorded) -> None:
    for pid in (recorded.pid, recorded.child):
        pipe = f"pipe:[{recorded.expected['inherited']['pipe']}]"
        links = [link for link, target in recorded.proc.descriptor_links(pid) if target == pipe]
        assert len(links) == 2
        assert {descriptors.field(link, b"pos") for link in links} == {b"0"}


def test_a_process_whose_first_thread_has_ended(recorded: Recorded) -> None:
    proc, pid, thread = recorded.proc, recorded.headless, recorded.thread
    # What the kernel shows of it as a whole is nothing.
    assert not proc.read(f"{pid}/maps") and not proc.read(f"{pid}/cmdline")
    seen = proc.process(pid)
    assert seen is not None and seen.state == "S"
    assert set(proc.thread_ids(pid)) == {pid, thread}
    assert proc.mappings(pid)
    assert "-I -S -c" in proc.command(pid)
    assert proc.memory_rollup(pid)[b"Rss"] > 1 << 20
    assert proc.resident_bytes(pid) > 1 << 20
    pipe = f"pipe:[{recorded.expected['headless']['pipe']}]"
    assert [target for _link, target in proc.descriptor_links(pid)].count(pipe) == 2
    call = proc.system_call(pid, pid)
    assert call is not None and (call.number, call.arguments) == (-1, ())


class Replayed(Surroundings):
    """The recorded program that is stuck in two processes."""

    private_places = PrivatePlaces(())
    assumes: list[str] = []

    def __init__(self, recorded: Recorded) -> None:
        self.proc = recorded.proc
        self.alarms = Alarms(None)
        self._pids = [recorded.pid, recorded.child]

    def pids(self) -> list[int]:
        return list(self._pids)

    def all_pids(self) -> set[int]:
        return set(self._pids)

    def generation(self) -> tuple[int, int]:
        return 0, self.proc.last_id()

    def ask_outside(self, inside: Iterable[int], keys: frozenset[str], memory: frozenset[str]) -> Answer:
        return Answer({}, 0)


def test_a_recorded_deadlock_is_proved_again(recorded: Recorded) -> None:
    if recorded.expected["machine"] != os.uname().machine:
        pytest.skip("the calls of another machine have other numbers")
    found = Prover(Replayed(recorded)).explain()
    assert found.why_not is None
    by_thread = {(one.pid, one.tid): one for one in found.evidence()}
    parent, child = by_thread[recorded.pid, recorded.pid], by_thread[recorded.child, recorded.child]
    assert (parent.call, parent.waits_for.held_by) == ("wait4", [recorded.child])
    assert (child.call, child.waits_for.private, child.waits_for.held_by) == ("futex", True, [recorded.child])
    assert child.name == parent.name != ""
