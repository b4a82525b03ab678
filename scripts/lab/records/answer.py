"""What the checker of an exercise answers."""

from __future__ import annotations

from scripts.lab.records.record import Record
from scripts.lab.records.run import Document, Run


class Progress(Record):
    """How near a program came to a goal."""

    what: str
    """What was measured, in words, its unit at the end."""
    amount: float
    goal: float
    """The most that passes."""


class Answer(Document):
    """Whether a learner's program does what an exercise asks; if not, one thing that is wrong, and what to do next."""

    exercise: str
    """The name of the exercise, that of its program."""
    path: str
    passed: bool
    remark: str
    """What is still wrong; for a program that passes, what it shows."""
    next_step: str | None = None
    """None for a program that passes."""
    progress: list[Progress] = []
    seconds: float
    """What checking took."""
    runs: list[Run] = []
    """Every run of the program, in their order; the last one decided."""

    def __repr__(self) -> str:
        return f"<Answer to {self.exercise}: {'passed' if self.passed else self.remark}>"
