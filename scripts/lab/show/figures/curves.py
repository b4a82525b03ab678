"""How numbers grow, as lines."""

from collections.abc import Mapping

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import COLOURS, Canvas, Entry, figure, looks, short

Curves = Mapping[str, Mapping[str, Mapping[float, float]]]

_LEAST = 0.1


def curves(panels: Curves, x: str, caption: str = "", linear: bool = False) -> Displayable:
    """Return a picture of how numbers grow: a panel each, in it a line for each series, both axes logarithmic.

    panels: by heading, which says the unit, and then by series, the number at each place on the axis; numbers below
    0.1 are drawn at 0.1. x: what the axis says. linear: both axes linear, from 0. Raises InvalidRequest where there is
    nothing to draw.
    """
    if not panels or not all(line for panel in panels.values() for line in panel.values()):
        raise InvalidRequest("curves need numbers")
    sentences = [
        f"{heading}, {name}: " + ", ".join(f"{short(number)} at {short(place)}" for place, number in line.items())
        for heading, panel in panels.items()
        for name, line in panel.items()
    ]
    alt = f"Lines over {x}. {'; '.join(sentences)}."
    return figure(lambda canvas: _draw(canvas, panels, x, linear), alt, caption)


def _draw(canvas: Canvas, panels: Curves, x: str, linear: bool) -> float:
    size = canvas.text.size
    look = looks(name for panel in panels.values() for name in panel)
    _, y = canvas.legend([Entry(name, canvas.series(one), 28) for name, one in look.items()], 0)
    all_axes, bottom = canvas.panels(panels, y + 0.7 * size, 3.4 * size, 3.4 * size, 190)
    for axes, panel in zip(all_axes, panels.values(), strict=True):
        for name, line in panel.items():
            axes.plot(
                list(line), [number if linear else max(number, _LEAST) for number in line.values()], linewidth=1.6,
                marker=look[name].marker, linestyle=look[name].stroke, color=COLOURS[look[name].colour], markersize=6,
            )  # fmt: skip
        if linear:
            axes.set_ylim(bottom=0)
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(lambda number, _: short(number))
        else:
            axes.set(xscale="log", yscale="log")
            places = sorted({place for line in panel.values() for place in line})
            axes.set_xticks(places, [short(place) for place in places])
            axes.minorticks_off()
            canvas.logarithmic(axes.yaxis, (max(n, _LEAST) for line in panel.values() for n in line.values()))
        axes.grid(axis="y", color=COLOURS["rule"], linewidth=0.6)
        canvas.label(axes, x)
    return bottom
