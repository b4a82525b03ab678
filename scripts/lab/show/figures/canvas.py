"""The canvas on which every figure is drawn: two widths, one palette, measured words, one legend."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.svg import themed
from scripts.lab.show.figures.text import Style, width, wrapped
from scripts.lab.show.html import rendered

BROAD, NARROW = 700, 350  # pixels

# Draw in these; on the page each becomes the variable of the same name in lab.css. They are dark, so that a
# figure that is saved by other means can be read too.
COLOURS = {
    "ink": "#000001",
    "soft": "#3c3c41",
    "rule": "#c8c8cd",
    "paper": "#fffffe",
    "shared": "#b4bec8",
    "good": "#14641e",
    "failed": "#784614",
    "killed": "#961414",
    "deadlocked": "#5a2896",
    "waiting": "#784615",
    "limit": "#145064",
}

DASHED = (3, 2)
_CORNER = 6.0
# From the middle of a line to its baseline, as a part of its size: half the height of a capital letter.
_TO_BASELINE = 0.37

Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """How a series is told from another: by a colour, a marker and a stroke, of which each suffices."""

    colour: str
    marker: str
    dashes: tuple[float, ...] = ()

    @property
    def stroke(self) -> Any:
        """Return the stroke as matplotlib's line style."""
        return (0, self.dashes) if self.dashes else "solid"


@dataclass(frozen=True)
class Entry:
    """An entry of a legend. sign: draws what is explained, at the x of its left end and the y of its middle."""

    says: str
    sign: Callable[[float, float], None]
    sign_width: float = 22.0


def figure(draw: "Callable[[Canvas], float]", alt: str, caption: str = "", text: str = "") -> Displayable:
    """Return a figure that is drawn twice, for a broad and for a narrow screen, and is legible in both themes.

    draw: draws on a canvas, and returns how many pixels high the drawing is. alt: what it shows, in words, for a
    reader without the picture. caption: a line under it. text: what a terminal shows; by default the alt text.
    Raises ValueError without alt text.
    """
    import matplotlib

    if not alt.strip():
        raise ValueError("a figure needs alt text: what it shows, in words")
    drawings = []
    # Text stays text: sharp, and in the page's own font. The salt makes two builds give the same file.
    settings = {"svg.fonttype": "none", "svg.hashsalt": "lab", "text.parse_math": False, "font.family": "DejaVu Sans"}
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # The page may well have a font for what this one lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        for room, css_class in ((BROAD, "lab-broad"), (NARROW, "lab-narrow")):
            canvas = Canvas(room)
            high = draw(canvas)
            drawings.append(themed(canvas.finished(high), COLOURS, css_class))
    return Displayable(
        rendered("figures/figure.html", drawings=drawings, alt=alt, caption=caption),
        (text or f"[figure] {alt}") + (f"\n{caption}" if caption else ""),
    )


def short(number: float) -> str:
    """Return a number with two or three digits that count: 0.12, 3.4, 56, 1200."""
    return f"{number:.2g}" if number < 1 else f"{number:.1f}" if number < 10 and number % 1 else f"{number:.0f}"


def looks(names: Iterable[str], colours: Sequence[str] = ("good", "killed", "limit", "deadlocked")) -> dict[str, Look]:
    """Return a look for each series; the same for all where there are more than four, as of versions."""
    four = [
        Look(colour, marker, dashes)
        for colour, marker, dashes in zip(colours, "os^D", ((), (6, 2), (6.4, 1.6, 1, 1.6), (1, 1.65)), strict=True)
    ]
    each = list(dict.fromkeys(names))
    return dict(zip(each, four if len(each) <= len(four) else four[:1] * len(each), strict=False))


