"""Beds and spaces: from people and their stay to beds in use, beds needed and the chance of being full."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

DAYS = 365.0
MINUTES_AN_HOUR = 60.0
Floats = NDArray[np.float64]
Numbers = TypeVar("Numbers", float, xr.DataArray, xr.Variable)


def occupied_beds(admissions: float, stay_days: float) -> float:
    """Give beds in use on an average day; 25,000 admissions of 6.8 days use 465.75."""
    return admissions * stay_days / DAYS


def beds_needed(occupied: float, occupancy: float) -> float:
    """Give beds to have for so many in use at that occupancy (0 to 1); 465.75 at 0.92 need 506.25."""
    return occupied / occupancy


def spaces_for(minutes: Numbers, weeks: Numbers, hours: Numbers, utilisation: Numbers) -> Numbers:
    """Give spaces to have for so many minutes of use a year, open so many weeks and hours a week, used so much.

    80,000 visits of 240 minutes, 52 weeks of 168 hours, half used: 73.2601.
    """
    return minutes / MINUTES_AN_HOUR / (weeks * hours * utilisation)


def erlang_b(offered: float, beds: int) -> float:
    """Give the chance of finding all beds full when nobody waits; 10 Erlangs and 12 beds give 0.119739."""
    blocked = 1.0
    for bed in range(1, beds + 1):
        blocked = offered * blocked / (bed + offered * blocked)
    return blocked


def erlang_c(offered: float, beds: int) -> float:
    """Give the chance of having to wait; 10 Erlangs and 12 beds give 0.449388; 1 where beds are too few."""
    if offered >= beds:
        return 1.0
    blocked = erlang_b(offered, beds)
    return beds * blocked / (beds - offered * (1 - blocked))


def chances_full(offered: Floats, beds: int) -> tuple[Floats, Floats]:
    """Give Erlang's B and C of many loads at once: all beds taken when nobody waits, and having to wait for one."""
    blocked = np.ones_like(offered)
    for bed in range(1, beds + 1):
        blocked = offered * blocked / (bed + offered * blocked)
    room = np.where(offered < beds, beds - offered * (1 - blocked), 1.0)
    return blocked, np.where(offered >= beds, 1.0, beds * blocked / room)
