"""Every single number that was measured, as a dot over one axis."""

import statistics
from collections.abc import Mapping, Sequence

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import COLOURS, Canvas, figure, looks, short
from scripts.lab.show.figures.text import height, widest

Distributions = Mapping[str, Mapping[str, Sequence[float]]]


def distributions(groups: Distributions, unit: str, caption: str = "") -> Displayable:
    """Return a picture with a dot for every number, over one logarithmic axis, and a stroke at each median.

    groups: by heading, and then by name, the numbers, all above 0. unit: what they are in, "ms".
    Raises InvalidRequest where there is nothing to draw, or a number that no logarithm takes.
    """
    numbers = [number for rows in groups.values() for row in rows.values() for number in row]
    if not numbers or min(numbers) <= 0 or not all(row for rows in groups.values() for row in rows.values()):
        raise InvalidRequest("a distribution needs numbers, and they must be above 0")
    sentences = [
        f"{heading}, {name}: median {short(statistics.median(row))} {unit}, from {short(min(row))} to {short(max(row))}"
        for heading, rows in groups.items()
        for name, row in rows.items()
    ]
    alt = f"Every single number as a dot. {'; '.join(sentences)}."
    return figure(lambda canvas: _draw(canvas, groups, unit), alt, caption)


def _draw(canvas: Canvas, groups: Distributions, unit: str) -> float:
    text, size = canvas.text, canvas.text.size
    rows = [(name, values) for group in groups.values() for name, values in group.items()]
    medians = [f"{short(statistics.median(values))} {unit}" for _, values in rows]
    names = min(widest([name for name, _ in rows], text), 0.4 * canvas.width)
    head = 2.4 * size
    heights = [max(2 * size, height([(name, text)], names)) for name, _ in rows]
    foot, high = 3.2 * size, sum(heights) + head * len(groups)
    left, right = names + 14, widest(medians, text) + 14
    axes = canvas.panel(left, 0, canvas.width - left - right, high)
    numbers = [number for _, values in rows for number in values]
    # Pixels down the page, numbers across it.
    axes.set(xscale="log", ylim=(high, 0), xlim=(min(numbers) / 1.25, max(numbers) * 1.25))
    canvas.logarithmic(axes.xaxis, numbers)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    canvas.label(axes, f"{unit}, logarithmic")
    look = looks(name for name, _ in rows)
    y, row = 0.0, 0
    for heading, group in groups.items():
        canvas.write(0, y + head / 2, heading, canvas.bold)
        y += head
        for name, values in group.items():
            middle, median, colour = y + heights[row] / 2, statistics.median(values), COLOURS[look[name].colour]
            axes.axhline(middle, color=COLOURS["rule"], linewidth=0.8, zorder=0)
            axes.plot(values, [middle] * len(values), look[name].marker, color=colour, markersize=6, alpha=0.45, mew=0)
            axes.plot([median] * 2, [middle - 0.62 * size, middle + 0.62 * size], color=COLOURS["ink"], linewidth=2)
            canvas.paragraph(0, middle - height([(name, text)], names) / 2, name, text, names)
            canvas.write(canvas.width - right + 8, middle, medians[row], text)
            y += heights[row]
            row += 1
    return high + foot
