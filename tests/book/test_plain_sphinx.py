"""The site that Sphinx alone builds is the one that Jupyter Book builds, from the outputs that are stored."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.book.small_book import SmallBook

# In a folder without the file, Sphinx cannot yet say the digest of a style sheet that MyST-NB writes.
DIGEST = re.compile(r"\?v=[0-9a-f]+")


def build_plainly(book: SmallBook) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.book.plain_sphinx"],
        cwd=book.root,
        env={**os.environ, "NO_COLOR": "1", "TMPDIR": str(book.reports)},
        capture_output=True,
        encoding="utf-8",
    )


def pages(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): DIGEST.sub("", path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path)


def test_the_site_is_the_same_and_no_cell_runs(book: SmallBook) -> None:
    ran = "from pathlib import Path\nprint(open('ran', 'a').write('.'), Path('ran').read_text() or 'once')"
    book.write_chapter("second", ran)
    assert book.build("-W").exit_code == 0
    done = build_plainly(book)
    assert done.returncode == 0, done.stderr
    assert pages(book.root / "_build" / "sphinx") == pages(book.root / "_build" / "html")
    assert (book.root / "chapters" / "ran").read_text() == "."
    # And the usual build afterwards finds its own work as it left it.
    assert book.build("-W").pages == []


def test_outputs_that_are_not_there_or_old_are_not_shown_in_silence(book: SmallBook) -> None:
    missing = build_plainly(book)
    assert missing.returncode != 0
    assert "No outputs are kept of chapters/first-hazard" in missing.stderr
    assert book.build().exit_code == 0
    book.write("scripts/demos/first_hazard/demo.py", "print('first', 'as it is now')\n")
    old = build_plainly(book)
    book.write_chapter("second", "print('another cell')")
    other = build_plainly(book)
    assert other.returncode != 0
    assert "No outputs are kept of chapters/second-hazard as it is now" in other.stderr
    assert old.returncode != 0
    assert "chapters/first-hazard shows the outputs of an earlier build" in old.stderr
