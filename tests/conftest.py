"""What all tests share: the built site, the browser, and the line that says where there is none."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.book import build

# The first of these that is there is used; the variable CHROMIUM names another.
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def pytest_configure() -> None:
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
    """The folder of the built site; built now, unless it is up to date."""
    return build.build().parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    assert path, "no Chromium was found, and BROWSER_TESTS=required"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path)
        yield chromium
        chromium.close()
