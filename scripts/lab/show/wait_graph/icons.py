"""The signs of what can be waited for: a padlock, a pipe, a clock; each in a square of 16 pixels."""

from collections.abc import Callable

from scripts.lab.show.figures.canvas import Canvas, Point

# Draws a part of an icon on a canvas: at the x and y of its upper left corner, so many times as large.
_Part = Callable[[Canvas, float, float, float], None]


def draw_icon(canvas: Canvas, kind: str, x: float, y: float) -> None:
    """Draw one; x and y are its upper left corner. kind: a Thing's kind, or "limit"."""
    for part in ICONS.get(kind, _CIRCLE):
        part(canvas, x, y, 1.0)


def _line(*points: Point, thick: float = 1.3) -> _Part:
    def draw(canvas: Canvas, x: float, y: float, scale: float) -> None:
        placed = [(x + across * scale, y + down * scale) for across, down in points]
        canvas.line(placed, "ink", thick, cap="round", zorder=4)

    return draw


def _area(*points: Point) -> _Part:
    return lambda canvas, x, y, scale: canvas.polygon([(x + a * scale, y + d * scale) for a, d in points], "ink")


def _oval(
    across: float, down: float, wide: float, high: float, fill: str = "", between: tuple[float, float] | None = None
) -> _Part:
    """Return an oval around a middle, or what of it lies between two angles."""
    return lambda canvas, x, y, scale: canvas.arc(
        x + across * scale, y + down * scale, wide * scale, high * scale, "ink", 1.3, fill, between
    )


def _small(part: _Part) -> _Part:
    return lambda canvas, x, y, scale: part(canvas, x + 3.9 * scale, y + 5.6 * scale, 0.46 * scale)


_PADLOCK = (
    _area((2.5, 7), (13.5, 7), (13.5, 15), (2.5, 15)),
    _line((4.8, 7), (4.8, 5), thick=1.5),
    _line((11.2, 7), (11.2, 5), thick=1.5),
    _oval(8, 5, 6.4, 7.4, between=(180, 360)),
)
_CLOCK = (_oval(8, 8, 12.6, 12.6), _line((8, 4.6), (8, 8), (10.6, 9.6)))
_CIRCLE = (_oval(8, 8, 9, 9),)
ICONS: dict[str, tuple[_Part, ...]] = {
    "lock": _PADLOCK,
    "pipe": (
        _oval(3, 8, 3.6, 8),
        _line((3, 4), (13, 4)),
        _line((3, 12), (13, 12)),
        _oval(13, 8, 3.6, 8, between=(-90, 90)),
    ),
    "socket": (_oval(3.2, 8, 5, 5), _oval(12.8, 8, 5, 5, fill="ink"), _line((5.7, 8), (10.3, 8))),
    # A bell push.
    "eventfd": (_oval(8, 8, 12, 12), _oval(8, 8, 4, 4, fill="ink")),
    # A flag.
    "child": (_line((3.5, 1.5), (3.5, 15), thick=1.6), _area((3.5, 1.5), (13.5, 5.2), (3.5, 9))),
    # A sheet with a small padlock on it.
    "file-lock": (
        _line((2.5, 1), (9, 1), (12.5, 4.5), (12.5, 15), (2.5, 15), (2.5, 1)),
        _line((9, 1), (9, 4.5), (12.5, 4.5)),
        *map(_small, _PADLOCK),
    ),
    # A flash.
    "signal": (_area((9.5, 0.8), (3.5, 9), (7.4, 9), (6, 15.2), (12.5, 6.4), (8.4, 6.4)),),
    # A list.
    "any-of": tuple(
        part
        for down in (3.5, 8, 12.5)
        for part in (_oval(3, down, 2, 2, fill="ink"), _line((6.5, down), (14, down), thick=1.5))
    ),
    "time": _CLOCK,
    "limit": _CLOCK,
}
