"""Is everything legible, in light and in dark? Computed from the style sheet's own colours."""

import re
from pathlib import Path

import pytest

from scripts.lab.show import html
from scripts.lab.show.figures.canvas import COLOURS
from scripts.lab.show.html import style_sheet
from scripts.lab.show.verdict import GLYPHS

SHEET = Path(html.__file__).with_name("lab.css").read_text(encoding="utf-8")
BLOCKS = [dict(re.findall(r"--lab-([a-z]+): (#[0-9a-f]{6});", block)) for block in re.findall(r"\{([^{}]*)\}", SHEET)]
LIGHT, *DARKS = [block for block in BLOCKS if block]

# What the site's theme and JupyterLab put behind a picture, which has no background of its own.
PAGES = {"light": ("#ffffff",), "dark": ("#121212", "#111111", "#14181e")}
WORDS = ("ink", "soft", "link", "good", "failed", "killed", "deadlocked", "waiting", "limit")
CODE = ("ink", "keyword", "name", "string", "number", "comment")


def luminance(colour: str) -> float:
    """Give the relative luminance that WCAG 2 defines."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio that WCAG 2 defines, 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_ratio_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_dark_palettes_are_the_same_and_complete() -> None:
    assert len(DARKS) == 2
    assert DARKS[0] == DARKS[1]
    assert DARKS[0].keys() == LIGHT.keys()


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARKS[0])])
def test_every_text_has_the_contrast_that_wcag_aa_asks_for(theme: str, palette: dict[str, str]) -> None:
    pairs = [(word, palette[ground]) for word in WORDS for ground in ("paper", "tint")]
    pairs += [(word, page) for word in WORDS for page in PAGES[theme]]
    pairs += [(word, palette[ground]) for word in CODE for ground in ("paper", "gone", "come")]
    pairs += [("paper", palette["killed"])]  # NOT as expected
    faint = [
        f"{word} on {ground}: {ratio:.2f}" for word, ground in pairs if (ratio := contrast(palette[word], ground)) < 4.5
    ]
    assert faint == []


def test_every_colour_that_is_used_is_defined() -> None:
    assert set(re.findall(r"var\(--lab-([a-z]+)\)", SHEET)) - {"mono", "sans"} <= LIGHT.keys()
    assert COLOURS.keys() <= LIGHT.keys()
    assert all(f".lab-{kind} {{" in SHEET for kind in GLYPHS)


def test_every_class_is_one_that_an_output_can_have() -> None:
    room = Path(html.__file__).parent
    written = "".join(
        file.read_text(encoding="utf-8") for kind in ("*.html", "*.py") for file in sorted(room.rglob(kind))
    )
    made_of_values = {f"lab-{kind}" for kind in GLYPHS} | {"lab-expected-true", "lab-expected-false"}
    assert "lab-{{ outcome.kind }}" in written and "lab-expected-{{" in written
    classes = set(re.findall(r"\.(lab-[a-z-]+)", SHEET)) - made_of_values
    assert [name for name in sorted(classes) if not re.search(rf"\b{name}\b(?!-)", written)] == []


def test_the_sheet_asks_nobody_for_anything_and_cannot_end_its_element() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
    assert "<" not in style_sheet()
    assert len(style_sheet()) < 16_000
