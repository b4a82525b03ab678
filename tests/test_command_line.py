"""The command line as a shell sees it: what it prints, how it ends, what an interrupted run leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import __main__ as command_line
from scripts.lab import catalogue, doctor, runner, unusable
from scripts.lab.catalogue import ROOT, demos
from scripts.lab.linux.proc import PROC
from scripts.lab.records.run import VERDICTS
from tests.lab.guard import leftovers
from tests.lab.memory.programs import MARK

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


FROM_ANYWHERE = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}


def command(
    *words: str, options: tuple[str, ...] = (), cwd: Path = ROOT, env: dict[str, str] = ENVIRONMENT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-m", "scripts", *words],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def refused(answer: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error of a request that makes no sense."""
    assert answer.returncode == 2, answer
    assert answer.stdout == ""
    assert answer.stderr.startswith("scripts: ") and answer.stderr.endswith("\n")
    assert answer.stderr.count("\n") == 1
    return answer.stderr


# list


def test_list_names_every_demo_and_says_what_goes_wrong() -> None:
    answer = command("list")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert [line.split()[0] for line in answer.stdout.splitlines()] == [demo.name for demo in demos()]
    for line, demo in zip(answer.stdout.splitlines(), demos(), strict=True):
        assert line.endswith(demo.summary)


def test_list_as_json() -> None:
    answer = json.loads(command("list", "--json").stdout)
    assert answer["schema"] == 1
    assert answer["demos"] == [
        {"demo": demo.name, "chapter": demo.chapter, "summary": demo.summary} for demo in demos()
    ]


# run


def test_run_prints_one_json_object(program: Callable[[str], str]) -> None:
    text = "import sys\nprint('x_mib = 2.5')\nprint('é', file=sys.stderr)\nsys.exit(3)\n"
    answer = command("run", program(text), "--json")
    assert (answer.returncode, answer.stderr) == (1, "")
    done = json.loads(answer.stdout)
    assert done["schema"] == 1
    assert (done["verdict"], done["exit_code"], done["signal"], done["expected"]) == ("exited", 3, None, None)
    assert (done["stdout"], done["stderr"], done["truncated"]) == ("x_mib = 2.5\n", "é\n", False)
    assert done["measurements"] == {"x_mib": 2.5}
    assert (done["evidence"], done["left_behind"]) == ([], [])
    assert done["python"].startswith("{}.{}.{}".format(*sys.version_info))
    assert 0 < done["seconds"] < 30


def test_run_in_words(program: Callable[[str], str]) -> None:
    answer = command("run", program("print('a line')"))
    assert (answer.returncode, answer.stderr) == (0, "")
    for part in ("$ python ", "EXITED 0", "a line"):
        assert part in answer.stdout


@pytest.mark.parametrize(
    "text, options, status, verdict",
    [
        ("", [], 0, "exited"),
        ("raise SystemExit(1)", [], 1, "exited"),
        ("raise SystemExit(2)", [], 1, "exited"),
        ("no Python", [], 1, "exited"),
        ("import os; os.abort()", [], 1, "killed"),
        ("import time; time.sleep(60)", ["--timeout", "4"], 1, "stalled"),
        ("while True: pass", ["--timeout", "0.3"], 1, "timed-out"),
        ("import _thread; lock = _thread.allocate_lock(); lock.acquire(); lock.acquire()", [], 1, "deadlocked"),
        ("import time; x = b'x' * (200 << 20); time.sleep(60)", ["--memory", "50"], 1, "memory-limit"),
    ],
)
def test_exit_status_of_a_file(
    program: Callable[[str], str], text: str, options: list[str], status: int, verdict: str
) -> None:
    answer = command("run", program(text), "--json", *options)
    assert (answer.returncode, answer.stderr) == (status, "")
    assert json.loads(answer.stdout)["verdict"] == verdict
    assert verdict in VERDICTS


