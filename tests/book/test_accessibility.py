"""axe-core finds nothing on any page, with all folds open: wide and narrow, light and dark."""

from pathlib import Path
from typing import Any

import pytest

from tests.book.accessibility import EXEMPTIONS, Exemption, findings, is_let_pass, unneeded
from tests.book.pages import page_names
from tests.book.windows import UNFOLDED, View

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", [*page_names(), "search", "genindex"])
def test_axe_finds_nothing(site: Path, view: View, name: str) -> None:
    page = view.open(site, name)
    page.evaluate(UNFOLDED)
    assert [one for one in findings(page) if not is_let_pass(one)] == []


def test_every_exemption_is_needed_and_says_why(site: Path, browser: Any) -> None:
    found = {}
    for name in {one.page for one in EXEMPTIONS}:
        with browser.new_page(viewport={"width": 1400, "height": 900}) as page:
            page.goto((site / f"{name}.html").as_uri())
            page.evaluate(UNFOLDED)
            found[name] = findings(page)
    assert unneeded(EXEMPTIONS, found) == []
    assert all(one.reason and one.link.startswith("https://") for one in EXEMPTIONS)


PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>
<p class="faint" style="color: #ccc; background: white">faint</p><img class="silent" src="data:,">
</main></body></html>"""


def test_an_exemption_lets_pass_what_it_names_and_no_more(browser: Any) -> None:
    faint = Exemption("color-contrast", ".faint", "a page", "a reason", "https://example.org")
    other = Exemption("color-contrast", ".silent", "a page", "a reason", "https://example.org")
    with browser.new_page() as page:
        page.set_content(PAGE)
        found = findings(page, [faint, other])
    assert {one["rule"] for one in found} == {"color-contrast", "image-alt"}
    assert [one["rule"] for one in found if not is_let_pass(one, [faint, other])] == ["image-alt"]
    assert unneeded([faint, other], {"a page": found}) == [other]
