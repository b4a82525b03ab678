"""Is this machine fit for the book and the workshop, and what will its pages not be able to show live?

Each check tries the thing itself, in a process of its own where that could hurt, and says why it matters and
what to do. Nothing outside the standard library is imported before it has been looked for.

`machine`    the system, fork, memory, room for files, a browser
`pythons`    the interpreters
`installed`  the packages
`kernel`     what /proc tells of another process
`tools`      make, git, venv, the package registry, JupyterLab
`trials`     two programs, run and watched
`text`       the report for a terminal
`privacy`    a report without the user's name
"""

import os
import sys

from scripts.lab import interpreters
from scripts.lab.catalogue import ROOT
from scripts.lab.doctor.installed import packages
from scripts.lab.doctor.kernel import kernel_account, page_tables
from scripts.lab.doctor.machine import browser, fork, memory, shared_memory, system, temporary_files
from scripts.lab.doctor.pythons import listed_interpreters, python, studied_interpreters
from scripts.lab.doctor.report import Check, Report
from scripts.lab.doctor.tools import commands, jupyterlab, network, venv
from scripts.lab.doctor.trials import one_deadlock, one_run

__all__ = ["Check", "Report", "examine", "of_pages"]

WHEELS = ROOT / "wheels"
"""Where an archive by `make bundle` has its packages."""


def examine() -> Report:
    """Make every check; takes a few seconds, most of them importing the packages and asking the registry."""
    found = interpreters.find()
    checks = of_pages(found)
    must_fetch = any(check.is_package and not check.good for check in checks) and _environment() is None
    place = 1 + next(place for place, check in enumerate(checks) if check.name == "Python of the book")
    checks[place:place] = [*commands(), venv(), network(must_fetch and not WHEELS.is_dir()), jupyterlab()]
    built = (ROOT / "_build" / "html" / "index.html").is_file()
    environment = _environment()
    return Report(
        [check.without_names() for check in checks],
        found,
        ready="make notebooks" if built else "make book",
        install=f"{environment} -m scripts doctor" if environment else "make book",
    )


def of_pages(found: list[interpreters.Interpreter]) -> list[Check]:
    """Make the checks of what pages show and what shows them; these ask no other machine. found: all interpreters."""
    checks = [
        system(),
        python(),
        *packages(),
        fork(),
        *kernel_account(),
        page_tables(),
        *one_run(),
        one_deadlock(),
        shared_memory(),
        memory(),
        temporary_files(),
        *studied_interpreters(found),
        *listed_interpreters(),
        browser(),
    ]
    return [check.without_names() for check in checks]


def _environment() -> str | None:
    """Give the interpreter of the environment that make book has finished, where another one runs this."""
    path = os.path.join(".venv", "bin", "python")
    is_other = os.path.realpath(sys.prefix) != os.path.realpath(ROOT / ".venv")
    return path if is_other and (ROOT / ".venv" / "made-from.json").is_file() else None
