"""The pages on paper: the runs are there, what a reader has not unfolded is not, and nothing is cut off."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.book.pages import page_names
from tests.book.windows import SETTLED

pytestmark = pytest.mark.browser

MOST_SHEETS = {"chapters/across-versions": 40}
"""Of a page that is for reference, and has every demo on every version."""
MOST_SHEETS_OF_A_PAGE = 20
# The width of a sheet of A4 within its margins, in CSS pixels.
PAPER_WIDTH = 680
# Whether anything of an element is drawn.
SHOWN = """one => one.checkVisibility({contentVisibilityAuto: true}) && one.getBoundingClientRect().height > 1"""
# The headings after which a sheet may end, before anything that belongs to them: behind an empty paragraph, an anchor.
ALONE = """[...document.querySelectorAll("article :is(h2, h3, h4) + *")].filter(one => {
  const empty = one.innerText.trim() === "" && one.matches("p") && one.nextElementSibling !== null;
  const rules = [one.previousElementSibling, ...(empty ? [one] : [])].map(part => getComputedStyle(part).breakAfter);
  return rules.some(rule => rule !== "avoid");
}).map(one => one.previousElementSibling.innerText)"""


@pytest.fixture
def page(browser: Any) -> Any:
    with browser.new_page(viewport={"width": PAPER_WIDTH, "height": 960}) as opened:
        opened.emulate_media(media="print")
        yield opened


def shown(page: Any, selector: str) -> list[bool]:
    answers: list[bool] = page.evaluate(f"selector => [...document.querySelectorAll(selector)].map({SHOWN})", selector)
    return answers


@pytest.mark.parametrize("name", page_names())
def test_a_page_fits_its_sheets(site: Path, page: Any, name: str) -> None:
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate(SETTLED)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    # No program and no output is cut off at the margin.
    pieces = f"[...document.querySelectorAll('article pre')].filter({SHOWN})"
    cut = f"{pieces}.filter(one => one.scrollWidth > one.clientWidth + 1)"
    assert page.evaluate(f"{cut}.map(one => one.innerText.slice(0, 80))") == []
    assert all(shown(page, ".tag_hide-output details.hide > *:not(summary)"))
    assert not any(shown(page, "article .lab-foot > details:not(.lab-elsewhere), article .lab-docstring"))
    assert not any(shown(page, "nav.bd-links, .bd-sidebar-secondary .page-toc, .prev-next-footer, .lab-copy"))
    assert not any(shown(page, "article .toggle-button")), "no reader can click on paper"
    assert page.evaluate(ALONE) == []
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4", prefer_css_page_size=True)))
    assert 0 < sheets <= MOST_SHEETS.get(name, MOST_SHEETS_OF_A_PAGE)


def test_what_a_reader_has_opened_is_printed(site: Path, page: Any) -> None:
    page.goto((site / "chapters" / "lock-inheritance.html").as_uri())
    page.evaluate(SETTLED)
    page.evaluate(
        """() => {
          const one = document.querySelector(".tag_hide-output .lab-foot > details:not(.lab-elsewhere)");
          one.open = true;
          one.closest("details.hide").open = true;
        }"""
    )
    assert shown(page, ".lab-foot > details[open]:not(.lab-elsewhere) .lab-wide")[0]
