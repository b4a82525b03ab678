"""The environment is refused in one line where it cannot be, and never left half made."""

import contextlib
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from scripts.lab import interpreters, versions
from tests.book.small_book import ROOT

# The same module as the one that environment.py, started by make, imports by its bare name.
sys.path.insert(0, str(ROOT / "scripts" / "book"))
import environment  # noqa: E402
import installer  # noqa: E402
import lock  # noqa: E402

NOT_THERE = "http://127.0.0.1:9/simple"
real = pytest.mark.skipif(
    sys.version_info >= installer.FROM_SOURCE_SINCE, reason="packages that have no wheel come from a real index"
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with what making an environment needs."""
    return copy_into(tmp_path)


def copy_into(parent: Path) -> Path:
    """Make a folder with what making an environment needs, and a path that is not plain."""
    root = parent / "Bücher und so"
    (root / "scripts" / "book").mkdir(parents=True)
    for path in [*ROOT.glob("requirements*.txt"), ROOT / "constraints.txt"]:
        shutil.copyfile(path, root / path.name)
    for name in ("environment.py", "installer.py", "lock.py", "clean.py"):
        shutil.copyfile(ROOT / "scripts" / "book" / name, root / "scripts" / "book" / name)
    return root


@pytest.fixture
def silent_index() -> Iterator[str]:
    """The address of a package index that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


def start(copy: Path, index: str, *words: str, links: Path | None = None) -> subprocess.Popen[str]:
    """Start environment.py in `copy`, with the package index `index`, the wheels in `links`, and no others."""
    pip = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index,
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "" if links is None else links.as_uri(),
        "PIP_RETRIES": "1",
        "PIP_TIMEOUT": "60",
    }
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.Popen(
        [sys.executable, str(copy / "scripts" / "book" / "environment.py"), *words],
        env={**variables, **pip},
        cwd=copy,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def ends(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a process; give its exit status, its last line of output, and its errors."""
    output, error = process.communicate(timeout=120)
    return process.returncode, output.strip().rpartition("\n")[2], error


def refusal(process: subprocess.Popen[str]) -> str:
    """Wait for a process that refuses, and give the one line with which it does."""
    status, _, error = ends(process)
    assert status == 1
    assert error.count("\n") == 1, error
    assert "Traceback" not in error
    return error.strip()


def wait_until(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until `true()`, which only a process that lives can bring about."""
    while not true():
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)


def wait_until_pip_runs(process: subprocess.Popen[str]) -> None:
    """Wait until environment.py has started pip in the environment that it makes."""

    def pip_runs() -> bool:
        # A child may be one that ends right now.
        with contextlib.suppress(psutil.NoSuchProcess):
            return any("install" in child.cmdline() for child in psutil.Process(process.pid).children())
        return False

    wait_until(pip_runs, process)


def kill_with_installer(process: subprocess.Popen[str], root: Path) -> None:
    """Kill environment.py and then what it has started, so that neither can tidy up."""
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    with process:
        process.kill()
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
    # The installer holds the lock for as long as it lives.
    os.close(lock.hold(root / ".venv.lock"))


@real
def test_without_a_network_a_killed_installation_is_started_again_and_refused(copy: Path) -> None:
    folder, new = copy / ".venv", copy / ".venv.new"
    process = start(copy, NOT_THERE, "true")
    wait_until((new / "pyvenv.cfg").exists, process)
    kill_with_installer(process, copy)
    assert not folder.exists()
    # As older versions of this program left it.
    folder.mkdir()
    process = start(copy, NOT_THERE, "true")
    assert process.stdout is not None
    assert process.stdout.readline().endswith("the one that is there was never finished, or not made by make\n")
    line = refusal(process)
    assert line.startswith("The packages cannot be reached: no package index answers. Is there a network?")
    assert not new.exists()
    assert not list(folder.iterdir())


def test_control_c_removes_what_is_half_made(copy: Path, silent_index: str) -> None:
    process = start(copy, silent_index, "true")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Making .venv")
    wait_until((copy / ".venv.new" / "pyvenv.cfg").exists, process)
    process.terminate()
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == "Interrupted; the next make starts the environment again.\n"
    assert not [path for path in copy.glob(".venv*") if path.is_dir()]


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
    assert environment.why(folder, ["requirements.txt"]) == "constraints.txt changed"


def test_a_change_to_packages_that_a_command_does_not_need_is_no_matter(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ROOT", copy)
    folder = copy / ".venv"
    made(folder, ["requirements.txt", "requirements-test.txt"])
    with open(copy / "requirements-test.txt", "a", encoding="utf-8") as requirements:
        requirements.write("something\n")
    assert environment.is_ready(folder, ["requirements.txt"])
    assert not environment.is_current(folder, ["requirements.txt", "requirements-test.txt"])


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


def test_what_another_process_removes_meanwhile_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "one").touch()
    unlink = os.unlink

    def find_it_gone(path: str, *, dir_fd: int | None = None) -> None:
        unlink(path, dir_fd=dir_fd)
        monkeypatch.undo()
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", find_it_gone)
    environment.remove_tree(folder)
    assert not folder.exists() and os.unlink is unlink


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with two small packages and an environment with one of them; and a copy of it all."""
    root = copy_into(tmp_path_factory.mktemp("made"))
    (root / "requirements.txt").write_text("base\n")
    (root / "requirements-test.txt").write_text("added\n")
    (root / "constraints.txt").write_text("base==1.0\nadded==1.0\n")
    write_wheel(root / "wheels", "base", "1.0")
    write_wheel(root / "wheels", "base", "2.0")
    write_wheel(root / "wheels", "added", "1.0")
    assert ends(start(root, NOT_THERE, "base-tool", links=root / "wheels"))[:2] == (0, "base 1.0")
    kept = root.with_name("kept")
    shutil.copytree(root, kept, symlinks=True)
    return root, kept


@pytest.fixture
def small(made_once: tuple[Path, Path]) -> Path:
    """That folder as it was at first. Always the same, because an environment can not be moved."""
    root, kept = made_once
    shutil.rmtree(root)
    shutil.copytree(kept, root, symlinks=True)
    return root


def write_wheel(folder: Path, name: str, version: str, modules: int = 1) -> None:
    """Write the wheel of a package that has a script, NAME-tool, which says which package it is."""
    folder.mkdir(exist_ok=True)
    about = f"{name}-{version}.dist-info"
    files = {f"{name}/module_{number}.py": "" for number in range(modules)}
    files[f"{name}/__init__.py"] = f"def main():\n    print('{name} {version}')\n"
    files[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files[f"{about}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/entry_points.txt"] = f"[console_scripts]\n{name}-tool = {name}:main\n"
    files[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)


def tool(root: Path) -> str:
    """Give what the tool in the environment says at the moment."""
    return subprocess.run([root / ".venv" / "bin" / "base-tool"], capture_output=True, encoding="utf-8").stdout


ADDED = ("--with", "requirements-test.txt")


@real
def test_an_addition_that_fails_leaves_the_environment_as_it_was(small: Path, silent_index: str) -> None:
    folder = small / ".venv"
    before = environment.paths_in(folder)

    line = refusal(start(small, NOT_THERE, *ADDED, "true"))
    assert line.startswith("The packages cannot be reached: ") and line.endswith(" .venv stays as it was.")
    assert environment.paths_in(folder) == before and not (folder / environment.FILES_BEFORE).exists()
    assert ends(start(small, NOT_THERE, "base-tool")) == (0, "base 1.0", "")

    process = start(small, silent_index, *ADDED, "true")
    wait_until_pip_runs(process)
    process.terminate()
    assert ends(process)[::2] == (130, "Interrupted; .venv stays as it was.\n")
    assert environment.paths_in(folder) == before and not (folder / environment.FILES_BEFORE).exists()
    # pip may still be ending, and holds the lock for as long as it lives.
    os.close(lock.hold(small / ".venv.lock"))
    assert ends(start(small, NOT_THERE, "base-tool")) == (0, "base 1.0", "")


@real
def test_an_addition_that_was_killed_is_taken_back_and_can_be_made_again(small: Path) -> None:
    folder = small / ".venv"
    before = environment.paths_in(folder)
    (packages,) = folder.glob("lib/python3.*/site-packages")
    # Large enough to be met half installed.
    write_wheel(small / "large wheels", "added", "1.0", modules=3000)

    process = start(small, NOT_THERE, *ADDED, "true", links=small / "large wheels")
    wait_until((packages / "added" / "module_0.py").exists, process)
    kill_with_installer(process, small)
    # Half installed.
    assert (packages / "added").exists()
    assert not (packages / "added-1.0.dist-info" / "RECORD").exists()
    temporary = small / ".venv.installing"
    assert any(temporary.iterdir())

    # This is all that is said: nothing is installed.
    assert start(small, NOT_THERE, "base-tool").communicate(timeout=120) == ("base 1.0\n", "")
    assert environment.paths_in(folder) == before
    assert not (folder / environment.FILES_BEFORE).exists()
    assert not temporary.exists()
    assert ends(start(small, NOT_THERE, *ADDED, "added-tool", links=small / "wheels"))[:2] == (0, "added 1.0")
    assert ends(start(small, NOT_THERE, *ADDED, "base-tool")) == (0, "base 1.0", "")


@real
def test_an_environment_that_cannot_be_renewed_carries_what_it_can_and_says_so(small: Path) -> None:
    (small / "constraints.txt").write_text("base==2.0\nadded==1.0\n")
    process = start(small, NOT_THERE, "base-tool")
    wait_until_pip_runs(process)
    assert tool(small) == "base 1.0\n"
    status, output, error = ends(process)
    assert (status, output) == (0, "base 1.0")
    assert error.startswith("The packages cannot be reached: ")
    assert error.endswith(" Going on with .venv as it was, although constraints.txt changed since.\n")
    assert error.count("\n") == 1
    assert not (small / ".venv.new").exists()


@real
def test_an_outdated_environment_does_not_hide_an_error_that_is_no_matter_of_the_network(small: Path) -> None:
    (small / "constraints.txt").write_text("base==2.0\nadded==1.0\n")
    # The first step fails at once.
    (small / "venv.py").write_text("raise SystemExit('Error: broken')\n")
    line = refusal(start(small, NOT_THERE, "base-tool", links=small / "wheels"))
    assert "could not be installed: Error: broken" in line
    assert line.endswith(" .venv stays as it was.")
    assert tool(small) == "base 1.0\n"
    assert not (small / ".venv.new").exists()


@real
def test_an_outdated_environment_carries_only_what_it_has(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", small)
    folder = small / ".venv"
    (small / "constraints.txt").write_text("base==2.0\nadded==1.0\n")
    assert environment.can_serve(folder, ["requirements.txt"])
    assert not environment.can_serve(folder, ["requirements.txt", "requirements-test.txt"])
    # Scripts name the folder where they were installed.
    folder.rename(small / ".venv-moved")
    assert not environment.can_serve(small / ".venv-moved", ["requirements.txt"])
    (small / ".venv-moved").rename(folder)
    # One whose interpreter was updated does not find its packages, or is gone.
    (packages,) = folder.glob("lib/python3.*/site-packages")
    packages.rename(packages.with_name("of another version"))
    assert not environment.can_serve(folder, ["requirements.txt"])
    packages.with_name("of another version").rename(packages)
    assert environment.can_serve(folder, ["requirements.txt"])
    (folder / "bin" / "python").unlink()
    assert not environment.can_serve(folder, ["requirements.txt"])


@real
def test_a_new_environment_takes_the_place_of_the_old_one_only_when_it_is_finished(small: Path) -> None:
    folder, new, old = (small / f".venv{suffix}" for suffix in ("", ".new", ".old"))

    (small / "constraints.txt").write_text("base==2.0\nadded==1.0\n")
    process = start(small, NOT_THERE, "true")
    wait_until((new / "pyvenv.cfg").exists, process)
    process.send_signal(signal.SIGTERM)
    assert ends(process)[::2] == (130, "Interrupted; .venv stays as it was.\n")
    assert not new.exists()
    assert tool(small) == "base 1.0\n"

    process = start(small, NOT_THERE, "true")
    wait_until((new / "pyvenv.cfg").exists, process)
    kill_with_installer(process, small)
    assert new.exists()
    assert tool(small) == "base 1.0\n"

    # As if killed between the two steps of the exchange.
    folder.rename(old)
    (small / "constraints.txt").write_text("base==1.0\nadded==1.0\n")
    assert ends(start(small, NOT_THERE, "base-tool")) == (0, "base 1.0", "")
    assert not new.exists() and not old.exists()

    (small / "constraints.txt").write_text("base==2.0\nadded==1.0\n")
    assert ends(start(small, NOT_THERE, "base-tool", links=small / "wheels"))[:2] == (0, "base 2.0")
    assert tool(small) == "base 2.0\n"
    assert not new.exists() and not old.exists()
    scripts = [path for path in (folder / "bin").iterdir() if not path.is_symlink()]
    assert not [path for path in scripts if b".venv.new" in path.read_bytes()]


def test_a_file_that_cannot_be_written_leaves_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "in the way").mkdir()
    with pytest.raises(OSError):
        environment.write_whole(tmp_path / "in the way", [])
    assert [path.name for path in tmp_path.iterdir()] == ["in the way"]


def test_an_addition_that_lost_a_file_leaves_nothing_that_looks_whole(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ROOT", copy)
    folder = copy / ".venv"
    made(folder, ["requirements.txt"])
    environment.write_whole(folder / environment.FILES_BEFORE, [*environment.paths_in(folder), "lib/gone.py"])
    assert not environment.is_ready(folder, ["requirements.txt"])
    environment.repair(folder)
    assert not (folder / environment.FILES_BEFORE).exists()
    assert environment.read_stamp(folder) is None


@contextlib.contextmanager
def index_that_answers(status: int) -> Iterator[str]:
    """Run an HTTP server that answers each request with `status` and an empty page; give a package index there.

    Beside it, /empty is an index that answers with 200 and has nothing.
    """

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path.startswith("/empty/") else status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_CONNECT = do_GET

        def log_message(self, *words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def bare(made_once: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Constraints and requirements of a package that is not in the environment beside them."""
    root = tmp_path_factory.mktemp("bare")
    (root / "constraints.txt").write_text("missing==1.0\n")
    (root / "requirements.txt").write_text("missing>=1\n")
    (root / "no wheels").mkdir()
    (root / "made").symlink_to(made_once[1] / ".venv")
    return root


@real
@pytest.mark.parametrize(
    "answers, settings, said",
    [
        (
            200,
            {"PIP_NO_INDEX": "1"},
            "PIP_NO_INDEX, or no-index in pip's configuration, switches the package index off",
        ),
        (200, {"PIP_CONFIG_FILE": "no-index.conf"}, "PIP_NO_INDEX, or no-index in pip's configuration, switches"),
        (200, {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "no wheels"}, "switches the package index off"),
        (404, {}, "/simple/missing/ answers 404 Not Found"),
        (403, {}, "/simple/missing/ answers 403 Forbidden"),
        (503, {}, "/simple/missing/ answers 503"),
        (200, {"PIP_INDEX_URL": NOT_THERE}, "no package index answers. Is there a network?"),
        (200, {"PIP_INDEX_URL": "https://index.invalid/simple"}, "no package index answers. Is there a network?"),
        (200, {"PIP_INDEX_URL": "file:///no/index"}, "file:///no/index/missing/ is not there"),
        (
            200,
            {"PIP_INDEX_URL": "https://index.invalid/simple", "PIP_PROXY": "http://127.0.0.1:9"},
            "the proxy does not answer, or refuses",
        ),
        (
            403,
            {"PIP_INDEX_URL": "https://index.invalid/simple", "PIP_PROXY": "{server}"},
            "the proxy does not answer, or refuses",
        ),
        (200, {}, None),
        # One of several indexes that does not have a package is no obstacle; one that refuses is.
        (404, {"PIP_EXTRA_INDEX_URL": "{server}/empty"}, None),
        (403, {"PIP_EXTRA_INDEX_URL": "{server}/empty"}, "/simple/missing/ answers 403 Forbidden"),
    ],
)
def test_what_keeps_the_packages_away_is_said(
    bare: Path, monkeypatch: pytest.MonkeyPatch, answers: int, settings: dict[str, str], said: str | None
) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy") or name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(bare)
    (bare / "no-index.conf").write_text("[global]\nno-index = true\n")
    with index_that_answers(answers) as index, open(bare / "log", "w") as log, open(os.devnull) as no_lock:
        defaults = {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0", "PIP_INDEX_URL": index}
        for name, value in {**defaults, **settings}.items():
            monkeypatch.setenv(name, value.format(server=index.removesuffix("/simple")))
        with pytest.raises(subprocess.CalledProcessError):
            installer.install(
                bare / "made", bare / "constraints.txt", [bare / "requirements.txt"], log, no_lock.fileno()
            )
    refused = installer.explain(bare / "log", "CPython 3")
    assert isinstance(refused, installer.Hindrance) == (said is not None)
    if said is None:
        assert "reached" not in str(refused)
    else:
        assert str(refused).startswith("The packages cannot be reached: ")
        assert said in str(refused)
    assert "\n" not in str(refused)
