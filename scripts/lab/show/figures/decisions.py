"""Questions below each other, each with what to do where its answer is yes; the last one has no question."""

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.lab.errors import InvalidRequest
from scripts.lab.show.displayable import Displayable
from scripts.lab.show.figures.canvas import DASHED, Canvas, figure
from scripts.lab.show.figures.text import Style, height

_PAD = 8.0
_GAP = 14.0
"""Between two questions, where the arrow for a no is."""


@dataclass(frozen=True)
class Decision:
    """A question, and what its yes leads to.

    question: empty in the last one, to which the no of the others leads. choose: what to do, in a few words. mind: what
    to beware of then, as a sentence.
    """

    question: str
    choose: str
    mind: str


def decisions(steps: Sequence[Decision], caption: str = "") -> Displayable:
    """Return a picture of decisions, to be read from above: a yes leads to the right, a no leads down.

    Raises InvalidRequest if there is none, or if another one than the last has no question.
    """
    if not steps or [bool(step.question) for step in steps] != [True] * (len(steps) - 1) + [False]:
        raise InvalidRequest("decisions are questions, and at their end what to do where no answer is yes")
    lines = [
        f"{number}. {step.question} Yes: {step.choose}. {step.mind}" for number, step in enumerate(steps[:-1], start=1)
    ]
    lines.append(f"Otherwise: {steps[-1].choose}. {steps[-1].mind}")
    return figure(lambda canvas: _draw(canvas, steps), f"Decisions. {' '.join(lines)}", caption, "\n".join(lines))


def _draw(canvas: Canvas, steps: Sequence[Decision]) -> float:
    return (_beside if canvas.is_broad else _below)(canvas, steps)


def _beside(canvas: Canvas, steps: Sequence[Decision]) -> float:
    """Draw each question at the left, and what its yes leads to at the right."""
    asked, left = 0.43 * canvas.width, 0.52 * canvas.width
    room = canvas.width - left
    y = 1.0
    for step in steps:
        question = step.question or "none of these"
        high = max(height([(question, canvas.text)], asked - 2 * _PAD), _leaf_height(canvas, step, room)) + 2 * _PAD
        middle = y + high / 2
        _question(canvas, 0, y, asked, high, question, dashed=not step.question)
        canvas.arrow([(asked, middle), (left, middle)], "soft")
        if step.question:
            canvas.write(asked + 14, middle - 0.8 * canvas.small.size, "yes", canvas.small)
            canvas.arrow([(20, y + high), (20, y + high + _GAP)], "soft")
            canvas.write(30, y + high + _GAP / 2, "no", canvas.small)
        _leaf(canvas, left, y, room, high, step)
        y += high + _GAP
    return y - _GAP + 1


def _below(canvas: Canvas, steps: Sequence[Decision]) -> float:
    """Draw what a yes leads to below its question."""
    left = 34.0
    canvas.write(0, canvas.small.step / 2, "the right arrow: yes; the left arrow: no", canvas.small)
    y, room = canvas.small.step + 6, canvas.width - left
    for step in steps:
        question = step.question or "none of these"
        high = height([(question, canvas.text)], canvas.width - 2 * _PAD) + 2 * _PAD
        _question(canvas, 0, y, canvas.width - 1, high, question, dashed=not step.question)
        top = y + high + 6
        leaf = _leaf_height(canvas, step, room) + 2 * _PAD
        canvas.arrow([(left - 10, y + high), (left - 10, top + leaf / 2), (left, top + leaf / 2)], "soft")
        if step.question:
            canvas.arrow([(8, y + high), (8, top + leaf + _GAP)], "soft")
        _leaf(canvas, left, top, room, leaf, step)
        y = top + leaf + _GAP
    return y - _GAP + 1


def _question(canvas: Canvas, x: float, y: float, wide: float, high: float, words: str, dashed: bool) -> None:
    canvas.box(x, y, wide, high, edge="rule", thick=1.2, radius=4, dashes=DASHED if dashed else ())
    style = Style(canvas.text.size, "soft") if dashed else canvas.text
    lines = height([(words, style)], wide - 2 * _PAD)
    canvas.paragraph(x + _PAD, y + (high - lines) / 2, words, style, wide - 2 * _PAD)


def _leaf_height(canvas: Canvas, step: Decision, room: float) -> float:
    return height([(step.choose, canvas.bold), (step.mind, canvas.small)], room - 2 * _PAD)


def _leaf(canvas: Canvas, x: float, y: float, wide: float, high: float, step: Decision) -> None:
    canvas.box(x, y, wide - 1, high, edge="good", thick=1.2, radius=4)
    inside = wide - 2 * _PAD
    y += (high - _leaf_height(canvas, step, wide)) / 2
    y = canvas.paragraph(x + _PAD, y, step.choose, canvas.bold, inside)
    canvas.paragraph(x + _PAD, y, step.mind, canvas.small, inside)
