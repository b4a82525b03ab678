"""The presenting view and the printed verdict sheet, in a browser, on pages opened as files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGE = "context-mismatch"
PROSE = "article section > p"
PRESENTING = "document.documentElement.dataset.view === 'presenting'"
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


def visible(page: Any, selector: str) -> int:
    return page.evaluate("s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).length", selector)


def chapter(site: Path, name: str) -> str:
    return (site / "chapters" / f"{name}.html").as_uri()


@pytest.mark.parametrize("leaving", ["p", "Escape"])
def test_a_key_hides_the_prose_and_shows_what_runs(site: Path, page: Any, leaving: str) -> None:
    page.goto(chapter(site, PAGE))
    program = page.locator("article .lab-source > pre").first
    before, small = visible(page, PROSE), program.bounding_box()["height"]
    assert before > 10
    page.keyboard.press("p")
    assert page.evaluate(PRESENTING)
    assert visible(page, PROSE) == 0
    assert visible(page, "article .lab-source") and visible(page, "article .lab-predict") and visible(page, "h1")
    assert visible(page, ".bd-sidebar-primary") == 0
    assert program.bounding_box()["height"] > 1.2 * small
    assert page.evaluate(SIDEWAYS) <= 0
    page.keyboard.press(leaving)
    assert not page.evaluate(PRESENTING)
    assert visible(page, PROSE) == before


def test_the_view_stays_on_for_the_next_page_and_no_other_tab(site: Path, page: Any) -> None:
    page.goto(chapter(site, PAGE))
    page.keyboard.press("p")
    page.locator(".prev-next-area a").last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert PAGE not in page.url and page.evaluate(PRESENTING)
    other = page.context.new_page()
    other.goto(chapter(site, PAGE))
    assert not other.evaluate(PRESENTING)
    page.keyboard.press("Escape")
    page.goto(chapter(site, PAGE))
    assert not page.evaluate(PRESENTING)


def test_the_button_says_whether_it_is_pressed(site: Path, page: Any) -> None:
    page.goto(chapter(site, PAGE))
    button = page.get_by_role("button", name="Present")
    assert button.get_attribute("aria-pressed") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true" and page.evaluate(PRESENTING)
    button.click()
    assert button.get_attribute("aria-pressed") == "false" and not page.evaluate(PRESENTING)


def test_a_letter_in_a_form_field_or_with_another_key_does_nothing(site: Path, page: Any) -> None:
    page.goto(chapter(site, PAGE))
    page.keyboard.press("Control+k")
    field = page.locator("input[type=search]").first
    field.wait_for()
    field.focus()
    page.keyboard.type("p")
    assert field.input_value().endswith("p") and not page.evaluate(PRESENTING)
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+p")
    assert not page.evaluate(PRESENTING)


def test_a_prediction_is_answered_in_the_view(site: Path, page: Any) -> None:
    page.goto(chapter(site, PAGE))
    page.keyboard.press("p")
    question = page.locator(".lab-predict").first
    question.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert question.locator("details[open] p").first.is_visible()
    assert page.evaluate(PRESENTING)


def test_what_stood_at_the_top_stays_there(site: Path, page: Any) -> None:
    page.goto(chapter(site, PAGE))
    heading = "[...document.querySelectorAll('article h2')].at(2)"
    page.evaluate(f"{heading}.scrollIntoView({{behavior: 'instant'}})")
    page.keyboard.press("p")
    assert page.evaluate(f"{heading}.checkVisibility()")
    assert 0 <= page.evaluate(f"{heading}.getBoundingClientRect().top") < 450


def test_a_narrow_window_has_the_view_without_scrolling_sideways(site: Path, browser: Any) -> None:
    with browser.new_page(viewport={"width": 400, "height": 900}) as narrow:
        narrow.goto(chapter(site, PAGE))
        narrow.keyboard.press("p")
        assert visible(narrow, PROSE) == 0
        assert narrow.evaluate(SIDEWAYS) <= 0


def test_the_verdict_sheet_is_printed_alone_and_in_words(site: Path, page: Any) -> None:
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(chapter(site, "teach-it"))
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Print the sheet").click()
    sheet = opened.value
    assert sheet.evaluate("document.querySelectorAll('table').length") == page.locator(".lab-sheet table").count()
    rows = ".lab-sheet tbody tr"
    assert sheet.evaluate("document.querySelectorAll('tbody tr').length") == page.locator(rows).count() > 100
    assert sheet.evaluate("document.querySelectorAll('svg, script, button').length") == 0
    assert "deadlocked" in sheet.evaluate("document.body.textContent")
