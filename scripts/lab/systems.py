"""Which Python a system calls python3, as it was when each source was read."""

from __future__ import annotations

from typing import NamedTuple

from scripts.lab.versions import Version


class System(NamedTuple):
    """A system, and the Python that it ships."""

    name: str
    python: str
    """The version, or its line where a source names no more."""
    source: str
    """What says so."""
    address: str
    """Where to read it again; empty where it was asked of an installed system."""
    read: str
    """The day on which it was read, ISO 8601."""


SYSTEMS = (
    System(
        "official container image `python:3`",
        "3.15.0",
        "the list of tags in the image's description",
        "https://github.com/docker-library/docs/blob/master/python/README.md",
        "2026-11-27",
    ),
    System(
        "Ubuntu 24.04",
        "3.12.3",
        "the package python3.12, 3.12.3-1ubuntu0.13, in Ubuntu's archive",
        "https://packages.ubuntu.com/noble/python3",
        "2026-11-27",
    ),
    System("Debian 12", "3.11.2", "the package python3.11, 3.11.2-6+deb12u6, on an installed system", "", "2026-11-27"),
    System(
        "RHEL 9",
        "3.9",
        "Red Hat's guide to dynamic programming languages, chapter 1",
        "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/"
        "installing_and_using_dynamic_programming_languages/"
        "assembly_introduction-to-python_installing-and-using-dynamic-programming-languages",
        "2026-11-27",
    ),
    System(
        "Amazon Linux 2023",
        "3.9",
        "the user guide, “Python in AL2023”",
        "https://docs.aws.amazon.com/linux/al2023/ug/python.html",
        "2026-11-27",
    ),
)
"""Newest Python first. What has an address was read in a stored copy, whose age is not known. To read one again, open
its address, and change `python` and `read`."""


def nearest(python: str, recorded: list[str]) -> str | None:
    """Choose, of the recorded versions, the one that speaks for another: of its line, not newer if possible.

    recorded: oldest first. None where nothing of its line is recorded.
    """
    wanted = Version(python)
    of_its_line = [
        one
        for one in recorded
        if Version(one).line == wanted.line and Version(one).free_threaded == wanted.free_threaded
    ]
    if len(wanted.numbers) < 3:
        return of_its_line[-1] if of_its_line else None
    not_newer = [one for one in of_its_line if Version(one) <= wanted]
    return next(iter([*not_newer[-1:], *of_its_line[:1]]), None)
