"""Rates and their intervals, by the methods of England's public health agencies (OHID).

Counts: Byar's method from 10 events, exact Poisson below. Shares: Wilson. Rates standardised to another age mix:
direct, with Dobson's limits. All take arrays and give arrays of the same shape.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

FEWEST_FOR_BYAR = 10  # below this Byar's approximation is not used, nor a standardised rate given

EUROPEAN_STANDARD_2013 = (
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
)  # 19 bands, 0-4 to 90+ (Eurostat 2013)


class Interval(NamedTuple):
    """The lower and the upper limit, in the unit of what they are limits of."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Rate(NamedTuple):
    """A rate with its limits, all per the same number of people."""

    value: float
    low: float
    high: float


def poisson_exact(events: ArrayLike, confidence: float = 0.95) -> Interval:
    """Give exact Poisson limits of counts (Garwood 1936; the gamma form of the chi-squared one)."""
    count, tail = np.asarray(events, dtype=float), (1 - confidence) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
    return Interval(low, gammaincinv(count + 1, 1 - tail))


def byar(events: ArrayLike, confidence: float = 0.95) -> Interval:
    """Give limits of counts of events: Byar's method (Breslow and Day 1987), exact below ten."""
    count = np.asarray(events, dtype=float)
    z = _z(confidence)
    many, more = np.maximum(count, FEWEST_FOR_BYAR), np.maximum(count, FEWEST_FOR_BYAR) + 1
    low = many * (1 - 1 / (9 * many) - z / (3 * np.sqrt(many))) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    exact, few = poisson_exact(count, confidence), count < FEWEST_FOR_BYAR
    return Interval(np.where(few, exact.low, low), np.where(few, exact.high, high))


def wilson(events: ArrayLike, people: ArrayLike, confidence: float = 0.95) -> Interval:
    """Give limits of a share, 0 to 1, from those with it among all people (Wilson 1927)."""
    count, size = np.asarray(events, dtype=float), np.asarray(people, dtype=float)
    z = _z(confidence)
    middle = 2 * count + z**2
    spread = z * np.sqrt(z**2 + 4 * count * (1 - count / size))
    below = 2 * (size + z**2)
    return Interval((middle - spread) / below, (middle + spread) / below)


def directly_standardised(
    events: ArrayLike,
    people: ArrayLike,
    standard: ArrayLike = EUROPEAN_STANDARD_2013,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Rate:
    """Give the rate a standard population would have at these age-specific rates, `per` people, with Dobson limits.

    One entry a band, all three of one length. NaN when there are fewer than ten events in all.
    """
    count, size, weight = (np.asarray(each, dtype=float) for each in (events, people, standard))
    total = float(count.sum())
    if total < FEWEST_FOR_BYAR:
        return Rate(np.nan, np.nan, np.nan)
    rate = float((weight * count / size).sum() / weight.sum())
    variance = float((weight**2 * count / size**2).sum() / weight.sum() ** 2)
    limits, scale = byar(total, confidence), np.sqrt(variance / total)
    low, high = (rate + scale * (float(limit) - total) for limit in limits)
    return Rate(per * rate, per * low, per * high)


def _z(confidence: float) -> float:
    return float(ndtri(0.5 + confidence / 2))
