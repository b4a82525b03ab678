"""Which entry a pasted message means, and that most messages mean none."""

import random
import time

import pytest

from scripts.lab.symptom_index.index import matching
from tests.lab.symptom_index.messages import MEANS, MEANS_NOTHING


@pytest.mark.parametrize("message", MEANS)
def test_a_message_finds_its_entry_first(message: str) -> None:
    assert [one.id for one in matching(message)][:1] == [MEANS[message]]


@pytest.mark.parametrize("message", MEANS_NOTHING)
def test_no_answer_is_better_than_a_wrong_one(message: str) -> None:
    assert [one.id for one in matching(message)] == []


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "x'\"/ " * 200_000, "/" * 1_000_000, "'" * 1_000_000, "memory of a process\n" * 50_000],
    ids=["word", "quotes", "slashes", "apostrophes", "lines"],
)
def test_a_megabyte_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    started = time.process_time()
    assert matching(text) == []
    assert time.process_time() - started < 20


def test_noise_means_nothing() -> None:
    noise = random.Random(7).randbytes(300_000)
    assert matching(noise.decode("utf-8", errors="replace")) == []
