"""Which CPythons this machine has, and which of them a request such as "3.11" or "3.13t" means.

Looked for: the running interpreter, those named in the variable LAB_PYTHONS (separated as in PATH), the
python3, python3.N and python3.Nt of PATH, pyenv's versions, and the interpreters that uv manages. Each
is asked what it is by starting it; a file's name proves nothing.
"""

import ast
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.errors import InvalidRequest
from scripts.lab.versions import STUDIED, Version

# Long enough for a cold start on a loaded machine; only a file that hangs ever costs all of it.
PROBE_SECONDS = 30.0

VersionInfo = tuple[int, int, int, str, int]

_LETTERS = {"alpha": "a", "beta": "b", "candidate": "rc"}
_NAME_ON_PATH = re.compile(r"python3(\.\d+)?t?")
_VERSION_REQUEST = re.compile(r"(?P<version>\d+(\.\d+){0,2}((a|b|rc)\d+)?)(?P<free_threaded>t?)")

# ascii() keeps paths that are no UTF-8. The "t" among the ABI flags is what sysconfig calls Py_GIL_DISABLED,
# without the milliseconds that sysconfig takes.
_QUESTION = (
    "import sys; print(ascii((sys.executable, tuple(sys.version_info), sys.implementation.name, 't' in sys.abiflags)))"
)


@dataclass(frozen=True)
class Interpreter:
    """One Python interpreter, as it described itself."""

    executable: str
    version: str  # the full version, with "t" added if free-threaded: "3.13.0", "3.13.0t", "3.15.0rc1"
    version_info: VersionInfo
    free_threaded: bool
    implementation: str  # sys.implementation.name: "cpython"


@dataclass(frozen=True)
class Refusal:
    """Why a file that was named as an interpreter is not used."""

    reason: str


def running() -> Interpreter:
    """Describe the interpreter that runs this code; in a virtual environment, that environment's."""
    return _described(
        sys.executable,
        tuple(sys.version_info),
        sys.implementation.name,
        "t" in sys.abiflags,
    )


def find() -> list[Interpreter]:
    """List every CPython from 3.8 found here, oldest first, each once; what does not answer is left out.

    Two names of one executable count once. The running interpreter stays itself: in a virtual
    environment its packages come with it.
    """
    here = running()
    found: dict[str, Interpreter] = {}
    answers = probe(_candidates())
    for interpreter in [here, *(answer for answer in answers.values() if isinstance(answer, Interpreter))]:
        if interpreter.executable and _unfit(interpreter) is None:
            found.setdefault(os.path.realpath(interpreter.executable), interpreter)
    return sorted(found.values(), key=lambda one: (one.version_info, one.free_threaded))


def select(request: str) -> Interpreter:
    """Find the interpreter that `request` means.

    request: "3.8.18" (that version), "3.11" (the newest 3.11 here), "3.13t" (free-threaded; without the
    "t" only the ordinary build is meant), or the path, or the name on PATH, of an interpreter.
    Raises InvalidRequest where there is none, naming those that are here.
    """
    version_request = _VERSION_REQUEST.fullmatch(request)
    if version_request:
        return _by_version(version_request["version"], bool(version_request["free_threaded"]))
    return _by_path(request)


def probe(paths: Iterable[str]) -> dict[str, Interpreter | Refusal]:
    """Ask each of `paths`, all at once, what interpreter it is.

    An answer is kept for as long as the file stays the same, so asking again costs nothing. A file that
    has not answered after PROBE_SECONDS is ended, with whatever it started in its process group.
    """
    answers: dict[str, Interpreter | Refusal] = {}
    unknown: dict[str, tuple[object, ...]] = {}
    for path in paths:
        key = _identity(path)
        if key is None:
            answers[path] = Refusal("there is no such file")
        elif key in _answers:
            answers[path] = _answers[key]
        else:
            unknown[path] = key
    asked = _ask(unknown)
    # A wrapper is passed over for the interpreter behind it, so that signals and process ids are the
    # interpreter's own; but only if that one starts without what the wrapper set up.
    behind = {
        path: answer.executable
        for path, answer in asked.items()
        if isinstance(answer, Interpreter) and os.path.realpath(answer.executable) != os.path.realpath(path)
    }
    behind_answers = _ask(set(behind.values()))
    for path, answer in asked.items():
        if path in behind and behind_answers[behind[path]] != answer:
            assert isinstance(answer, Interpreter)
            answer = _described(path, answer.version_info, answer.implementation, answer.free_threaded)
        answers[path] = _answers[unknown[path]] = answer
    return answers


_answers: dict[tuple[object, ...], Interpreter | Refusal] = {}


def listed() -> list[str]:
    """Give the paths that the variable LAB_PYTHONS names, absolute."""
    entries = os.environ.get("LAB_PYTHONS", "").split(os.pathsep)
    return [os.path.abspath(os.path.expanduser(entry)) for entry in entries if entry]


def _by_version(version: str, free_threaded: bool) -> Interpreter:
    def number(interpreter: Interpreter) -> Version:
        return Version(interpreter.version)

    wanted = Version(version)
    named = len(wanted.numbers)
    here = find()
    exact = named == 3 or wanted.is_prerelease
    matching = [
        one
        for one in here
        if one.free_threaded == free_threaded
        and (number(one) == wanted if exact else number(one).first(named) == wanted.numbers)
    ]
    if not matching:
        kind = "free-threaded CPython" if free_threaded else "CPython"
        raise InvalidRequest(f"there is no {kind} {version} here; here are {_names(here)}")
    # "3.15" means the release where there is one, a prerelease only where there is nothing else; of
    # two builds of one version the running one is taken.
    mine = running()
    return max(matching, key=lambda one: (not number(one).is_prerelease, number(one), one == mine))


