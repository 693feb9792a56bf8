"""Which assumptions move the answer most: what the answer does when one goes from its low to its high end.

Read from the joint draws, so that an assumption of any step is treated alike: the slope of the answer on the
assumption over the draws, times the width of its range, all others varying as they do. Where chance alone would give
as steep a slope, nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.params.programme_numbers import key_of

FINANCE = (
    *("cost_per_wte_gbp", "agency_share_pct", "bank_share_pct", "premium_pct", "pay_award_pct_per_year"),
    *("pay_drift_pct_per_year", "non_pay_share_pct", "unit_cost_gbp", "price_above_general_pct_per_year"),
    *("variable_pct", "stepped_pct", "release_lag_months", "taken_out_pct", "added_care_pct", "asset_life_years"),
    *("temporary_cover_pct", "deflator_later_pct_per_year"),
)
DEMAND = (
    *("population_error_pct_per_year", "healthy_gain_pct", "other_growth_pct_per_year"),
    *("other_growth_unmeasured_pct_per_year", "backlog_cleared_pct", "outpatient_attendance_gbp", "gp_appointment_gbp"),
)
OF_PROGRAMMES = (("reach_pct",), ("cost", "recurrent"))
SURE = 3.0  # slopes less than so many standard errors from nought are not told from chance


def keys(inputs: Inputs) -> list[str]:
    """Give the assumptions that are tried: money's, demand's, and how far each programme reaches and what it costs."""
    own = [key_of(name, *path) for name in inputs.programmes() for path in OF_PROGRAMMES]
    return [*(f"finance.{key}" for key in FINANCE), *(f"demand.{key}" for key in DEMAND), *own]


def swings(inputs: Inputs, answer: xr.DataArray, tried: list[str]) -> pd.DataFrame:
    """Give `answer` (draw, area) at the low and high end of each assumption, widest first: one row per area x order.

    Columns area, order, key, low, value, high: the answer at the assumption's low end, its mean, and at the high end.
    """
    drawn = {key: _mean_draw(inputs.draws(key)) for key in tried}
    varying = {key: each for key, each in drawn.items() if float(np.std(each)) > 0}
    return told(answer, varying)


def told(answer: xr.DataArray, drawn: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Give the rows of `swings` from an answer and the draws of each assumption."""
    names = list(drawn)
    x = np.stack([drawn[name] for name in names], axis=1)
    x = x - x.mean(axis=0)
    y = answer.transpose("draw", "area").values
    mean, n = y.mean(axis=0), len(y)
    spread = (x**2).sum(axis=0)
    slope = x.T @ (y - mean) / spread[:, None]
    left = ((y - mean) ** 2).sum(axis=0)[None, :] - slope**2 * spread[:, None]
    error = np.sqrt(left.clip(0.0) / (n - 2) / spread[:, None])
    ends = np.percentile(x, [10, 90], axis=0)
    rows = []
    for place, area in enumerate(answer["area"].values):
        low, high = (mean[place] + slope[:, place] * end for end in ends)
        known = abs(slope[:, place]) > SURE * error[:, place]
        frame = pd.DataFrame({"key": names, "low": low, "value": mean[place], "high": high})[known]
        width = (frame["high"] - frame["low"]).abs()
        ordered = frame.loc[width.sort_values(ascending=False, kind="stable").index]
        rows.append(ordered.assign(area=str(area), order=range(1, len(ordered) + 1)))
    return pd.concat(rows, ignore_index=True)[["area", "order", "key", "low", "value", "high"]]


def _mean_draw(draws: xr.DataArray) -> np.ndarray:
    """Give one number a draw: leaves of one assumption move together, so their mean stands for them."""
    first = draws.isel(area=-1, drop=True)
    return (first.mean("leaf") if "leaf" in first.dims else first).values
