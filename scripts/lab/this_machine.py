"""Where and when something was measured, and what could not be measured there, as a page shows it."""

import os
import platform
from datetime import datetime
from importlib import metadata

from scripts.lab import doctor, interpreters, limits
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.tables.facts import facts

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
    return facts("What the cells of this page ran with", rows)


def not_shown() -> Displayable:
    """Return what the pages could not show live on this machine, and why it matters."""
    checks = doctor.of_pages(interpreters.find())
    rows = [(check.name, f"{check.found}. {check.why}") for check in checks if not check.good]
    return facts("What this machine could not show", rows or [("Nothing", "Every check of the doctor was good.")])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
