"""What must hold within a plan, one formula a function; rates are shares of 1 unless a name ends in `_pct`.

Each works on numbers, series and arrays alike. Source: consistency checks of activity, workforce and finance plans, as
commonly made when annual plans are reviewed.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

Number = TypeVar("Number", float, np.ndarray, pd.Series)
DAYS = 365


def growth_each(activity: Number, other: Number) -> Number:
    """Give how much one thing grows against another: (1 + activity) / (1 + other) - 1.

    Activity against staff is productivity; pay against staff is pay for each; cost against activity is unit cost.
    """
    return (1 + activity) / (1 + other) - 1


def a_year(ratio: Number, years: Number) -> Number:
    """Give the growth a year behind a ratio over some years, per cent."""
    return 100 * (ratio ** (1 / years) - 1)


def weighted_activity(activity: pd.DataFrame, unit_cost: pd.Series) -> pd.Series:
    """Give cost-weighted activity by period: activity (period x point) times the base-year cost of a unit, summed."""
    return activity.mul(unit_cost.reindex(activity.columns), axis=1).sum(axis=1, min_count=1)


def beds_needed(admissions: Number, stay_days: Number, occupancy_pct: Number) -> Number:
    """Give the beds a year's admissions take: admissions x stay / 365 / occupancy."""
    return admissions * stay_days / DAYS / (occupancy_pct / 100)


def staff_reduction(saving_gbp: Number, cost_of_one_gbp: Number) -> Number:
    """Give the posts that a saving in pay takes out: the saving over what one whole-time member of staff costs."""
    return saving_gbp / cost_of_one_gbp


def cover_needed(posts: Number, in_post: Number, absence_pct: Number) -> Number:
    """Give the bank and agency staff that vacancies and absence would take: empty posts, and the absent of the rest."""
    return posts - in_post + in_post * absence_pct / 100


def agency_cost(agency: Number, cost_of_one_gbp: Number, premium_pct: Number) -> Number:
    """Give what agency staff cost: agency x cost of one x (1 + premium)."""
    return agency * cost_of_one_gbp * (1 + premium_pct / 100)


def list_after(start: Number, additions: Number, removals: Number) -> Number:
    """Give the waiting list at the end: what it was, plus additions, less removals."""
    return start + additions - removals


def non_pay(before: Number, inflation_pct: Number, activity: Number, saving_gbp: Number) -> Number:
    """Give non-pay a year on: before x (1 + inflation) x (1 + activity) - savings; `activity` as a share of 1."""
    return before * (1 + inflation_pct / 100) * (1 + activity) - saving_gbp
