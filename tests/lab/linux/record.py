"""Records what /proc shows of two programs on this machine's kernel: `python3 tests/lab/linux/record.py`.

The files go into recorded/SYSTEM-RELEASE-MACHINE/, in the form of the tree that they come from, beside `expected.json`
with what the programs said of themselves. Record with an interpreter whose path means nothing, as /usr/bin/python3.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import programs  # noqa: E402

OF_A_PROCESS = ("stat", "status", "timers")
OF_A_THREAD = ("status", "syscall", "wchan", "children")
SHARED = ("statm", "cmdline", "maps", "smaps_rollup", "fd", "fdinfo")
"""What all threads of a process share."""
OF_THE_MACHINE = ("loadavg", "stat")


def main() -> None:
    """Record both programs."""
    name = os.uname()
    folder = Path(__file__).parent / "recorded" / f"{name.sysname}-{name.release.split('-')[0]}-{name.machine}".lower()
    shutil.rmtree(folder, ignore_errors=True)
    expected: dict[str, Any] = {"kernel": name.release.split("-")[0], "machine": name.machine, "user": os.geteuid()}
    stuck, child, inode = start(programs.INHERITED)
    headless, thread, its_inode = start(programs.ends_its_first_thread())
    expected["inherited"] = {"pid": stuck.pid, "child": child, "pipe": inode}
    expected["headless"] = {"pid": headless.pid, "thread": thread, "pipe": its_inode}
    try:
        for pid in (stuck.pid, child, headless.pid):
            sleeps(pid)
            copy_process(pid, folder)
            expected.setdefault("instructions", {}).update(instructions(pid))
        for file in OF_THE_MACHINE:
            lines = Path("/proc", file).read_text().splitlines(keepends=True)
            (folder / file).write_text("".join(line for line in lines if not line.startswith(("cpu", "intr", "soft"))))
    finally:
        for pid in (child, stuck.pid, headless.pid):
            os.kill(pid, 9)
        stuck.wait()
        headless.wait()
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    print(folder)


def start(text: str) -> tuple["subprocess.Popen[str]", int, int]:
    """Start a program; also return the two numbers that it prints when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", text],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={},
    )
    assert process.stdout is not None
    one, two = map(int, process.stdout.readline().split())
    return process, one, two


def sleeps(pid: int) -> None:
    """Wait until every thread of a process has slept through a tenth of a second."""
    before = None
    while before is None or before != (now := switches(pid)) or any("running" in line for line in now):
        before = switches(pid)
        time.sleep(0.1)


def switches(pid: int) -> list[str]:
    """What each thread of a process is in, and how often it has been taken off a processor."""
    return [
        (folder / "syscall").read_text() + line
        for folder in sorted(Path(f"/proc/{pid}/task").iterdir())
        for line in (folder / "status").read_text().splitlines()
        if "ctxt" in line
    ]


def copy_process(pid: int, folder: Path) -> None:
    """Copy what is read of a process; of its other threads what all share, where the first one has ended."""
    place = Path(f"/proc/{pid}")
    copy(place, (*OF_A_PROCESS, *SHARED), folder / str(pid))
    has_ended = not (place / "maps").read_bytes()
    for thread in (place / "task").iterdir():
        shared = SHARED if has_ended else ()
        copy(thread, (*OF_A_THREAD, *shared), folder / str(pid) / "task" / thread.name)


def instructions(pid: int) -> dict[str, str]:
    """What stands in memory right before each thread's program counter, by that address: two words, in hexadecimal."""
    found = {}
    for folder in Path(f"/proc/{pid}/task").iterdir():
        counter = int((folder / "syscall").read_text().split()[-1], 16)
        if counter == 0:
            continue  # it has ended
        with open(folder / "mem", "rb") as memory:
            memory.seek(counter - 8)
            found[f"{pid}:{counter:#x}"] = memory.read(8).hex()
    return found


def copy(place: Path, names: tuple[str, ...], to: Path) -> None:
    """Copy these files, and folders of files and of links; what cannot be read will be missing from the copy too."""
    to.mkdir(parents=True, exist_ok=True)
    for name in names:
        try:
            if (place / name).is_symlink():
                (to / name).symlink_to(os.readlink(place / name))
            elif (place / name).is_dir():
                copy(place / name, tuple(os.listdir(place / name)), to / name)
            else:
                (to / name).write_bytes((place / name).read_bytes())
        except OSError:
            continue


if __name__ == "__main__":
    main()
