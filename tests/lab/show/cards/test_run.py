"""A run on a page and in a terminal."""

import os
from pathlib import Path

import pytest

from scripts.lab import run
from scripts.lab.catalogue import ROOT
from scripts.lab.show.cards.run import as_html, as_text
from tests.lab.show.made_up import DEMO, PATH, THREAD, TRACEBACK, Elements, made_up

HOSTILE = "\x1b[31m</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'><b onclick=x>&amp;\x00"


def test_a_card_says_what_a_terminal_says_in_the_same_order() -> None:
    shown = made_up(
        expected=False,
        differences=["the exit code is 0, declared is 1"],
        stderr="on standard error\n",
        evidence=[THREAD],
        left_behind=[{"kind": "process", "what": "python x.py"}],
        note="3.10 means 3.10.13",
        truncated=True,
    )
    page = Elements(as_html(shown)).text
    terminal = as_text(shown)
    for text in (page, terminal):
        place = -1
        for words in (
            f"$ python {PATH}",
            "CPython 3.10.13 · 0.21 s · live",
            "EXITED 0",
            "NOT as expected",
            "the exit code is 0, declared is 1",
            "stdout",
            "event is set: False",
            "stderr",
            "on standard error",
            "Truncated",
            "1 thread · swept 1 process",
            "4712",
            "sleeping",
            "futex",
            "a lock",
            "main (x.py:3)",
            "process: python x.py",
            "Process 17",
            PATH,
        ):
            place = text.find(words, place + 1)
            assert place >= 0, f"{words!r} is missing, or comes too early, in\n{text}"
    assert "3.10 means 3.10.13" in page
    assert "3.10 means 3.10.13" in terminal


def test_as_expected_is_quiet_and_not_as_expected_is_not() -> None:
    assert Elements(as_html(made_up())).having("lab-expected-true")
    assert Elements(as_html(made_up(expected=False))).having("lab-expected-false")
    assert "expected" not in Elements(as_html(made_up(expected=None))).text


def test_a_run_of_another_day_says_so() -> None:
    run = made_up(recorded="another machine")
    for text in (Elements(as_html(run)).text, as_text(run)):
        assert "recorded 2026-03-01 on another machine" in text
        assert "live" not in text


def test_the_command_can_be_copied_without_its_prompt() -> None:
    (button,) = Elements(as_html(made_up(command="python x.py 'a b' \"c\""))).having("lab-copy")
    assert button["data-copy"] == "python x.py 'a b' \"c\""
    assert "clipboard.writeText" in (button["onclick"] or "")


def test_long_output_scrolls_and_the_keyboard_reaches_it() -> None:
    (pre,) = Elements(as_html(made_up(stdout="line\n" * 31))).having("lab-scrolls")
    assert pre["tabindex"] == "0"
    assert not Elements(as_html(made_up(stdout="line\n" * 30))).having("lab-scrolls")


def test_evidence_is_folded() -> None:
    shown = Elements(as_html(made_up(evidence=[THREAD])))
    assert [given for given in shown.named("details") if "open" not in given]
    assert len(shown.named("th")) == 5


def test_two_process_ids_where_the_machine_counts_otherwise() -> None:
    assert "Process 17," in as_text(made_up())
    assert "Process 17 (4242 to the machine)," in as_text(made_up(machine_pid=4242))
    assert "Process 17," in as_text(made_up(machine_pid=None))


def test_a_silent_program_is_said_to_be_silent() -> None:
    assert "It printed nothing." in Elements(as_html(made_up(stdout=""))).text
    assert "It printed nothing." in as_text(made_up(stdout=""))


def test_nothing_that_a_program_says_becomes_markup() -> None:
    shown = made_up(
        demo=HOSTILE,
        path=HOSTILE,
        command=HOSTILE,
        python=HOSTILE,
        started=HOSTILE,
        stdout=HOSTILE,
        stderr=HOSTILE + "\n" + TRACEBACK,
        note=HOSTILE,
        expected=False,
        differences=[HOSTILE],
        boundary=HOSTILE,
        measurements={"child_exit_code": -11},
        evidence=[
            {
                **THREAD,
                "state": HOSTILE,
                "call": HOSTILE,
                "wait_channel": HOSTILE,
                "waits_for": {
                    **dict.fromkeys(("kind", "what", "key", "why_open"), HOSTILE),
                    "unlimited": None,
                    "outside": [HOSTILE],
                },
                "stack": [{"function": HOSTILE, "file": HOSTILE, "line": 3}],
            }
        ],
        proof={
            "holds": False,
            "why_not": HOSTILE,
            "conditions": [{"name": HOSTILE, "holds": False, "seen": HOSTILE}],
        },
        left_behind=[{"kind": HOSTILE, "what": HOSTILE}],
    )
    found = Elements(as_html(shown))
    assert found.open == []
    assert not {"script", "img"} & {name for name, _ in found.elements}
    active = [(name, given) for name, given in found.elements if any(key.startswith("on") for key in given)]
    assert [name for name, _ in active] == ["button"]
    assert "\x1b" not in as_html(shown)
    assert "\x1b" not in as_text(shown)
    assert "<script>alert(1)</script>" in found.text


@pytest.mark.parametrize(
    "flood",
    ["<&>\n", "\"'\n", "x" * 100_000 + "\n", "\x00" * 50 + "\n", "\U0001f600" * 200 + "\n"],
    ids=["markup", "quotes", "long lines", "control characters", "emoji"],
)
def test_a_card_stays_small_whatever_was_printed(flood: str) -> None:
    text = flood * (4_000_000 // len(flood))
    threads = [{**THREAD, "stack": [{"function": "f" * 50, "file": f"/{'d' * 500}.py", "line": 1}] * 50}] * 3_000
    left = [{"kind": "process", "what": "y" * 10_000}] * 3_000
    html = as_html(made_up(stdout=text, stderr=text, evidence=threads, left_behind=left))
    assert len(html.encode()) < 200_000
    assert "left out here" in html
    assert "2,960 threads more" in html


def test_the_demos_file_is_linked_from_the_chapters_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "chapters")
    (link,) = Elements(as_html(made_up())).named("a")
    assert link["href"] == f"../{PATH}"
    assert not Elements(as_html(made_up(path="/home/reader/own.py"))).named("a")


def test_a_card_is_made_where_the_directory_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert PATH in Elements(as_html(made_up())).text


def test_a_real_run_is_shown(tmp_path: Path) -> None:
    program = tmp_path / "dies.py"
    program.write_text(
        "import os, signal\n"
        "child = os.fork() or os.kill(os.getpid(), signal.SIGSEGV)\n"
        "print('child_exit_code =', os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = run(os.fspath(program))
    for text in (Elements(as_html(done)).text, as_text(done)):
        assert "EXITED 0, and its child was killed by SIGSEGV" in text
        assert "child_exit_code = -11" in text


def test_a_demos_card_names_the_demo() -> None:
    (card,) = Elements(as_html(made_up())).having("lab-card")
    assert card["aria-label"] == f"{DEMO}: EXITED 0"