def _by_path(request: str) -> Interpreter:
    import shutil  # rarely needed, and slow to import

    path = os.path.expanduser(request)
    if os.sep not in path and not os.path.isfile(path):
        path = shutil.which(path) or ""
    if not path:
        raise InvalidRequest(
            f"{request!r} is no interpreter: give a version such as 3.8, 3.11.2 or 3.13t, or a path; "
            f"here are {_names(find())}"
        )
    path = os.path.abspath(path)
    answer = probe([path])[path]
    reason = answer.reason if isinstance(answer, Refusal) else _unfit(answer)
    if reason is not None:
        raise InvalidRequest(f"{request!r} is no interpreter for a demo: {reason}; here are {_names(find())}")
    assert isinstance(answer, Interpreter)
    return answer


def _names(interpreters: list[Interpreter]) -> str:
    return ", ".join(dict.fromkeys(one.version for one in interpreters)) or "none"


def _unfit(interpreter: Interpreter) -> str | None:
    if interpreter.implementation != "cpython":
        return f"it is {interpreter.implementation} {interpreter.version}, and only CPython is studied"
    if interpreter.version_info[:2] < Version(STUDIED[0]).numbers:
        return f"it is CPython {interpreter.version}, and demos need {STUDIED[0]} or later"
    return None


def _described(
    executable: str, version_info: tuple[object, ...], implementation: str, free_threaded: bool
) -> Interpreter:
    # Not platform.python_version(), which says "3.13.0+" of a build from a working copy.
    major, minor, micro, level, serial = version_info
    suffix = "" if level == "final" else f"{_LETTERS[str(level)]}{serial}"
    version = f"{major}.{minor}.{micro}{suffix}{'t' if free_threaded else ''}"
    return Interpreter(executable, version, version_info, free_threaded, implementation)  # type: ignore[arg-type]


def _identity(path: str) -> tuple[object, ...] | None:
    """Tell one state of a file from another, so that a repaired or replaced one is asked again."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return path, status.st_dev, status.st_ino, status.st_mtime_ns, status.st_mode


def _ask(paths: Iterable[str]) -> dict[str, Interpreter | Refusal]:
    started: dict[str, subprocess.Popen[bytes] | Refusal] = {}
    try:
        for path in paths:
            started[path] = _start(path)
        deadline = time.monotonic() + PROBE_SECONDS
        return {path: one if isinstance(one, Refusal) else _answer(one, deadline) for path, one in started.items()}
    finally:
        for one in started.values():
            if isinstance(one, subprocess.Popen):
                _end(one)


def _start(path: str) -> subprocess.Popen[bytes] | Refusal:
    if os.path.isdir(path):
        return Refusal("it is a directory")
    try:
        # Isolated and without site: what a user's own start-up files print or break is not asked about.
        return subprocess.Popen(
            [path, "-I", "-S", "-c", _QUESTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return Refusal(f"it does not start ({error.strerror})")


def _answer(process: subprocess.Popen[bytes], deadline: float) -> Interpreter | Refusal:
    try:
        output, complaint = process.communicate(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return Refusal(f"it did not answer within {PROBE_SECONDS:g} s")
    last = output.decode("ascii", "replace").splitlines()[-1:]
    try:
        executable, version_info, implementation, free_threaded = ast.literal_eval("".join(last))
        if not executable:
            return Refusal("it does not know its own executable")
        return _described(executable, version_info, implementation, free_threaded)
    except (ValueError, SyntaxError, TypeError, KeyError):
        first = complaint.decode("utf-8", "replace").strip().splitlines()[:1]
        return Refusal("it does not answer as a Python 3 does" + "".join(f" ({line[:60]})" for line in first))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a probe that is still running, with its process group, and wait for it."""
    if process.poll() is None:
        try:
            # Not reaped yet, so the number still is this group's.
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _candidates() -> list[str]:
    return list(dict.fromkeys([*listed(), *_on_path(), *_of_pyenv(), *_of_uv()]))


def _on_path() -> Iterator[str]:
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        # An empty or relative entry means the current directory, whose files are not meant as interpreters.
        if os.path.isabs(directory) and not _is_of_shims(directory):
            for name in _entries(directory):
                if _NAME_ON_PATH.fullmatch(name):
                    path = os.path.join(directory, name)
                    if os.path.isfile(path) and os.access(path, os.X_OK):
                        yield path


def _is_of_shims(directory: str) -> bool:
    """Tell pyenv's folders of shims: slow shell scripts that stand for versions found without them."""
    path = Path(directory)
    return path.name == "shims" and any((above / "versions").is_dir() for above in path.parents)


def _pyenv_root() -> str:
    return os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")


def _of_pyenv() -> Iterator[str]:
    versions = os.path.join(_pyenv_root(), "versions")
    for name in _entries(versions):
        yield from _executable(os.path.join(versions, name, "bin", "python3"))


def _of_uv() -> Iterator[str]:
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    managed = os.environ.get("UV_PYTHON_INSTALL_DIR") or os.path.join(data, "uv", "python")
    for name in _entries(managed):
        if name.startswith("cpython-"):
            yield from _executable(os.path.join(managed, name, "bin", "python3"))


def _executable(path: str) -> Iterator[str]:
    if os.path.isabs(path) and os.path.isfile(path) and os.access(path, os.X_OK):
        yield path


def _entries(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except (OSError, ValueError):
        return []
