"""Is this machine fit for the book and the workshop, and what will its pages not be able to show live?

Each check tries the thing itself, in a process of its own where that could hurt, and says why it matters and
what to do. Nothing outside the standard library is imported before it has been looked for.

`machine`    the system, fork, memory, room for files, a browser
`pythons`    the interpreters
`installed`  the packages
`kernel`     what /proc tells of another process
`trials`     two programs, run and watched
`text`       the report for a terminal
"""

from scripts.lab import interpreters
from scripts.lab.doctor.installed import packages
from scripts.lab.doctor.kernel import kernel_account, page_tables
from scripts.lab.doctor.machine import browser, fork, memory, shared_memory, system, temporary_files
from scripts.lab.doctor.pythons import listed_interpreters, python, studied_interpreters
from scripts.lab.doctor.report import Check, Report
from scripts.lab.doctor.trials import one_deadlock, one_run

__all__ = ["Check", "Report", "examine"]


def examine() -> Report:
    """Make every check; takes a few seconds, most of them importing the packages."""
    found = interpreters.find()
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
    return Report(checks, found)
