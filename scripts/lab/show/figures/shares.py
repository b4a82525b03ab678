"""One measured share beside another: how often something came about, and how often it was to be expected."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import COLOURS, Canvas, Entry, figure, looks

if TYPE_CHECKING:
    from scripts.lab.records.run import Run

Panels = Mapping[str, Mapping[str, Sequence["Run"]]]
_Points = Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]

_COLOURS = ("ink", "limit", "deadlocked", "killed")


def shares(panels: Panels, across: tuple[str, str], up: tuple[str, str], caption: str = "") -> Displayable:
    """Return a picture of runs, each a point: one measured share across, another up; the diagonal is where both agree.

    panels: by title, and in each by the name of the series, its runs. At most four series have a look of their own.
    across, up: the measurement, between 0 and 1, and what it is called.
    Raises InvalidRequest for a run without these measurements, and where there is nothing to draw.
    """
    points = {
        title: {name: [(_share(run, across[0]), _share(run, up[0])) for run in runs] for name, runs in series.items()}
        for title, series in panels.items()
    }
    if not any(series for series in points.values()):
        raise InvalidRequest("a picture of shares needs runs")
    first = f"{up[1]}, beside {across[1]}:"
    lines = [
        f"{title}, {name}: " + ", ".join(f"{y:.2f} at {x:.2f}" for x, y in places)
        for title, series in points.items()
        for name, places in series.items()
    ]
    alt, text = f"{first} {'; '.join(lines)}", "\n".join([first, *lines])
    return figure(lambda canvas: _draw(canvas, points, across[1], up[1]), alt, caption, text)


def _share(run: "Run", name: str) -> float:
    value = run.measurements.get(name)
    if value is None or not 0 <= value <= 1:
        raise InvalidRequest(f"{run.command} measured no share {name!r}: {value}")
    return float(value)


def _draw(canvas: Canvas, points: _Points, across: str, up: str) -> float:
    size = canvas.text.size
    look = looks((name for series in points.values() for name in series), _COLOURS)
    _, y = canvas.legend([Entry(name, canvas.series(one), 28) for name, one in look.items()], 0)
    all_axes, bottom = canvas.panels(points, y + 0.7 * size, 4.8 * size, 3.6 * size)
    for number, (axes, series) in enumerate(zip(all_axes, points.values(), strict=True)):
        ticks = [0, 0.5, 1]
        axes.set(xlim=(0, 1), ylim=(-0.04, 1), xticks=ticks, yticks=ticks)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda share, _: f"{share:.0%}".replace("%", " %"))
        axes.spines[:].set_visible(True)
        canvas.label(axes, across, "" if number and canvas.is_broad else up, canvas.text)
        axes.plot([0, 1], [0, 1], color=COLOURS["soft"], linewidth=0.8, zorder=0)
        for name, places in series.items():
            axes.plot(
                *zip(*sorted(places), strict=True), marker=look[name].marker, linestyle=look[name].stroke,
                color=COLOURS[look[name].colour], markeredgecolor=COLOURS["paper"], markersize=9, linewidth=1.4,
                clip_on=False,
            )  # fmt: skip
    return bottom
