"""Income against cost, where there is an income: the position by year, what is repaid, and what is then short.

Care that has a cost here is not all that an allocation pays for. The rest of the base year's spending (what is left of
income once the underlying position is taken off) grows as care does.
"""

from __future__ import annotations

import xarray as xr

from planbook.methods.finance.income import Income


def repaid(owed: xr.DataArray, yearly: xr.DataArray, years: list[int], first: int) -> xr.DataArray:
    """Give what is repaid each year from `first` on, until nothing is owed; dims of `owed` and `year`."""
    after = xr.DataArray([float(year - first) for year in years], coords={"year": years})
    before = yearly * after.clip(0.0)
    due = xr.where(after >= 0, yearly, 0.0)
    return xr.ufuncs.minimum(due, (owed - before).clip(0.0)).clip(0.0)


def position(income: Income, cost: xr.DataArray, first: int) -> xr.DataArray:
    """Give income less all spending, dims (draw, area, year, case): below nought is short.

    `cost` is what care costs by case (draw, area, year, case); `first` the year repayment begins.
    """
    years = [int(year) for year in cost["year"].values]
    owed = {name: income.owed.sel(money=name, drop=True) for name in map(str, income.owed["money"].values)}
    support = income.lines.sel(money="deficit_support", drop=True)
    usual = (income.lines.sum("money") - support).isel(year=0, drop=True)
    plain = cost.sel(case="unchanged", drop=True)
    base = plain.isel(year=0, drop=True)
    beyond = usual - owed["underlying_position"] - base
    spent = cost + beyond * (plain / base)
    back = repaid(owed["deficit_brought_forward"], owed["repayment_a_year"], years, first)
    return (income.lines.sum("money") - spent - back).transpose(*cost.dims)
