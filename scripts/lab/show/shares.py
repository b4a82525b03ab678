"""One measured share beside another: how often something came about, and how often it was to be expected."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scripts.lab.errors import Senseless
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figure import COLOURS, figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scripts.lab.records.run import Run

Panels = Mapping[str, Mapping[str, Sequence["Run"]]]

# A shape, a dash and a colour for each series, so that none of the three is needed to tell them apart.
_LOOKS = (("o", "-", "ink"), ("s", "--", "limit"), ("^", "-.", "deadlocked"), ("D", ":", "killed"))
_BROAD, _NARROW = 700, 350


def shares(panels: Panels, across: tuple[str, str], up: tuple[str, str], caption: str = "") -> Displayable:
    """Return a picture of runs, each a point: one measured share across, another up; the diagonal is where both agree.

    panels: by title, and in each by the name of the series, its runs. At most four series have a look of their own.
    across, up: the measurement, between 0 and 1, and what it is called.
    Raises Senseless for a run without these measurements, and where there is nothing to draw.
    """
    points = {
        title: {name: [(_share(run, across[0]), _share(run, up[0])) for run in runs] for name, runs in series.items()}
        for title, series in panels.items()
    }
    if not any(series for series in points.values()):
        raise Senseless("a picture of shares needs runs")
    first = f"{up[1]}, beside {across[1]}:"
    lines = []
    for title, series in points.items():
        for name, places in series.items():
            lines.append(f"{title}, {name}: " + ", ".join(f"{y:.2f} at {x:.2f}" for x, y in places))
    broad, narrow = (_drawn(points, across[1], up[1], width) for width in (_BROAD, _NARROW))
    drawn = figure(broad, f"{first} {'; '.join(lines)}", caption, narrow)
    return Displayable(drawn.html, "\n".join([first, *lines, *([caption] if caption else [])]))


def _share(run: "Run", name: str) -> float:
    value = run.measurements.get(name)
    if value is None or not 0 <= value <= 1:
        raise Senseless(f"{run.command} measured no share {name!r}: {value}")
    return float(value)


def _drawn(
    points: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]], across: str, up: str, width: int
) -> "Figure":
    """Draw the panels beside each other, or below each other where there is less width."""
    from matplotlib.figure import Figure

    columns = len(points) if width == _BROAD else 1
    rows = -(-len(points) // columns)
    # In pixels: room for the titles and the legend at the top, and below each panel for what is across.
    left, gap, top, below = 62, 64, 86 if width == _NARROW else 58, 62
    side = min(290.0, (width - left - 24 - gap * (columns - 1)) / columns)
    height = top + rows * (side + below)
    drawn = Figure(figsize=(width / 72, height / 72), dpi=72)
    words: dict[str, Any] = {"family": "DejaVu Sans", "size": 12}
    handles: dict[str, Any] = {}
    for place, (title, series) in enumerate(points.items()):
        row, column = divmod(place, columns)
        bottom = height - top - (row + 1) * side - row * below
        axes = drawn.add_axes(
            ((left + column * (side + gap)) / width, bottom / height, side / width, side / height), facecolor="none"
        )
        axes.set(xlim=(0, 1), ylim=(-0.04, 1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        axes.set_xticklabels(["0 %", "50 %", "100 %"], color=COLOURS["soft"], **words)
        axes.set_yticklabels(["0 %", "50 %", "100 %"], color=COLOURS["soft"], **words)
        axes.tick_params(color=COLOURS["rule"])
        axes.spines[:].set_color(COLOURS["rule"])
        axes.set_title(title, loc="left", color=COLOURS["ink"], weight="bold", **words)
        axes.set_xlabel(across, color=COLOURS["ink"], **words)
        if column == 0:
            axes.set_ylabel(up, color=COLOURS["ink"], **words)
        axes.plot([0, 1], [0, 1], color=COLOURS["soft"], linewidth=0.8, zorder=0)
        for number, (name, places) in enumerate(series.items()):
            marker, dash, colour = _LOOKS[number % len(_LOOKS)]
            (line,) = axes.plot(
                *zip(*sorted(places), strict=True),
                marker=marker,
                linestyle=dash,
                color=COLOURS[colour],
                markeredgecolor=COLOURS["paper"],
                markersize=9,
                linewidth=1.4,
                clip_on=False,
            )
            handles.setdefault(name, line)
    drawn.legend(
        list(handles.values()),
        list(handles),
        loc="upper left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=4 if width == _BROAD else 2,
        frameon=False,
        labelcolor=COLOURS["ink"],
        handlelength=3,
        prop={"family": "DejaVu Sans", "size": 12},
    )
    return drawn
