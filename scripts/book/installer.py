"""Call pip in an environment, and say in one line why it could not install.

Standard library only, and readable by old versions of Python: environment.py imports it before it looks at its
interpreter.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

# PyYAML 6.0.3 has no wheel for CPython 3.15. With its C part off, its source installs without a compiler.
# Look again whenever the pin moves: a test says when.
FROM_SOURCE = {"pyyaml": "6.0.3"}
FROM_SOURCE_SINCE = (3, 15)

# Of pip's settings in the environment, only those stay that say where packages are fetched from, and how.
PIP_SETTINGS_KEPT = {
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_NO_INDEX",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TIMEOUT",
    "PIP_TRUSTED_HOST",
}

# Each begins the report on one package in what pip says under -vv.
ASKING = "location(s) to search for versions of"
NOTHING_FITS = ("ResolutionImpossible", "No matching distribution", "no matching distributions")
LOST_CONNECTION = (
    "ConnectionError",
    "TimeoutError",
    "ConnectionResetError",
    "NameResolutionError",
    "ProtocolError",
    "IncompleteRead",
    "incomplete-download",
    "timed out",
    "Failed to establish a new connection",
    "Connection aborted",
    "Connection broken",
    "Max retries exceeded",
)
HTTP_ANSWER = re.compile(r"(\d{3}) (?:Client|Server) Error: (.*?) for url|too many (\d{3}) error responses")
WHEELS, MADE_FOR = "wheels", "made-for.json"
"""The folder with packages in an archive by `make bundle`, and the file in it that says for what they are."""
TEMPORARY = ".installing"
"""The end of the name of the folder for an installer's temporary files."""
NO_ANSWER = "no package index answers. Is there a network?"
NO_SPACE = "The packages could not be installed: no space left on the device."


class Refusal(Exception):
    """The environment cannot be made; the text is the one line that says why and what would help."""


class Hindrance(Refusal):
    """The packages cannot be had at the moment: this says nothing against an older environment."""


def install(folder, constraints, requirements, log, lock_descriptor):
    """Install into an environment what the files `requirements` name, in the versions of the file `constraints`.

    pip writes into the open file `log`, and holds the lock too. Raises CalledProcessError.
    """
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    pip += ["install", "--progress-bar", "off", "--constraint", str(constraints)]
    offline = bundled(constraints, requirements)
    if offline:
        say("Taking the packages from the folder wheels, without a network")
        pip += offline
    elif sys.version_info >= FROM_SOURCE_SINCE:
        install_from_source(pip, log, lock_descriptor)
    files = [word for path in requirements for word in ("-r", str(path))]
    pip_install([*pip, "--only-binary", ":all:", *files], log, lock_descriptor)


def bundled(constraints, requirements):
    """Give pip's options to take everything from the folder that `make bundle` filled; none where it is not for this.

    Its packages are for one line of CPython, one platform, some files of requirements, and their pins.
    """
    wheels = Path(constraints).parent / WHEELS
    try:
        made_for = json.loads((wheels / MADE_FOR).read_text(encoding="utf-8"))
        here = made_for_this(constraints, made_for["requirements"])
    except (OSError, ValueError, TypeError, KeyError):
        return []
    if made_for != here or not {path.name for path in requirements} <= set(made_for["requirements"]):
        return []
    return ["--no-index", "--find-links", str(wheels)]


def made_for_this(constraints, names):
    """Describe what a folder of packages is for: this interpreter, this platform, the pins, files of requirements."""
    return {
        "python": "{}.{}".format(*sys.version_info),
        "platform": sysconfig.get_platform(),
        "constraints.txt": hashlib.sha256(Path(constraints).read_bytes()).hexdigest(),
        "requirements": sorted(names),
    }


def install_from_source(pip, log, lock_descriptor):
    """Install the packages that have no wheel for this interpreter, without a compiler."""
    pip_install([*pip, "--only-binary", ":all:", "setuptools"], log, lock_descriptor)
    names = sorted(FROM_SOURCE)
    # Not from pip's cache, which may hold one that was compiled.
    options = ["--no-cache-dir", "--no-deps", "--no-build-isolation", "--no-binary", ",".join(names)]
    pip_install([*pip, *options, *names], log, lock_descriptor)