@pytest.mark.parametrize("exit_code, status", [(1, 0), (0, 1)])
def test_exit_status_of_a_demo_is_whether_it_went_as_declared(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    exit_code: int,
    status: int,
) -> None:
    monkeypatch.setattr(catalogue, "DEMOS", tmp_path)
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "held.py").write_text(f"import sys\nsys.exit({exit_code} if len(sys.argv) < 2 else 5)")
    (tmp_path / "locks" / "held.toml").write_text("[[outcome]]\nverdict = 'exited'\nexit_code = 1\n")
    assert command_line.main(["run", "locks/held", "--json"]) == status
    assert json.loads(capsys.readouterr().out)["expected"] is (status == 0)
    # With arguments that nobody declared, only its exit code counts.
    assert command_line.main(["run", "locks/held", "--json", "--", "x"]) == 1
    done = json.loads(capsys.readouterr().out)
    assert (done["expected"], done["exit_code"]) == (None, 5)


def test_a_demo_of_the_book() -> None:
    answer = command("run", "context-mismatch/one_context", "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)["expected"] is True


def test_what_stands_behind_two_dashes_is_the_programs(program: Callable[[str], str]) -> None:
    path = program("import sys; print(sys.argv[1:])")
    words = ["--json", "-x", "--", "", "a b"]
    answer = command("run", "--timeout=10", path, "--full", "--", *words)
    assert repr([*words, "--full"]) in answer.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the page tables are told by /proc")
@pytest.mark.parametrize("options", [[], ["--pages"]])
def test_pages_are_noted_when_asked_for(program: Callable[[str], str], options: list[str]) -> None:
    (mark,) = json.loads(command("run", program(MARK + "mark('here')"), *options, "--json").stdout)["marks"]
    assert [account["uss_bytes"] > 0 for account in mark["memory"]] == [True]
    assert (mark["pages"] is not None) is bool(options)


def test_options_may_stand_before_the_program_and_after_it(program: Callable[[str], str]) -> None:
    path = program("")
    assert json.loads(command("run", "--json", path).stdout)["verdict"] == "exited"
    assert json.loads(command("run", path, "--json").stdout)["verdict"] == "exited"


def test_another_interpreter_by_path(program: Callable[[str], str]) -> None:
    answer = command("run", program("import sys; print(sys.executable)"), "--python", sys.executable, "--json")
    assert json.loads(answer.stdout)["stdout"] == f"{sys.executable}\n"


# Modules


def test_every_word_behind_a_module_is_the_modules(tmp_path: Path) -> None:
    package = tmp_path / "parts" / "inner"
    package.mkdir(parents=True)
    (tmp_path / "parts" / "__init__.py").write_text("print('imported')\n")
    (package / "__main__.py").write_text("import sys; print(sys.argv[1:], __package__, __name__)\n")
    words = ["--json", "-m", "x", "--", "--timeout"]
    answer = command("run", "--json", "-m", "parts.inner", *words, cwd=tmp_path, env=FROM_ANYWHERE)
    done = json.loads(answer.stdout)
    assert (answer.returncode, answer.stderr) == (0, "")
    # Once: asking whether the module is there imports nothing of it.
    assert done["stdout"] == f"imported\n{words} parts.inner __main__\n"
    assert (done["module"], done["path"]) == ("parts.inner", str(package / "__main__.py"))
    assert (done["demo"], done["expected"]) == (None, None)
    assert done["command"] == "python -m parts.inner --json -m x -- --timeout"


def test_a_module_that_only_the_callers_environment_leads_to(tmp_path: Path) -> None:
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "only_here.py").write_text("print('ran')\n")
    assert "no module 'only_here'" in refused(command("run", "-m", "only_here", cwd=tmp_path, env=FROM_ANYWHERE))
    path = {**FROM_ANYWHERE, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'only'}"}
    assert "no module 'only_here'" in refused(command("run", "-m", "only_here", cwd=tmp_path, env=path))
    answer = command("run", "--as-is", "-m", "only_here", cwd=tmp_path, env=path)
    assert answer.stdout.startswith("ran\n$ python -m only_here\n")


