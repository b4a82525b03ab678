"""What all tests share: the built site, the browser, what runs side by side, and the random numbers."""

import fcntl
import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.book import build
from scripts.lab import limits
from tests.demos import rotation

# The first of these that is there is used; the variable CHROMIUM names another.
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

BUILT_FOR = build.ROOT / "_build" / "built-for-tests"
"""Names the test run for which the site was built last; a lock while it is built."""

# Which files' tests stay together on one worker, in their order, when `make test` runs tests side by side: those that
# share what is built or run for all of them, and those that would change what the others of their group measure.
GROUPS = {
    "site": ["book/test_site.py", "book/test_browser.py", "book/test_presenting.py", "book/test_downloads.py"],
    "site, read": ["book/test_reading.py", "book/test_print.py"],
    "site, heard": ["book/test_accessibility.py"],
    "small book": ["book/test_freshness.py"],
    "demos": ["demos/test_every_demo.py"],
    "corpus": ["lab/proof/test_corpus.py"],
    "one at a time": [
        "lab/guard/test_hostile.py",
        "lab/guard/test_adversary.py",
        "lab/memory",
        "lab/proof/test_alarms.py",
    ],
}
SEED = "TEST_SEED"
"""The variable with a number, from which each test's random numbers come."""


def pytest_configure() -> None:
    """Fix what tests that run side by side have to agree on, and their signals."""
    # The workers inherit both.
    os.environ.setdefault(SEED, str(random.randrange(1_000_000)))
    rotation.set_default(os.environ)  # type: ignore[arg-type]
    heed_signals()


def pytest_report_header() -> list[str]:
    """Say what differs from one day, or one call, to the next."""
    return [f"random numbers: {SEED}={os.environ[SEED]} repeats them", rotation.describe()]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors, since most tests mostly wait."""
    return limits.processors() + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out each test by itself, but those of a group together."""
    from xdist.scheduler import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid) or nodeid

    return GroupScheduling(config, log)


def group_of(nodeid: str) -> str | None:
    """Give the group of GROUPS that a test belongs to; None for a test that may run beside any other."""
    path = nodeid.partition("::")[0].removeprefix("tests/")
    for group, members in GROUPS.items():
        if any(path == member or path.startswith(f"{member}/") for member in members):
            return group
    return None


@pytest.fixture(autouse=True)
def random_numbers(request: pytest.FixtureRequest) -> None:
    """Give each test the same random numbers whatever runs before it."""
    random.seed(f"{os.environ[SEED]} {request.node.name}")


def heed_signals() -> None:
    """Have the programs that tests start heed the signals that tests send, also under nohup and in the background.

    There some signals are ignored, and every child inherits that. A signal with a handler is at its default again in a
    child as soon as that executes a program (execve(2)), so no instant is left at which the child ignores it. The
    handler does nothing: the tests themselves go on ignoring what they were told to ignore.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


def find_chromium() -> str | None:
    """Give the path of this machine's Chromium, or None."""
    wanted = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ([wanted] if wanted else CHROMIUMS))
    return next((path for path in found if path), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out where there is no browser, unless BROWSER_TESTS=required."""
    if find_chromium() or os.environ.get("BROWSER_TESTS") == "required":
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
        config.stash[BROWSER_TESTS_LEFT_OUT] = len(left_out)


BROWSER_TESTS_LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say in one line that the browser tests did not run."""
    if left_out := config.stash.get(BROWSER_TESTS_LEFT_OUT, 0):
        terminalreporter.write_line(
            f"The {left_out} browser tests did not run: no Chromium was found (CHROMIUM=PATH names one)."
        )


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    """Write a program of one test's own, and give its path."""

    def write(text: str) -> str:
        path = tmp_path / "program.py"
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site; built now, unless it is up to date, and once for all workers of a test run.

    A second build, although it changes nothing, writes style sheets anew while another worker's browser reads them.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    BUILT_FOR.parent.mkdir(exist_ok=True)
    with BUILT_FOR.open("a+", encoding="utf-8") as built_for:
        fcntl.flock(built_for, fcntl.LOCK_EX)
        built_for.seek(0)
        if not run or built_for.read() != run:
            build.build()
            built_for.truncate(0)
            built_for.write(run)
    return build.ROOT / "_build" / "html"


PATIENCE_MILLISECONDS = 120_000
"""How long a page may take to do what it was asked, on a machine on which demos run beside it."""


class PatientBrowser:
    """A browser of Playwright's whose windows wait for so long."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    def new_context(self, **options: Any) -> Any:
        context = self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        return context

    def new_page(self, **options: Any) -> Any:
        page = self._browser.new_page(**options)
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        return page


@pytest.fixture(scope="session")
def browser() -> Iterator[PatientBrowser]:
    """One Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    assert path, "no Chromium was found, and BROWSER_TESTS=required"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path)
        yield PatientBrowser(chromium)
        chromium.close()
