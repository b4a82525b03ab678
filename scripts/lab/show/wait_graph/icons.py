"""The signs of what can be waited for: a padlock, a pipe, a clock; each in a square of 16 pixels."""

from scripts.lab.show.figures.canvas import Canvas

_THIN = 1.3


def draw_icon(canvas: Canvas, kind: str, x: float, y: float) -> None:
    """Draw one; x and y are its upper left corner, and y grows downwards. kind: a Thing's kind, or "limit"."""
    {
        "lock": _lock,
        "pipe": _pipe,
        "socket": _socket,
        "child": _flag,
        "file-lock": _file_lock,
        "signal": _bolt,
        "any-of": _list,
        "time": _clock,
        "limit": _clock,
    }.get(kind, _circle)(canvas, x, y)


def _line(canvas: Canvas, *points: tuple[float, float], thick: float = _THIN) -> None:
    canvas.line(points, "ink", thick, cap="round", zorder=4)


def _filled(canvas: Canvas, *points: tuple[float, float]) -> None:
    canvas.polygon(points, "ink")


def _round(canvas: Canvas, x: float, y: float, width: float, height: float, filled: bool = False) -> None:
    canvas.arc(x, y, width, height, "ink", _THIN, fill="ink" if filled else "")


def _arch(canvas: Canvas, x: float, y: float, width: float, height: float, since: float, until: float) -> None:
    canvas.arc(x, y, width, height, "ink", _THIN, between=(since, until))


def _lock(canvas: Canvas, x: float, y: float) -> None:
    _padlock(canvas, x, y, 1.0)


def _padlock(canvas: Canvas, x: float, y: float, scale: float) -> None:
    def at(across: float, down: float) -> tuple[float, float]:
        return x + across * scale, y + down * scale

    _filled(canvas, at(2.5, 7), at(13.5, 7), at(13.5, 15), at(2.5, 15))
    _line(canvas, at(4.8, 7), at(4.8, 5), thick=1.5)
    _line(canvas, at(11.2, 7), at(11.2, 5), thick=1.5)
    # y grows downwards, so the upper half of a circle is the one from 180 to 360 degrees.
    _arch(canvas, *at(8, 5), 6.4 * scale, 7.4 * scale, 180, 360)


def _pipe(canvas: Canvas, x: float, y: float) -> None:
    _round(canvas, x + 3, y + 8, 3.6, 8)
    _line(canvas, (x + 3, y + 4), (x + 13, y + 4))
    _line(canvas, (x + 3, y + 12), (x + 13, y + 12))
    _arch(canvas, x + 13, y + 8, 3.6, 8, -90, 90)


def _socket(canvas: Canvas, x: float, y: float) -> None:
    _round(canvas, x + 3.2, y + 8, 5, 5)
    _round(canvas, x + 12.8, y + 8, 5, 5, filled=True)
    _line(canvas, (x + 5.7, y + 8), (x + 10.3, y + 8))


def _flag(canvas: Canvas, x: float, y: float) -> None:
    _line(canvas, (x + 3.5, y + 1.5), (x + 3.5, y + 15), thick=1.6)
    _filled(canvas, (x + 3.5, y + 1.5), (x + 13.5, y + 5.2), (x + 3.5, y + 9))


def _file_lock(canvas: Canvas, x: float, y: float) -> None:
    corners = [(2.5, 1), (9, 1), (12.5, 4.5), (12.5, 15), (2.5, 15), (2.5, 1)]
    _line(canvas, *((x + across, y + down) for across, down in corners))
    _line(canvas, (x + 9, y + 1), (x + 9, y + 4.5), (x + 12.5, y + 4.5))
    _padlock(canvas, x + 3.9, y + 5.6, 0.46)


def _bolt(canvas: Canvas, x: float, y: float) -> None:
    corners = [(9.5, 0.8), (3.5, 9), (7.4, 9), (6, 15.2), (12.5, 6.4), (8.4, 6.4)]
    _filled(canvas, *((x + across, y + down) for across, down in corners))


def _list(canvas: Canvas, x: float, y: float) -> None:
    for down in (3.5, 8, 12.5):
        _round(canvas, x + 3, y + down, 2, 2, filled=True)
        _line(canvas, (x + 6.5, y + down), (x + 14, y + down), thick=1.5)


def _clock(canvas: Canvas, x: float, y: float) -> None:
    _round(canvas, x + 8, y + 8, 12.6, 12.6)
    _line(canvas, (x + 8, y + 4.6), (x + 8, y + 8), (x + 10.6, y + 9.6))


def _circle(canvas: Canvas, x: float, y: float) -> None:
    _round(canvas, x + 8, y + 8, 9, 9)
