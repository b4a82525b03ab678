"""How long each number is, as a bar."""

from collections.abc import Mapping

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import Canvas, figure, short
from scripts.lab.show.figures.text import widest

Bars = Mapping[str, Mapping[str, float]]
Kinds = Mapping[str | tuple[str, str], str]


def bars(
    groups: Bars, unit: str, caption: str = "", whole: float | None = None, kinds: Kinds | None = None
) -> Displayable:
    """Return a picture with a bar for each number, from 0 on one linear axis for all groups, and the number beside it.

    groups: by heading, which may be empty, and then by name, the numbers, none below 0. unit: what they are in, "MiB".
    whole: what there is of it at most; then the rest is drawn too, in the colour that page maps have for shared pages.
    kinds: by the name of a bar, or by (heading, name), the key of `canvas.COLOURS` for it; "failed", what a page map
    calls its own, where nothing is said. Raises InvalidRequest where there is nothing to draw.
    """
    numbers = [number for rows in groups.values() for number in rows.values()]
    if not numbers or min(numbers) < 0:
        raise InvalidRequest("bars need numbers, none of them below 0")
    sentences = [
        f"{heading + ', ' if heading else ''}{name}: {short(number)} {unit}"
        for heading, rows in groups.items()
        for name, number in rows.items()
    ]
    of = f" of {short(whole)} {unit}" if whole else ""
    alt = f"Bars{of}. {'; '.join(sentences)}."
    return figure(lambda canvas: _draw(canvas, groups, unit, whole, kinds or {}), alt, caption)


def _draw(canvas: Canvas, groups: Bars, unit: str, whole: float | None, kinds: Kinds) -> float:
    text, size = canvas.text, canvas.text.size
    amounts = {number: f"{short(number)} {unit}" for rows in groups.values() for number in rows.values()}
    left = widest([name for rows in groups.values() for name in rows], text) + 14
    # Where long names would leave no room for bars, each stands above its bar.
    is_above = left > 0.45 * canvas.width
    left = 0 if is_above else left
    pixels = (canvas.width - left - widest([*amounts.values()], text) - 12) / (max([*amounts, whole or 0]) or 1)
    y = 0.0
    for heading, rows in groups.items():
        if heading:
            y = canvas.paragraph(0, y + 0.42 * size, heading, canvas.bold, canvas.width) + 0.42 * size
        for name, number in rows.items():
            if is_above:
                y = canvas.paragraph(0, y + 0.12 * size, name, text, canvas.width)
                middle, y = y + 0.72 * size, y + 1.62 * size
            else:
                middle, y = y + 0.95 * size, y + 1.9 * size
                canvas.write(0, middle, name, text)
            lengths = {"shared": whole} if whole else {}
            lengths[kinds.get((heading, name), kinds.get(name, "failed"))] = number
            for colour, length in lengths.items():
                # A bar of no length would be invisible: that there is nothing is to be seen.
                canvas.box(left, middle - size / 2, max(length * pixels, 1.5), size, fill=colour)
            canvas.write(left + (whole or number) * pixels + 8, middle, amounts[number], text)
    return y + 0.5 * size
