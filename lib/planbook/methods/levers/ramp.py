"""How much of a lever is in force in each financial year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MONTHS = 12.0
SHORTEST_RAMP = 1 / 30  # of a month: a ramp of nought months is full reach at once
APRIL = 3  # a financial year begins in the fourth month of its first calendar year


def in_force(start: str, lead_months: Floats, ramp_months: Floats, years: Sequence[int]) -> Floats:
    """Give the mean share of full reach in force in each year, 0 to 1, shape (draw, year).

    Nothing until `lead_months` after `start` (2027-04), then straight up to all of it over `ramp_months`. From April
    2027 with no lead and 12 months' ramp: half in 2027/28, all after.
    """
    year, month = (int(part) for part in start.split("-"))
    begins = (year * MONTHS + month - 1) + np.asarray(lead_months, dtype=float)[:, None]
    ramp = np.maximum(np.asarray(ramp_months, dtype=float)[:, None], SHORTEST_RAMP)
    opens = np.array([first * MONTHS + APRIL for first in years])[None, :] - begins
    return np.asarray((_had_by(opens + MONTHS, ramp) - _had_by(opens, ramp)) / MONTHS)


def lagged(shares: Floats, years_late: int) -> Floats:
    """Give shares by year as they come that many years later, shape (draw, year)."""
    if years_late <= 0:
        return shares
    late = np.zeros_like(shares)
    late[:, years_late:] = shares[:, :-years_late]
    return late


def newly(levels: Floats) -> Floats:
    """Give what is new in each year of levels that rise, shape as given, years along the second axis."""
    return np.maximum(np.diff(levels, axis=1, prepend=0.0), 0.0)


def _had_by(months: Floats, ramp: Floats) -> Floats:
    """Give the months' worth of full reach had by so many months after the beginning: the area under the ramp."""
    since = np.maximum(months, 0.0)
    rising = np.minimum(since, ramp)
    return np.asarray(rising**2 / (2 * ramp) + (since - rising))
