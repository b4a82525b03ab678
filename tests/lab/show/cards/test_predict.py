"""A question before the run."""

import pytest

from scripts.lab.show.cards.predict import predict
from tests.lab.show.made_up import Elements


def test_a_question_with_choices_of_which_one_can_be_taken() -> None:
    shown = predict("What does `start()` do?", "it <raises>", "it waits")
    assert shown.text == "Predict: What does `start()` do?\n  ( ) it <raises>\n  ( ) it waits"
    page = Elements(shown.html)
    radios = page.named("input")
    assert len(radios) == 2
    assert len({radio["name"] for radio in radios}) == 1
    assert "it <raises>" in page.text
    assert page.named("code")
    assert page.open == []


def test_two_questions_on_a_page_do_not_share_an_answer() -> None:
    names = [Elements(predict(question, "a", "b").html).named("input")[0]["name"] for question in ("one", "two")]
    assert names[0] != names[1]


def test_one_choice_is_none() -> None:
    with pytest.raises(ValueError, match="two choices"):
        predict("What?", "this")
