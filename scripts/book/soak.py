"""Execute the cells of the pages again and again, and report how often each claim fails.

    python -m scripts.book.soak [-n TIMES] [--quiet | --busy] [PAGE …]      all pages where none is named
    make soak N=10 PAGES="lock-inheritance library-rules"

Each page is executed TIMES times while nothing else of this book runs, and TIMES times beside a process for each
processor that does nothing but compute. The cells below a failed one are executed too, so that one claim hides no
other; what fails because of an earlier failure is reported as well. No executed page of the build is replaced.
"""

import argparse
import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scripts.book import cells, executor

ROOT = Path(__file__).resolve().parents[2]
TIMES = 5
# It ends with the process that holds the other end of its standard input, however that one ends.
_COMPUTES = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0))).start()
while True:
    pass
"""


@dataclass
class Claims:
    """How often what failed, and the first message of each; counted apart for a quiet and a busy machine."""

    executed: Counter[tuple[str, str]] = field(default_factory=Counter)  # by page and condition
    failed: Counter[tuple[str, int, str]] = field(default_factory=Counter)  # by page, line and condition
    first: dict[tuple[str, int], executor.Failure] = field(default_factory=dict)

    def add(self, done: executor.Execution, condition: str) -> None:
        """Count one execution of a page."""
        self.executed[done.page, condition] += 1
        for failure in done.failures:
            self.failed[done.page, failure.line, condition] += 1
            self.first.setdefault((done.page, failure.line), failure)

    def as_text(self) -> str:
        """Say for a person which claims failed, how often, of how many, and how the first failure spoke."""
        lines = []
        for (page, line), failure in sorted(self.first.items()):
            counts = [
                f"{self.failed[page, line, condition]} of {times} times on a {condition} machine"
                for (one, condition), times in self.executed.items()
                if one == page
            ]
            lines += [f"{failure.place}: {failure.claim}", f"    failed {', '.join(counts)}; the first time:"]
            lines += [f"    {text}".rstrip() for text in failure.error.splitlines()]
        total = sum(self.executed.values())
        pages = len({page for page, _ in self.executed})
        lines.append(
            f"{pages} page{'s' if pages != 1 else ''}, executed {total} times in all: {len(self.first)} claims failed."
        )
        return "\n".join(lines)


@contextlib.contextmanager
def busy(processes: int) -> Iterator[list[int]]:
    """Keep as many processors busy for as long as the context lasts; gives the ids of the processes that do."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(processes):
            started.append(subprocess.Popen([sys.executable, "-I", "-S", "-c", _COMPUTES], stdin=subprocess.PIPE))
        yield [one.pid for one in started]
    finally:
        for one in started:
            one.kill()
            one.communicate()


def soak(root: Path, pages: Sequence[str], times: int, conditions: Sequence[str], claims: Claims) -> None:
    """Execute each page `times` times under each condition, and count in `claims`. Ends its kernel if interrupted."""
    for condition in conditions:
        with busy(executor.processors() if condition == "busy" else 0):
            for page in pages:
                for number in range(1, times + 1):
                    done = _execute(root, page)
                    claims.add(done, condition)
                    failed = f", {len(done.failures)} failed" if done.failures else ""
                    print(f"{page}, {condition}, {number} of {times}: {done.seconds:.0f} s{failed}", flush=True)


def _execute(root: Path, page: str) -> executor.Execution:
    """Execute a page in a thread of its own, in which a signal's handler ends nothing by halves."""
    kernels = executor.Kernels()
    with ThreadPoolExecutor(1) as pool:
        try:
            return pool.submit(executor.execute, root, page, kernels, True).result()
        except BaseException:
            kernels.end()
            raise


def page_names(root: Path) -> list[str]:
    """Name the pages that have cells, by their paths without ".md"."""
    files = [root / "intro.md", *sorted((root / "chapters").glob("*.md"))]
    return [
        file.relative_to(root).with_suffix("").as_posix()
        for file in files
        if file.is_file() and cells.has_cells(file.read_text(encoding="utf-8"))
    ]


def main(words: Sequence[str], root: Path = ROOT) -> int:
    """Soak the named pages, or all; return 1 if any claim failed, 2 for a page that is not there."""
    parser = argparse.ArgumentParser(prog="python -m scripts.book.soak", allow_abbrev=False)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="a chapter's name, as in lock-inheritance")
    parser.add_argument("-n", type=int, default=TIMES, metavar="TIMES", help=f"how often; {TIMES} by default")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--quiet", action="store_true", help="only while nothing else runs")
    only.add_argument("--busy", action="store_true", help="only beside processes that keep every processor busy")
    given = parser.parse_args(words)
    known = {page.rsplit("/", 1)[-1]: page for page in page_names(root)}
    wanted = [word.removesuffix(".md").rsplit("/", 1)[-1] for word in given.pages] or list(known)
    for word in wanted:
        if word not in known:
            print(f"soak: there is no page {word!r} with cells; there are {', '.join(known)}", file=sys.stderr)
            return 2
    if given.n < 1:
        print(f"soak: {given.n} times is no number of times: give 1 or more", file=sys.stderr)
        return 2
    conditions = [one for one in ("quiet", "busy") if not (given.quiet or given.busy) or getattr(given, one)]
    claims = Claims()
    try:
        soak(root, [known[word] for word in wanted], given.n, conditions, claims)
    except KeyboardInterrupt:
        print("Interrupted; this is what was seen until then.", file=sys.stderr)
        print(claims.as_text())
        return 130
    print(claims.as_text())
    return 1 if claims.first else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
