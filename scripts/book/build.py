"""Build the book's HTML, warnings as errors; say which page is being run, and end with the file to open."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from scripts.book import executed_pages, lock
from scripts.lab.recordings import files

ROOT = Path(__file__).resolve().parents[2]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
STARTED = re.compile(r"page (\d+ of \d+: .*)")
ENDED = re.compile(r"page (\S+ (?:is done|failed) after [0-9.]+ s)")
REPORT = re.compile(r"The full traceback has been saved in:?\s+(\S*sphinx-err-\S+\.log)")


def build(root: Path = ROOT) -> Path:
    """Build the book in `root` and give the file to open.

    Raises BuildFailed, with what went wrong, if any page failed or Sphinx had a warning.
    """
    (root / "_build").mkdir(exist_ok=True)
    held = lock.hold(root / "_build.lock")
    try:
        return build_alone(root, held)
    finally:
        os.close(held)


class BuildFailed(Exception):
    """The book could not be built; the text is for a person."""


def build_alone(root: Path, held: int) -> Path:
    """Call jupyter-book, once no other process builds here; held: the descriptor that keeps other processes out."""
    log_file = root / "_build" / "build.log"
    failures = root / "_build" / executed_pages.FAILURES
    failures.unlink(missing_ok=True)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "-W", "--keep-going", str(root)]
    with (
        open(log_file, "w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Keeps others out for as long as it lives, even if this process is killed.
            pass_fds=[held],
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                line = COLOURS.sub("", line)
                log.write(line)
                log.flush()
                if page := STARTED.match(line):
                    print(f"Running page {page[1]}", flush=True)
                elif page := ENDED.match(line):
                    print(f"  {page[1]}", flush=True)
        except KeyboardInterrupt:
            end(process)
            raise
    index = root / "_build" / "html" / "index.html"
    if process.returncode or not index.is_file():
        log_text = log_file.read_text(encoding="utf-8")
        if report := REPORT.search(log_text):
            # Sphinx leaves a second copy of the traceback among this machine's temporary files.
            Path(report[1]).unlink(missing_ok=True)
        if failures.is_file():
            kept = "The other pages are finished and kept; the next build runs again only what failed."
            raise BuildFailed(f"\n{failures.read_text(encoding='utf-8')}\n{kept}\n{what_is_shown(root, log_text)}")
        raise BuildFailed(f"{what_went_wrong(log_text)}\nThe book was not built: see {log_file}")
    return index


def end(process: subprocess.Popen[str], patience_seconds: float = 5.0) -> None:
    """Have an interrupted build end its pages, and wait until it has."""
    # A terminal interrupts both processes, and a second interrupt would only disturb the first. But a person, or a
    # program, can interrupt this process alone.
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        process.wait()


def what_went_wrong(log_text: str) -> str:
    """Choose from the log what a person needs: the warnings, or else the end."""
    lines = log_text.rstrip().splitlines()
    told = [line for line in lines if re.search(r"\b(WARNING|ERROR|CRITICAL|SEVERE):", line)]
    return "\n".join(told or lines[-60:])


def what_is_shown(root: Path, log_text: str) -> str:
    """Say what a reader finds in the site after pages have failed."""
    index = root / "_build" / "html" / "index.html"
    if executed_pages.SITE_IS_EARLIER in log_text:
        return f"{executed_pages.SITE_IS_EARLIER}: {index}"
    if executed_pages.SITE_IS_PARTIAL in log_text and index.is_file():
        return f"{executed_pages.SITE_IS_PARTIAL}: {index}"
    return f"There is no site: see {root / '_build' / 'build.log'}"


def main() -> int:
    """Build the book for a person at a terminal."""
    started = time.monotonic()
    try:
        files.refuse_unusable()
        index = build()
    except (BuildFailed, files.BadResults) as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; the finished pages are kept, and the next build runs the others.", file=sys.stderr)
        return 130
    print(f"The book is built ({time.monotonic() - started:.0f} s). Open {index}")
    return 0


def _terminated(_number: int, _frame: object) -> NoReturn:
    """End in order: a kill would leave jupyter-book and its kernels at work."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(main())
