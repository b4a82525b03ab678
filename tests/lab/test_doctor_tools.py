"""The doctor: the tools beside Python, a report without names, and interpreters without packages or too old."""

import os
import pwd
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.lab import doctor, interpreters
from scripts.lab.catalogue import ROOT
from scripts.lab.doctor import tools
from scripts.lab.doctor.privacy import private
from scripts.lab.interpreters import Interpreter
from scripts.lab.versions import BOOK, Version

# Tools


def test_tools_that_run() -> None:
    assert {check.name for check in tools.commands()} == {"make", "git"}


def test_a_tool_that_is_a_stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "make"
    stub.write_text("#!/bin/sh\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    make, git = tools.commands()
    assert (make.status, make.found) == ("not ok", "is there, and does not run")
    assert (git.status, git.found) == ("absent", "not here")


def test_without_venv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "printed_by", lambda code: "")
    assert (tools.venv().status, "-venv" in tools.venv().remedy) == ("not ok", True)


@pytest.mark.parametrize(
    "answer, good, words",
    [
        ("200", True, "here.example answers"),
        ("403", False, "here.example answers 403"),
        ("certificate", False, "the certificate of here.example is not trusted"),
        ("nothing", False, "here.example does not answer"),
        ("", False, "here.example does not answer"),
    ],
)
def test_the_network(monkeypatch: pytest.MonkeyPatch, answer: str, good: bool, words: str) -> None:
    monkeypatch.setattr(tools, "registry", lambda: "https://user:secret@here.example/simple")
    monkeypatch.setattr(tools, "printed_by", lambda *words, seconds: answer)
    for needed in (True, False):
        check = tools.network(needed)
        assert (check.good, check.found, check.needed) == (good, words, needed)
        assert "reading the built site" in check.remedy and ("make bundle" in check.remedy) is needed


def test_a_registry_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(tools, "registry", lambda: f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setattr(tools, "NETWORK_SECONDS", 0.1)
        assert tools.network(needed=False).found == "127.0.0.1 does not answer"


def test_the_registry_of_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert tools.registry() == "https://mirror.example/simple"


# Without names


@pytest.mark.parametrize(
    "text, without",
    [
        ("/srv/people/jane/book/.venv/bin/python", "~/book/.venv/bin/python"),
        ("/srv/people/jane, 12 MiB free", "~, 12 MiB free"),
        ("/srv/people/janet/x", "/srv/people/janet/x"),
        ("/media/jane_d/stick", "/media/USER/stick"),
        ("/home/other/x; /mnt/c/Users/Jane Doe/x", "/home/USER/x; /mnt/c/Users/USER/x"),
        ("CPython 3.11.7, /usr/bin/python3", "CPython 3.11.7, /usr/bin/python3"),
    ],
)
def test_a_report_names_no_user(monkeypatch: pytest.MonkeyPatch, text: str, without: str) -> None:
    monkeypatch.setenv("HOME", "/srv/people/jane")
    monkeypatch.setenv("USER", "jane_d")
    assert private(text) == without


def test_without_a_home_or_an_entry_for_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(uid: int) -> None:
        raise KeyError(uid)

    for name in ("HOME", "USER", "LOGNAME", "SUDO_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", fail)
    assert private("/usr/bin/python3") == "/usr/bin/python3"


# The whole report


def test_an_interpreter_without_any_package_is_told_so() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "-m", "scripts", "doctor", "--all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": os.defpath},
    )
    assert (answer.returncode, answer.stderr) == (1, "")
    verdict, step, *_ = answer.stdout.splitlines()
    assert verdict.startswith("This machine is fit for the book. The book's packages are not installed")
    assert step.endswith(("make book", "-m scripts doctor"))
    assert "package packaging" in answer.stdout
    assert "make book installs it" in answer.stdout


def test_pages_ask_no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {check.name for check in doctor.of_pages(interpreters.find())}
    assert not names & {"network", "make", "git", "JupyterLab"}


OLDER = [one for one in interpreters.find() if one.version_info[:2] < Version(BOOK[0]).first(2)]


@pytest.mark.parametrize("older", OLDER, ids=lambda one: one.version)
def test_an_interpreter_that_is_too_old_is_told_what_to_do(older: Interpreter) -> None:
    answer = subprocess.run(
        [older.executable, "-S", "-m", "scripts", "doctor"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ.get("PATH", os.defpath)},
    )
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert f"the lab needs {BOOK[0]} or later" in answer.stderr
    assert "make book" in answer.stderr or "install one" in answer.stderr
