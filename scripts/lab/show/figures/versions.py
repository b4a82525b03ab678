"""Every demo on every recorded version, each outcome a sign: what changed when can be seen at one look."""

from collections import Counter
from collections.abc import Callable, Sequence

from scripts.lab.show.by_version import MEANING, Line, by_hazard, columns, lines, telling, when_and_where
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import Canvas, Entry, Point, figure
from scripts.lab.show.figures.text import Style, widest, width, wrapped
from scripts.lab.show.verdict import GLYPHS

_ROW = 12.0
_BEFORE_FREE_THREADED = 8.0
_SIZE = 4.2
"""Half of a sign's height."""


def version_map(caption: str = "") -> Displayable:
    """Return a picture of every demo by version: the kind of each outcome, from the recordings alone.

    A demo with several arguments has one row: see `telling`. Raises InvalidRequest where nothing is recorded.
    """
    order, groups = columns(), by_hazard(telling(lines()))
    caption = f"{caption} {when_and_where()}".lstrip()
    return figure(lambda canvas: _draw(canvas, order, groups), _alt(order, groups), caption, _text(order, groups))


def _draw(canvas: Canvas, order: Sequence[str], groups: dict[str, list[Line]]) -> float:
    label = Style(10.4, "ink")
    head = widest(order, canvas.small) + 8
    step = 33.0 if canvas.is_broad else 17.0
    left = canvas.width - step * len(order) - _BEFORE_FREE_THREADED
    at = {
        version: left + (place + 0.5) * step + _BEFORE_FREE_THREADED * version.endswith("t")
        for place, version in enumerate(order)
    }
    signs: dict[str, list[Point]] = {}
    rules: list[tuple[Point, Point]] = []
    kinds = {kind for group in groups.values() for one in group for kind in one.kinds}
    _, y = canvas.legend(
        [Entry(MEANING[kind], _sign(canvas, kind), 10) for kind in GLYPHS if kind in kinds], 0, canvas.small
    )
    for hazard, group in groups.items():
        y = round(y + head + 6)
        for above, line in enumerate(reversed(wrapped(hazard, canvas.bold, left - 6))):
            canvas.write(0, y - 9 - above * canvas.bold.step, line, canvas.bold)
        for version, x in at.items():
            canvas.upright(x, y - 3, version, canvas.small)
        for one in group:
            y += _ROW
            canvas.write(0, y - _ROW / 2, _cut(one.call.words, label, left - 6), label)
            rules.append(((0, y), (canvas.width, y)))
            for version, outcome in one.outcomes.items():
                signs.setdefault(outcome.kind, []).append((at[version], y - _ROW / 2))
    canvas.strokes(rules, "rule", 0.5)
    for kind, points in signs.items():
        _put(canvas, kind, points)
    return y + 4


def _sign(canvas: Canvas, kind: str) -> Callable[[float, float], None]:
    return lambda x, y: _put(canvas, kind, [(x + 5, y)])


def _put(canvas: Canvas, kind: str, points: Sequence[Point]) -> None:
    """Draw a sign around each point: all of one kind are one path, because there are thousands."""
    far, near = _SIZE, 0.8 * _SIZE
    if kind == "good":
        canvas.dots(points, "good", 5)
    elif kind == "killed":
        slants = [((x - near, y - way), (x + near, y + way)) for x, y in points for way in (near, -near)]
        canvas.strokes(slants, "killed", 2.2)
    elif kind == "waiting":
        canvas.dots(points, "waiting", 2 * far)
        canvas.dots(points, "paper", 1.1 * far)
    else:
        corners = {
            "failed": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
            "deadlocked": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
            "limit": ((0, -1), (1, 0.9), (-1, 0.9)),
            "absent": ((-0.6, -0.1), (0.6, -0.1), (0.6, 0.1), (-0.6, 0.1)),
        }[kind]
        outlines = [
            [(round(x + far * right, 1), round(y + far * down, 1)) for right, down in corners] for x, y in points
        ]
        canvas.areas(outlines, "soft" if kind == "absent" else kind)


def _cut(words: str, style: Style, room: float) -> str:
    if width(words, style) <= room:
        return words
    while words and width(words + "⋯", style) > room:
        words = words[:-1]
    return words.rstrip() + "⋯"


def _alt(order: Sequence[str], groups: dict[str, list[Line]]) -> str:
    """Say how many demos ended in which way on each version, and of each that changed, what it did when."""
    every = [one for group in groups.values() for one in group]
    parts = [f"{len(every)} demos by version of CPython."]
    for version in order:
        count = Counter(one.outcomes[version].kind for one in every if version in one.outcomes)
        parts.append(
            f"{version}: " + ", ".join(f"{count[kind]} {_briefly(kind)}" for kind in GLYPHS if count[kind]) + "."
        )
    same = sum(len(set(one.kinds)) == 1 for one in every)
    parts.append(f"{same} end in the same way on each version. The others:")
    parts += [f"{one.call.words}: {_told(one)}." for one in every if len(set(one.kinds)) > 1]
    return " ".join(parts)


def _briefly(kind: str) -> str:
    return {"good": "exited with 0", "failed": "failed", "waiting": "at their time limit", "limit": "at a limit"}.get(
        kind, kind
    )


def _told(one: Line) -> str:
    """Say in which order the kinds came: "killed from 3.8.18, failed from 3.11.7"."""
    parts, before = [], ""
    for version, outcome in one.outcomes.items():
        if outcome.kind != before and not version.endswith("t"):
            parts.append(f"{_briefly(outcome.kind)} from {version}")
            before = outcome.kind
    free = {_briefly(o.kind): v for v, o in one.outcomes.items() if v.endswith("t")}
    parts += [f"{kind} on {version}" for kind, version in free.items()]
    return ", ".join(parts)


def _text(order: Sequence[str], groups: dict[str, list[Line]]) -> str:
    rows = []
    for hazard, group in groups.items():
        rows.append(hazard)
        for one in group:
            glyphs = "  ".join(GLYPHS[one.outcomes[v].kind] if v in one.outcomes else " " for v in order)
            rows.append(f"  {glyphs}  {one.call.words}")
    return "\n".join([f"{', '.join(order)}:", *rows, *(f"{GLYPHS[kind]} {says}" for kind, says in MEANING.items())])
