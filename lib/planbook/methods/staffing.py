"""How many staff an amount of work takes: time standards with allowances (WISN) and cover of a roster.

WISN is the World Health Organization's "workload indicators of staffing need" (2010): workload over available working
time, times a factor for what a whole group does beside it, plus what some of them do. Numbers or labelled arrays.
"""

from __future__ import annotations

from typing import TypeVar

import xarray as xr

Amount = TypeVar("Amount", float, xr.DataArray, xr.Variable)

FULL_TIME_HOURS = 37.5  # a week on Agenda for Change
WEEK_HOURS = 168.0
DAYS_A_WEEK = 5.0
MINUTES = 60.0


def available_days(working: Amount, *away: Amount) -> Amount:
    """Give the days a year one full-time person is at work: 260 - 27 - 8 - 11.4 - 5 = 208.6."""
    left = working
    for days in away:
        left = left - days
    return left


def allowance_factor(shares: Amount) -> Amount:
    """Give how much larger a group must be for the share of time (0 to 1) it spends beside its workload: 1/(1 - s)."""
    return 1.0 / (1.0 - shares)


def wte_for_units(units: Amount, units_a_day: Amount, days: Amount, shares: Amount) -> Amount:
    """Give whole-time staff for a year's units at so many a day: 120,000 at 9 a day over 208.6 days need 63.9182.

    `shares` are of the whole group's time; what only some staff do is added by `individual_allowance`.
    """
    return units / units_a_day / days * allowance_factor(shares)


def wte_for_hours(hours: Amount, hours_available: Amount, shares: Amount) -> Amount:
    """Give whole-time staff for a year's hours of work, one person being there for `hours_available` of them."""
    return hours / hours_available * allowance_factor(shares)


def individual_allowance(staff: Amount, hours_each: Amount, hours_available: Amount) -> Amount:
    """Give the whole-time staff that a duty of some takes: so many people, so many hours a year each."""
    return staff * hours_each / hours_available


def wte_for_posts(posts: Amount, time_out: Amount, cover_hours: float = WEEK_HOURS) -> Amount:
    """Give whole-time staff that keep posts filled through `cover_hours` a week: one post round the clock takes 5.47.

    `time_out` is leave, sickness and study over time at work (0.22): shift hours x (1 + time out) / 37.5.
    """
    return posts * cover_hours * (1.0 + time_out) / FULL_TIME_HOURS


def headcount(wte: Amount, participation: Amount) -> Amount:
    """Give people for whole-time staff at so much of full time each (0 to 1)."""
    return wte / participation
