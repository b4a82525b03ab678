"""A reader gets to everything: no text lies on another, no figure is broken, the keyboard opens every fold."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.book.pages import Page, page_names
from tests.book.windows import BROAD, NARROW, SETTLED, UNFOLDED

pytestmark = pytest.mark.browser

OVERLAPS = Path(__file__).with_name("overlaps.js").read_text(encoding="utf-8").partition("\n")[2]
# A figure that the browser could not draw: an image without pixels, or a visible drawing without a size.
BROKEN_FIGURES = """() => [
  ...[...document.images].filter(one => !one.complete || one.naturalWidth === 0).map(one => one.outerHTML),
  ...[...document.querySelectorAll("article svg")].filter(one => one.checkVisibility() &&
    !(one.getBoundingClientRect().width > 4 && one.getBoundingClientRect().height > 4)).map(one => one.outerHTML),
  ...[...document.querySelectorAll("article figure.lab-figure, article .lab-figure")].filter(one =>
    [...one.querySelectorAll("svg")].filter(picture => picture.checkVisibility()).length !== 1)
    .map(one => "not one picture: " + one.outerHTML.slice(0, 200)),
]"""
# Which anchors a reader does not see after following a link to them. The element itself may be an empty target.
UNSEEN_ANCHORS = """async (anchors) => {
  const unseen = [];
  for (const anchor of anchors) {
    document.documentElement.style.scrollBehavior = "auto";
    window.scrollTo(0, 0);
    location.hash = "";
    location.hash = "#" + encodeURIComponent(anchor);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const target = document.getElementById(anchor);
    const box = target?.getBoundingClientRect();
    const isSeen = box && target.checkVisibility() && box.top >= -1 && box.top < innerHeight - 20;
    if (!isSeen) unseen.push(`${anchor} at ${box?.top}`);
  }
  return unseen;
}"""
SUMMARIES = "document.querySelectorAll('article summary')"
# Gives whether the fold is open, once it has the focus; null where it cannot have it. A tab of versions opens and
# closes others of its kind, some moments later.
FOCUS = f"""async place => {{
  const summary = {SUMMARIES}[place];
  for (let one = summary; one; one = one.parentElement.closest("details")) one.open = true;
  summary.focus();
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return document.activeElement === summary && summary.tabIndex >= 0 ? summary.parentElement.open : null;
}}"""


@pytest.fixture(params=[BROAD, NARROW])
def page(request: pytest.FixtureRequest, browser: Any) -> Any:
    with browser.new_page(viewport={"width": request.param, "height": 900}) as opened:
        yield opened


@pytest.mark.parametrize("name", page_names())
def test_no_text_lies_on_another_and_no_figure_is_broken(site: Path, page: Any, name: str) -> None:
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate(SETTLED)
    assert page.evaluate(OVERLAPS) == []
    page.evaluate(UNFOLDED)
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(BROKEN_FIGURES) == []


def test_an_overlap_and_a_broken_figure_are_seen(page: Any) -> None:
    page.set_content(
        "<article><p>below</p><p style='margin-top: -2.2em'>above</p><svg width='0'></svg><img src='data:,'></article>"
    )
    assert len(page.evaluate(OVERLAPS)) == 1
    assert len(page.evaluate(BROKEN_FIGURES)) == 2


@pytest.fixture(scope="module")
def linked(site: Path) -> dict[str, set[str]]:
    """The anchors to which any page links, by the page that has them."""
    found: dict[str, set[str]] = {}
    for name in page_names():
        here = Page(site / f"{name}.html")
        for link in here.links:
            parts = urlsplit(link)
            if parts.fragment and not parts.scheme:
                target = (here.path.parent / unquote(parts.path)).resolve() if parts.path else here.path
                if target.suffix == ".html":
                    found.setdefault(target.relative_to(site).with_suffix("").as_posix(), set()).add(
                        unquote(parts.fragment)
                    )
    return found


@pytest.mark.parametrize("name", page_names())
def test_a_link_to_a_part_of_a_page_leads_to_it(site: Path, page: Any, name: str, linked: dict[str, set[str]]) -> None:
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate(SETTLED)
    assert page.evaluate(UNSEEN_ANCHORS, sorted(linked.get(name, ()))) == []


@pytest.mark.parametrize("name", page_names())
def test_the_keyboard_alone_opens_and_closes_every_fold(site: Path, browser: Any, name: str) -> None:
    with browser.new_page(viewport={"width": BROAD, "height": 900}) as page:
        page.goto((site / f"{name}.html").as_uri())
        page.evaluate(SETTLED)
        page.evaluate(UNFOLDED)
        for place in range(page.evaluate(f"{SUMMARIES}.length")):
            states = [page.evaluate(FOCUS, place)]
            for key in ("Enter", "Space"):
                page.keyboard.press(key)
                states.append(page.evaluate(f"place => {SUMMARIES}[place].parentElement.open", place))
            # The one key has turned it around, and the other one has turned it back.
            assert states in ([True, False, True], [False, True, False]), place