# As it is


AS_IS = (
    "import os, sys; print(sys.stdin.read(), os.environ.get('PYTHONNOTHING'), os.getcwd()); print('e', file=sys.stderr)"
)


def test_a_run_as_it_is_has_its_callers_streams_and_environment(program: Callable[[str], str], tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "scripts", "run", "--as-is", "--json", program(AS_IS)],
        cwd=tmp_path,
        env={**FROM_ANYWHERE, "PYTHONNOTHING": "kept"},
        input="typed",
        capture_output=True,
        text=True,
        timeout=60,
    )
    printed, _, document = answer.stdout.partition("\n")
    done = json.loads(document)
    assert (answer.returncode, answer.stderr) == (0, "e\n")
    assert printed == f"typed kept {tmp_path}"
    assert (done["as_is"], done["stdout"], done["stderr"], done["left_behind"]) == (True, "", "", [])


def test_a_run_as_it_is_leaves_no_other_descriptor_open(program: Callable[[str], str]) -> None:
    listing = "import os; print(sorted(int(one) for one in os.listdir('/proc/self/fd')))"
    assert command("run", "--as-is", program(listing)).stdout.startswith("[0, 1, 2, 3]\n")
    said = command("run", "--as-is", program(listing)).stdout
    assert "what it printed is not kept" in said
    assert "It printed nothing" not in said


def test_a_mark_without_a_guard_that_reads_it_is_not_waited_at(program: Callable[[str], str]) -> None:
    text = "import os; print(os.environ.get('MARK_DESCRIPTOR'))"
    env = {**ENVIRONMENT, "MARK_DESCRIPTOR": "7"}
    assert command("run", "--as-is", program(text), env=env).stdout.startswith("None\n")


def test_closed_streams_are_replaced_by_nothing(program: Callable[[str], str], tmp_path: Path) -> None:
    told = tmp_path / "told"
    asked = "[os.path.realpath(f'/proc/self/fd/{n}') for n in (0, 1, 2)]"
    text = f"import os; open({str(told)!r}, 'w').write(repr({asked}))"
    words = [sys.executable, "-m", "scripts", "run", "--as-is", program(text)]
    subprocess.run(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *words], cwd=ROOT, env=ENVIRONMENT, timeout=60)
    assert told.read_text() == repr(["/dev/null"] * 3)


# Without a time limit


def test_without_a_time_limit_a_deadlock_still_ends_it(program: Callable[[str], str]) -> None:
    answer = command(
        "run", "--no-timeout", "--stop-when-stuck", program("import os; os.read(os.pipe()[0], 1)"), "--json"
    )
    assert json.loads(answer.stdout)["verdict"] == "deadlocked"


# Requests that make no sense


