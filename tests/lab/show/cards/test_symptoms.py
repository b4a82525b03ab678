"""Entries of the index by symptom on a page, in a terminal, and at the end of a card."""

import re

import pytest

from scripts.lab.records.diagnosis import Diagnosis
from scripts.lab.show.cards import symptoms as cards
from scripts.lab.show.cards.diagnosis import as_html as diagnosis_as_html
from scripts.lab.show.cards.diagnosis import as_text as diagnosis_as_text
from scripts.lab.show.cards.run import as_html, as_text
from scripts.lab.symptom_index.index import BadSymptoms, matching, symptoms
from tests.lab.show.made_up import Elements, made_up

SEMLOCK = "RuntimeError: A SemLock created in a fork context is being shared with a process in a spawn context.\n"
FORKED = "Process 8 can never go on: it waits in `use` (x.py:3) for a lock that may have been held when it was forked."


def test_a_message_is_explained_in_a_few_lines() -> None:
    text = cards.as_text(matching("ValueError: bad value(s) in fds_to_keep"))
    assert text.splitlines()[0] == "ValueError: bad value(s) in fds_to_keep"
    assert "in chapters/starting-cost.md" in " ".join(text.split())
    assert "python -m scripts run fork-versus-spawn/closed_socket_sent -- spawn" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_what_no_demo_prints_says_where_it_comes_from() -> None:
    text = cards.as_text(matching("RuntimeError: DataLoader worker (pid 77) is killed by signal: Bus error."))
    assert "from      PyTorch" in text and "no program of this book prints it" in " ".join(text.split())
    assert "see it" not in text


def test_a_page_needs_recordings() -> None:
    with pytest.raises(BadSymptoms, match="nothing is recorded of"):
        cards.symptoms("warning")


@pytest.mark.parametrize("demo", [None, "context-mismatch/one_context"])
def test_a_run_ends_with_what_it_matches(demo: str | None) -> None:
    run = made_up(demo=demo, stderr=SEMLOCK, exit_code=1)
    assert re.search(
        r"\nsee: RuntimeError: A SemLock .*: Make the lock, .*\(chapters/context-mismatch.md, ", as_text(run)
    )
    page = Elements(as_html(run))
    links = [one for one in page.named("a") if "find-your-symptom" in (one["href"] or "")]
    # The page of a demo explains it itself.
    assert len(links) == (demo is None)
    assert all((one["href"] or "").endswith("find-your-symptom.md#semlock-fork-spawn") for one in links)


def test_a_run_that_means_nothing_ends_as_ever() -> None:
    assert "see: " not in as_text(made_up(demo=None, stderr="ValueError: invalid literal\n"))


def test_two_entries_are_enough() -> None:
    lines = [
        SEMLOCK,
        "BrokenPipeError: [Errno 32] Broken pipe\n",
        "EOFError\n",
        "ValueError: bad value(s) in fds_to_keep\n",
    ]
    assert as_text(made_up(demo=None, stderr="".join(lines))).count("\nsee: ") == 2


def test_an_index_that_cannot_be_used_takes_no_result_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_text: str) -> None:
        raise BadSymptoms("chapters/symptoms.toml: damaged")

    monkeypatch.setattr(cards.index, "matching", fail)
    assert "EXITED 0" in as_text(made_up(demo=None))


def test_a_diagnosis_ends_with_what_it_found() -> None:
    seen = Diagnosis(
        pid=8,
        command="python x.py",
        verdict="deadlocked",
        seconds=0.1,
        started="2026-03-01T12:00:00+00:00",
        processes=[],
        evidence=[],
        headline=FORKED,
        proof=None,
        without_stack={},
        advice=[],
    )
    assert diagnosis_as_text(seen).splitlines()[-1].startswith("see: A forked child waits for a lock")
    assert "find-your-symptom" in diagnosis_as_html(seen)
    assert "see: " not in diagnosis_as_text(seen.replace(verdict="running"))


def test_every_entry_can_be_put_into_words() -> None:
    for one in symptoms():
        assert cards.entry(one).heading and cards.entry(one).cure
