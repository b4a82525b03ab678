"""The index by symptom: what may stand in it, and what it refuses."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.lab.catalogue import ROOT
from scripts.lab.errors import InvalidRequest
from scripts.lab.symptom_index import index
from scripts.lab.symptom_index.index import BadSymptoms, Symptom, found_in, matching, symptoms

ENTRY = """[[symptom]]
id = "one"
group = "error"
runs = ["context-mismatch/made_at_import"]
prints = ["context has already been set"]
section = "context-mismatch.md#what-fixes-the-default-context"
cure = "Call it first."
"""
Write = Callable[[str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    def put(text: str) -> None:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(index, "FILE", path)

    return put


def test_an_entry_is_read(write: Write) -> None:
    write(ENTRY)
    (one,) = symptoms()
    assert one.section.title == "What fixes the default context"
    assert one.target == "chapters/find-your-symptom.html#one"
    assert one.commands == ["python -m scripts run context-mismatch/made_at_import"]


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (ENTRY + 'colour = "red"\n', "unknown key 'colour'"),
        (ENTRY.replace('"error"', '"errors"'), "unknown group 'errors'"),
        (ENTRY.replace("made_at_import", "made_at_importt"), "perhaps context-mismatch/made_at_import"),
        (ENTRY.replace("#what-fixes", "#which-fixes"), "which is not there"),
        (ENTRY.replace("context-mismatch.md", "../README.md"), "which is not there"),
        (ENTRY.replace('id = "one"', 'id = "One!"'), "no anchor"),
        (ENTRY.replace('cure = "Call it first."', ""), "has no cure"),
        (ENTRY.replace('cure = "Call it first."', 'cure = ""'), "no line of text"),
        (ENTRY.replace("prints = [", "symptom = ["), "no line of text"),
        (ENTRY.replace('prints = ["context has already been set"]', ""), "needs prints"),
        (ENTRY + 'from = "a library"\n', "needs runs, or else from"),
        (ENTRY + 'found = "("\n', "no regular expression"),
        (ENTRY + "also = []\n", "no list of texts"),
        (ENTRY + ENTRY, "is there twice"),
        ("symptom = 1", "has to consist of"),
        ("[[symptom]", "Expected"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(write: Write, wrong: str, complaint: str) -> None:
    write(wrong)
    with pytest.raises(BadSymptoms) as raised:
        symptoms()
    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value).strip()
    assert isinstance(raised.value, InvalidRequest)


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(BadSymptoms, match="there is no group 'freezes'"):
        symptoms("freezes")


def test_each_group_has_its_heading_on_the_page() -> None:
    page = (ROOT / "chapters" / f"{index.PAGE}.md").read_text(encoding="utf-8")
    assert re.findall("^## (.*)$", page, re.MULTILINE) == list(index.GROUPS.values())
    assert re.findall(r'^symptoms\("(.*)"\)$', page, re.MULTILINE) == list(index.GROUPS)
    assert {one.group for one in symptoms()} == set(index.GROUPS)


def test_what_the_lab_found_leads_to_an_entry() -> None:
    def first(*sentences: str) -> str | None:
        found: list[Symptom] = found_in(*sentences)
        return found[0].id if found else None

    forked = "a lock that may have been held when it was forked from process 7."
    assert first(f"Process 8 can never go on: it waits in `use` (x.py:3) for {forked}") == "child-hangs-in-a-lock"
    in_logging = "it waits in `f` (x.py:1), within `warning` (logging/__init__.py:2133), for"
    assert first(f"{in_logging} {forked}") == "child-hangs-in-logging"
    assert first("put (queue.py:133) < handle (x.py:39) < put (queue.py:152) < <module> (x.py:44)") == (
        "signal-handler-hangs"
    )
    assert first("it waits for pipe 4711 to have room, whose other end is open in process 7.") == "wait-before-read"
    assert first("put (queue.py:133) < work (x.py:39)") is None
    assert first("") is None


def test_a_whole_traceback_is_read() -> None:
    traceback = """Traceback (most recent call last):
  File "/home/me/x.py", line 9, in <module>
    print(executor.submit(f).result())
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/concurrent/futures/_base.py", line 456, in result
    return self.__get_result()
concurrent.futures.process.BrokenProcessPool: A process in the process pool was terminated abruptly while the future\
 was running or pending.
"""
    assert matching(traceback)[0].id == "broken-process-pool"
    # A search field makes one line of it.
    assert matching(" ".join(traceback.split()))[0].id == "broken-process-pool"
