"""The environment is refused in one line where it cannot be, and never left half made."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.lab import interpreters, versions
from tests.book.small_book import ROOT

# The same module as the one that environment.py, started by make, imports by its bare name.
sys.path.insert(0, str(ROOT / "scripts" / "book"))
import environment  # noqa: E402
import lock  # noqa: E402


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with what making an environment needs, and a path that is not plain."""
    root = tmp_path / "Bücher und so"
    (root / "scripts" / "book").mkdir(parents=True)
    for path in [*ROOT.glob("requirements*.txt"), ROOT / "constraints.txt"]:
        shutil.copyfile(path, root / path.name)
    for name in ("environment.py", "lock.py", "clean.py"):
        shutil.copyfile(ROOT / "scripts" / "book" / name, root / "scripts" / "book" / name)
    return root


@pytest.fixture
def silent_index() -> Iterator[str]:
    """The address of a package index that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


def start(copy: Path, index: str, *words: str) -> subprocess.Popen[str]:
    """Start environment.py in `copy`, with the package index `index` and no other."""
    pip = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index,
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "1",
        "PIP_TIMEOUT": "60",
    }
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.Popen(
        [sys.executable, str(copy / "scripts" / "book" / "environment.py"), *words],
        env={**variables, **pip},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def refusal(process: subprocess.Popen[str]) -> str:
    """Wait for a process that refuses, and give the one line with which it does."""
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1
    assert error.count("\n") == 1, error
    assert "Traceback" not in error
    return error.strip()


def test_no_network_is_one_line_and_leaves_nothing_half_made(copy: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}/simple"
    line = refusal(start(copy, nobody, "true"))
    assert "Is there a network?" in line
    assert not (copy / ".venv").exists()


def test_an_installation_that_was_killed_is_started_again(copy: Path, silent_index: str) -> None:
    process = start(copy, silent_index, "true")
    assert process.stdout is not None
    with process:
        assert process.stdout.readline().startswith("Making .venv")
        while not (copy / ".venv" / "pyvenv.cfg").exists():
            time.sleep(0.01)
        # Killed without a chance to tidy up.
        process.kill()
    process = start(copy, silent_index, "true")
    assert process.stdout is not None
    with process:
        assert process.stdout.readline().endswith("the one that is there was never finished, or not made by make\n")
        process.terminate()


def test_control_c_removes_what_is_half_made(copy: Path, silent_index: str) -> None:
    process = start(copy, silent_index, "true")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Making .venv")
    process.terminate()
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == "Interrupted; the next make starts the environment again.\n"
    assert not (copy / ".venv").exists()


def test_two_at_once_take_turns_and_say_so(copy: Path) -> None:
    held = lock.hold(copy / ".venv.lock")
    process = start(copy, "http://127.0.0.1:9/simple", "true")
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == ("Another make is at work here (it holds .venv.lock); waiting for it.\n")
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
        os.close(held)


def test_clean_removes_nothing_while_another_make_is_at_work(copy: Path) -> None:
    (copy / "_build").mkdir()
    command = [sys.executable, str(copy / "scripts" / "book" / "clean.py")]
    held = lock.hold(copy / "_build.lock")
    busy = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert busy.returncode == 1
    assert busy.stderr.count("\n") == 1
    assert (copy / "_build").exists()
    os.close(held)
    assert subprocess.run(command).returncode == 0
    assert sorted(path.name for path in copy.iterdir()) == sorted(
        [*(path.name for path in ROOT.glob("requirements*.txt")), "constraints.txt", "scripts"]
    )


def test_a_folder_that_cannot_be_written_is_one_line(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() == 0:
        # Root may write everywhere, but not here.
        folder = Path("/sys")
    else:
        folder = copy
        copy.chmod(0o555)
    monkeypatch.setattr(environment, "ROOT", folder)
    assert environment.main(["true"]) == 1
    told = capsys.readouterr()
    assert told.err == f"{folder / '.venv.lock'} cannot be written: Permission denied.\n"


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_an_interpreter_without_venv_is_one_line(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(environment.Refusal, match=rf"without the module {module}.*python3\.\d+-venv$"):
        environment.check_interpreter()


def test_an_interpreter_that_is_too_old_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(environment.Refusal, match=r"needs CPython 3\.11 or later, .* is CPython 3\.10\.13;"):
        environment.check_interpreter()


def test_the_oldest_line_is_the_one_that_the_lab_names() -> None:
    """It stands here once more, because interpreters that cannot read the lab are to be refused in one line."""
    assert versions.Version(versions.BOOK[0]).numbers == environment.OLDEST


def test_the_old_interpreters_of_this_machine_can_read_the_refusal(copy: Path) -> None:
    for old in [one for one in interpreters.find() if one.version_info[:2] < environment.OLDEST]:
        done = subprocess.run(
            [old.executable, str(copy / "scripts" / "book" / "environment.py"), "true"],
            capture_output=True,
            encoding="utf-8",
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("The book needs CPython 3.11 or later, and ")
        assert done.stderr.count("\n") == 1


def test_a_free_threaded_interpreter_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    with pytest.raises(environment.Refusal, match="free-threaded"):
        environment.check_interpreter()


def made(folder: Path, wanted: list[str]) -> None:
    """Pretend that an environment has been made."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    stamp = environment.stamp_for(folder, wanted)
    (folder / "made-from.json").write_text(json.dumps(stamp), encoding="utf-8")


def test_an_environment_is_kept_until_what_it_was_made_from_changes(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ROOT", copy)
    folder = copy / ".venv"
    made(folder, ["requirements.txt"])
    assert environment.is_ready(folder, ["requirements.txt"])
    assert not environment.is_ready(folder, ["requirements.txt", "requirements-test.txt"])

    with open(copy / "constraints.txt", "a", encoding="utf-8") as constraints:
        constraints.write("something==1.0\n")
    assert not environment.is_ready(folder, ["requirements.txt"])
    assert environment.why(environment.read_stamp(folder), folder) == "constraints.txt changed"


def test_a_moved_environment_is_made_again(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", copy)
    made(copy / "before", ["requirements.txt"])
    (copy / "before").rename(copy / ".venv")
    assert not environment.is_ready(copy / ".venv", ["requirements.txt"])


def test_settings_of_this_machine_do_not_reach_the_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PIP_TARGET", "PIP_PRE", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "x")
    variables = environment.clean_environment()
    assert not {"PYTHONPATH", "PIP_TARGET", "PIP_PRE"} & set(variables)
    assert variables["PIP_INDEX_URL"] == "x"
