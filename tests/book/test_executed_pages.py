"""A page is executed before Sphinx reads it, kept as soon as it is finished, and named when it fails."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.book import build
from scripts.book.store import Store
from tests.book.small_book import SmallBook

LONG = 60.0
FAILS = "limit = 4\n\nassert limit == 3, f'the limit was to be 3, and {limit} was measured'"
WAITS = """
import os
from pathlib import Path
Path("waits").write_text(str(os.getpid()))
while not Path("go on").exists():
    pass
"""


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path)


def await_file(path: Path) -> Path:
    deadline = time.monotonic() + LONG
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not come"
        time.sleep(0.02)
    return path


MAKE = [sys.executable, "-m", "scripts.book.build"]
DIRECTLY = [str(Path(sys.executable).with_name("jupyter-book")), "build", "-W", "."]


def begin(book: SmallBook, *command: str) -> subprocess.Popen[str]:
    """Start a build that goes on for as long as a cell of the second chapter waits."""
    book.write_chapter("second", WAITS)
    process = subprocess.Popen(
        command,
        cwd=book.root,
        env={**os.environ, "TMPDIR": str(book.reports)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    await_file(book.root / "chapters" / "waits")
    await_file(book.root / "_build" / "executed" / "chapters" / "first-hazard.json")
    await_file(book.root / "_build" / "executed" / "intro.json")
    return process


def is_alive(pid: int) -> bool:
    try:
        return (
            "State:\tZ" not in Path(f"/proc/{pid}/status").read_text() if Path("/proc/self").exists() else kill_0(pid)
        )
    except OSError:
        return False


def kill_0(pid: int) -> bool:
    os.kill(pid, 0)
    return True


def test_a_late_failure_loses_no_finished_page_and_is_named(
    book: SmallBook, capsys: pytest.CaptureFixture[str]
) -> None:
    book.write_chapter("second", FAILS)
    with pytest.raises(build.BuildFailed) as failed:
        build.build(book.root)
    said = str(failed.value)
    assert "chapters/second-hazard.md:19: assert limit == 3" in said
    assert "the limit was to be 3, and 4 was measured" in said
    assert "the machine was" in said and "processor" in said
    log = book.root / "_build" / "failed-pages" / "chapters" / "second-hazard.txt"
    assert str(log) in said
    assert "----> 3 assert limit == 3" in log.read_text(encoding="utf-8")
    # There was no site before: the finished pages are shown, and the other one says that it is none of them.
    assert "first as it was" in book.page("first")
    assert "This page did not build" in book.page("second")
    assert "output_area" not in book.page("second")

    book.write_chapter("second", "print('mended')")
    build.build(book.root)
    assert "mended" in book.page("second") and "did not build" not in book.page("second")
    assert not log.exists()
    ran = [
        line.split()[5].removeprefix("chapters/") for line in capsys.readouterr().out.splitlines() if "Running" in line
    ]
    assert ran == ["first-hazard", "second-hazard", "intro", "second-hazard", "intro"]


def test_a_failure_leaves_the_earlier_site_as_it_was(book: SmallBook) -> None:
    assert book.build().exit_code == 0
    site = book.root / "_build" / "html"
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    book.write_chapter("second", FAILS)
    book.write("scripts/demos/first_hazard/demo.py", "print('first', 'as it is now')\n")
    failed = book.build()
    assert failed.exit_code != 0
    assert "still the one of the last build" in failed.text
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before

    book.write_chapter("second", "print('mended')")
    mended = book.build()
    assert (mended.exit_code, mended.pages) == (0, ["second-hazard", "intro"])
    assert "first as it is now" in book.page("first")


def test_a_link_into_a_failed_page_does_not_keep_the_others_from_the_site(book: SmallBook) -> None:
    book.write_chapter("first", "print('shown')", prose="[The cure](second-hazard.md#the-cure).")
    book.write_chapter("second", FAILS, prose="## The cure")
    failed = book.build("-W")
    assert failed.exit_code != 0
    assert "and 4 was measured" in failed.text
    assert "shown" in book.page("first") and "This page did not build" in book.page("second")

    book.write_chapter("second", "print('mended')", prose="## The cure")
    mended = book.build("-W")
    assert mended.exit_code == 0, mended.text


def test_a_cell_that_a_reader_is_to_run_is_shown_and_not_executed(book: SmallBook) -> None:
    book.write_chapter("second", ":tags: [skip-execution]\n\nknob = 1 / 0")
    done = book.build("-W")
    assert done.exit_code == 0, done.text
    assert "knob" in book.page("second") and "ZeroDivisionError" not in book.page("second")


def await_end(pid: int) -> None:
    deadline = time.monotonic() + LONG
    while is_alive(pid):
        assert time.monotonic() < deadline, "the kernel goes on"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_that_is_ended_keeps_the_finished_pages_and_leaves_no_kernel(book: SmallBook, number: int) -> None:
    process = begin(book, *DIRECTLY)
    kernel = int((book.root / "chapters" / "waits").read_text())
    process.send_signal(number)
    process.communicate(timeout=LONG)
    assert process.returncode != 0
    await_end(kernel)

    book.write("chapters/go on", "")
    again = book.build()
    assert (again.exit_code, again.pages) == (0, ["second-hazard"])


@pytest.mark.parametrize(
    "send, number",
    [(os.kill, signal.SIGINT), (os.killpg, signal.SIGINT), (os.killpg, signal.SIGTERM)],
    ids=["make alone", "from a terminal", "by a service manager"],
)
def test_make_is_interrupted_with_all_that_it_started(
    book: SmallBook, send: Callable[[int, int], None], number: int
) -> None:
    process = begin(book, *MAKE)
    kernel = int((book.root / "chapters" / "waits").read_text())
    send(process.pid, number)
    said, _ = process.communicate(timeout=LONG)
    assert process.returncode == 130
    assert "the finished pages are kept" in said
    await_end(kernel)


def test_two_pages_run_at_once(book: SmallBook) -> None:
    meets = "from pathlib import Path\nPath('{0}').touch()\nwhile not Path('{1}').exists():\n    pass"
    book.write_chapter("first", meets.format("first", "second"))
    book.write_chapter("second", meets.format("second", "first"))
    assert book.build().exit_code == 0


def test_a_function_of_an_earlier_cell_is_not_taken_for_the_claim(book: SmallBook) -> None:
    cell = "def check(number):\n    assert number > 3\n```\n\n```{code-cell} ipython3\n\ncheck(\n    2\n)"
    book.write_chapter("first", cell)
    assert "chapters/first-hazard.md:23: check( 2 )\n    AssertionError, without a message" in book.build().text


def test_notes_of_an_error_are_told(book: SmallBook) -> None:
    book.write_chapter(
        "first", "error = KeyError('wedged_share')\nerror.add_note('the run printed nothing')\nraise error"
    )
    said = book.build().text
    assert "first-hazard.md:19: raise error\n    KeyError: 'wedged_share'\n    the run printed nothing\n" in said


def test_a_kernel_that_dies_fails_its_page(book: SmallBook) -> None:
    book.write_chapter("first", "import os\nos.kill(os.getpid(), 9)")
    failed = book.build()
    assert failed.exit_code != 0
    assert (
        "chapters/first-hazard.md:17" in failed.text and "its process ended in the middle of this cell" in failed.text
    )


def test_a_file_of_the_store_that_was_damaged_counts_for_nothing(tmp_path: Path) -> None:
    from nbformat.v4 import new_code_cell, new_notebook

    store = Store(tmp_path)
    store.keep("chapters/a", {"the page": "x"}, 1.0, new_notebook(cells=[new_code_cell("1 + 1")]))
    kept = store.read("chapters/a")
    assert kept is not None and (kept.digests, kept.seconds) == ({"the page": "x"}, 1.0)
    assert kept.notebook.cells[0].source == "1 + 1"
    (file,) = tmp_path.glob("chapters/*")
    file.write_text(file.read_text()[:-9])
    assert store.read("chapters/a") is None
    (tmp_path / "chapters" / "a.json.7.new").write_text("half of it")
    store.forget_all_but(set())
    assert not list(tmp_path.glob("chapters/*"))


def rows_of_execution_table(book: SmallBook) -> list[str]:
    """The table's rows on the page intro, each with its text alone."""
    html = (book.root / "_build/html/intro.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


def test_the_table_of_run_times_names_every_executed_page(book: SmallBook) -> None:
    book.write_chapter("second", FAILS)
    assert book.build().exit_code != 0
    _heading, *rows = rows_of_execution_table(book)
    assert [row.split()[0] for row in rows] == ["chapters/first-hazard", "chapters/second-hazard", "intro"]
    assert ["✅" in row for row in rows] == [True, False, True]
    assert all(re.search(r" \d+\.\d+ ", row) for row in rows)


def test_a_downloaded_notebook_says_its_language(book: SmallBook) -> None:
    assert book.build().exit_code == 0
    notebook = json.loads((book.root / "_build/html/_sources/chapters/first-hazard.ipynb").read_text(encoding="utf-8"))
    assert notebook["metadata"]["language_info"]["name"] == "python"
