"""Numbers that many runs measured, as pictures: every single one, how they grow, or how long each is as a bar."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scripts.lab.errors import Senseless
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figure import COLOURS, figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Distributions = Mapping[str, Mapping[str, Sequence[float]]]
Curves = Mapping[str, Mapping[str, Mapping[float, float]]]
Bars = Mapping[str, Mapping[str, float]]
Kinds = Mapping[str | tuple[str, str], str]

_BROAD, _NARROW = 700, 350
_LEAST = 0.1
# A kind of line or dot for each series: a colour, a marker, a stroke; none of them alone tells it from another.
_KINDS = (
    ("good", "o", "solid"),
    ("killed", "s", (0, (6, 2))),
    ("limit", "^", (0, (2, 1.5))),
    ("deadlocked", "D", "dotted"),
)


def distributions(groups: Distributions, unit: str, caption: str = "") -> Displayable:
    """Return a picture with a dot for every number, over one logarithmic axis, and a stroke at each median.

    groups: by heading, and then by name, the numbers, all above 0. unit: what they are in, "ms".
    Raises Senseless where there is nothing to draw, or a number that no logarithm takes.
    """
    numbers = [number for rows in groups.values() for row in rows.values() for number in row]
    if not numbers or min(numbers) <= 0 or not all(row for rows in groups.values() for row in rows.values()):
        raise Senseless("a distribution needs numbers, and they must be above 0")
    broad, narrow = (_strips(groups, unit, width) for width in (_BROAD, _NARROW))
    sentences = [
        f"{heading}, {name}: median {_short(statistics.median(row))} {unit}, "
        f"from {_short(min(row))} to {_short(max(row))}"
        for heading, rows in groups.items()
        for name, row in rows.items()
    ]
    return figure(broad, f"Every single number as a dot. {'; '.join(sentences)}.", caption, narrow)


def curves(panels: Curves, x: str, caption: str = "", linear: bool = False) -> Displayable:
    """Return a picture of how numbers grow: a panel each, in it a line for each series, both axes logarithmic.

    panels: by heading, which says the unit, and then by series, the number at each place on the axis; numbers below
    0.1 are drawn at 0.1. x: what the axis says. linear: both axes linear, from 0. Raises Senseless where there is
    nothing to draw.
    """
    if not panels or not all(line for panel in panels.values() for line in panel.values()):
        raise Senseless("curves need numbers")
    broad, narrow = (
        _side_by_side(panels, x, width, beside, linear) for width, beside in ((_BROAD, len(panels)), (_NARROW, 1))
    )
    sentences = [
        f"{heading}, {name}: " + ", ".join(f"{_short(number)} at {_short(place)}" for place, number in line.items())
        for heading, panel in panels.items()
        for name, line in panel.items()
    ]
    return figure(broad, f"Lines over {x}. {'; '.join(sentences)}.", caption, narrow)


def bars(
    groups: Bars, unit: str, caption: str = "", whole: float | None = None, kinds: Kinds | None = None
) -> Displayable:
    """Return a picture with a bar for each number, from 0 on one linear axis for all groups, and the number beside it.

    groups: by heading, which may be empty, and then by name, the numbers, none below 0. unit: what they are in, "MiB".
    whole: what there is of it at most; then the rest is drawn too, in the colour that page maps have for shared pages.
    kinds: by the name of a bar, or by (heading, name), the key of `figure.COLOURS` for it; "failed", what a page map
    calls its own, where nothing is said. Raises Senseless where there is nothing to draw.
    """
    numbers = [number for rows in groups.values() for number in rows.values()]
    if not numbers or min(numbers) < 0:
        raise Senseless("bars need numbers, none of them below 0")
    broad, narrow = (_bars(groups, unit, whole, kinds or {}, width) for width in (_BROAD, _NARROW))
    sentences = [
        f"{heading + ', ' if heading else ''}{name}: {_short(number)} {unit}"
        for heading, rows in groups.items()
        for name, number in rows.items()
    ]
    of = f" of {_short(whole)} {unit}" if whole else ""
    return figure(broad, f"Bars{of}. {'; '.join(sentences)}.", caption, narrow)


def _bars(groups: Bars, unit: str, whole: float | None, kinds: Kinds, width: int) -> "Figure":
    """Draw in pixels from the top left corner, so that one unit is one pixel of the page."""
    from matplotlib.figure import Figure

    size = 13 if width == _BROAD else 12
    names = max(len(name) for rows in groups.values() for name in rows)
    left = 0.58 * size * names + 12
    # Where long names would leave no room for bars, each stands above its bar.
    is_above = left > 0.45 * width
    row, head, thick = (3.1 if is_above else 1.9) * size, 2.2 * size, 1.0 * size
    left = 0 if is_above else left
    heads = sum(head for heading in groups if heading)
    height = heads + sum(row * len(rows) for rows in groups.values()) + 0.5 * size
    numbers = [number for rows in groups.values() for number in rows.values()]
    longest = max([*numbers, whole or 0]) or 1
    words = max(len(f"{_short(number)} {unit}") for number in numbers)
    right = 0.56 * size * words + 12
    long = (width - left - right) / longest
    drawn = Figure(figsize=(width / 72, height / 72), dpi=72)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    y = 0.0
    for heading, rows in groups.items():
        if heading:
            _write(axes, 0, y + head / 2, heading, size, axes.transData, weight="bold")
            y += head
        for name, number in rows.items():
            middle = y + (2.2 * size if is_above else row / 2)
            _write(axes, 0, y + 0.8 * size if is_above else middle, name, size, axes.transData)
            lengths = {"shared": whole} if whole else {}
            lengths[kinds.get((heading, name), kinds.get(name, "failed"))] = number
            for colour, length in lengths.items():
                # A bar of no length would be invisible: that there is nothing is to be seen.
                axes.barh(middle, max(length * long, 1.5), thick, left=left, color=COLOURS[colour], linewidth=0)
            place = left + (whole or number) * long + 8
            _write(axes, place, middle, f"{_short(number)} {unit}", 0.95 * size, axes.transData)
            y += row
    return drawn


def _strips(groups: Distributions, unit: str, width: int) -> "Figure":
    """Draw in pixels down the page, in numbers across it."""
    from matplotlib.figure import Figure

    size = 13 if width == _BROAD else 12
    row, head, foot = 2.0 * size, 2.4 * size, 3.4 * size
    height = sum(head + row * len(rows) for rows in groups.values()) + foot
    names = max(len(name) for rows in groups.values() for name in rows)
    left, right = 0.6 * size * names + 14, 4.6 * size
    drawn = Figure(figsize=(width / 72, height / 72), dpi=72)
    axes = drawn.add_axes((left / width, foot / height, (width - left - right) / width, 1 - foot / height))
    numbers = [number for rows in groups.values() for one in rows.values() for number in one]
    axes.set(xscale="log", ylim=(height - foot, 0), xlim=(min(numbers) / 1.25, max(numbers) * 1.25))
    _quiet(axes, size)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"{unit}, logarithmic", size=0.85 * size, color=COLOURS["soft"])
    kinds = _kinds(name for rows in groups.values() for name in rows)
    across = axes.get_yaxis_transform()
    y = 0.0
    for heading, rows in groups.items():
        _write(axes, -left / (width - left - right), y + head / 2, heading, size, across, weight="bold")
        y += head
        for name, values in rows.items():
            colour, marker, _ = kinds[name]
            middle, median = y + row / 2, statistics.median(values)
            axes.axhline(middle, color=COLOURS["rule"], linewidth=0.8, zorder=0)
            axes.plot(values, [middle] * len(values), marker, color=COLOURS[colour], markersize=6, alpha=0.45, mew=0)
            axes.plot([median] * 2, [middle - 0.62 * size, middle + 0.62 * size], color=COLOURS["ink"], linewidth=2)
            _write(axes, -left / (width - left - right), middle, name, size, across)
            _write(axes, 1.02, middle, f"{_short(median)} {unit}", 0.9 * size, across)
            y += row
    return drawn


def _side_by_side(panels: Curves, x: str, width: int, beside: int, linear: bool) -> "Figure":
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator

    size = 12
    rows = math.ceil(len(panels) / beside)
    series = list(dict.fromkeys(name for panel in panels.values() for name in panel))
    # As many names beside each other as there is room for.
    in_row = max(1, int(width / (0.62 * size * max(map(len, series)) + 4.5 * size)))
    legend = 0.6 * size + 1.6 * size * math.ceil(len(series) / in_row)
    panel_height, head, foot = 190, 2.2 * size, 3.6 * size
    height = legend + rows * (head + panel_height + foot)
    drawn = Figure(figsize=(width / 72, height / 72), dpi=72)
    left, gap = 3.2 * size, 3.6 * size
    wide = (width - left - gap * (beside - 1) - 8) / beside
    kinds = _kinds(name for panel in panels.values() for name in panel)
    for number, (heading, panel) in enumerate(panels.items()):
        top = legend + (number // beside) * (head + panel_height + foot) + head
        start = left + (number % beside) * (wide + gap)
        box = (start / width, 1 - (top + panel_height) / height, wide / width, panel_height / height)
        axes = drawn.add_axes(box)
        for name, line in panel.items():
            colour, marker, stroke = kinds[name]
            axes.plot(
                list(line), [number if linear else max(number, _LEAST) for number in line.values()],
                marker=marker, linestyle=stroke, color=COLOURS[colour], linewidth=1.6, markersize=6, label=name,
            )  # fmt: skip
        if linear:
            axes.set_ylim(bottom=0)
        else:
            axes.set(xscale="log", yscale="log")
            places = sorted({place for line in panel.values() for place in line})
            axes.set_xticks(places, [_short(place) for place in places])
            axes.minorticks_off()
        _quiet(axes, size)
        if not linear:
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if _decades(panel) < 2 else (1,)))
        axes.yaxis.set_major_formatter(lambda number, _: _short(number))
        axes.grid(axis="y", color=COLOURS["rule"], linewidth=0.6)
        axes.set_xlabel(x, size=0.9 * size, color=COLOURS["soft"])
        axes.set_title(heading, size=size, color=COLOURS["ink"], loc="left", weight="bold")
    handles, names = drawn.axes[0].get_legend_handles_labels()
    drawn.legend(
        handles, names, loc="upper left", ncols=min(in_row, len(names)), frameon=False, fontsize=0.95 * size,
        labelcolor=COLOURS["ink"], borderaxespad=0, bbox_to_anchor=(0, 1), handlelength=2.4, columnspacing=1.4,
    )  # fmt: skip
    return drawn


def _decades(panel: Mapping[str, Mapping[float, float]]) -> float:
    numbers = [max(number, _LEAST) for line in panel.values() for number in line.values()]
    return math.log10(max(numbers) / min(numbers))


def _kinds(names: Iterable[str]) -> dict[str, tuple[str, str, Any]]:
    """Return a kind for each name; the same for all where there are more names than kinds, as of versions."""
    each = list(dict.fromkeys(names))
    return dict(zip(each, _KINDS if len(each) <= len(_KINDS) else _KINDS[:1] * len(each), strict=False))


def _quiet(axes: Any, size: float) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(COLOURS["rule"])
    axes.tick_params(which="both", labelsize=0.85 * size, labelcolor=COLOURS["soft"], color=COLOURS["rule"])
    axes.xaxis.set_major_formatter(lambda number, _: _short(number))
    axes.set_facecolor("none")


def _write(axes: Any, x: float, y: float, words: str, size: float, transform: Any, weight: str = "normal") -> None:
    axes.text(
        x, y, words, size=size, color=COLOURS["ink"], weight=weight, va="center", transform=transform,
        family="DejaVu Sans", parse_math=False,
    )  # fmt: skip


def _short(number: float) -> str:
    """Return a number with two or three digits that count: 0.12, 3.4, 56, 1200."""
    return f"{number:.2g}" if number < 1 else f"{number:.1f}" if number < 10 and number % 1 else f"{number:.0f}"
