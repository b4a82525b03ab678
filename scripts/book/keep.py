"""Run a demo and keep what it did in results/, for pages that cannot make the run themselves.

    python -m scripts.book.keep DEMO [--python PYTHON] [--timeout SECONDS] [--pages] [--full] [-- ARGUMENT …]

The run has to go as declared. It takes the place of the one that was kept for the same arguments and version. Where a
demo has been changed since its run was kept, tests/lab/test_results.py says so, and this makes it anew.
"""

import argparse
import sys

from scripts.lab import limits, results
from scripts.lab.errors import InvalidRequest, LaunchError
from scripts.lab.runner import run


def main(words: list[str]) -> int:
    """Run a demo and record the run; return 0. Raises InvalidRequest or LaunchError where there is none to record."""
    place = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(prog="python -m scripts.book.keep", allow_abbrev=False)
    parser.add_argument("demo", metavar="DEMO", help="hazard/name; what stands behind -- is handed to it")
    parser.add_argument("--python", help="the interpreter, by version or path")
    parser.add_argument("--timeout", type=float, default=limits.TIMEOUT_SECONDS, metavar="SECONDS")
    parser.add_argument("--pages", action="store_true", help="at each mark, note which pages are whose")
    parser.add_argument("--full", action="store_true", help="take the full data size")
    given = parser.parse_args(words[:place])
    done = run(
        given.demo,
        *words[place + 1 :],
        python=given.python,
        timeout=given.timeout,
        pages=given.pages,
        full=given.full,
    )
    file = results.keep(done)
    print(f"{done.command}: {done.summary} on CPython {done.python}, kept in {file.relative_to(results.ROOT)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (InvalidRequest, LaunchError) as error:
        print("keep:", error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
