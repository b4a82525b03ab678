"""Demos are found by being there; what is not there is refused with what comes near."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.lab import catalogue
from scripts.lab.catalogue import ROOT, demos, find, locate
from scripts.lab.errors import InvalidRequest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of demos of its own, and beside it what is none."""
    folder = tmp_path / "demos"
    monkeypatch.setattr(catalogue, "DEMOS", folder)
    for name, text in {
        "context_mismatch/one_context.py": '"""The cure.\n\nMore of it.\n"""\n',
        "context_mismatch/one_context.toml": "",
        "context_mismatch/fork_event.py": '"""  The child dies.  """\nraise SystemExit("it was imported")\n',
        "locks/held.py": "print('no docstring')\n",
        "locks/broken.py": "def (:\n",
        "locks/_helper.py": '"""No demo."""\n',
        "locks/.hidden.py": '"""No demo."""\n',
        "locks/deeper/inside.py": '"""No demo."""\n',
        "_drafts/draft.py": '"""No demo."""\n',
        "alone.py": '"""No demo."""\n',
        "locks/notes.txt": "",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_demos_are_found_by_being_there(folder: Path) -> None:
    names = ["context-mismatch/fork_event", "context-mismatch/one_context", "locks/broken", "locks/held"]
    assert [one.name for one in demos()] == names
    (folder / "locks" / "released.py").write_text('"""New."""\n')
    assert "locks/released" in [one.name for one in demos()]


def test_what_a_demo_is(folder: Path) -> None:
    demo = find("context-mismatch/fork_event")
    assert demo in demos()
    assert demo.hazard == "context-mismatch"
    assert demo.path == folder / "context_mismatch" / "fork_event.py"
    assert demo.expectations == folder / "context_mismatch" / "fork_event.toml"
    assert demo.chapter == "chapters/context-mismatch.md"
    assert demo.summary == "The child dies."
    assert find("context-mismatch/one_context").summary == "The cure."


def test_a_demo_that_cannot_be_described_is_listed_all_the_same(folder: Path) -> None:
    assert find("locks/held").summary == ""
    assert "invalid syntax" in find("locks/broken").summary
    (folder / "locks" / "broken.py").write_bytes(b"\0")
    assert find("locks/broken").summary.startswith("(cannot be read")
    assert len(find("locks/broken").summary.splitlines()) == 1


@pytest.mark.parametrize(
    "name, advice",
    [
        ("context-mismatch/one-context", "perhaps context-mismatch/one_context"),
        ("context_mismatch/one_context", "perhaps context-mismatch/one_context"),
        ("contextmismatch/ONECONTEXT.PY", "perhaps context-mismatch/one_context"),
        ("one_context", "perhaps context-mismatch/one_context"),
        ("lokcs/one_contxt", "perhaps context-mismatch/one_context"),
        ("context-mismatch", "context-mismatch has the demos fork_event, one_context"),
        ("context_mismatch/", "context-mismatch has the demos fork_event, one_context"),
        ("contextmismatch", "context-mismatch has the demos fork_event, one_context"),
        ("locks/_helper", 'see "python -m scripts list"'),
        ("", 'see "python -m scripts list"'),
        ("/", 'see "python -m scripts list"'),
        ("nothing\nlike it", 'see "python -m scripts list"'),
        ("locks/../locks/held", "perhaps locks/held"),
    ],
)
def test_an_unknown_demo(folder: Path, name: str, advice: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        find(name)
    text = str(refusal.value)
    assert text.startswith(f"there is no demo {name!r}; ")
    assert text.partition("; ")[2].startswith(advice)
    assert "\n" not in text


def test_no_demos_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "DEMOS", tmp_path / "nothing")
    assert demos() == []
    with pytest.raises(InvalidRequest, match="no demo 'a/b'"):
        find("a/b")


def test_a_program_is_a_file_or_a_demo(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = find("locks/held")
    assert locate("locks/held") == (demo.path, demo)
    program = tmp_path / "program"
    program.write_text("no Python, but a file")
    assert locate(str(program)) == (program, None)
    monkeypatch.chdir(tmp_path)
    assert locate("program") == (program, None)
    assert locate("./program") == (program, None)
    assert locate(str(demo.path)) == (demo.path, None)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate("~/program") == (program, None)


def test_a_folder_that_is_called_like_a_demo_does_not_hide_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locks" / "held").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert locate("locks/held")[1] == find("locks/held")
    (tmp_path / "locks" / "held").rmdir()
    (tmp_path / "locks" / "held").write_text("a file does")
    assert locate("locks/held") == (tmp_path / "locks" / "held", None)


@pytest.mark.parametrize(
    "program, complaint",
    [
        ("", "no program"),
        ("nothing.py", "there is no file 'nothing.py'"),
        ("./nothing", "there is no file './nothing'"),
        ("/nonexistent/nothing", "there is no file"),
        ("scripts/demos/locks/heId.py", "there is no file 'scripts/demos/locks/heId.py'; perhaps locks/held"),
        ("/", "'/' is a directory"),
        (".", "'.' is a directory"),
        ("/dev/null", "no regular file"),
        ("x" * 5000, "File name too long"),
        ("locks/hold", "there is no demo 'locks/hold'; perhaps locks/held"),
        ("a\0b", "a\\x00b"),
        ("a\nb.py", "there is no file 'a\\nb.py'"),
    ],
)
def test_a_program_that_is_neither(folder: Path, program: str, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        locate(program)
    assert complaint in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_may_not_be_read(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program.py"
    program.write_text("")
    # Simulated, for root may read everything.
    monkeypatch.setattr(catalogue.os, "access", lambda path, mode: False)
    with pytest.raises(InvalidRequest, match="may not be read"):
        locate(str(program))


def test_every_demo_of_the_book_says_what_goes_wrong() -> None:
    assert demos()
    for demo in demos():
        assert demo.summary and not demo.summary.startswith("("), demo.name
        assert demo.path.is_relative_to(ROOT / "scripts" / "demos")


def test_found_from_any_directory(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    code += "from scripts.lab.catalogue import demos\nprint(len(demos()))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(answer.stdout) == len(demos())
