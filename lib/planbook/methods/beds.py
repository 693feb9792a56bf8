"""Beds: from people and their length of stay to beds in use, beds needed and the chance of being full."""

from __future__ import annotations

DAYS = 365.0


def occupied_beds(admissions: float, stay_days: float) -> float:
    """Give beds in use on an average day; 25,000 admissions of 6.8 days use 465.75."""
    return admissions * stay_days / DAYS


def beds_needed(occupied: float, occupancy: float) -> float:
    """Give beds to have for so many in use at that occupancy (0 to 1); 465.75 at 0.92 need 506.25."""
    return occupied / occupancy


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
