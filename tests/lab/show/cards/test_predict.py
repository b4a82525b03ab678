"""The question before a run."""

import pytest

from scripts.lab.show.cards.predict import predict
from tests.lab.show.made_up import Elements

ANSWERS = {"it <raises>": "Right from 3.12 on. It says `why`.", "it waits": "Wrong. Nothing holds it."}


def test_a_question_with_choices_of_which_one_can_be_taken() -> None:
    shown = predict("What does `start()` do?", ANSWERS)
    assert shown.text == "Predict: What does `start()` do?\n  ( ) it <raises>\n  ( ) it waits"
    page = Elements(shown.html)
    choices = page.named("details")
    assert len(choices) == 2
    assert len({choice["name"] for choice in choices}) == 1
    assert not any("open" in choice for choice in choices)
    assert [one["class"] for one in page.named("p") if "class" in one] == ["lab-true", "lab-false"]
    assert "it <raises>" in page.text
    assert page.named("code")
    assert page.open == []


def test_two_questions_on_a_page_do_not_share_an_answer() -> None:
    names = [Elements(predict(question, ANSWERS).html).named("details")[0]["name"] for question in ("one", "two")]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"this": "Right. It is."}, "two choices"),
        ({"this": "Right. It is.", "that": "It is not."}, "begins with Right or Wrong: 'It is not.'"),
        ({"this": "Right. It is.", "that": "Wrongly so."}, "begins with Right or Wrong"),
        ({"this": "Wrong. No.", "that": "Wrong. No."}, "no choice"),
    ],
)
def test_a_question_that_cannot_be_answered(choices: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        predict("What?", choices)
