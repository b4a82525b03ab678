"""Who waits for whom, as a picture: threads, what they wait for, and who could end each wait."""

import warnings
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from scripts.lab.show.displayable import Displayable, styled
from scripts.lab.show.evidence import as_tables
from scripts.lab.show.figure import COLOURS, figure
from scripts.lab.show.graph_layout import BROAD, NARROW, Box, Layout, Route, Shape, layout
from scripts.lab.show.icons import draw_icon
from scripts.lab.show.wait_for import who_waits_for_whom
from scripts.lab.show.wait_for_words import as_lines, as_sentences

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scripts.lab.diagnosis import Diagnosis
    from scripts.lab.records.run import Run

_ROUND = 6.0
_STROKES = {
    "waits": ("ink", 1.3),
    "ends": ("soft", 1.3),
    "closes": ("deadlocked", 2.4),
    "ghost": ("deadlocked", 1.7),
}


def graph(run: "Run | Diagnosis", caption: str = "") -> Displayable:
    """Return a picture of who waited for whom when a run was stopped or a process was looked at, from the evidence.

    caption: a line under it. A run without evidence has no picture: then it says so.
    """
    seen = who_waits_for_whom(as_tables(run.evidence), _program(run))
    if not seen.waiters and not seen.helpers:
        says = _nothing(run)
        return Displayable(styled(f'<p class="lab-note">{escape(says)}</p>'), says)
    alt = f"Who waits for whom. {as_sentences(seen)}"
    with warnings.catch_warnings():
        # Words stay words: the page may well have a font for what this one lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        drawn = figure(_drawn(layout(seen, BROAD)), alt, caption, _drawn(layout(seen, NARROW)))
    return Displayable(drawn.html, as_lines(seen) + (f"\n{caption}" if caption else ""))


def _program(run: "Run | Diagnosis") -> int | None:
    """Return the process that was started as the evidence numbers it; inside a namespace it has two numbers."""
    pids = [thread.get("pid") for thread in run.evidence]
    return next((pid for pid in (run.pid, run.machine_pid) if pid in pids), None)


def _nothing(run: "Run | Diagnosis") -> str:
    return f"{run.summary}: no thread was left waiting, or none could be looked at. There is nothing to draw."


def _drawn(page: Layout) -> "Figure":
    """Draw in pixels from the top left corner, so that one unit is one pixel of the page."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(page.width / 72, page.height / 72), dpi=72)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, page.width), ylim=(page.height, 0))
    axes.axis("off")
    for shape in page.shapes:
        _shape(axes, shape)
    # What closes a ring lies above what it crosses.
    for route in sorted(page.routes, key=lambda one: list(_STROKES).index(one.kind)):
        _route(axes, route)
    for icon in page.icons:
        draw_icon(axes, icon.kind, icon.x, icon.y)
    for words in page.words:
        style = words.style
        axes.text(
            words.x,
            words.y,
            words.text,
            size=style.size,
            color=COLOURS[style.colour],
            weight="bold" if style.bold else "normal",
            family="DejaVu Sans Mono" if style.mono else "DejaVu Sans",
            va="center_baseline",
            zorder=5,
            parse_math=False,
        )
    return drawn


def _shape(axes: Any, shape: Shape) -> None:
    from matplotlib.patches import FancyBboxPatch

    looks: dict[str, dict[str, Any]] = {
        "process": {"facecolor": COLOURS["rule"], "alpha": 0.3, "linewidth": 0, "zorder": 0},
        "beyond": {"facecolor": "none", "edgecolor": COLOURS["soft"], "linewidth": 1, "linestyle": (0, (1, 2.5))},
        "waiter": {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["ink"], "linewidth": 1.2},
        "unseen": {"facecolor": "none", "edgecolor": COLOURS["soft"], "linewidth": 1},
        "helper": {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["soft"], "linewidth": 1},
        "ghost": {"facecolor": "none", "edgecolor": COLOURS["deadlocked"], "linewidth": 1.7, "linestyle": (0, (4, 3))},
        "thing": {"facecolor": COLOURS["paper"], "edgecolor": COLOURS["soft"], "linewidth": 1.1},
    }
    box = shape.box
    radius = min(box.height / 2, 15.0) if shape.kind == "thing" else min(box.height / 4, 5.0)
    if shape.many and shape.kind == "process":  # through which one could see what stands behind it
        _edges_behind(axes, box)
    for back in (2, 1, 0) if shape.many and shape.kind != "process" else (0,):
        axes.add_patch(
            FancyBboxPatch(
                (box.x + 3 * back, box.y + 3 * back),
                box.width,
                box.height,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                **{"zorder": 3, **looks[shape.kind]},
            )
        )


def _edges_behind(axes: Any, box: Box) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for back in (3, 6):
        right, bottom = box.right + back, box.bottom + back
        vertices, codes = _rounded([(box.x + back, bottom), (right, bottom), (right, box.y + back)])
        axes.add_patch(PathPatch(Path(vertices, codes), facecolor="none", edgecolor=COLOURS["rule"], linewidth=1.3))


def _route(axes: Any, route: Route) -> None:
    from matplotlib.patches import PathPatch, Polygon
    from matplotlib.path import Path

    colour, thick = _STROKES[route.kind]
    head = 6.0 + thick
    points = list(route.points)
    tip, before = points[-1], points[-2]
    dx, dy = _direction(before, tip)
    # The line ends within its head, or its square end would stand beside the tip.
    points[-1] = (tip[0] - dx * head * 0.7, tip[1] - dy * head * 0.7)
    vertices, codes = _rounded(points)
    dashed = {"linestyle": (0, (3.2, 2.2))} if route.kind == "ghost" else {}
    axes.add_patch(
        PathPatch(
            Path(vertices, codes),
            facecolor="none",
            edgecolor=COLOURS[colour],
            linewidth=thick,
            capstyle="butt",
            zorder=2,
            **dashed,
        )
    )
    base = (tip[0] - dx * head, tip[1] - dy * head)
    half = head * 0.45
    corners = [tip, (base[0] - dy * half, base[1] + dx * half), (base[0] + dy * half, base[1] - dx * half)]
    axes.add_patch(Polygon(corners, closed=True, facecolor=COLOURS[colour], edgecolor="none", zorder=4))


def _direction(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max((dx * dx + dy * dy) ** 0.5, 0.001)
    return dx / length, dy / length


def _rounded(points: Sequence[tuple[float, float]]) -> tuple[list[tuple[float, float]], list[int]]:
    """Return a path through `points` whose corners are round."""
    from matplotlib.path import Path

    vertices, codes = [points[0]], [int(Path.MOVETO)]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _direction(before, at), _direction(at, after)
        short = min(abs(at[0] - before[0]) + abs(at[1] - before[1]), abs(after[0] - at[0]) + abs(after[1] - at[1])) / 2
        radius = min(_ROUND, short)
        vertices += [
            (at[0] - into[0] * radius, at[1] - into[1] * radius),
            at,
            (at[0] + out[0] * radius, at[1] + out[1] * radius),
        ]
        codes += [int(Path.LINETO), int(Path.CURVE3), int(Path.CURVE3)]
    return [*vertices, points[-1]], [*codes, int(Path.LINETO)]
