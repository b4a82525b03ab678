"""Text without what names a person: the home directory and the user's name, so that a report can be sent on."""

import contextlib
import os
import pwd
import re

# Where systems keep home directories; under WSL those of Windows as well.
_HOMES = re.compile(r"(/(?:home|Users|export/home)/)[^/;,:'\"]+")


def private(text: str) -> str:
    """Give the text with ~ for the home directory and USER for the user's name in a path."""
    for home in sorted(_homes(), key=len, reverse=True):
        text = re.sub(rf"{re.escape(home)}(?![^/\s;,:.'\")])", "~", text)
    text = _HOMES.sub(r"\1USER", text)
    for name in _names():
        text = re.sub(rf"(?<=/){re.escape(name)}(?=[/\s;,:.'\")]|$)", "USER", text)
    return text


def _homes() -> set[str]:
    found = {os.environ.get("HOME", "")}
    with contextlib.suppress(KeyError):
        found.add(pwd.getpwuid(os.getuid()).pw_dir)
    found |= {os.path.realpath(home) for home in found if home}
    return {home.rstrip("/") for home in found if len(home) > 1 and home.startswith("/") and home != "/nonexistent"}


def _names() -> set[str]:
    found = {os.environ.get(name, "") for name in ("USER", "LOGNAME", "SUDO_USER")}
    with contextlib.suppress(KeyError):
        found.add(pwd.getpwuid(os.getuid()).pw_name)
    return found - {"", "root"}
