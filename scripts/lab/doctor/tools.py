"""What is called beside Python: make, git, the module venv, the package registry, and JupyterLab."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

from scripts.lab.doctor.asking import printed_by
from scripts.lab.doctor.report import Check

_PIPS_OWN = "from pip._internal.models.index import PyPI\nprint(PyPI.simple_url)"
NETWORK_SECONDS = 4
_ASK = """
import ssl, sys, urllib.error, urllib.request
try:
    with urllib.request.urlopen(sys.argv[1], timeout=float(sys.argv[2])) as answer:
        print(answer.status)
except urllib.error.HTTPError as error:
    print(error.code)
except urllib.error.URLError as error:
    print("certificate" if isinstance(error.reason, ssl.SSLError) else "nothing")
except (OSError, ValueError):
    print("nothing")
"""


def commands() -> list[Check]:
    """Do make and git run? A command that is there may still be a stub that asks for its installation."""
    install = {"darwin": "xcode-select --install"}.get(sys.platform, "apt install {}, or your system's package {}")
    return [
        _tool("make", "Every command of the book is called through it.", install, needed=True),
        _tool(
            "git", "It fetches the book and its corrections; an unpacked archive does without.", install, needed=False
        ),
    ]


def _tool(name: str, why: str, install: str, needed: bool) -> Check:
    first = ""
    if path := shutil.which(name):
        try:
            done = subprocess.run(
                [path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=True
            )
            first = next(iter(done.stdout.decode(errors="replace").splitlines()), "")
        except (OSError, subprocess.SubprocessError):
            return Check(name, False, "is there, and does not run", why, install.format(name, name), needed)
    return Check(name, bool(first), first or "not here", why, install.format(name, name), needed)


def venv() -> Check:
    """Can this interpreter make an environment?"""
    good = printed_by("import ensurepip, venv; print('both')").strip() == "both"
    return Check(
        "venv",
        good,
        "environments can be made" if good else "the modules venv and ensurepip are not here",
        "make book installs its packages into an environment, so that yours stay as they are.",
        f"On Debian or Ubuntu: apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv.",
    )


def network(needed: bool) -> Check:
    """Does the package registry answer? needed: whether packages are still to be fetched."""
    index = registry()
    answer = printed_by(_ASK, f"{index.rstrip('/')}/psutil/", str(NETWORK_SECONDS), seconds=2 * NETWORK_SECONDS).strip()
    host = urlsplit(index).hostname or "the package registry"
    said = {
        "200": f"{host} answers",
        "certificate": f"the certificate of {host} is not trusted",
    }.get(answer, f"{host} answers {answer}" if answer.isdecimal() else f"{host} does not answer")
    without = "reading the built site, and the terminal's commands list, run, diagnose and explain"
    remedy = "Connect this machine once, or use an archive that make bundle wrote." if needed else ""
    if not needed:
        without += ", and everything else that this environment has installed"
    return Check(
        "network",
        answer == "200",
        said,
        "make fetches packages from it, the first time and when their versions change.",
        f"{remedy} Without it these work: {without}.".lstrip(),
        needed,
    )


def registry() -> str:
    """Give the address of the package registry that pip asks, as configured or by default; empty without pip."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    try:
        said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        said = b""
    found = re.findall(r"^\S+\.index-url='(\S+)'", said.decode(errors="replace"), re.MULTILINE)
    return found[-1] if found else printed_by(_PIPS_OWN, isolated=False).strip()


def jupyterlab() -> Check:
    """Is JupyterLab installed in the environment that runs this?"""
    why, remedy = "It opens the chapters as notebooks.", "make notebooks installs it."
    try:
        return Check("JupyterLab", True, importlib.metadata.version("jupyterlab"), why, remedy, needed=False)
    except importlib.metadata.PackageNotFoundError:
        return Check("JupyterLab", False, "not installed", why, remedy, needed=False)
