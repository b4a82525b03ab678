"""Whether a share that was counted can be chance, so that a claim about a rate gets its tolerance from the trials.

Each test is wrong with at most a stated probability, for independent trials of any rates with the given mean: the
bound of Chernoff and Hoeffding (W. Hoeffding, "Probability Inequalities for Sums of Bounded Random Variables", 1963,
theorem 1). The more trials, the narrower it is; near 0 and 1 it is narrow from the start.
"""

import math

from scripts.lab.errors import InvalidRequest

ERROR = 1e-6
"""The probability with which chance alone makes a true claim fail."""


def rate_is(share: float, rate: float, trials: int, error: float = ERROR) -> bool:
    """Tell whether a share of trials agrees with a rate.

    share: of the trials, what was counted. rate: what was to be expected, 0 to 1. trials: their number, at least 1.
    error: the probability of the answer False where the rate is the true one. Raises InvalidRequest for other values.
    """
    return rate_is_at_most(share, rate, trials, error / 2) and rate_is_at_least(share, rate, trials, error / 2)


def rate_is_at_most(share: float, rate: float, trials: int, error: float = ERROR) -> bool:
    """Tell whether a share of trials agrees with a rate, or with any lower one; else as rate_is()."""
    return _bound(share, rate, trials, error) or share <= rate


def rate_is_at_least(share: float, rate: float, trials: int, error: float = ERROR) -> bool:
    """Tell whether a share of trials agrees with a rate, or with any higher one; else as rate_is()."""
    return _bound(share, rate, trials, error) or share >= rate


def _bound(share: float, rate: float, trials: int, error: float) -> bool:
    """Tell whether a share so far from the rate is as probable as `error`, or the bound cannot exclude it."""
    if not (0 <= share <= 1 and 0 <= rate <= 1 and trials >= 1 and 0 < error < 1):
        raise InvalidRequest(
            f"a share of {share} in {trials} trials, a rate of {rate} and an error of {error} make no sense: "
            "shares and rates are from 0 to 1, the error lies between them, and there is a trial at least"
        )
    return trials * _divergence(share, rate) <= -math.log(error)


def _divergence(share: float, rate: float) -> float:
    """The relative entropy of a coin that falls by `share` against one that falls by `rate`, in nats."""
    total = 0.0
    for observed, expected in ((share, rate), (1 - share, 1 - rate)):
        if observed > 0:
            if expected <= 0:
                return math.inf
            total += observed * math.log(observed / expected)
    return total
