"""How wide words are on a figure, and where they break; measured in DejaVu, the widest font that pages use."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MOST_LINES = 5
# The longest text that can matter where the number of lines is limited.
_MOST_LETTERS = 2_000


@dataclass(frozen=True)
class Style:
    """How some words look: size in pixels, one of canvas.COLOURS, and whether bold or monospaced."""

    size: float
    colour: str = "ink"
    bold: bool = False
    mono: bool = False

    @property
    def step(self) -> float:
        """Return the distance from line to line."""
        return round(self.size * 1.36, 1)

    @property
    def font(self) -> dict[str, Any]:
        """Return the font as matplotlib's keywords."""
        family = "DejaVu Sans Mono" if self.mono else "DejaVu Sans"
        return {"family": family, "size": self.size, "weight": "bold" if self.bold else "normal"}


@lru_cache(maxsize=20_000)
def width(text: str, style: Style) -> float:
    """Return how many pixels wide a text is."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    # DejaVu has no glyphs that are as wide as they are high; pages show them in another font.
    square = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    if square:
        text = "".join(letter for letter in text if unicodedata.east_asian_width(letter) not in "WF")
    measured, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(**style.font), ismath=False)
    return float(measured) + 1.1 * style.size * square


def widest(texts: Sequence[str], style: Style) -> float:
    """Return how wide the widest of some texts is, in pixels."""
    return max((width(text, style) for text in texts), default=0.0)


def wrapped(text: str, style: Style, room: float, most_lines: int | None = MOST_LINES) -> list[str]:
    """Return a text broken into lines of at most `room` pixels, after spaces.

    Words that are too long are broken after slashes, dots and underscores, or else anywhere. Of more than `most_lines`
    lines the last one becomes "⋯".
    """
    if most_lines is not None:
        text = text[:_MOST_LETTERS]
    lines = [""]
    for word in re.findall(r"\S+\s*", text):
        long = width(word.rstrip(), style) > room
        if lines[-1] and (long or width(lines[-1] + word.rstrip(), style) > room):
            lines.append("")
        for piece in re.findall(r"_*(?:[^/._]|\.py\b)+[/._]*|[/._]+", word) if long else [word]:
            if lines[-1] and width(lines[-1] + piece.rstrip(), style) > room:
                lines.append("")
            for letter in piece if width(piece.rstrip(), style) > room else [piece]:
                if lines[-1] and width(lines[-1] + letter.rstrip(), style) > room:
                    lines.append("")
                lines[-1] += letter
        if most_lines is not None and len(lines) > most_lines:
            return [*(line.rstrip() for line in lines[: most_lines - 1]), "⋯"]
    return [line.rstrip() for line in lines]


def height(text: Sequence[tuple[str, Style]], room: float) -> float:
    """Return how many pixels some texts take below each other, each broken into lines of at most `room` pixels."""
    return sum(style.step * len(wrapped(words, style, room)) for words, style in text)
