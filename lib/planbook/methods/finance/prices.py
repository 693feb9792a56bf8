"""Prices: cash and constant, a yearly rise less efficiency, and indices that reach as far as the plan.

Cash is what is paid in the year. Constant prices take general inflation out (the GDP deflator), so what is left is
volume, and prices that rise faster or slower than prices in general.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.labelled import labelled, stacked
from planbook.methods.segments import only_once

PERCENT = 100.0
GENERAL = "deflators"


def net_rise(uplift: Any, efficiency: Any, compound: bool) -> Any:
    """Give a year's net rise of a price, as a share: an uplift less efficiency, compounded or taken off.

    Numbers or arrays. The 2025/26 consultation's 4.15% and 2.0% make 2.067% compounded and 2.15% taken off: a
    convention, so a parameter.
    """
    if compound:
        return (1 + uplift) * (1 - efficiency) - 1
    return uplift - efficiency


def index_from(rise: xr.Variable | float, years: Sequence[int]) -> xr.Variable:
    """Give what a price of the first year has become in each year, when it rises by `rise` (a share) every year.

    Dims as `rise`, with `year`.
    """
    return (1 + rise) ** xr.Variable("year", [float(year - years[0]) for year in years])


def extended(published: pd.Series, later: xr.DataArray, years: list[int]) -> xr.DataArray:
    """Give an index by year, its first year 1: as published, then growing by `later` (a share a year, dims (draw))."""
    known = {year: float(published[year]) for year in years if year in published.index}
    last = max(known)
    ahead = np.array([max(0, year - last) for year in years], dtype=float)
    held = np.array([known[min(year, last)] / known[years[0]] for year in years])
    coords = {"year": years}
    return xr.DataArray(held, coords=coords) * (1 + later) ** xr.DataArray(ahead, coords=coords)


def rebased(amount: xr.DataArray, index: xr.DataArray, to: int) -> xr.DataArray:
    """Give amounts of constant prices in the prices of the year `to`; ratios between years stay as they are."""
    return amount * index.sel(year=to, drop=True)


def deflator(inputs: Inputs) -> xr.DataArray:
    """Give the GDP deflator, 1 in the price base year, dims (draw, year); published, then as assumed."""
    rows = inputs.reference(GENERAL).set_index("year")["gdp_deflator"]
    later = only_once(inputs.draws("finance.deflator_later_pct_per_year")) / PERCENT
    every = extended(rows, later, list(inputs.planning.years))
    return (every / every.sel(year=inputs.planning.price_base, drop=True)).transpose("draw", "year")


def shocked(inputs: Inputs, items: Sequence[str], paid: Collection[str]) -> xr.DataArray:
    """Give what shocks multiply each item's price by, dims ([draw, area,] year, item); those in `paid` are pay."""
    bought = [name for name in items if name not in paid]
    pay = shocks.times(inputs, "pay", [name for name in items if name in paid], "item")
    both = xr.broadcast(pay, shocks.times(inputs, "prices", bought, "item"), exclude=["item"])
    return xr.concat(both, "item").sel(item=list(items))


def item_indices(inputs: Inputs, general: xr.DataArray) -> xr.DataArray:
    """Give the price of each item in cash against the base year's, dims (draw, year, item).

    Pay rises by the award and drift; other items by general prices and what they rise beyond them.
    """
    years, beyond = inputs.planning.years, only_once(inputs.draws("finance.price_above_general_pct_per_year"))
    award, drift = (
        only_once(inputs.draws(f"finance.{key}_pct_per_year")).variable / PERCENT for key in ("pay_award", "pay_drift")
    )
    pay = index_from(net_rise(award, -drift, compound=True), years)
    others = general.variable / general.variable.isel(year=0) * index_from(beyond.variable / PERCENT, years)
    names = ["pay", *beyond.indexes["leaf"]]
    every = stacked([pay, *(others.isel(leaf=place) for place in range(len(names) - 1))], "item")
    return labelled(every.transpose("draw", ..., "year", "item"), general, beyond, item=names)
