"""The checker's answer is total: whatever a program does, there is one remark and one next step, and no traceback."""

import json
import sys
from pathlib import Path

import pytest

from scripts.lab.errors import InvalidRequest
from scripts.lab.exercises import checking, listing
from scripts.lab.exercises.answering import answer, hints
from scripts.lab.exercises.checking import exercise
from scripts.lab.exercises.listing import FOLDER
from scripts.lab.exercises.reports import VARIABLE, Mailbox
from scripts.lab.exercises.trial import Program, Schedule, StillWrong
from scripts.lab.records.answer import Answer
from scripts.lab.show.cards.exercise import answer as card
from scripts.lab.show.cards.exercise import as_text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the checker asks the kernel which process reports")

BEGIN = f"import json, os, socket, sys, threading\nsys.path.insert(0, {str(FOLDER)!r})\nfrom reporting import report\n"
CONNECT = f"connection = socket.socket(socket.AF_UNIX)\nconnection.connect('\\0' + os.environ[{VARIABLE!r}])\n"
WITHOUT_SENSE = {
    "it is no Python": "def (",
    "it has a null byte": "x = '\0'",
    "it is nested too deeply": "(" * 500 + ")" * 500,
    "it is no UTF-8": b"x = '\xff'",
    "it raises": "raise ValueError('no\\x1b[31m colours\\n and two lines')",
    "it raises at exit": "import atexit\natexit.register(int, 'x')",
    "it tells the results itself": BEGIN + "for _ in range(3): report('replacing'); report('product', 6)",
    "it tells another kind of value": BEGIN + "report('product', {'a': [1, None, 1e400]})",
    "it tells no JSON": BEGIN + CONNECT + "connection.sendall(b'x\\n')",
    "it tells deep JSON": BEGIN + CONNECT + "connection.sendall(b'[' * 60000 + b'\\n')",
    "it tells without an end": BEGIN + CONNECT + "connection.sendall(b'x' * 10**7)",
    "it goes without an answer": BEGIN + CONNECT + "connection.sendall(b'[\"product\", 1]\\n'); os._exit(0)",
    "it connects and says nothing": BEGIN + CONNECT,
    "it kills itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "it crashes": "import ctypes\nctypes.string_at(0)",
    "it waits for itself": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "it prints without an end": "while True: print('mended = 1' * 1000)",
    "it takes all memory": "data = []\nwhile True: data.append(bytes(10**7))",
    "it closes its streams": "import os\nos.closerange(0, 3)",
    "a worker fails": "import os\nif os.fork() == 0: os._exit(3)\nos.wait()",
    "it removes the checker's address": f"import os\ndel os.environ[{VARIABLE!r}]\n" + BEGIN + "report('product', 1)",
}


@pytest.mark.parametrize("text", WITHOUT_SENSE.values(), ids=list(WITHOUT_SENSE))
def test_whatever_a_program_does_there_is_one_remark_and_one_next_step(text: "str | bytes", tmp_path: Path) -> None:
    program = tmp_path / "answer.py"
    program.write_bytes(text if isinstance(text, bytes) else text.encode())
    given = exercise("lock_inheritance", program)
    assert not given.passed
    assert given.next_step
    assert "Traceback" not in given.remark
    shown = as_text(given).splitlines()
    assert shown[0].startswith("NOT YET: ") and "\x1b" not in shown[0]
    assert Answer.from_json(json.loads(json.dumps(given.to_json()))).remark == given.remark
    assert "NOT YET" in card(given).html


def test_a_known_error_names_its_section_and_not_the_cure(tmp_path: Path) -> None:
    program = tmp_path / "answer.py"
    program.write_text("import pickle, threading\npickle.dumps(threading.Lock())\n")
    step = exercise("lock_inheritance", program).next_step
    assert step is not None and "“TypeError: cannot pickle” in chapters/" in step and "__getstate__" not in step


@pytest.mark.parametrize("name", ["missing.py", ".", "x" * 300])
def test_a_program_that_cannot_be_read_is_said_to_be_so(name: str, tmp_path: Path) -> None:
    given = exercise("lock_inheritance", tmp_path / name)
    assert not given.passed
    assert "cannot be read" in given.remark and "git checkout" in str(given.next_step)


@pytest.mark.parametrize(
    "name", ["lock_inheritance", "lock-inheritance", "exercises/lock_inheritance.py", "Lock-Inheritance"]
)
def test_an_exercise_has_several_names(name: str) -> None:
    assert listing.find(name).name == "lock_inheritance"


