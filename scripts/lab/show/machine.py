"""Where and when something was measured, and what could not be measured there."""

import os
import platform
from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib import metadata

from scripts.lab import doctor, limits
from scripts.lab.show.displayable import Displayable, styled

_PACKAGES = ("jupyter-book", "ipykernel", "psutil", "matplotlib", "packaging", "sphinx-book-theme")


def machine() -> Displayable:
    """Return a table of what this book was built with and on."""
    system = os.uname()
    rows = [
        ("Date", datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")),
        ("Interpreter", f"CPython {platform.python_version()}"),
        ("C library", " ".join(platform.libc_ver()).strip() or "not glibc"),
        ("Kernel", f"{system.sysname} {system.release}, {system.machine}"),
        ("Processors", str(limits.processors())),
        ("Memory available", f"{limits.available_bytes() >> 20} MiB"),
        ("User", "root" if os.getuid() == 0 else "not root"),
        *((name, _version(name)) for name in _PACKAGES),
    ]
    return _table("What this book was built with", rows)


def not_shown() -> Displayable:
    """Return what the pages could not show live on this machine, and why it matters."""
    rows = [(check.name, f"{check.found}. {check.why}") for check in doctor.examine().checks if not check.good]
    return _table("What this build could not show", rows or [("Nothing", "Every check of the doctor was good.")])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _table(title: str, rows: Sequence[tuple[str, str]]) -> Displayable:
    lines = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    width = max(len(name) for name, _ in rows)
    return Displayable(
        styled(
            f'<div class="lab-card"><div class="lab-wide" tabindex="0" role="group" aria-label="{escape(title)}">'
            f'<table class="lab-facts"><tbody>{lines}</tbody></table></div></div>'
        ),
        "\n".join(f"{name.ljust(width)}  {value}" for name, value in rows),
    )
