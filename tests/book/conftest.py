"""The windows through which the browser tests look at the site."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.book.windows import BROAD, NARROW, View


@pytest.fixture(params=[(BROAD, "light"), (BROAD, "dark"), (NARROW, "light"), (NARROW, "dark")], ids=str)
def view(request: pytest.FixtureRequest, browser: Any) -> Iterator[View]:
    """A window of one width, whose visitor prefers light or dark."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    seen = View(page, scheme)

    def note_request(sent: Any) -> None:
        if not sent.url.startswith(("file:", "data:", "blob:")):
            seen.outside.append(sent.url)

    def note_console(said: Any) -> None:
        if said.type in {"error", "warning"}:
            seen.trouble.append(said.text)

    page.on("request", note_request)
    page.on("console", note_console)
    page.on("pageerror", lambda error: seen.trouble.append(str(error)))
    page.on("requestfailed", lambda failed: seen.trouble.append(f"not there: {failed.url}"))
    yield seen
    context.close()
