"""Where the year would end: what was counted so far, and the plan's remaining months at the level seen so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from planbook.methods.monitoring.drift import REACH, Belief, related

EIGHTY_PCT = 0.9


def outturn(
    actual: Sequence[float], plan: Sequence[float], ahead: Sequence[float], plan_spread: float, weights: Sequence[float]
) -> Belief:
    """Give the year's total with its 80% interval: months counted, then the plan's months times the ratio so far.

    `actual` and `plan` are the months so far, `ahead` the plan's remaining ones, `weights` what each of all of them
    counts for in the year. `plan_spread` is the plan's own standard deviation over its mean, taken where one month is
    all there is. The interval holds the error of the ratio and the scatter of the months to come.
    """
    counted, planned, coming = (np.asarray(each, dtype=float) for each in (actual, plan, ahead))
    weight = np.asarray(weights, dtype=float)
    so_far, to_come = weight[: len(counted)], weight[len(counted) :]
    ratio = float(counted @ so_far / (planned @ so_far))
    rest = float(coming @ to_come) * ratio
    value = float(counted @ so_far) + rest
    if not len(coming):
        return Belief(value, value, value)
    reach = abs(rest) * _spread(np.log(counted / planned) - np.log(ratio), len(coming), plan_spread)
    return Belief(value, value - reach, value + reach)


def _spread(left: np.ndarray, ahead: int, plan_spread: float) -> float:
    """Give the reach of the 80% interval over what is to come, as a share of it."""
    months = len(left)
    if months < 3:
        return REACH * float(np.hypot(plan_spread, np.abs(left).max()))
    each = float(np.sqrt((left**2).sum() / (months - 1)))
    wide = related(left)
    return float(stdtrit(months - 1, EIGHTY_PCT)) * each * wide * float(np.sqrt(1 / months + 1 / ahead))
