"""Efficiency: what is asked, what has been found that lasts or holds for one year only, and what nobody has found."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance.prices import index_from, net_rise
from planbook.methods.segments import only_once

PERCENT = 100.0


def saved(
    cost: xr.DataArray, yearly: xr.DataArray, years: list[int], compound: bool, rise: xr.DataArray
) -> xr.DataArray:
    """Give what a yearly efficiency (a share) takes off a cost by each year of `years`, which begin with its base.

    `cost` is without it; `rise` is how the cost's price moves each year, which matters only where efficiency is taken
    off rather than compounded.
    """
    plain = index_from(rise, years)
    less = index_from(xr.DataArray(net_rise(rise, yearly, compound)), years)
    return cost.sel(year=years) * (1 - less / plain)


def asked(inputs: Inputs, cost: xr.DataArray) -> xr.DataArray:
    """Give the saving that is asked by each year, dims as `cost`: so much a year from the first year of the plan."""
    return _over_plan(inputs, cost, _draws(inputs, "efficiency_asked_pct_per_year"))


def identified_lasting(inputs: Inputs, cost: xr.DataArray) -> xr.DataArray:
    """Give the part of it for which a scheme that lasts has been found, dims as `cost`."""
    each = _draws(inputs, "efficiency_asked_pct_per_year") * _draws(inputs, "efficiency_identified_pct")
    return _over_plan(inputs, cost, each)


def identified_once(inputs: Inputs, cost: xr.DataArray) -> xr.DataArray:
    """Give what is met in its year only, dims as `cost`: so much of one year's ask, to be found again the next."""
    each = _draws(inputs, "efficiency_asked_pct_per_year") * _draws(inputs, "efficiency_once_pct")
    in_plan = xr.where(cost["year"] >= inputs.planning.plan_start, 1.0, 0.0)
    return (cost * each * in_plan).transpose(*cost.dims)


def identified(inputs: Inputs, cost: xr.DataArray) -> xr.DataArray:
    """Give all that has been found, lasting and for one year, dims as `cost`."""
    return identified_lasting(inputs, cost) + identified_once(inputs, cost)


def _draws(inputs: Inputs, key: str) -> xr.DataArray:
    return inputs.draws(f"finance.{key}") / PERCENT


def _over_plan(inputs: Inputs, cost: xr.DataArray, yearly: xr.DataArray) -> xr.DataArray:
    """Let it begin with the plan: nothing before, nothing in the years between base and plan."""
    planning = inputs.planning
    years = [year for year in planning.years if year >= planning.plan_start - 1]
    award = only_once(inputs.draws("finance.pay_award_pct_per_year")) / PERCENT
    compound = bool((inputs.value("finance.efficiency_compounds") > 0).any())
    taken = saved(cost, yearly, years, compound, award)
    return taken.reindex(year=list(planning.years), fill_value=0.0).transpose(*cost.dims)
