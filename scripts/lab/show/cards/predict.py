"""predict(): the question that a learner answers before a run."""

import re
from collections.abc import Mapping
from hashlib import sha256

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered

_FIRST_WORD = re.compile(r"(Right|Wrong)\b")


def predict(question: str, choices: Mapping[str, str]) -> Displayable:
    """Return a question with its choices, one of which a reader opens before the next cell; `backticks` mark code.

    choices: what may happen, and the answer to a reader's choice of it: text that begins with "Right" or "Wrong" and
    says why. Several may be right, each for some versions. Raises ValueError for fewer than two choices, for an
    answer that begins otherwise, and where no choice is right.
    """
    if len(choices) < 2:
        raise ValueError("a prediction needs two choices or more")
    unclear = [answer for answer in choices.values() if not _FIRST_WORD.match(answer)]
    if unclear:
        raise ValueError(f"an answer begins with Right or Wrong: {unclear[0]!r}")
    if not any(_is_right(answer) for answer in choices.values()):
        raise ValueError("no choice of this prediction is right")
    html = rendered(
        "cards/predict.html",
        question=question,
        choices=[(choice, answer, _is_right(answer)) for choice, answer in choices.items()],
        # <details> of one name exclude each other; the name must not change from build to build.
        group="lab-" + sha256("\0".join((question, *choices)).encode()).hexdigest()[:12],
    )
    return Displayable(html, "\n".join([f"Predict: {question}"] + [f"  ( ) {choice}" for choice in choices]))


def _is_right(answer: str) -> bool:
    return answer.startswith("Right")
