"""Whether it is worth it: present values, net and in proportion, what an outcome costs, and how likely that is.

Ratios are taken inside each draw; what is shown is their median, for a ratio's mean is pulled far by few draws.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance.care import joined
from planbook.methods.value.discount import present_value
from planbook.methods.value.words import HEALTH

PERCENT = 100.0
ALL = "all"


def from_plan(inputs: Inputs, amount: xr.DataArray) -> xr.DataArray:
    """Give the years from the first of the plan to the horizon: what is counted."""
    return amount.sel(year=[year for year in inputs.planning.years if year >= inputs.planning.plan_start])


def rate_of(inputs: Inputs, kind: str) -> float:
    """Give the discount rate of a kind of benefit or cost, as a share."""
    key = "discount_health_pct" if kind in HEALTH else "discount_cash_pct"
    return float(inputs.value(f"value.{key}").isel(area=-1)) / PERCENT


def present(inputs: Inputs, worth: xr.DataArray) -> xr.DataArray:
    """Give present values by kind in the first plan year, dims as `worth` (..., kind) without `year`."""
    counted, start = from_plan(inputs, worth), inputs.planning.plan_start
    kinds = [str(kind) for kind in worth["kind"].values]
    return joined(
        {kind: present_value(counted.sel(kind=kind, drop=True), rate_of(inputs, kind), start) for kind in kinds}, "kind"
    )


def with_all(array: xr.DataArray, dim: str = "programme") -> xr.DataArray:
    """Add all together to what is by programme, inside each draw."""
    whole = array.sum(dim).expand_dims({dim: [ALL]})
    return xr.concat([array, whole], dim, coords="minimal", compat="override").transpose(*array.dims)


def judged(benefits: xr.DataArray, costs: xr.DataArray, at_nhs: xr.DataArray) -> pd.DataFrame:
    """Judge by programme: one row per area x programme; present values, dims (draw, area, programme).

    Columns cost, benefit, net with low and high, ratio (median) with ratio_low and ratio_high, chance_pct that benefits
    exceed costs, and nhs_chance_pct that they do with health at what the NHS could gain it for (`at_nhs`). Missing
    where nothing is spent.
    """
    order = ("draw", "area", "programme")
    gain, cost, nhs = (each.transpose(*order).values for each in (benefits, costs, at_nhs))
    spent = cost > 0
    ratio = np.where(spent, gain / np.where(spent, cost, 1.0), np.nan)
    some = spent.any(axis=0)
    columns = {"cost": cost.mean(axis=0), "benefit": gain.mean(axis=0), "net": (gain - cost).mean(axis=0)}
    columns |= dict(zip(("low", "high"), np.percentile(gain - cost, [10, 90], axis=0), strict=True))
    filled = np.where(some, np.where(np.isnan(ratio), 0.0, ratio), 0.0)
    for name, percentile in (("ratio", 50), ("ratio_low", 10), ("ratio_high", 90)):
        columns[name] = np.where(some, np.percentile(filled, percentile, axis=0), np.nan)
    columns["chance_pct"] = np.where(some, PERCENT * (gain > cost).mean(axis=0), np.nan)
    columns["nhs_chance_pct"] = np.where(some, PERCENT * (nhs > cost).mean(axis=0), np.nan)
    index = pd.MultiIndex.from_product([benefits["area"].values, benefits["programme"].values], names=order[1:])
    return pd.DataFrame({name: each.reshape(-1) for name, each in columns.items()}, index=index).reset_index()


def cost_each(costs: xr.DataArray, units: xr.DataArray) -> np.ndarray:
    """Give the cost of one unit, mean cost over mean units, shape (area, programme); missing where there are none."""
    cost, number = (each.mean("draw").transpose("area", "programme").values for each in (costs, units))
    return np.where(number > 0, cost / np.where(number > 0, number, 1.0), np.nan)


def weights_scaled(weights: Mapping[int, float], people: Mapping[int, float]) -> dict[int, float]:
    """Give equity weights scaled so that a benefit spread as people are weighs the same as without them."""
    total = sum(people.values())
    mean = sum(weights[fifth] * people[fifth] for fifth in people) / total if total else 1.0
    return {fifth: weights[fifth] / mean for fifth in people}