@pytest.mark.parametrize(
    "words, wrong, right",
    [
        ([], "no command", "list, run, diagnose, explain, record, exercise, doctor"),
        (["--json"], "no command '--json'", "list, run, diagnose, explain, record, exercise, doctor"),
        (["diagnosis"], "no command 'diagnosis'", "list, run, diagnose, explain, record, exercise, doctor"),
        ([""], "no command ''", "list, run, diagnose, explain, record, exercise, doctor"),
        (["list", "all"], "does not take 'all'", "list [--json]"),
        (["list", "--python", "3.8"], "does not take '--python'", "list [--json]"),
        (["list", "--", "x"], "does not take 'x'", "list [--json]"),
        (["doctor", "--fix"], "does not take '--fix'", "doctor [--all] [--json]"),
        (["run"], "none is given", "run takes one DEMO, FILE or -m MODULE"),
        (["run", "--", "FILE"], "none is given", "run takes one DEMO, FILE or -m MODULE"),
        (["run", "FILE", "x"], "'x' is one too many", "arguments stand behind --"),
        (["run", ""], "no program", "python -m scripts list"),
        (["run", "no-such/demo"], "no demo 'no-such/demo'", "python -m scripts list"),
        (["run", "context-mismatch/one-context"], "no demo", "context-mismatch/one_context"),
        (["run", "context_mismatch"], "no demo", "one_context"),
        (["run", "nothing.py"], "no file 'nothing.py'", "python -m scripts list"),
        (["run", "a\nb"], "no demo 'a\\nb'", "python -m scripts list"),
        (["run", "\udcff"], "no demo", "python -m scripts list"),
        (["run", "scripts"], "'scripts' is a directory", "give the program in it"),
        (["run", "/"], "'/' is a directory", "give the program in it"),
        (["run", "/dev/null"], "no regular file", "path of a Python program"),
        (["run", "FILE", "--python", "3.99"], "no CPython 3.99 here", "here are "),
        (["run", "FILE", "--python", "3.11.99"], "no CPython 3.11.99 here", "here are "),
        (["run", "FILE", "--python", "3.8."], "'3.8.' is no interpreter", "3.11.2"),
        (["run", "FILE", "--python", "snake"], "'snake' is no interpreter", "3.11.2"),
        (["run", "FILE", "--python", ""], "'' is no interpreter", "3.11.2"),
        (["run", "FILE", "--python", "/nonexistent"], "there is no such file", "here are "),
        (["run", "FILE", "--python", "/bin/sh"], "does not answer as a Python 3", "here are "),
        (["run", "FILE", "--python"], "--python: expected one argument", "[--python PYTHON]"),
        *[
            (["run", "FILE", "--timeout", value], f"the timeout '{value}' is no limit", "seconds above 0")
            for value in ("soon", "", "0", "-1", "nan", "inf", "1e999", "0x10", "3s")
        ],
        *[
            (["run", "FILE", "--memory", value], f"the memory '{value}' is no limit", "MiB above 0")
            for value in ("lots", "0", "-5", "nan", "inf", "2G")
        ],
        (["run", "FILE", "--bogus"], "does not take '--bogus'", "[--timeout SECONDS|--no-timeout]"),
        (["run", "FILE", "--tim", "3"], "does not take '--tim'", "[--timeout SECONDS|--no-timeout]"),
        (["run", "FILE", "-x"], "does not take '-x'", "[--timeout SECONDS|--no-timeout]"),
        (["run", "FILE", "--json=yes"], "'yes'", "[--json]"),
        (["run", "FILE", "--json", "--timeout", "soon"], "no limit", "seconds above 0"),
        (["run", "FILE", "--timeout", "3", "--no-timeout"], "contradict each other", "give one of them"),
        (["run", "FILE", "-m", "this"], "'-m this' is one too many", "behind MODULE"),
        (["run", "-m"], "'' is none", "-m pytest"),
        (["run", "-m", "--json"], "'--json' is none", "-m pytest"),
        (["run", "-m", "nosuch"], "no module 'nosuch'", sys.executable),
        (["run", "-m", "this.py"], "no module 'this.py'", "a file is run without -m"),
        (["run", "-m", "json.nosuch"], "no module 'json.nosuch'", sys.executable),
        (["run", "-m", "json.tool.nosuch"], "no module 'json.tool.nosuch'", sys.executable),
        (["run", "-m", "xml"], "a package that cannot be run", "xml.__main__"),
        (["diagnose", "-m", "this"], "does not take '-m'", "diagnose PID"),
    ],
)
def test_a_senseless_request(program: Callable[[str], str], words: list[str], wrong: str, right: str) -> None:
    path = program("print('this must not run')")
    complaint = refused(command(*[path if word == "FILE" else word for word in words]))
    assert wrong in complaint
    assert right in complaint


