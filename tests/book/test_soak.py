"""make soak finds the claim that fails sometimes, says how often, and leaves nothing."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from scripts.book import soak
from tests.book.small_book import ROOT, SmallBook

LONG = 60.0
EVERY_SECOND_TIME = """from pathlib import Path
counter = Path("counter")
before = int(counter.read_text()) if counter.exists() else 0
_ = counter.write_text(str(before + 1))
assert before % 2 == 0, f"an even number was expected, {before} was measured"
```

```{code-cell} ipython3
assert before < 3"""


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    return SmallBook(tmp_path)


def children() -> list[psutil.Process]:
    """The processes of this test process, without the operating system's delay in counting the dead."""
    return [one for one in psutil.Process().children(recursive=True) if one.status() != psutil.STATUS_ZOMBIE]


def test_each_claim_is_counted_quiet_and_busy(book: SmallBook, capsys: pytest.CaptureFixture[str]) -> None:
    before = children()  # of other tests, such as a browser
    book.write_chapter("first", EVERY_SECOND_TIME)
    assert soak.main(["-n", "2", "first-hazard"], book.root) == 1
    said = capsys.readouterr().out
    # Executed four times: before is 0 and 1 on the quiet machine, 2 and 3 on the busy one.
    assert (
        'chapters/first-hazard.md:21: assert before % 2 == 0, f"an even number was expected, {before} was measured"\n'
        "    failed 1 of 2 times on a quiet machine, 1 of 2 times on a busy machine; the first time:\n"
        "    AssertionError: an even number was expected, 1 was measured\n"
    ) in said
    # The cell below the one that failed was executed all the same.
    assert (
        "chapters/first-hazard.md:25: assert before < 3\n"
        "    failed 0 of 2 times on a quiet machine, 1 of 2 times on a busy machine"
    ) in said
    assert "1 page, executed 4 times in all: 2 claims failed." in said
    assert not (book.root / "_build").exists()
    assert [one for one in children() if one not in before] == []


def test_a_page_that_holds_ends_with_0(book: SmallBook, capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["-n", "1", "--quiet", "chapters/second-hazard.md"], book.root) == 0
    assert "0 claims failed" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["no-such-page"], ["-n", "0"]])
def test_what_makes_no_sense_is_refused_in_one_line(
    book: SmallBook, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert soak.main(words, book.root) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_busy_processes_keep_a_processor_each_and_end_with_their_parent() -> None:
    program = (
        "import time\nfrom scripts.book.soak import busy\n"
        "with busy(2) as processes:\n    print(*processes, flush=True)\n    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        workers = [psutil.Process(int(word)) for word in parent.stdout.readline().split()]
        assert len(workers) == 2
        deadline = time.monotonic() + LONG
        while min(sum(one.cpu_times()[:2]) for one in workers) < 0.2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        parent.kill()
        parent.communicate()
    assert psutil.wait_procs(workers, timeout=LONG)[1] == []


def test_an_interrupted_soak_reports_what_it_saw_and_leaves_nothing(book: SmallBook) -> None:
    book.write_chapter("first", "assert False, 'never'")
    book.write_chapter("second", "import os\nprint(os.getpid())\nopen('waits', 'w').close()\nwhile True:\n    pass")
    program = "import sys\nfrom pathlib import Path\nfrom scripts.book import soak\n"
    program += f"sys.exit(soak.main(['-n', '1', 'first-hazard', 'second-hazard'], Path({str(book.root)!r})))"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + LONG
    while not (book.root / "chapters" / "waits").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    below = psutil.Process(process.pid).children(recursive=True)
    assert below
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=LONG)
    assert process.returncode == 130
    assert re.search(r"first-hazard.md:17: assert False.*\n    failed 1 of 1 times on a quiet machine", out)
    assert "Interrupted" in err
    assert psutil.wait_procs(below, timeout=LONG)[1] == []
