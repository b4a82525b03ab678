"""Which interpreters are found, and which one a request means: most tests ask small scripts that pretend."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.lab import interpreters
from scripts.lab.errors import InvalidRequest
from scripts.lab.interpreters import Refusal, find, probe, running, select


class Machine:
    """A machine with no interpreter but the running one and those that a test puts there."""

    def __init__(self, root: Path) -> None:
        self.bin = root / "bin"
        self.pyenv = root / "pyenv"
        self.uv = root / "uv"
        self.bin.mkdir()

    def script(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    def python(
        self,
        path: Path,
        *version: int | str,
        executable: Path | None = None,
        implementation: str = "cpython",
        free_threaded: bool = False,
        first: str = ":",
    ) -> Path:
        """A script that answers as an interpreter would; `first` is what it does before."""
        level = version if len(version) == 5 else (*version, "final", 0)
        answer = (str(executable or path), level, implementation, free_threaded)
        return self.script(path, f"{first}\ncat <<'END'\n{answer!r}\nEND")

    def here(self) -> list[str]:
        """The versions found, without the running interpreter's."""
        return [one.version for one in find() if one != running()]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    # The scripts need sh, cat and sleep; /usr/bin would bring real interpreters with them.
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("cat", "sleep", "touch"):
        (tools / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", os.pathsep.join([str(machine.bin), str(tools)]))
    monkeypatch.setenv("PYENV_ROOT", str(machine.pyenv))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(machine.uv))
    monkeypatch.delenv("LAB_PYTHONS", raising=False)
    return machine


def test_running_is_this_interpreter() -> None:
    here = running()
    assert here.executable == sys.executable
    assert here.version_info == tuple(sys.version_info)
    assert here.version.startswith("{}.{}.{}".format(*sys.version_info))


def test_what_is_found_here_describes_itself_the_same_way() -> None:
    found = find()
    assert running() in found
    assert found == sorted(found, key=lambda one: (one.version_info, one.free_threaded))
    question = (
        "import platform, sysconfig; print(platform.python_version().rstrip('+')"
        " + ('t' if sysconfig.get_config_var('Py_GIL_DISABLED') else ''))"
    )
    for one in found:
        answer = subprocess.run([one.executable, "-I", "-c", question], capture_output=True, text=True, check=True)
        assert one.version == answer.stdout.strip(), one


def test_names_on_path(machine: Machine) -> None:
    machine.python(machine.bin / "python3", 3, 8, 1)
    machine.python(machine.bin / "python3.9", 3, 9, 1)
    machine.python(machine.bin / "python3.13t", 3, 13, 1, free_threaded=True)
    for other in ("python3-config", "python3.9-config", "python", "python3.9.exe", "xpython3"):
        machine.script(machine.bin / other, f"touch {machine.bin / 'was-started'}")
    (machine.bin / "python3.10").write_text("no interpreter, and not executable")
    (machine.bin / "python3.12").mkdir()
    assert machine.here() == ["3.8.1", "3.9.1", "3.13.1t"]
    assert not (machine.bin / "was-started").exists()


def test_pyenv_without_its_shims(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.python(machine.pyenv / "versions" / "3.9.5" / "bin" / "python3", 3, 9, 5)
    (machine.pyenv / "versions" / "empty").mkdir()
    shims = [machine.pyenv / "shims", machine.pyenv / "plugins" / "virtualenv" / "shims"]
    for folder in shims:
        machine.script(folder / "python3", f"touch {machine.pyenv / 'was-started'}")
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, shims), os.environ["PATH"]]))
    assert machine.here() == ["3.9.5"]
    # The same where only the folder's place tells that it is one of pyenv's.
    monkeypatch.setenv("PYENV_ROOT", "/nonexistent")
    assert machine.here() == []
    assert not (machine.pyenv / "was-started").exists()


def test_uv(machine: Machine) -> None:
    machine.python(machine.uv / "cpython-3.12.4-linux-x86_64-gnu" / "bin" / "python3", 3, 12, 4)
    machine.python(machine.uv / "pypy-3.10.14-linux-x86_64-gnu" / "bin" / "python3", 3, 10, 14)
    assert machine.here() == ["3.12.4"]


