"""The built pages in a browser: wide and narrow, light and dark, opened as files, without a network."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from scripts.lab.symptom_index.index import matching
from tests.book.pages import page_names
from tests.book.windows import BROAD, SETTLED, UNFOLDED, View
from tests.lab.symptom_index.messages import MEANS, MEANS_NOTHING

pytestmark = pytest.mark.browser

# The contrast, as WCAG 2 defines it, of every visible text in the article with the first opaque background
# behind it; 4.5 is what it asks of text of this size.
FAINT_TEXT = """() => {
  const parse = text => (text.match(/[0-9.]+/g) || []).map(Number);
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const background = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return parse(getComputedStyle(document.documentElement).backgroundColor);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
    if (element.closest("svg, script, style, .headerlink")) continue;
    const colours = [parse(getComputedStyle(element).color), background(element)].map(luminance);
    const ratio = (Math.max(...colours) + 0.05) / (Math.min(...colours) + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 60)}`);
  }
  return faint;
}"""


MOST_PIXELS = 15_000
"""How tall a page may be in a broad window, with its folds closed."""


@pytest.mark.parametrize("name", page_names())
def test_a_page_is_quiet_whole_and_legible(site: Path, view: View, name: str) -> None:
    page = view.open(site, name)
    assert view.outside == []
    assert view.trouble == []
    assert page.evaluate("document.documentElement.dataset.theme") == view.scheme
    # Nothing is wider than the window, so that the page as a whole does not scroll sideways.
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(FAINT_TEXT) == []
    if page.viewport_size["width"] == BROAD:
        assert page.evaluate("document.documentElement.scrollHeight") <= MOST_PIXELS
    # One of them: a theme that is pinned wrongly draws a second one over the page.
    searches = page.query_selector_all("input[type=search], .search-button, .search-button-field")
    assert sum(one.is_visible() for one in searches) == 1
    page.evaluate(UNFOLDED)
    assert page.evaluate(FAINT_TEXT) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("name", page_names())
def test_a_chosen_answer_opens_the_run_below_it(site: Path, browser: Any, name: str) -> None:
    """The run is folded until the reader has chosen; choosing needs the keyboard alone."""
    with browser.new_page() as page:
        page.goto((site / f"{name}.html").as_uri())
        page.evaluate(SETTLED)
        for question in page.locator(".lab-predict").all():
            run = question.locator("xpath=following::details[contains(@class, 'hide')][1]")
            assert run.get_attribute("open") is None
            question.locator("summary").first.focus()
            page.keyboard.press("Enter")
            run.and_(page.locator("[open]")).wait_for()
            assert question.locator("details[open] p").is_visible()


def test_the_search_finds_a_word_without_a_server(site: Path, view: View) -> None:
    view.page.goto((site / "search.html").as_uri() + "?q=mismatch")
    view.page.wait_for_selector("#search-results li a")
    assert view.outside == []


def search_for(page: Any, site: Path, query: str) -> None:
    """Open the page of the search as the search field does, and wait until both parts have answered."""
    page.goto((site / "search.html").as_uri() + "?" + urlencode({"q": query}))
    page.wait_for_function("window.bookSearch && Search.status && Search.status.innerText")
    page.evaluate(SETTLED)


@pytest.mark.parametrize(
    "message", [message for message in MEANS if "\n" not in message and "\x1b" not in message][::3]
)
def test_a_pasted_message_finds_its_entry_first_without_a_server(site: Path, browser: Any, message: str) -> None:
    with browser.new_page() as page:
        outside: list[str] = []
        page.on("request", lambda sent: None if sent.url.startswith("file:") else outside.append(sent.url))
        search_for(page, site, message)
        first = page.locator("#symptoms li a, #search-results li a").first
        assert (first.get_attribute("href") or "").endswith(f"find-your-symptom.html#{MEANS[message]}")
        first.click()
        page.locator(f"#{MEANS[message]}").wait_for()
        assert outside == []


def test_the_site_and_the_command_line_give_the_same_answers(site: Path, browser: Any) -> None:
    with browser.new_page() as page:
        search_for(page, site, "process")
        for message in [*MEANS, *MEANS_NOTHING]:
            text = message.encode("utf-8", errors="replace").decode()
            found = page.evaluate("text => symptomsMatching(text, bookSearch).map(one => one.id)", text)
            assert found == [one.id for one in matching(text)], message


def test_a_search_without_a_server_leads_to_sections(site: Path, view: View) -> None:
    search_for(view.page, site, "leaked semaphore")
    found = [one.get_attribute("href") or "" for one in view.page.locator("#search-results li a").all()]
    assert found and all("#" in one for one in found)
    assert "chapters/life-of-shared-memory.html#there-appear-to-be-leaked-semaphore-objects" in found
    assert view.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert view.outside == [] and view.trouble == []


def test_a_search_that_no_page_answers_leads_to_the_nearest_sections(site: Path, view: View) -> None:
    search_for(view.page, site, "preloaded flask app hangs in a gunicorn worker")
    view.page.wait_for_selector("#nearest-sections a")
    found = [one.get_attribute("href") or "" for one in view.page.locator("#nearest-sections a").all()]
    assert any(one.startswith("chapters/my-servers-worker-hangs.html#") for one in found), found
    search_for(view.page, site, "qwertyuiop")
    assert view.page.locator("#nearest-sections").count() == 0
    search_for(view.page, site, "leaked semaphore")
    assert view.page.locator("#nearest-sections").count() == 0
    assert view.outside == [] and view.trouble == []


def test_the_version_that_a_reader_opens_is_open_in_every_fold_of_the_book(site: Path, browser: Any) -> None:
    """The tabs "other versions" below the runs: chosen by keyboard, on this page and on the next."""
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "chapters" / "context-mismatch.html").as_uri())
    chosen = page.evaluate(
        """() => {
          for (const part of document.querySelectorAll("article details")) {
            if (!part.matches("[data-versions]")) part.open = true;
          }
          const tab = document.querySelector("article .lab-elsewhere details[data-versions]");
          tab.querySelector("summary").focus();
          return tab.dataset.versions.split(" ").at(-1);
        }"""
    )
    page.keyboard.press("Enter")
    opened = """(version) => {
      const folds = [...document.querySelectorAll(".lab-elsewhere")].map(
        fold => [...fold.querySelectorAll("details[data-versions]")]);
      const has = tab => tab.dataset.versions.split(" ").includes(version);
      return folds.filter(tabs => tabs.some(has)).map(tabs => tabs.filter(tab => tab.open).length === 1
        && tabs.find(has).open);
    }"""
    page.wait_for_function(f"version => ({opened})(version).every(Boolean)", arg=chosen)
    assert len(page.evaluate(opened, chosen)) > 1
    other = context.new_page()
    other.goto((site / "chapters" / "moving-to-3-14.html").as_uri())
    other.wait_for_function(f"version => ({opened})(version).every(Boolean)", arg=chosen)
    assert other.evaluate(opened, chosen)
    context.close()