@pytest.mark.parametrize("name", ["", "lock", "../lock_inheritance", "lock_inheritance\0"])
def test_another_name_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(InvalidRequest, match="lock_inheritance"):
        listing.find(name)


def test_hints_come_one_by_one() -> None:
    asked = listing.find("lock_inheritance")
    assert [checking.hint(asked.name, number) for number in (1, 2, 3)] == asked.hints
    with pytest.raises(InvalidRequest, match="from 1 to 3"):
        checking.hint(asked.name, 4)


def test_the_solution_is_a_patch_and_each_hint_is_folded_on_a_page() -> None:
    text, status = answer("lock_inheritance", None, True, False)
    assert status == 0 and text.startswith("--- a/exercises/lock_inheritance.py")
    html = hints("lock_inheritance").html
    assert html.count("<details>") == 4
    assert "<del" in html and "<ins" in html


@pytest.mark.parametrize(
    "name, hint, solution, as_json", [(None, "1", False, False), ("lock_inheritance", "x", False, False),
    ("lock_inheritance", "1", True, False), ("lock_inheritance", None, True, True)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(name: "str | None", hint: "str | None", solution: bool, as_json: bool) -> None:
    with pytest.raises(InvalidRequest):
        answer(name, hint, solution, as_json)


def test_a_passed_exercise_exits_with_0_and_another_one_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    for passed in (True, False):
        given = Answer(exercise="x", path="x.py", passed=passed, remark="r", next_step=None, seconds=0.0)
        monkeypatch.setattr("scripts.lab.exercises.answering.exercise", lambda name, given=given: given)
        assert answer("lock_inheritance", None, False, False)[1] == (0 if passed else 1)


# What a check is given


def test_the_kernel_says_which_process_reports(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "import multiprocessing\n"
        "if __name__ == '__main__':\n"
        "    report('me', os.getpid())\n"
        "    for method in ('fork', 'spawn', 'forkserver'):\n"
        "        child = multiprocessing.get_context(method).Process(target=report, args=(method, 0))\n"
        "        child.start()\n        child.join()\n"
    )
    trial = Program(program).run()
    (me,) = trial.told("me")
    assert me.value == me.pid == trial.run.pid
    assert {one.name: trial.start_method(one) for one in trial.reports} == {
        "me": "program", "fork": "fork", "spawn": "spawn", "forkserver": "forkserver",
    }  # fmt: skip
    assert len({one.pid for one in trial.reports}) == 4
    assert all(one.uss_mib and one.uss_mib > 1 for one in trial.reports)


def test_a_process_waits_at_its_report_while_others_go_on(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "held = threading.Thread(target=report, args=('first', 0))\nheld.start()\n"
        "report('second', held.is_alive())\nheld.join()\n"
    )
    seen: list[str] = []

    def look(report: object) -> None:
        name = report.name  # type: ignore[attr-defined]
        while name == "first" and "second" not in seen:
            pass
        seen.append(name)

    assert Program(program).run(look=look).values("second") == [True]


@pytest.mark.parametrize("do, works", [("pause", "lost"), ("collect", "collected"), ("signal", "handled")])
def test_a_schedule_makes_a_rare_order_likely(do: str, works: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "import signal, weakref\n"
        "count = handled = 0\n"
        "class Garbage: pass\n"
        "def handle(*_):\n    global handled\n    handled += 1\n"
        "signal.signal(signal.SIGUSR1, handle)\n"
        "def add():\n"
        "    global count\n"
        "    for _ in range(50):\n        count += 1\n"
        "threads = [threading.Thread(target=add) for _ in range(4)]\n"
        "garbage = Garbage()\ngarbage.itself = garbage\nalive = weakref.ref(garbage)\ndel garbage\n"
        "for one in threads: one.start()\n"
        "for one in threads: one.join()\n"
        "report('lost', 200 - count)\nreport('collected', alive() is None)\nreport('handled', handled)\n"
    )
    trial = Program(program).run(schedule=Schedule(do, 1, one_in=2))
    (found,) = trial.values(works)
    assert found
    quiet = Program(program).run()
    assert quiet.values("collected") == [False] and quiet.values("handled") == [0]


def test_a_schedule_interferes_in_libraries_if_it_is_to_and_so_often_at_most(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "import queue, signal\n"
        "handled = []\n"
        "def handle(number, frame):\n"
        "    names = []\n"
        "    while frame is not None: names.append(frame.f_code.co_name); frame = frame.f_back\n"
        "    handled.append('put' in names)\n"
        "notes = queue.Queue()\n"
        "signal.signal(signal.SIGUSR1, handle)\n"
        "for _ in range(20): notes.put(1)\n"
        "signal.signal(signal.SIGUSR1, signal.SIG_DFL)\n"
        "report('handled', len(handled))\nreport('inside', sum(handled))\n"
    )
    quiet, loud, limited = (
        Program(program).run(schedule=Schedule("signal", 1, 1, library, at_most))
        for library, at_most in ((False, 1000), (True, 1000), (True, 3))
    )
    assert quiet.values("inside") == [0] != quiet.values("handled")
    assert loud.values("inside") != [0]
    assert limited.values("handled") == [3]


def test_a_thread_that_ended_with_an_error_is_told_of(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import threading\nthreading.Thread(target=int, args=('x',)).start()\n")
    with pytest.raises(StillWrong, match="a thread ended with the error `ValueError: invalid literal"):
        Program(program).run()


def test_a_message_may_begin_below_the_name_of_its_error(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("raise RuntimeError('\\n   it begins here\\n\\n   and goes on')\n")
    assert Program(program).run(must_end=False).error == "RuntimeError: it begins here"


def test_a_mailbox_that_is_closed_leaves_nothing() -> None:
    mailbox = Mailbox()
    address = mailbox.address
    mailbox.close()
    assert address not in Path("/proc/net/unix").read_text()


def test_in_step_two_threads_do_at_the_same_time_what_each_does_once(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "count = 0\n"
        "def add():\n    global count\n    count += 1\n"
        "threads = [threading.Thread(target=add) for _ in range(2)]\n"
        "for one in threads: one.start()\n"
        "for one in threads: one.join()\n"
        "report('count', count)\n"
    )
    counted = [Program(program).run(schedule=Schedule("step", 1, 1, milliseconds=10)).only("count") for _ in range(3)]
    assert 1 in [one.value for one in counted]


def test_a_thread_can_begin_late(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "notes = []\n"
        "thread = threading.Thread(target=notes.append, args=(1,))\n"
        "thread.start()\nreport('at first', len(notes))\nthread.join()\nreport('at last', len(notes))\n"
    )
    trial = Program(program).run(schedule=Schedule("late", 1, 1, milliseconds=500))
    assert (trial.values("at first"), trial.values("at last")) == ([0], [1])


def test_threads_and_processes_can_end_before_they_have_worked(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "import multiprocessing\n"
        "def work(): report('worked')\n"
        "if __name__ == '__main__':\n"
        "    kinds = [multiprocessing.get_context(one).Process for one in ('fork', 'spawn', 'forkserver')]\n"
        "    others = [kind(target=work) for kind in [threading.Thread, *kinds]]\n"
        "    for one in others: one.start()\n"
        "    for one in others: one.join()\n"
        "    report('joined')\n    work()\n"
    )
    trial = Program(program).run(schedule=Schedule("end", 1, 1))
    assert [(one.name, trial.start_method(one)) for one in trial.reports] == [
        ("joined", "program"), ("worked", "program"),
    ]  # fmt: skip


def test_a_process_says_what_it_has_had_and_whose_child_it_is(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        BEGIN + "import os\n"
        "if os.fork() == 0:\n"
        "    del [bytearray(b'x' * (1 << 20)) for _ in range(30)][:]\n"
        "    report('child')\n"
        "    if os.fork() == 0:\n        report('grandchild')\n        os._exit(0)\n"
        "    os.wait()\n    os._exit(0)\n"
        "os.wait()\n"
    )
    trial = Program(program).run()
    child, grandchild = trial.only("child"), trial.only("grandchild")
    assert (trial.is_child(child), trial.is_child(grandchild)) == (True, False)
    assert child.had_mib is not None and child.had_mib > 20
    assert child.uss_mib is not None and child.uss_mib < 15


def test_a_remark_does_not_repeat_all_that_a_program_tells(tmp_path: Path) -> None:
    program = tmp_path / "copy_on_write.py"
    program.write_text(BEGIN + "report('catalogue', 'x' * 100_000)\n")
    assert len(exercise("copy_on_write", program).remark) < 1000