class Canvas:
    """Where a figure is drawn, in pixels from the top left corner: y grows downwards.

    width: how many pixels there are; a drawing that needs less sets it. axes: matplotlib's, in these pixels.
    """

    def __init__(self, room: int) -> None:
        from matplotlib.figure import Figure

        self.width: float = room
        self.is_broad = room >= BROAD
        size = 13 if self.is_broad else 12
        self.text = Style(size)
        self.bold = Style(size, bold=True)
        self.soft = Style(size, "soft")
        self.small = Style(0.85 * size, "soft")
        self.code = Style(0.84 * size, "soft", mono=True)
        self.figure = Figure(dpi=72)
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.axis("off")
        self._panels: list[tuple[Any, tuple[float, float, float, float]]] = []

    def finished(self, height: float) -> Any:
        """Return the matplotlib figure, of this height in pixels."""
        self.figure.set_size_inches(self.width / 72, height / 72)
        self.axes.set(xlim=(0, self.width), ylim=(height, 0))
        for axes, (x, y, wide, high) in self._panels:
            axes.set_position((x / self.width, 1 - (y + high) / height, wide / self.width, high / height))
        return self.figure

    # Words

    def write(self, x: float, y: float, words: str, style: Style) -> None:
        """Write one line; x is its left end, y its middle."""
        self.axes.text(
            x, y + _TO_BASELINE * style.size, words, color=COLOURS[style.colour], zorder=5, va="baseline", **style.font
        )

    def upright(self, x: float, y: float, words: str, style: Style) -> None:
        """Write one line from below to above; x is its middle, y its beginning."""
        x += _TO_BASELINE * style.size
        self.axes.text(x, y, words, color=COLOURS[style.colour], va="baseline", ha="left", rotation=90,
                       rotation_mode="anchor", **style.font)  # fmt: skip

    def paragraph(
        self, x: float, y: float, words: str, style: Style, room: float, most_lines: int | None = None
    ) -> float:
        """Write words from the top y on, in lines of at most `room` pixels; return where they end."""
        for line in wrapped(words, style, room, most_lines):
            self.write(x, y + style.step / 2, line, style)
            y += style.step
        return y

    # Lines and areas

    def line(
        self, points: Sequence[Point], colour: str, thick: float = 1.2, dashes: Sequence[float] = (),
        cap: str = "butt", zorder: float = 1,
    ) -> None:  # fmt: skip
        """Draw a line through points; cap: how it ends, "butt" or "round"."""
        self.axes.plot(
            *zip(*points, strict=True), color=COLOURS[colour], linewidth=thick, zorder=zorder,
            linestyle=(0, tuple(dashes)) if dashes else "solid", solid_capstyle=cap, solid_joinstyle="round",
        )  # fmt: skip

    def arc(
        self, x: float, y: float, wide: float, high: float, colour: str, thick: float, fill: str = "",
        between: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        """Draw an ellipse around a middle, or of it what lies `between` two angles, in degrees and clockwise."""
        from matplotlib.patches import Arc, Ellipse

        looks: dict[str, Any] = {"edgecolor": COLOURS[colour], "linewidth": thick, "zorder": 4}
        if between:
            self.axes.add_patch(Arc((x, y), wide, high, theta1=between[0], theta2=between[1], **looks))
        else:
            self.axes.add_patch(Ellipse((x, y), wide, high, facecolor=COLOURS[fill] if fill else "none", **looks))

    def marker(self, x: float, y: float, marker: str, size: float, colour: str) -> None:
        """Draw one of matplotlib's markers, with an edge of paper around it."""
        self.axes.plot(
            [x], [y], marker=marker, markersize=size, color=COLOURS[colour], markeredgecolor=COLOURS["paper"], zorder=2
        )

    def strokes(self, pairs: Sequence[tuple[Point, Point]], colour: str, thick: float, cap: str = "butt") -> None:
        """Draw many straight strokes as one path; cap: how they end, "butt" or "round"."""
        from matplotlib.path import Path

        if pairs:
            path = Path([point for pair in pairs for point in pair], [Path.MOVETO, Path.LINETO] * len(pairs))
            # A closed shape would be clipped and simplified; this is to come out as it went in.
            path.should_simplify = False
            self._path(path, colour, thick, clip_on=False, cap=cap)

    def dots(self, points: Sequence[Point], colour: str, size: float) -> None:
        """Draw many dots as one path: each is a stroke without length, with round ends."""
        self.strokes([(point, point) for point in points], colour, size, "round")

    def areas(self, outlines: Sequence[Sequence[Point]], colour: str) -> None:
        """Draw many filled polygons as one path."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if outlines:
            corners = [corner for outline in outlines for corner in [*outline, outline[0]]]
            codes = [
                code
                for outline in outlines
                for code in [Path.MOVETO, *[Path.LINETO] * (len(outline) - 1), Path.CLOSEPOLY]
            ]
            self.axes.add_patch(PathPatch(Path(corners, codes), facecolor=COLOURS[colour], edgecolor="none", zorder=2))

    def box(
        self, x: float, y: float, wide: float, high: float, fill: str = "", edge: str = "", thick: float = 0.0,
        radius: float = 0.0, dashes: Sequence[float] = (), alpha: float | None = None, zorder: float = 1,
    ) -> None:  # fmt: skip
        """Draw a rectangle, filled, with an edge, or both; radius: of its corners."""
        from matplotlib.patches import FancyBboxPatch

        self.axes.add_patch(
            FancyBboxPatch(
                (x, y), wide, high, boxstyle=f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0",
                facecolor=COLOURS[fill] if fill else "none", edgecolor=COLOURS[edge] if edge else "none",
                linewidth=thick, linestyle=(0, tuple(dashes)) if dashes else "solid", alpha=alpha, zorder=zorder,
            )
        )  # fmt: skip

    def polygon(self, corners: Sequence[Point], colour: str, zorder: float = 4) -> None:
        """Draw a filled polygon."""
        from matplotlib.patches import Polygon

        self.axes.add_patch(Polygon(corners, closed=True, facecolor=COLOURS[colour], edgecolor="none", zorder=zorder))

    def way(self, points: Sequence[Point], colour: str, thick: float, dashes: Sequence[float] = ()) -> None:
        """Draw a line with round corners through points."""
        from matplotlib.path import Path

        vertices, codes = [points[0]], [Path.MOVETO]
        corners = [complex(*point) for point in points]
        for before, at, after in zip(corners, corners[1:], corners[2:], strict=False):
            radius = min(_CORNER, abs(at - before) / 2, abs(after - at) / 2)
            ends = at - radius * _direction(before, at), at, at + radius * _direction(at, after)
            vertices += [(end.real, end.imag) for end in ends]
            codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
        self._path(Path([*vertices, points[-1]], [*codes, Path.LINETO]), colour, thick, dashes)

    def arrow(self, points: Sequence[Point], colour: str, thick: float = 1.2, dashes: Sequence[float] = ()) -> None:
        """Draw a way with a head at its end."""
        tip = complex(*points[-1])
        back = -(6.0 + thick) * _direction(complex(*points[-2]), tip)
        # The line ends within its head, or its square end would stand beside the tip.
        end = tip + 0.7 * back
        self.way([*points[:-1], (end.real, end.imag)], colour, thick, dashes)
        corners = tip, tip + back * (1 + 0.45j), tip + back * (1 - 0.45j)
        self.polygon([(corner.real, corner.imag) for corner in corners], colour)

    def _path(
        self, path: Any, colour: str, thick: float, dashes: Sequence[float] = (), clip_on: bool = True,
        cap: str = "butt",
    ) -> None:  # fmt: skip
        from matplotlib.patches import PathPatch

        self.axes.add_patch(
            PathPatch(
                path, facecolor="none", edgecolor=COLOURS[colour], linewidth=thick, capstyle=cap, zorder=2,
                linestyle=(0, tuple(dashes)) if dashes else "solid", clip_on=clip_on,
            )
        )  # fmt: skip

    # Axes, and what explains them

    def panel(self, x: float, y: float, wide: float, high: float) -> Any:
        """Return matplotlib axes for this rectangle, in which data is drawn by its own numbers."""
        axes: Any = self.figure.add_axes((0, 0, 1, 1), facecolor="none", label=f"panel {len(self._panels)}")
        self._panels.append((axes, (x, y, wide, high)))
        axes.spines[:].set_color(COLOURS["rule"])
        axes.spines[["top", "right"]].set_visible(False)
        colours = {"labelcolor": COLOURS["soft"], "color": COLOURS["rule"]}
        axes.tick_params(which="both", labelsize=self.small.size, **colours)
        return axes

    def panels(
        self, titles: Iterable[str], y: float, left: float, below: float, high: float | None = None
    ) -> tuple[list[Any], float]:
        """Return a panel for each title, on a broad canvas beside each other, and where they end.

        left: room for what is left of each. below: room for what is below each. high: None for squares.
        """
        titles = list(titles)
        columns = len(titles) if self.is_broad else 1
        wide = (self.width - 8 - left * columns) / columns
        if high is None:
            wide = high = min(wide, 290.0)
        head = 1.7 * self.text.size
        found = []
        for number, title in enumerate(titles):
            row, column = divmod(number, columns)
            top = y + row * (head + high + below) + head
            found.append(self.panel(left + column * (left + wide), top, wide, high))
            self.write(left + column * (left + wide), top - 0.5 * head, title, self.bold)
        return found, y + -(-len(titles) // columns) * (head + high + below)

    def label(self, axes: Any, across: str, up: str = "", style: Style | None = None) -> None:
        """Write what a panel's axes say."""
        style = style or self.small
        axes.set_xlabel(across, color=COLOURS[style.colour], **style.font)
        if up:
            axes.set_ylabel(up, color=COLOURS[style.colour], **style.font)

    def logarithmic(self, axis: Any, numbers: Iterable[float]) -> None:
        """Put ticks with plain numbers on a logarithmic axis: over less than two decades at 2 and 5 too."""
        from matplotlib.ticker import LogLocator, NullFormatter

        numbers = list(numbers)
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if max(numbers) < 100 * min(numbers) else (1,)))
        axis.set_major_formatter(lambda number, _: short(number))
        axis.set_minor_formatter(NullFormatter())

    def series(self, look: Look) -> Callable[[float, float], None]:
        """Return the sign of a series for the legend."""

        def sign(x: float, y: float) -> None:
            self.axes.plot(
                [x, x + 14, x + 28], [y] * 3, linestyle=look.stroke, color=COLOURS[look.colour], linewidth=1.6,
                marker=look.marker, markevery=[1], markersize=6,
            )  # fmt: skip

        return sign

    def legend(
        self, entries: Iterable[Entry], y: float, style: Style | None = None, x: float = 0.0
    ) -> tuple[float, float]:
        """Write what signs mean, as many entries in a row as there is room for; return their right end and bottom."""
        style = style or self.text
        left, right, step = x, x, 1.75 * style.size
        for entry in entries:
            wide = entry.sign_width + 6 + width(entry.says, style)
            if x > left and x + wide > self.width:
                x, y = left, y + step
            entry.sign(x, y + step / 2)
            self.write(x + entry.sign_width + 6, y + step / 2, entry.says, style)
            right = max(right, x + wide)
            x += wide + 18
        return right, y + step


def _direction(start: complex, end: complex) -> complex:
    return (end - start) / (abs(end - start) or 1)
