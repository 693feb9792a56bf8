"""Whether it is worth it: present values, net and in proportion, what an outcome costs, and how likely that is.

Ratios are taken inside each draw; what is shown is their median, for a ratio's mean is pulled far by few draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled
from planbook.methods.value.discount import discount_factors
from planbook.methods.value.words import HEALTH

PERCENT = 100.0
ALL = "all"


def from_plan(inputs: Inputs, amount: xr.DataArray) -> xr.DataArray:
    """Give the years from the first of the plan to the horizon: what is counted."""
    return amount.sel(year=slice(inputs.planning.plan_start, None))


def rate_of(inputs: Inputs, kind: str) -> float:
    """Give the discount rate of a kind of benefit or cost, as a share."""
    key = "discount_health_pct" if kind in HEALTH else "discount_cash_pct"
    return float(inputs.value(f"value.{key}").isel(area=-1)) / PERCENT


def factors(inputs: Inputs, kinds: Sequence[str], years: Sequence[int]) -> xr.Variable:
    """Give what a pound of each kind in each year is worth in the first plan year, dims (year, kind)."""
    start = inputs.planning.plan_start
    each = [discount_factors(list(years), rate_of(inputs, kind), start).values for kind in kinds]
    return xr.Variable(("year", "kind"), np.stack(each, axis=1))


def present(inputs: Inputs, worth: xr.DataArray) -> xr.DataArray:
    """Give present values by kind in the first plan year, dims as `worth` (..., kind) without `year`."""
    counted = from_plan(inputs, worth)
    each = factors(inputs, counted["kind"].values.tolist(), counted["year"].values.tolist())
    return labelled(xr.dot(counted.variable, each, dim="year"), counted)


def with_cost(gains: xr.DataArray, cost: xr.DataArray) -> xr.DataArray:
    """Put the cost beside benefits by kind, the last dim, as the last kind."""
    benefits, spent = bare(gains, cost)
    both = xr.Variable((*gains.dims[:-1], "kind"), np.concatenate([benefits, spent.values[..., None]], axis=-1))
    return labelled(both, cost, kind=[*gains["kind"].values, "cost"])


def with_all(array: xr.DataArray, dim: str = "programme") -> xr.DataArray:
    """Add all together to what is by programme, inside each draw."""
    whole = array.variable.sum(dim, skipna=False, keepdims=True)
    both = xr.Variable.concat([array.variable, whole], dim).transpose(*array.dims)
    return labelled(both, array, **{dim: [*array[dim].values, ALL]})


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
    ratios = np.where(some, np.percentile(filled, [50, 10, 90], axis=0), np.nan)
    columns |= dict(zip(("ratio", "ratio_low", "ratio_high"), ratios, strict=True))
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
