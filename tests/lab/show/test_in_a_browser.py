"""The outputs in a browser: nothing is too wide, what can be clicked works, and no theme is missed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.lab.show.cards.predict import predict
from scripts.lab.show.cards.run import as_html
from scripts.lab.show.cards.source import changes, source
from scripts.lab.show.figures.curves import curves
from scripts.lab.show.figures.distributions import distributions
from scripts.lab.show.figures.page_map import page_map
from scripts.lab.show.figures.timeline import Event, timeline
from scripts.lab.show.tables.answers import side_by_side
from scripts.lab.show.tables.memory_use import memory_use
from scripts.lab.show.tables.outcomes import across, grid
from tests.lab.show.figures.test_page_map import FORKED
from tests.lab.show.made_up import DEMO, THREAD, TRACEBACK, made_up

pytestmark = pytest.mark.browser

METHODS = ("fork", "spawn", "forkserver")
REFUSED = made_up(exit_code=1, stderr=TRACEBACK)
DEAD = made_up(measurements={"child_exit_code": -11})
LONG = made_up(
    stdout="x" * 3_000 + "\n" + "word " * 2_000 + "\n",
    expected=False,
    differences=["y" * 300],
    evidence=[THREAD],
)
OUTPUTS = (
    as_html(LONG),
    source(DEMO).html,
    changes(DEMO, "context-mismatch/one_context").html,
    predict("What will you see?", {"`SIGSEGV`": "Right. It " + "x" * 200, "nothing": "Wrong. It dies."}).html,
    across([DEAD, REFUSED, LONG], absent=["3.8"]).html,
    grid(METHODS, METHODS, {(a, b): (DEAD, REFUSED)[a == b] for a in METHODS for b in METHODS}, "made in", "in").html,
    side_by_side({"fork": DEAD, "spawn": made_up(stdout=f"event is set: {'w' * 200}\n")}, "what it says").html,
    distributions({"small parent": {"fork": [1.5, 2], "spawn": [40, 900]}}, "ms").html,
    curves({"until it is read, ms": {"pickled": {1: 3, 64: 200}}, "MiB": {"pickled": {1: 0, 64: 64}}}, "MiB sent").html,
    timeline(DEAD, Event("parent", "event is set", "z" * 200, to="child"), Event("child", "event is set")).html,
    page_map(FORKED, "before", "after").html,
    memory_use(FORKED).html,
)
PAGE = """<!doctype html><html{}><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><body{}>{}"""
DARK_PAPER = "rgb(21, 25, 31)"
LIGHT_PAPER = "rgb(255, 255, 255)"


@pytest.fixture
def look(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page of every kind of output: how wide, what the system prefers, what <html> and <body> say."""
    contexts = []

    def open_page(width: int, scheme: str = "light", html: str = "", body: str = "") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        file = tmp_path / "page.html"
        file.write_text(PAGE.format(html, body, "".join(OUTPUTS)), encoding="utf-8")
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 400, 700, 1400])
def test_no_page_scrolls_sideways(look: Callable[..., Any], width: int) -> None:
    page = look(width)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_copy_button_copies_the_command(look: Callable[..., Any]) -> None:
    page = look(700)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".lab-copy").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.lab-copy').textContent === 'copied'")
    assert page.evaluate("navigator.clipboard.readText()") == LONG.command


@pytest.mark.parametrize(
    ("scheme", "html", "body", "paper"),
    [
        ("light", "", "", LIGHT_PAPER),
        ("dark", "", "", DARK_PAPER),
        ("dark", ' data-theme="light"', "", LIGHT_PAPER),
        ("light", ' data-theme="dark"', "", DARK_PAPER),
        ("dark", "", ' data-jp-theme-light="true"', LIGHT_PAPER),
        ("light", "", ' data-jp-theme-light="false"', DARK_PAPER),
        ("light", "", ' data-vscode-theme-kind="vscode-dark"', DARK_PAPER),
    ],
)
def test_the_theme_is_the_pages(look: Callable[..., Any], scheme: str, html: str, body: str, paper: str) -> None:
    page = look(700, scheme, html, body)
    ground = "getComputedStyle(document.querySelector('.lab-card')).backgroundColor"
    assert page.evaluate(ground) == paper
    page.emulate_media(media="print")
    assert page.evaluate(ground) == LIGHT_PAPER


def test_a_choice_is_judged_at_once_and_closes_the_other_one(look: Callable[..., Any]) -> None:
    page = look(700)
    answers = {"SIGSEGV": page.locator(".lab-true"), "nothing": page.locator(".lab-false")}
    for chosen in answers:
        page.locator(".lab-predict summary", has_text=chosen).focus()
        page.keyboard.press("Enter")
        assert {choice: answer.is_visible() for choice, answer in answers.items()} == {
            choice: choice == chosen for choice in answers
        }


def test_a_narrow_page_gets_the_narrow_picture(look: Callable[..., Any]) -> None:
    for width, shown in ((400, "lab-narrow"), (900, "lab-broad")):
        pictures = look(width).locator(".lab-figure > svg")
        visible = [one.get_attribute("class") for one in pictures.all() if one.is_visible()]
        assert visible == [shown] * (pictures.count() // 2)
