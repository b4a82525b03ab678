"""A question to answer before the cell is run."""

import re
from hashlib import sha256

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered


def predict(question: str, *choices: str) -> Displayable:
    """Return a question with its choices, to be picked before the next cell; `backticks` mark code.

    There is no right answer in it: the run gives that. Raises ValueError for fewer than two choices.
    """
    if len(choices) < 2:
        raise ValueError("a prediction needs two choices or more")
    html = rendered(
        "cards/predict.html",
        question=_pieces(question),
        choices=[_pieces(choice) for choice in choices],
        # Radio buttons of one name exclude each other; the name must not change from build to build.
        group="lab-" + sha256("\0".join((question, *choices)).encode()).hexdigest()[:12],
    )
    return Displayable(html, "\n".join([f"Predict: {question}"] + [f"  ( ) {choice}" for choice in choices]))


def _pieces(text: str) -> list[str]:
    """Cut a text into what is no code and what is, in turn."""
    return re.split(r"`([^`]+)`", text)
