"""A share that agrees with a rate: never wrong more often than stated, and not blind."""

import math

import pytest

from scripts.lab.chance import rate_is, rate_is_at_least, rate_is_at_most
from scripts.lab.errors import InvalidRequest


def probability(hits: int, trials: int, rate: float) -> float:
    """Of exactly so many hits."""
    return math.comb(trials, hits) * rate**hits * (1 - rate) ** (trials - hits)


@pytest.mark.parametrize("trials", [1, 10, 100, 300])
@pytest.mark.parametrize("rate", [0.0, 0.001, 0.03, 0.25, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("test", [rate_is, rate_is_at_most, rate_is_at_least])
@pytest.mark.parametrize("error", [1e-6, 0.01])
def test_the_error_is_kept_exactly_counted(test: object, rate: float, trials: int, error: float) -> None:
    assert callable(test)
    refused = [hits for hits in range(trials + 1) if not test(hits / trials, rate, trials, error)]
    assert sum(probability(hits, trials, rate) for hits in refused) <= error


@pytest.mark.parametrize(
    "share, rate, trials",
    [(0.6, 0.4, 300), (0.4, 0.6, 300), (0.08, 0.01, 300), (0.01, 0.0, 100), (0.99, 1.0, 100), (0.53, 0.5, 10_000)],
)
def test_what_is_no_chance_is_seen(share: float, rate: float, trials: int) -> None:
    assert not rate_is(share, rate, trials)
    assert rate_is_at_most(share, rate, trials) is (share < rate)
    assert rate_is_at_least(share, rate, trials) is (share > rate)


def test_more_trials_see_more() -> None:
    assert rate_is(0.55, 0.5, 1000) and not rate_is(0.55, 0.5, 10_000)


@pytest.mark.parametrize(
    "share, rate, trials, error",
    [(1.1, 0.5, 10, 0.1), (0.5, -0.1, 10, 0.1), (0.5, 0.5, 0, 0.1), (0.5, 0.5, 10, 0.0), (math.nan, 0.5, 10, 0.1)],
)
def test_numbers_that_make_no_sense(share: float, rate: float, trials: int, error: float) -> None:
    with pytest.raises(InvalidRequest):
        rate_is(share, rate, trials, error)
