"""The archive for a room without a network: what is in it, and that its packages are taken, where they fit."""

import contextlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from scripts.book import bundle, installer
from tests.book.test_environment import NOT_THERE, copy_into, ends, start


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    for name in ("intro.md", "scripts/a.py", "scripts/__pycache__/a.pyc", ".venv/x.py", "_build/html/index.html"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (root / ".venv.lock").touch()
    return root


def members(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        assert all((one.uid, one.uname) == (0, "") for one in opened.getmembers())
        return [name.removeprefix(f"{bundle.NAME}/") for name in opened.getnames()]


def test_the_archive_has_sources_packages_and_the_site(book: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "fetched"
    wheels.mkdir()
    (wheels / "tiny-1-py3-none-any.whl").touch()
    target = tmp_path / "x.tar.gz"
    bundle.write(target, book, wheels, book / "_build" / "html")
    assert members(target) == ["intro.md", "scripts/a.py", "wheels/tiny-1-py3-none-any.whl", "_build/html/index.html"]


def test_with_git_it_has_what_git_knows(book: Path) -> None:
    for words in (["init", "-q"], ["add", "intro.md"]):
        subprocess.run(["git", *words], cwd=book, check=True)
    assert [path.name for path in bundle.sources(book)] == ["intro.md"]


def test_what_is_interrupted_leaves_no_archive(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bundle, "_add", interrupt)
    folder = tmp_path / "out"
    folder.mkdir()
    with contextlib.suppress(KeyboardInterrupt):
        bundle.write(folder / "x.tar.gz", book, tmp_path, tmp_path)
    assert list(folder.iterdir()) == []


def test_without_a_site_there_is_no_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    assert bundle.main() == 1
    assert "make book first" in capsys.readouterr().err


def tiny_book(tmp_path: Path, **changed: object) -> Path:
    """A folder whose only requirement is a package that stands in its folder of wheels."""
    root = copy_into(tmp_path)
    (root / "requirements.txt").write_text("tiny\n")
    (root / "constraints.txt").write_text("tiny==1.0\n")
    wheels = root / installer.WHEELS
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", "print('from the archive')\n")
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\n")
    made_for = installer.made_for_this(root / "constraints.txt", ["requirements.txt"])
    (wheels / installer.MADE_FOR).write_text(json.dumps({**made_for, **changed}))
    return root


def test_its_packages_need_no_network(tmp_path: Path) -> None:
    root = tiny_book(tmp_path)
    assert ends(start(root, NOT_THERE, "python", "-c", "import tiny"))[:2] == (0, "from the archive")


@pytest.mark.parametrize(
    "changed",
    [
        {"python": "3.2"},
        {"platform": "other"},
        {"constraints.txt": "of other pins"},
        {"requirements": ["requirements-notebooks.txt"]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_packages_for_something_else_are_not_taken(tmp_path: Path, changed: dict[str, object]) -> None:
    root = tiny_book(tmp_path, **changed)
    assert installer.bundled(root / "constraints.txt", [root / "requirements.txt"]) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", "no JSON"])
def test_a_damaged_description_counts_as_none(tmp_path: Path, text: str) -> None:
    root = tiny_book(tmp_path)
    (root / installer.WHEELS / installer.MADE_FOR).write_text(text)
    assert installer.bundled(root / "constraints.txt", [root / "requirements.txt"]) == []


def test_the_name_says_for_which_python_and_platform(tmp_path: Path) -> None:
    wheels = tiny_book(tmp_path) / installer.WHEELS
    assert bundle.label(wheels).startswith(f"python{sys.version_info[0]}.{sys.version_info[1]}-")
    assert os.sep not in bundle.label(wheels)