def test_uv_and_pyenv_where_they_are_by_default(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    home = machine.bin.parent / "home"
    machine.python(home / ".pyenv" / "versions" / "3.9.5" / "bin" / "python3", 3, 9, 5)
    machine.python(home / ".local" / "share" / "uv" / "python" / "cpython-3.12" / "bin" / "python3", 3, 12, 4)
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    assert machine.here() == ["3.9.5", "3.12.4"]


def test_an_explicit_list(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    one = machine.python(machine.bin.parent / "a b" / "snake", 3, 10, 1)
    monkeypatch.setenv("LAB_PYTHONS", os.pathsep.join(["", str(one), "/nonexistent/python3", ""]))
    assert machine.here() == ["3.10.1"]


def test_one_executable_counts_once(machine: Machine) -> None:
    real = machine.python(machine.bin / "python3.9", 3, 9, 1)
    (machine.bin / "python3").symlink_to(real)
    machine.script(machine.bin / "python3.8", f'exec {real} "$@"')
    assert machine.here() == ["3.9.1"]


def test_the_running_one_stays_itself(machine: Machine) -> None:
    (machine.bin / "python3").symlink_to(os.path.realpath(sys.executable))
    assert find() == [running()]


def test_only_cpython_from_3_8(machine: Machine) -> None:
    old = machine.python(machine.bin / "python3.7", 3, 7, 16)
    other = machine.python(machine.bin / "python3.10", 3, 10, 14, implementation="pypy")
    assert machine.here() == []
    with pytest.raises(InvalidRequest, match=r"CPython 3\.7\.16, and demos need 3\.8 or later"):
        select(str(old))
    with pytest.raises(InvalidRequest, match=r"pypy 3\.10\.14"):
        select(str(other))


BROKEN = {
    "fails": ("echo 'cannot find libpython' >&2; exit 127", "cannot find libpython"),
    "is silent": (":", "does not answer as a Python 3"),
    "babbles": ("echo hello; echo '(1, 2'", "does not answer as a Python 3"),
    "answers something else": ("echo '(1, 2, 3)'", "does not answer as a Python 3"),
    "kills itself": ("kill -9 $$", "does not answer as a Python 3"),
    "does not know itself": (
        """echo "('', (3, 9, 1, 'final', 0), 'cpython', False)" """,
        "its own executable",
    ),
}


@pytest.mark.parametrize("text, reason", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_one_is_passed_over_and_named_when_asked_for(machine: Machine, text: str, reason: str) -> None:
    path = machine.script(machine.bin / "python3.9", text)
    assert machine.here() == []
    with pytest.raises(InvalidRequest, match=reason) as refusal:
        select(str(path))
    assert repr(str(path)) in str(refusal.value)
    assert running().version in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_cannot_be_started(machine: Machine) -> None:
    path = machine.bin / "python3.9"
    path.write_bytes(b"\x7fELF, or so it says")
    path.chmod(0o755)
    assert machine.here() == []
    with pytest.raises(InvalidRequest, match="does not start"):
        select(str(path))


def test_one_that_hangs_is_ended_with_its_children(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "PROBE_SECONDS", 0.5)
    note = machine.bin / "child"
    machine.script(machine.bin / "python3.9", f"sleep 1000 &\necho $! > {note}\nsleep 1000")
    machine.python(machine.bin / "python3.10", 3, 10, 1)
    assert machine.here() == ["3.10.1"]
    child = Path("/proc", note.read_text().strip(), "stat")
    deadline = time.monotonic() + 5
    while child.exists() and " Z " not in child.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not child.exists() or " Z " in child.read_text()


def test_all_are_asked_at_once(machine: Machine) -> None:
    """Each of two answers only after the other has been started, so neither could be asked first."""
    for mine, other in (("a", "b"), ("b", "a")):
        wait = f"touch {machine.bin / mine}; while [ ! -e {machine.bin / other} ]; do sleep 0.01; done"
        machine.python(machine.bin / f"python3.{8 + (mine == 'b')}", 3, 8 + (mine == "b"), 1, first=wait)
    assert machine.here() == ["3.8.1", "3.9.1"]


def test_an_answer_is_kept_while_the_file_stays_the_same(machine: Machine) -> None:
    count = machine.bin / "count"
    path = machine.python(machine.bin / "python3.9", 3, 9, 1, first=f"echo x >> {count}")
    assert machine.here() == machine.here() == ["3.9.1"]
    assert count.read_text() == "x\n"
    path.unlink()
    machine.python(path, 3, 9, 2, first=f"echo x >> {count}")
    assert machine.here() == ["3.9.2"]


@pytest.mark.parametrize("path", ["", ":", "::/nonexistent:", "relative:."])
def test_path_entries_that_mean_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Above all, nothing is started out of the current directory."""
    machine.script(machine.bin / "python3", f"touch {machine.bin / 'was-started'}")
    monkeypatch.chdir(machine.bin)
    monkeypatch.setenv("PATH", path)
    assert find() == [running()]
    assert not (machine.bin / "was-started").exists()


def test_without_home_and_with_files_in_place_of_folders(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "PATH", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as for a user without an entry anywhere
    assert find() == [running()]
    file = machine.bin / "file"
    file.write_text("")
    for name in ("PATH", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.setenv(name, str(file))
    assert find() == [running()]


@pytest.fixture
def several(machine: Machine) -> Machine:
    """Versions that no real interpreter has, so that the running one never is the answer."""
    for version in ((3, 8, 97), (3, 8, 98), (3, 19, 2), (3, 19, 10)):
        machine.python(machine.pyenv / "versions" / "{}.{}.{}".format(*version) / "bin" / "python3", *version)
    for index, (version, free_threaded) in enumerate(
        [
            ((3, 19, 11), True),
            ((3, 20, 0, "candidate", 1), False),
            ((3, 20, 0, "final", 0), True),
            ((3, 21, 0, "alpha", 7), False),
            ((3, 21, 0, "beta", 1), False),
        ]
    ):
        path = machine.pyenv / "versions" / f"other-{index}" / "bin" / "python3"
        machine.python(path, *version, free_threaded=free_threaded)
    return machine


@pytest.mark.parametrize(
    "request_, version",
    [
        ("3.8", "3.8.98"),
        ("3.8.97", "3.8.97"),
        ("3.19", "3.19.10"),
        ("3.19t", "3.19.11t"),
        ("3.19.11t", "3.19.11t"),
        ("3.20", "3.20.0rc1"),
        ("3.20.0rc1", "3.20.0rc1"),
        ("3.20rc1", "3.20.0rc1"),
        ("3.20t", "3.20.0t"),
        ("3.21", "3.21.0b1"),
        ("3.21.0a7", "3.21.0a7"),
        ("3", "3.19.10"),
        ("3t", "3.20.0t"),
    ],
)
def test_versions(several: Machine, request_: str, version: str) -> None:
    assert select(request_).version == version


@pytest.mark.parametrize(
    "request_", ["3.8.96", "3.8.97t", "3.19.11", "3.20.0", "3.20.0rc1t", "3.1", "3.7", "2", "3.9.1"]
)
def test_a_version_that_is_not_here(several: Machine, request_: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        select(request_)
    text = str(refusal.value)
    assert request_.rstrip("t") in text
    assert "3.8.97, 3.8.98" in text and "3.20.0rc1" in text
    assert ("free-threaded" in text) == request_.endswith("t")
    assert "\n" not in text


@pytest.mark.parametrize(
    "request_",
    ["", " ", "latest", "3.x", "3.8.", ">=3.8", "3.8.1.1", "3.13tt", "3.13T", "py\npy", "a\0b", "-"],
)
def test_a_request_that_is_neither_version_nor_path(several: Machine, request_: str) -> None:
    with pytest.raises(InvalidRequest, match=r"give a version such as 3\.8, 3\.11\.2 or 3\.13t, or a path") as refusal:
        select(request_)
    assert repr(request_) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "request_, reason", [("/nonexistent", "no such file"), ("/", "directory"), ("./a\0b", "no such file")]
)
def test_a_path_that_leads_nowhere(machine: Machine, request_: str, reason: str) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        select(request_)


def test_a_path_may_be_relative_and_a_name_may_stand_on_path(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    path = machine.python(machine.bin / "snake", 3, 9, 1)
    assert select("snake").executable == str(path)
    monkeypatch.setenv("PATH", os.environ["PATH"].replace(str(machine.bin), "/nonexistent"))
    monkeypatch.chdir(machine.bin.parent)
    assert select("bin/snake").executable == str(path)
    monkeypatch.chdir(machine.bin)
    assert select("snake").executable == str(path)


def test_an_environment_is_taken_with_its_packages(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    assert select(str(python)).executable == str(python)
    assert select(str(python)).version == running().version


def test_a_wrapper_is_passed_over_only_if_it_is_not_needed(machine: Machine) -> None:
    real = machine.python(machine.bin / "real", 3, 9, 1)
    wrapper = machine.script(machine.bin / "wrapper", f'exec {real} "$@"')
    assert select(str(wrapper)).executable == str(real)
    # This one starts only with what its wrapper sets.
    needy = machine.python(machine.bin / "needy", 3, 9, 2, first='[ -n "$NEEDED" ] || exit 1')
    needed = machine.script(machine.bin / "needed", f'NEEDED=1 exec {needy} "$@"')
    assert select(str(needed)).executable == str(needed)
    assert select(str(needed)).version == "3.9.2"


def test_a_name_that_is_no_utf_8(machine: Machine) -> None:
    folder = os.path.join(os.fsencode(machine.bin), b"caf\xe9")
    os.mkdir(folder)
    path = os.fsdecode(os.path.join(folder, b"python"))
    os.symlink(os.path.realpath(sys.executable), path)
    assert not isinstance(probe([path])[path], Refusal)