def test_an_expectation_file_that_cannot_be_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogue, "DEMOS", tmp_path)
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "held.py").write_text("")
    (tmp_path / "locks" / "held.toml").write_text("[[outcome]]\nverdict = 'fine'\n")
    assert command_line.main(["run", "locks/held"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "held.toml:1: outcome 1: verdict is 'fine'" in said.err


def test_a_machine_that_cannot_start_it(
    program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(program: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(runner, "contain", fail)
    assert command_line.main(["run", program("")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "program.py could not be started: [Errno 11]" in said.err


def test_windows_is_sent_to_wsl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    for words in (["list"], ["run", "x.py", "--json"], ["doctor"], []):
        assert command_line.main(words) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert "WSL" in said.err


def test_an_interpreter_that_is_too_old(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    assert command_line.main(["list"]) == 2
    said = capsys.readouterr().err
    assert "this is Python 3.8.18, and the lab needs 3.11 or later" in said
    assert "make book" in said or "install one" in said


@pytest.mark.parametrize(
    "platform, words", [("darwin", "brew install python@3.13"), ("linux", "uv python install 3.13")]
)
def test_how_to_install_an_interpreter(monkeypatch: pytest.MonkeyPatch, platform: str, words: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("PATH", "")
    assert words in unusable.remedy()


# Where it is called from


def test_help() -> None:
    for words in (["--help"], ["-h"], ["run", "--help"], ["list", "-h"], ["doctor", "--help"]):
        answer = command(*words)
        assert (answer.returncode, answer.stderr) == (0, ""), words
        assert "usage: python -m scripts" in answer.stdout


def test_from_another_directory(tmp_path: Path, program: Callable[[str], str]) -> None:
    path = program("import os; print(os.getcwd())")
    env = ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
    answer = command("run", Path(path).name, "--json", cwd=tmp_path, env=env)
    assert json.loads(answer.stdout)["stdout"] == f"{tmp_path}\n"
    assert command("run", "context-mismatch/one_context", cwd=tmp_path, env=env).returncode == 0


def test_with_hardly_any_environment() -> None:
    answer = command("run", "context-mismatch/one_context", env={})
    assert (answer.returncode, answer.stderr) == (0, "")


def test_optimised() -> None:
    assert command("run", "context-mismatch/one_context", options=("-O",)).returncode == 0
    refused(command("run", "no/demo", options=("-OO",)))


def unmeasured(facts: Any) -> Any:
    """The JSON of a run or a diagnosis without what differs from one to the next: times, and the ids of processes."""
    if isinstance(facts, dict):
        passing = (
            "seconds",
            "started",
            "sweep_seconds",
            "pid",
            "tid",
            "machine_pid",
            "parent",
            "copied_from",
            "came",
            "went",
        )
        return {key: None if key in passing else unmeasured(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [None if type(one) is int else unmeasured(one) for one in facts]  # by which processes it can end
    return without_numbers(facts) if isinstance(facts, str) else facts


def without_numbers(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+|\d+", "N", text)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the lab takes psutil")
@pytest.mark.parametrize(
    "demo, words",
    [
        ("context-mismatch/one_context", []),  # what it does is declared by version
        ("lock-inheritance/held_at_fork", []),  # deadlocked, with a proof and stacks
        ("copy-on-write/rss_and_uss", ["--pages"]),  # measured at marks
        ("FILE", []),
    ],
)
def test_run_needs_no_package(program: Callable[[str], str], demo: str, words: list[str]) -> None:
    """The option -S hides the folder site-packages."""
    if demo == "FILE":
        demo = program("print('here')")
    of_json = [command("run", demo, "--json", *words, options=options) for options in ((), ("-S",))]
    usual, bare = (json.loads(answer.stdout) for answer in of_json)
    assert [answer.stderr for answer in of_json] == ["", ""]
    assert bare["expected"] is usual["expected"] and bare["differences"] == usual["differences"] == []
    assert usual["expected"] is (None if demo.endswith(".py") else True)
    for facts in (usual, bare):
        facts["measurements"], facts["marks"] = sorted(facts["measurements"]), [mark["name"] for mark in facts["marks"]]
        del facts["processes"]  # which were seen, and how long they were there, differs from run to run
    assert unmeasured(bare) == unmeasured(usual)
    of_text = [command("run", demo, *words, options=options) for options in ((), ("-S",))]
    assert len({answer.returncode for answer in (*of_json, *of_text)}) == 1
    assert without_numbers(of_text[1].stdout) == without_numbers(of_text[0].stdout)
    assert [answer.stderr for answer in of_text] == ["", ""]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the lab takes psutil")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_diagnose_needs_no_package(options: list[str]) -> None:
    text = "import threading; lock = threading.Lock(); lock.acquire(); print('waiting', flush=True); lock.acquire()"
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE) as stuck:
        try:
            assert stuck.stdout is not None and stuck.stdout.readline() == b"waiting\n"
            deadline = time.monotonic() + 30
            while PROC.status(stuck.pid, stuck.pid).get(b"State", b"")[:1] != b"S" and time.monotonic() < deadline:
                time.sleep(0.01)
            usual, bare = (command("diagnose", str(stuck.pid), *options, options=how) for how in ((), ("-S",)))
        finally:
            stuck.kill()
    assert (bare.returncode, bare.stderr) == (usual.returncode, usual.stderr) == (0, "")
    if options:
        facts = json.loads(bare.stdout)
        assert facts["verdict"] == "deadlocked" and facts["evidence"][0]["stack"]
        assert facts["pid"] == stuck.pid
        assert unmeasured(facts) == unmeasured(json.loads(usual.stdout))
    else:
        assert without_numbers(bare.stdout) == without_numbers(usual.stdout)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_list_needs_no_package(options: list[str]) -> None:
    bare = command("list", *options, options=("-S",))
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout == command("list", *options).stdout


# explain


def explain(*words: str, given: bytes = b"", options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *options, "-m", "scripts", "explain", *words],
        cwd=ROOT,
        env=ENVIRONMENT,
        input=given,
        capture_output=True,
        timeout=60,
    )


def test_explain_says_what_a_message_means() -> None:
    answer = command("explain", "TypeError:", "cannot pickle '_thread.lock' object")
    assert (answer.returncode, answer.stderr) == (0, "")
    for words in ("seen on CPython", "chapters/moving-to-3-14.md", "__getstate__", "python -m scripts run"):
        assert words in answer.stdout


def test_explain_reads_a_traceback_from_standard_input() -> None:
    traceback = (
        b'Traceback (most recent call last):\n  File "x.py", line 1\nRuntimeError: context has already been set\n'
    )
    answer = explain(given=traceback)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert b"set_start_method() first" in answer.stdout


def test_explain_as_json() -> None:
    facts = json.loads(command("explain", "--json", "bad value(s) in fds_to_keep").stdout)
    assert (facts["schema"], facts["message"]) == (1, "bad value(s) in fds_to_keep")
    (match,) = facts["matches"]
    assert match["id"] == "fds-to-keep" and match["group"] == "error"
    assert match["section"]["file"] == "chapters/starting-cost.md"
    assert match["commands"] and match["cure"] and match["page"].endswith("#fds-to-keep")
    nothing = command("explain", "--json", "ValueError: invalid literal")
    assert nothing.returncode == 1 and json.loads(nothing.stdout)["matches"] == []


@pytest.mark.parametrize(
    "given",
    [b"", b"\n\n", b"ValueError: invalid literal\n", bytes(range(256)) * 40, b"\xff\x00" * 1000, b"word " * 200_000],
    ids=["empty", "blank", "other", "binary", "null", "megabyte"],
)
def test_explain_says_where_it_does_not_know(given: bytes) -> None:
    answer = explain(given=given)
    assert (answer.returncode, answer.stdout) == (1, b"")
    assert answer.stderr.startswith(b"scripts: ") and answer.stderr.count(b"\n") == 1
    assert b"diagnose PID" in answer.stderr and b"chapters/find-your-symptom.md" in answer.stderr


def test_explain_asks_for_a_message_at_a_terminal() -> None:
    ours, theirs = os.openpty()
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "scripts", "explain"],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert "MESSAGE" in refused(answer)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_explain_needs_no_package(options: list[str]) -> None:
    usual, bare = (command("explain", *options, "EOFError", options=how) for how in ((), ("-S",)))
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout == usual.stdout


def test_a_package_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ModuleNotFoundError("No module named 'psutil'", name="psutil")

    monkeypatch.setattr(catalogue, "demos", fail)
    assert command_line.main(["list"]) == 2
    complaint = capsys.readouterr().err
    assert "package psutil is not installed" in complaint and complaint.count("\n") == 1


def test_a_terminal_that_knows_only_ascii(program: Callable[[str], str]) -> None:
    path = program("import sys; sys.stdout.buffer.write('é'.encode())")
    answer = command("run", path, env=ENVIRONMENT | {"PYTHONIOENCODING": "ascii"})
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "\\xe9" in answer.stdout


@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["run", "FILE"], ["run", "FILE", "--json"]])
def test_a_reader_who_goes_away(program: Callable[[str], str], words: list[str]) -> None:
    path = program("for number in range(20000): print('line', number)")
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "scripts", *[path if word == "FILE" else word for word in words]],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(writer)
        os.close(reader)
        complaint = process.communicate(timeout=60)[1]
    assert (process.returncode, complaint) == (0, "")


def test_an_answer_that_cannot_be_written() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "scripts", "list"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1 and "No space left" in answer.stderr


# Interrupted

STAYS = """
import os, signal, subprocess, sys, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, __file__, sys.argv[1], "child"], start_new_session=True)
time.sleep(120)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing finds an orphan for certain")
@pytest.mark.parametrize(
    "to_group, numbers, status",
    [
        (True, [signal.SIGINT], 130),
        (False, [signal.SIGINT], 130),
        (True, [signal.SIGINT] * 5, 130),
        (True, [signal.SIGTERM], -signal.SIGTERM),
        (False, [signal.SIGTERM], -signal.SIGTERM),
        (False, [signal.SIGHUP], -signal.SIGHUP),
        (False, [signal.SIGKILL], -signal.SIGKILL),
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"], ["--no-timeout", "--as-is"]])
def test_an_interrupted_run_leaves_nothing(
    program: Callable[[str], str],
    to_group: bool,
    numbers: list[signal.Signals],
    status: int,
    options: list[str],
) -> None:
    with leftovers.surroundings() as around:
        marker = around.marker
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts", "run", program(STAYS), *options, "--", marker],
            cwd=ROOT,
            env=ENVIRONMENT | around.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            wait_for(lambda: any(one.endswith(f"{marker} child") for one in leftovers.processes_marked(marker)))
            for number in numbers:
                (os.killpg if to_group else os.kill)(process.pid, number)
                time.sleep(0.01)
            said = process.communicate(timeout=20)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        assert (process.returncode, *said) == (status, b"", b"")
        left = around.left()
        assert not left, left


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


# doctor


def test_doctor() -> None:
    answer = command("doctor", "--json")
    report = json.loads(answer.stdout)
    assert report["schema"] == 1
    assert answer.returncode == (0 if report["fit"] else 1)
    assert answer.stderr == ""


@pytest.mark.parametrize("fit", [True, False])
def test_doctor_in_words(fit: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    report = doctor.Report([doctor.Check("it", fit, "looked at", "It matters.", "Mend it.")], [])
    monkeypatch.setattr(doctor, "examine", lambda: report)
    assert command_line.main(["doctor"]) == (0 if fit else 1)
    said = capsys.readouterr()
    assert said.err == ""
    assert ("Mend it." in said.out) is not fit
