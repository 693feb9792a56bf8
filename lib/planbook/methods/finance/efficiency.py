"""Efficiency: what is asked, what has been found that lasts or holds for one year only, and what nobody has found."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance.prices import index_from, net_rise
from planbook.methods.segments import only_once

PERCENT = 100.0


def part_saved(yearly: xr.Variable | float, years: list[int], compound: bool, rise: xr.Variable | float) -> xr.Variable:
    """Give the part of a cost that a yearly efficiency takes off it by each of `years`, which begin with its base.

    `rise` is how the cost's price moves each year, which matters only where efficiency is taken off rather than
    compounded. Dims of both and `year`.
    """
    return 1 - index_from(net_rise(rise, yearly, compound), years) / index_from(rise, years)


def asked(inputs: Inputs) -> xr.Variable:
    """Give the part of a cost that is asked to be saved, dims (draw, area, year): so much a year from the plan on."""
    return _over_plan(inputs, _draws(inputs, "efficiency_asked_pct_per_year"))


def identified_lasting(inputs: Inputs) -> xr.Variable:
    """Give the part of a cost for which a scheme that lasts has been found, dims (draw, area, year)."""
    each = _draws(inputs, "efficiency_asked_pct_per_year") * _draws(inputs, "efficiency_identified_pct")
    return _over_plan(inputs, each)


def identified_once(inputs: Inputs) -> xr.Variable:
    """Give what is met in its year only, dims (draw, area, year): so much of a year's ask, to be found again."""
    each = _draws(inputs, "efficiency_asked_pct_per_year") * _draws(inputs, "efficiency_once_pct")
    planning = inputs.planning
    return each * xr.Variable("year", [float(year >= planning.plan_start) for year in planning.years])


def identified(inputs: Inputs) -> xr.Variable:
    """Give the part of a cost that has been found, lasting and for one year, dims (draw, area, year)."""
    return identified_lasting(inputs) + identified_once(inputs)


def _draws(inputs: Inputs, key: str) -> xr.Variable:
    return inputs.draws(f"finance.{key}").variable / PERCENT


def _over_plan(inputs: Inputs, yearly: xr.Variable) -> xr.Variable:
    """Let it begin with the plan: nothing before, nothing in the years between base and plan."""
    planning = inputs.planning
    years = [year for year in planning.years if year >= planning.plan_start - 1]
    award = only_once(inputs.draws("finance.pay_award_pct_per_year"))
    compound = bool((inputs.value("finance.efficiency_compounds") > 0).any())
    taken = part_saved(yearly, years, compound, award.variable / PERCENT)
    return taken.pad(year=(len(planning.years) - len(years), 0), constant_values=0.0)
