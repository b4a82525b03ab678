"""The wait graph as a picture: threads, what they wait for, and which process or thread could end each wait."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import Canvas, Entry, figure
from scripts.lab.show.html import rendered
from scripts.lab.show.wait_graph.build import wait_graph
from scripts.lab.show.wait_graph.icons import draw_icon
from scripts.lab.show.wait_graph.layout import layout
from scripts.lab.show.wait_graph.lines import as_lines
from scripts.lab.show.wait_graph.model import WaitGraph
from scripts.lab.show.wait_graph.page import Shape
from scripts.lab.show.wait_graph.seats import ASIDE
from scripts.lab.show.wait_graph.sentences import as_sentences

if TYPE_CHECKING:
    from scripts.lab.records.diagnosis import Diagnosis
    from scripts.lab.records.run import Run

# The colour, the thickness and the dashes of each kind of arrow; what closes a cycle lies above what it crosses.
_STROKES: dict[str, tuple[str, float, tuple[float, ...]]] = {
    "waits": ("ink", 1.3, ()),
    "ends": ("soft", 1.3, ()),
    "closes": ("deadlocked", 2.4, ()),
    "vanished": ("deadlocked", 1.7, (3.2, 2.2)),
}
_LOOKS: dict[str, dict[str, Any]] = {
    "process": {"fill": "rule", "alpha": 0.3, "zorder": 0},
    "beyond": {"edge": "soft", "thick": 1, "dashes": (1, 2.5)},
    "waiter": {"fill": "paper", "edge": "ink", "thick": 1.2},
    "unseen": {"edge": "soft", "thick": 1},
    "helper": {"fill": "paper", "edge": "soft", "thick": 1},
    "vanished": {"edge": "deadlocked", "thick": 1.7, "dashes": (4, 3)},
    "thing": {"fill": "paper", "edge": "soft", "thick": 1.1},
}
_LEGEND = {
    "waits": "waits for",
    "ends": "could end the wait",
    "closes": "could end the wait, closing the cycle",
    "vanished": "vanished owner: could end the wait, but does not exist",
    "limit": "with a time limit",
}


def graph(run: "Run | Diagnosis", caption: str = "") -> Displayable:
    """Return a picture of the waits at the moment when a run was stopped or a process was looked at.

    caption: a line under it. A run without evidence has no picture: then it says so.
    """
    seen = wait_graph(run.evidence, _program(run), run.stuck)
    if seen.is_empty:
        says = _nothing(run)
        return Displayable(rendered("wait_graph/nothing.html", says=says), says)
    alt = f"Wait graph. {as_sentences(seen)}"
    return figure(lambda canvas: _draw(canvas, seen), alt, caption, as_lines(seen))


def _program(run: "Run | Diagnosis") -> int | None:
    """Return the process that was started as the evidence numbers it; inside a namespace it has two numbers."""
    pids = [thread.pid for thread in run.evidence]
    return next((pid for pid in (run.pid, run.machine_pid) if pid in pids), None)


def _nothing(run: "Run | Diagnosis") -> str:
    return f"{run.summary}: no thread was left waiting, or none could be looked at. There is nothing to draw."


def _draw(canvas: Canvas, seen: WaitGraph) -> float:
    page = layout(seen, canvas.width)
    for shape in page.shapes:
        _shape(canvas, shape)
    for route in sorted(page.routes, key=lambda one: list(_STROKES).index(one.kind)):
        canvas.arrow(route.points, *_STROKES[route.kind])
    for icon in page.icons:
        draw_icon(canvas, icon.kind, icon.x, icon.y)
    for words in page.words:
        canvas.write(words.x, words.y, words.text, words.style)
    occurring = {route.kind for route in page.routes} | {icon.kind for icon in page.icons}
    entries = [Entry(says, _sign(canvas, kind)) for kind, says in _LEGEND.items() if kind in occurring]
    right, bottom = canvas.legend(entries, page.height + 12, ASIDE, x=2)
    canvas.width = min(canvas.width, max(page.width, right) + 2)
    return bottom


def _sign(canvas: Canvas, kind: str) -> Callable[[float, float], None]:
    if kind == "limit":
        return lambda x, y: draw_icon(canvas, kind, x + 6, y - 8)
    return lambda x, y: canvas.arrow([(x, y), (x + 22, y)], *_STROKES[kind])


def _shape(canvas: Canvas, shape: Shape) -> None:
    box = shape.box
    radius = min(box.height / 2, 15.0) if shape.kind == "thing" else min(box.height / 4, 5.0)
    if shape.many and shape.kind == "process":  # through which one could see what stands behind it
        for back in (3, 6):
            right, bottom = box.right + back, box.bottom + back
            canvas.way([(box.x + back, bottom), (right, bottom), (right, box.y + back)], "rule", 1.3)
    for back in (6, 3, 0) if shape.many and shape.kind != "process" else (0,):
        looks = {"zorder": 3, **_LOOKS[shape.kind]}
        canvas.box(box.x + back, box.y + back, box.width, box.height, radius=radius, **looks)
