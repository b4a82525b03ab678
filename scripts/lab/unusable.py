"""Where nothing of the command line works: native Windows, and an interpreter that is too old. And what helps."""

from __future__ import annotations

import os
import shutil
import sys

from scripts.lab.errors import InvalidRequest
from scripts.lab.versions import BOOK, Version


def refuse() -> None:
    """Raise InvalidRequest where no command can work."""
    if sys.platform == "win32":
        raise InvalidRequest("native Windows has no fork: run this under WSL, the Windows Subsystem for Linux")
    if sys.version_info < Version(BOOK[0]).numbers:
        here = ".".join(str(part) for part in sys.version_info[:3])
        raise InvalidRequest(
            f"this is Python {here}, and the lab needs {BOOK[0]} or later; {remedy()}; "
            "--python runs a demo under an older one"
        )


def remedy() -> str:
    """Say how to come to an interpreter that is new enough: the newest one that is here, or how to install one."""
    for line in reversed(BOOK):
        if shutil.which(f"python{line}"):
            return f"python{line} is here: PYTHON=python{line} make book"
    line = BOOK[BOOK.index("3.13")]
    if sys.platform == "darwin":
        return f"install one, for example: brew install python@{line}"
    if os.path.exists("/etc/debian_version"):
        return (
            f"install one, for example: apt install python{BOOK[0]} python{BOOK[0]}-venv, or uv python install {line}"
        )
    return f"install one, for example: uv python install {line}, or your system's package python{line}"