def pip_install(command, log, lock_descriptor):
    """Call pip, and once more if it leaves open why it found nothing. Raises CalledProcessError."""
    try:
        follow(command, log, lock_descriptor)
    except subprocess.CalledProcessError:
        said = Path(log.name).read_text(encoding="utf-8", errors="replace")
        if any(word in said for word in NOTHING_FITS):
            # pip says so too where no index could be asked. Only under -vv, which slows it down, does it say
            # which answer it had.
            follow([*command, "-vv", "--dry-run", "--retries", "0"], log, lock_descriptor, show=False)
        raise


def follow(command, log, lock_descriptor, show=True):
    """Run a command, write what it says into `log`, and show that it is alive. Raises CalledProcessError.

    Its temporary files are in a folder beside the log, where repair() finds them if all of this is killed.
    """
    temporary = Path(log.name).with_suffix(TEMPORARY)
    temporary.mkdir(exist_ok=True)
    try:
        run_in(temporary, command, log, lock_descriptor, show)
    finally:
        shutil.rmtree(str(temporary), ignore_errors=True)


def run_in(temporary, command, log, lock_descriptor, show):
    """Do the work of follow(), with the folder for temporary files."""
    with subprocess.Popen(
        command,
        env=dict(clean_environment(), TMPDIR=str(temporary)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Keeps the lock for as long as the installer lives, even if this process is killed.
        pass_fds=[lock_descriptor],
        # The installer has children, which would go on writing into a folder that is being removed.
        process_group=0,
        text=True,
        errors="replace",
    ) as process:
        try:
            found = 0
            for line in process.stdout:
                log.write(line)
                log.flush()
                found += line.startswith("Collecting ")
                if show and line.startswith("Collecting ") and found % 25 == 0:
                    say(f"  {found} packages found")
                elif show and line.startswith("Installing collected packages"):
                    say(f"  installing {line.count(',') + 1} packages")
        except BaseException:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def clean_environment():
    """Give the environment variables without those that change what is installed or imported."""
    dropped = {
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHONSAFEPATH",
        "PYTHONUSERBASE",
        "JUPYTER_PATH",
    }
    environment = {}
    for name, value in os.environ.items():
        if name not in dropped and (not name.startswith("PIP_") or name in PIP_SETTINGS_KEPT):
            environment[name] = value
    environment["PYTHONNOUSERSITE"] = "1"
    environment["PYYAML_FORCE_LIBYAML"] = "0"
    return environment


def explain(log_file, interpreter):
    """Turn a failed installation with `interpreter` (its name and version) into one line: the Refusal to raise."""
    text = log_file.read_text(encoding="utf-8", errors="replace")
    where = f"(all of it is in {log_file.name})"
    if "No space left on device" in text:
        return Hindrance(NO_SPACE)
    reason = unreachable(text)
    if reason:
        return Hindrance(f"The packages cannot be reached: {reason} {where}")
    lines = text.splitlines() or ["nothing"]
    said = next((line for line in lines if line.startswith(("ERROR:", "Error:"))), lines[-1])
    if "No matching distribution" in text or "no matching distributions" in text:
        return Refusal(f"A pinned package has no ready-made file for {interpreter} on this machine: {said} {where}")
    return Refusal(f"The packages could not be installed: {said} {where}")


def unreachable(text):
    """Say why pip could not reach the packages, from all that it said; None if it reached them."""
    if not any(word in text for word in NOTHING_FITS):
        # The connection was lost in the middle. Before its error, pip only says what it tries again.
        failure = re.search(r"^ERROR:.*", text, re.MULTILINE | re.DOTALL)
        return NO_ANSWER if failure and any(word in failure.group() for word in LOST_CONNECTION) else None
    if "Ignoring indexes:" in text:
        return "PIP_NO_INDEX, or no-index in pip's configuration, switches the package index off"
    for part in text.split(ASKING)[1:]:
        for url, reason in re.findall(r"Could not fetch URL (\S+): (.*)", part):
            answer = HTTP_ANSWER.search(reason)
            if "ProxyError" in reason or "Tunnel connection failed" in reason:
                return "the proxy does not answer, or refuses"
            if "SSLError" in reason or "ssl certificate" in reason:
                return f"no trusted connection to {url} (its certificate, or PIP_CERT)"
            if answer is None:
                return NO_ANSWER
            # One of several indexes that does not have a package is no obstacle.
            if answer.group(1) != "404" or "Fetched page" not in part:
                return f"{url} answers {' '.join(filter(None, answer.groups()))}"
    ignored = re.search(r"Location '(.*?)' is ignored", text)
    return f"{ignored.group(1)} is not there" if ignored and f"0 {ASKING}" in text else None


def say(line):
    """Print a line at once, because a user waits for it."""
    print(line, flush=True)
