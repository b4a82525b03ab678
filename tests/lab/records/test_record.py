"""Records: into dictionaries and back, and one line for a dictionary that is no record."""

import subprocess
import sys

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.records.diagnosis import Diagnosis
from scripts.lab.records.evidence import Condition, Frame, Proof, Thread, Wait
from scripts.lab.records.memory import Account, MappedPages, Mark, PageMap
from scripts.lab.records.record import BadRecord, Record
from scripts.lab.records.run import Leftover, Run
from scripts.lab.records.wire import Limits, Report, Request

PIPE = Wait(kind="pipe", what="pipe 7 to have room", unlimited=True, key="pipe:7", held_by=[12], direction="write")
WAIT = Wait(kind="any-of", what="the first of 2", unlimited=None, key="any-of:1:1", parts=[PIPE, PIPE])
THREAD = Thread(pid=1, tid=2, state="S", call="poll", waits_for=WAIT, stack=[Frame(function="f", file="a.py", line=3)])
PROOF = Proof(holds=True, conditions=[Condition(name="closed", holds=True, seen="two pipes")], assumes=["no signal"])
PAGES = PageMap(pid=1, mappings=[MappedPages(start="0x1000", end="0x2000", name="[heap]", own=1, runs="1o")])
MARK = Mark(name="forked", seconds=0.5, memory=[Account(pid=1, parent=0, rss_bytes=4096)], pages=[PAGES])
REPORT = Report(
    verdict="deadlocked", status=None, seconds=0.1, pid=1, boundary="namespace", stdout=b"\xff", marks=[MARK],
    evidence=[THREAD], proof=PROOF, left_behind=[Leftover(kind="file", what="x")],
)  # fmt: skip
REQUEST = Request(
    executable="/usr/bin/python3", arguments=["python3"], directory="/", environment={"A": "b"}, scratch="/tmp/x",
    limits=Limits(seconds=1.0, memory_bytes=1, output_bytes=1, processes=1), pages=False, boundary=None,
    huge_pages=False, prove=True, caller=1,
)  # fmt: skip


@pytest.mark.parametrize(
    "record", [PIPE, WAIT, THREAD, PROOF, MARK, REPORT, REQUEST], ids=lambda one: type(one).__name__
)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    again = type(record).from_dict(record.to_dict())
    assert again == record
    assert again.to_dict() == record.to_dict()


def test_what_lies_in_a_record_comes_back_typed() -> None:
    again = Report.from_dict(REPORT.to_dict())
    assert isinstance(again.evidence[0].waits_for, Wait)
    assert again.evidence[0].waits_for.flat() == [WAIT, PIPE, PIPE]
    assert again.marks[0].pages == [PAGES]
    assert again.evidence[0].stack == [Frame(function="f", file="a.py", line=3)]


def test_one_difference_makes_records_differ() -> None:
    assert PIPE.replace(unlimited=None) != PIPE
    assert THREAD.replace(waits_for=PIPE) != THREAD


def test_records_share_no_default() -> None:
    first, second = (Wait(kind="time", what="the clock", unlimited=False, key="time:1:1") for _ in range(2))
    first.held_by.append(1)
    assert second.held_by == []


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        (Frame, {"function": "f", "file": "a", "lines": 3}, r"a Frame has no key 'lines'; it has function, file, line"),
        (Frame, {"function": "f"}, "this Frame lacks the key 'file'"),
        (Frame, 7, "a Frame is a table with the keys function, file, line, locals, not 7"),
        (Thread, {"pid": 1, "tid": 1, "state": "S", "stack": "f"}, "a list of Frame is expected, not 'f'"),
        (Thread, {"pid": 1, "tid": 1, "state": "S", "waits_for": {"kind": "lock"}}, "this Wait lacks the key 'what'"),
    ],
)
def test_a_dictionary_that_is_no_record_is_refused_in_one_line(kind: type[Record], facts: object, said: str) -> None:
    with pytest.raises(BadRecord, match=said) as refusal:
        kind.from_dict(facts)  # type: ignore[arg-type]
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("facts", [{"schema": 2}, {}, None])
@pytest.mark.parametrize("kind", [Run, Diagnosis])
def test_another_schema_is_refused_in_one_line(kind: type[Run | Diagnosis], facts: dict[str, object]) -> None:
    with pytest.raises(BadRecord, match="this lab reads schema 1"):
        kind.from_json(facts)


def test_a_field_that_is_not_there_is_refused_when_a_record_is_made() -> None:
    with pytest.raises(TypeError, match="Frame has no lines"):
        Frame(function="f", file="a", lines=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Frame needs file"):
        Frame(function="f")  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Frame(function="f", file="a").lines = 3  # type: ignore[attr-defined]


def test_records_import_nothing_but_each_other() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); before = set(sys.modules); "
        "import scripts.lab.records.wire, scripts.lab.records.diagnosis; "
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT)], capture_output=True, text=True, check=True
    )
    loaded = eval(done.stdout)
    assert [name for name in loaded if not name.startswith(("scripts", "__future__"))] == []
