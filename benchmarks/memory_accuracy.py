"""How exact the memory instruments are, and what they cost: python benchmarks/memory_accuracy.py [ROUNDS]

A child of a parent of 10 MiB to 1 GiB, as far as memory allows, writes to exactly K pages, which are 10 MiB at least;
the lab, which is not told K, measures how many became its own: by USS, by the private pages that were written, and by
the page map. Then the cost of one look at a process as its memory grows, against psutil's memory_full_info() on the
same process, in turn, so that a slow moment of the machine meets both. Prints medians, and the spread from the first to
the third quartile. Linux.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402

from scripts.lab import run  # noqa: E402
from scripts.lab.limits import available_bytes  # noqa: E402
from scripts.lab.linux import machine  # noqa: E402
from scripts.lab.linux.proc import PAGE_BYTES as PAGE  # noqa: E402
from scripts.lab.memory import account, page_map  # noqa: E402
from scripts.lab.records.memory import Mark  # noqa: E402

MIB = 1 << 20
SIZES = (10, 32, 100, 320, 1024)  # MiB
TOUCHES = """\
import mmap, os, sys


def mark(name):
    print("mark:", name, flush=True)
    os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)


pages, touched, step, huge = map(int, sys.argv[1:])
memory = mmap.mmap(-1, pages * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
if huge:
    memory.madvise(mmap.MADV_HUGEPAGE)
memory[:: mmap.PAGESIZE] = bytes(pages)
written = b"x" * touched
if os.fork() == 0:
    mark("forked")
    memory[: touched * step * mmap.PAGESIZE : step * mmap.PAGESIZE] = written
    mark("written")
    os._exit(0)
os.wait()
"""
MARKS = """\
import os, sys, time


def mark(name):
    print("mark:", name, flush=True)
    os.read(int(os.environ["MARK_DESCRIPTOR"]), 1)


block = b"x" * (int(sys.argv[1]) << 20)
mark("first")
began = time.perf_counter()
for number in range(50):
    mark("again")
print("mark_ms = %.3f" % ((time.perf_counter() - began) * 20))
"""
WAITS = """\
import mmap, os, sys
memory = mmap.mmap(-1, int(sys.argv[1]) << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory[:: mmap.PAGESIZE] = bytes(len(memory) // mmap.PAGESIZE)
held, holds = os.pipe()
child = os.fork()
if child == 0:
    os.read(held, 1)
    os._exit(0)
print(child, flush=True)
sys.stdin.read()
os.write(holds, b"x")
os.wait()
"""


def spread(values: list[float], scale: float = 1.0, unit: str = "") -> str:
    first, middle, third = (value * scale for value in statistics.quantiles(values, n=4))
    return f"{middle:8.2f} {unit} ({first:.2f} to {third:.2f})"


def fits(mib: int) -> bool:
    """Parent and copy, and as much again left for others."""
    return available_bytes() > (4 * mib + 256) * MIB


@contextmanager
def program(text: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(text)
        yield str(path)


def accuracy() -> None:
    chance = random.Random()
    print("pages that the child wrote to, and how far off the lab was; the last column is the growth of RSS, in pages")
    print("  MiB  every  huge   written       by USS    by private-dirty    by page map    RSS")
    worst = 0.0
    with program(TOUCHES) as path:
        for mib in filter(fits, SIZES):
            pages = mib * MIB // PAGE
            for step, huge in ((1, 0), (3, 0), (1, 1), (3, 1)):
                written = pages // step - chance.randrange(1 + pages // step // 10)
                if step > 1 and written * PAGE < 10 * MIB:
                    continue
                words = map(str, (pages, written, step, huge))
                done = run(path, *words, pages=True, timeout=120, memory=2 * mib + 256)
                assert done.summary == "EXITED 0", done.printed
                before, after = (child_of(done.pid, mark) for mark in done.marks)
                grown = {name: after[name] - before[name] for name in ("uss", "private_dirty", "own", "rss")}
                off = [100 * (grown[name] - written) / written for name in ("uss", "private_dirty", "own")]
                worst = max(worst, *map(abs, off))
                found = "  ".join(
                    f"{grown[name]:6} {percent:+.2f} %"
                    for name, percent in zip(("uss", "private_dirty", "own"), off, strict=True)
                )
                given = "yes" if before.huge_bytes else "no"
                print(f"{mib:5}  {step:5}  {given:>4}  {written:8}  {found}  {grown['rss']:+5}")
    print(f"furthest off: {worst:.2f} %")
    print(f"transparent huge pages: {machine.huge_pages()}; where the table says yes, asked for with madvise and given")
    if not all(map(fits, SIZES)):
        print("left out for want of memory:", *(f"{mib} MiB" for mib in SIZES if not fits(mib)))


def child_of(pid: int | None, mark: Mark) -> dict[str, Any]:
    """The child's account in pages, and how many pages its map says are its own."""
    (child,) = (one for one in mark.memory if one.pid != pid)
    (mappings,) = (one.mappings for one in mark.pages if one.pid == child.pid)
    in_pages = {name: getattr(child, f"{name}_bytes") // PAGE for name in ("rss", "uss", "private_dirty")}
    return {**child.to_dict(), **in_pages, "own": sum(one.own for one in mappings)}


def cost(rounds: int) -> None:
    print("one look at a forked child, in ms: the account; the page map; psutil; psutil / account, in pairs")
    for mib in filter(fits, SIZES):
        waits = [sys.executable, "-c", WAITS, str(mib)]
        with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
            assert parent.stdout and parent.stdin
            child = int(parent.stdout.readline())
            process = psutil.Process(child)
            looks: list[Callable[[], object]] = [
                lambda: account.read(child),  # noqa: B023
                lambda: page_map.read(child),  # noqa: B023
                process.memory_full_info,
            ]
            for look in looks:
                look()
            times = [[seconds(look) for look in looks] for _ in range(rounds)]
            parent.stdin.close()
        own, pages, theirs = (list(column) for column in zip(*times, strict=True))
        ratio = [b / a for a, b in zip(own, theirs, strict=True)]
        print(
            f"{mib:5} MiB",
            spread(own, 1000),
            spread(pages, 1000),
            spread(theirs, 1000),
            spread(ratio, unit="times"),
            sep="  ",
        )


def first_look(rounds: int) -> None:
    """With what has to be imported for it: the lab's guard is a new interpreter for each run."""
    ours = "import os; from scripts.lab.memory import account; account.read(os.getpid())"
    theirs = "import psutil; psutil.Process().memory_full_info()"
    folders = [str(ROOT), str(Path(psutil.__file__).parents[1])]
    calls = [
        lambda code=f"import sys; sys.path[:0] = {folders}; {code}": subprocess.run(
            [sys.executable, "-I", "-S", "-c", code], check=True
        )
        for code in ("pass", ours, theirs)
    ]
    for call in calls:
        call()
    times = [[seconds(call) for call in calls] for _ in range(rounds)]
    print("the first look in a new interpreter, in ms over the bare interpreter")
    for name, place in (("the account", 1), ("psutil", 2)):
        print(f"{name:12}", spread([one[place] - one[0] for one in times], 1000))


def cost_of_a_mark() -> None:
    print("a mark, from the program's side, in ms: without and with pages")
    with program(MARKS) as path:
        for mib in filter(fits, SIZES):
            plain, paged = (
                run(path, str(mib), pages=pages, timeout=120, memory=2 * mib + 256).measurements["mark_ms"]
                for pages in (False, True)
            )
            print(f"{mib:5} MiB  {plain:8.2f}  {paged:8.2f}")


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"kernel {os.uname().release}, page {PAGE} bytes, {available_bytes() // MIB} MiB available")
    accuracy()
    cost(rounds)
    first_look(rounds)
    cost_of_a_mark()
