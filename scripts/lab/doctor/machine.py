"""The machine: its system, fork, memory, room for files, and a browser."""

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from scripts.lab import limits
from scripts.lab.doctor.asking import printed_by
from scripts.lab.doctor.installed import INSTALL
from scripts.lab.doctor.report import Check

# A demo under the lab gets half of what is available; 512 MiB is what the usual data size asks for.
NEEDED_MEMORY_MIB = 1024
NEEDED_TEMPORARY_MIB = 64
NEEDED_SHARED_MIB = 16

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def system() -> Check:
    """Which system is this, and does the lab know it?"""
    release = platform.release()
    within = " under WSL" if "microsoft" in release.lower() else ""
    return Check(
        "system",
        sys.platform in ("linux", "darwin"),
        f"{platform.system()} {release}{within}, {platform.machine()}",
        "Demos fork, are watched through /proc on Linux, and with fewer means on macOS.",
        "Use Linux, macOS, or Windows under WSL.",
    )


def fork() -> Check:
    """Does a forked child run and end?"""
    code = "import os; pid = os.fork(); os._exit(7) if not pid else print(os.waitpid(pid, 0)[1] >> 8)"
    good = printed_by(code).strip() == "7"
    return Check(
        "fork",
        good,
        "a forked child ran and ended" if good else "there is no fork here",
        "Most chapters are about what fork copies.",
        "Use Linux, macOS, or Windows under WSL.",
    )


def shared_memory() -> Check:
    """Can semaphores and shared memory be made?"""
    name, why = "/dev/shm", "Every lock of multiprocessing and every shared memory block lives there."
    if sys.platform != "linux":
        return Check(name, False, "this system keeps shared memory elsewhere", why, needed=False)
    try:
        with tempfile.TemporaryFile(dir=name) as file:
            file.write(b"x")
            file.flush()
        free = shutil.disk_usage(name).free >> 20
    except OSError as error:
        return Check(name, False, f"cannot be used: {error.strerror}", why, "Mount a tmpfs there.")
    remedy = "Remove what is left there, or give it more (docker run --shm-size=256m)."
    return Check(name, free >= NEEDED_SHARED_MIB, f"{free} MiB free", why, remedy)


def memory() -> Check:
    """Is there enough memory for the demos' usual data size?"""
    name, why = "memory", "A demo may use half of what is available, at most 2 GiB, before the lab ends it."
    try:
        available, limit = limits.available_bytes() >> 20, limits.memory_bytes() >> 20
    except (OSError, ModuleNotFoundError) as error:
        return Check(name, False, f"cannot be told: {error}", why, INSTALL)
    found = f"{available} MiB available, so a demo's limit is {limit} MiB"
    remedy = f"Close something: {NEEDED_MEMORY_MIB} MiB should be available."
    return Check(name, available >= NEEDED_MEMORY_MIB, found, why, remedy)


def temporary_files() -> Check:
    """Can temporary files be written?"""
    name, why = "temporary files", "Every run gets a temporary directory of its own."
    try:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "file").write_bytes(b"x")
            free = shutil.disk_usage(directory).free >> 20
            where = os.path.dirname(directory)
    except OSError as error:
        remedy = "Set TMPDIR to a directory that can be written."
        return Check(name, False, f"cannot be written: {error.strerror}", why, remedy)
    remedy = "Make room, or set TMPDIR to a directory that has some."
    return Check(name, free >= NEEDED_TEMPORARY_MIB, f"{where}, {free} MiB free", why, remedy)


def browser() -> Check:
    """Is a browser here with which the tests can look at the pages?"""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    why = "Tests look at the built pages with it; without it these tests are left out."
    remedy = "Install chromium, if you change pages."
    return Check("Chromium", bool(found), found or "not here", why, remedy, needed=False)
