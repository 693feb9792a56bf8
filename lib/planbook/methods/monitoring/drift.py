"""Is an assumption outside its interval, and what would it be, weighed with what was seen?

Both are read as normal, an 80% interval being 2.563103 standard deviations wide. What was seen lies outside where it
differs from what was assumed by more than both their spreads explain, at a chance of false alarm that is shared among
all assumptions looked at together (Bonferroni). The proposed update weighs both by their precision:
`value = (a/s_a^2 + o/s_o^2) / (1/s_a^2 + 1/s_o^2)`, `spread = 1 / sqrt(1/s_a^2 + 1/s_o^2)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

EIGHTY = 2.563103
REACH = EIGHTY / 2
MOST_RELATED = 0.9


@dataclass(frozen=True)
class Belief:
    """A number with its 80% interval."""

    value: float
    low: float
    high: float

    @property
    def spread(self) -> float:
        """Its standard deviation, read off the interval."""
        return (self.high - self.low) / EIGHTY


def belief(value: float, spread: float) -> Belief:
    """Give a number and the 80% interval of its spread."""
    return Belief(value, value - REACH * spread, value + REACH * spread)


def apart(assumed: Belief, seen: Belief) -> float:
    """Give how many spreads of both together lie between what was assumed and what was seen; above 0: more."""
    return (seen.value - assumed.value) / float(np.hypot(assumed.spread, seen.spread))


def mark(tests: int, false_alarm_pct: float) -> float:
    """Give how many spreads apart is too far, so that of so many clean tests any is flagged that seldom."""
    return float(-ndtri(false_alarm_pct / 100 / max(tests, 1) / 2))


def weighed(assumed: Belief, seen: Belief) -> Belief:
    """Give both weighed by their precision; an assumption without spread is not moved."""
    if assumed.spread == 0:
        return assumed
    of_assumed, of_seen = 1 / assumed.spread**2, 1 / seen.spread**2
    value = (assumed.value * of_assumed + seen.value * of_seen) / (of_assumed + of_seen)
    return belief(value, 1 / float(np.sqrt(of_assumed + of_seen)))


def growth_seen(actual: Sequence[float], plan: Sequence[float], years_on: Sequence[float], chance: float) -> Belief:
    """Give by how much a year what happened grew faster than the plan, as a share, with its 80% interval.

    A straight line through nought of log(actual / plan) on years since the middle of the base year. Its spread holds
    the scatter of months (wider where neighbours are alike) and `chance`: how far a whole year strays from its
    forecast.
    """
    time = np.asarray(years_on, dtype=float)
    off = np.log(np.asarray(actual, dtype=float) / np.asarray(plan, dtype=float))
    slope = float(time @ off / (time @ time))
    of_months = scatter(off - slope * time) / float(np.sqrt(time @ time))
    spread = float(np.hypot(of_months, chance / time.mean()))
    return belief(slope, spread)


def scatter(left: np.ndarray) -> float:
    """Give the standard deviation of what is left, widened for months that resemble the one before."""
    if len(left) < 3:
        return float(np.abs(left).max()) if len(left) else 0.0
    spread = float(np.sqrt((left**2).sum() / (len(left) - 1)))
    return spread * related(left) * float(stdtrit(len(left) - 1, 0.9)) / REACH


def related(left: np.ndarray) -> float:
    """Give how much wider a mean's error is where neighbouring months are alike: sqrt((1 + r) / (1 - r)), r >= 0."""
    if len(left) < 4 or float((left**2).sum()) == 0:
        return 1.0
    alike = float((left[1:] * left[:-1]).sum() / (left**2).sum())
    kept = min(max(alike, 0.0), MOST_RELATED)
    return float(np.sqrt((1 + kept) / (1 - kept)))
