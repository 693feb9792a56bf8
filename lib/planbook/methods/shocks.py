"""What the shocks of a scenario do, month by month and year by year; without any, nothing at all.

A shock has a size at its height and a profile: the share of it felt in each month. A year feels the mean of its months.
Several shocks that move the same thing add up. Each step asks whether it is `moved` at all before it does anything, so
that a scenario without shocks is worked out as if there were none in the world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.segments import only_once
from planbook.params.shock import Epidemic, Shock

MONTH_DAYS = 30
STEPS_A_DAY = 4
MONTHS = 12
PERCENT = 100.0


def profile(shock: Shock) -> np.ndarray:
    """Give the share of its size that a shock has in each of its months, 0 to 1."""
    months = np.arange(1, shock.months + 1)
    if shock.epidemic:
        return epidemic_months(shock.epidemic, shock.months)
    match shock.profile:
        case "rising":
            return months / shock.months
        case "falling":
            return months[::-1] / shock.months
        case "peak":
            up = np.minimum(months, months[::-1])
            return up / up.max()
    return np.ones(shock.months)


@cache
def epidemic_months(epidemic: Epidemic, months: int) -> np.ndarray:
    """Give new infections by month, 1 in the highest of them: susceptible, exposed, infectious, recovered (SEIR).

    Kermack and McKendrick's equations by Euler's method, four steps a day, months of 30 days.
    """
    step = 1 / STEPS_A_DAY
    infectious = epidemic.infected_at_start_per_million / 1e6
    susceptible, exposed = epidemic.susceptible_pct / 100 - infectious, 0.0
    contact = epidemic.reproduction / epidemic.infectious_days
    new = np.empty(months * MONTH_DAYS * STEPS_A_DAY)
    for at in range(len(new)):
        caught = contact * susceptible * infectious * step
        falling_ill = exposed / epidemic.latent_days * step
        susceptible -= caught
        exposed += caught - falling_ill
        infectious += falling_ill - infectious / epidemic.infectious_days * step
        new[at] = caught
    by_month = new.reshape(months, -1).sum(axis=1)
    return by_month / by_month.max()


def moved(inputs: Inputs, *moves: str) -> bool:
    """Whether any shock of the scenario moves any of these."""
    return bool(inputs.shocks(*moves))


def keys_of(inputs: Inputs, *moves: str) -> tuple[str, ...]:
    """Give the keys of the sizes of all shocks that move any of these."""
    return tuple(inputs.shocks(*moves))


def felt(inputs: Inputs, moves: str, *names: str) -> xr.DataArray:
    """Give what a thing feels of all shocks that move it, in their unit, dims ([draw, area,] month); 0 without any.

    `names` are what it goes by: a shock that moves any of them moves it, once. `month` runs over all months of the
    years of the plan.
    """
    return _sum(inputs, moves, _moving(inputs, moves, names))


def felt_by_year(
    inputs: Inputs, moves: str, names: Sequence[str], dim: str, known_as: Callable[[str], tuple[str, ...]] | None = None
) -> xr.DataArray:
    """Give the mean over each year's months of what each of `names` feels, dims ([draw, area,] year, `dim`).

    `known_as` gives what else each goes by, as for `felt`. Without `area` where all areas feel the same.
    """
    kept: dict[tuple[str, ...], xr.DataArray] = {}
    parts = []
    for name in names:
        keys = _moving(inputs, moves, (name, *(known_as(name) if known_as else ())))
        if keys not in kept:
            kept[keys] = of_years(_sum(inputs, moves, keys), inputs)
        parts.append(kept[keys])
    joined = xr.concat(xr.broadcast(*parts), dim, coords="minimal", compat="override").assign_coords({dim: list(names)})
    return joined.transpose(..., "year", dim)


def times(
    inputs: Inputs, moves: str, names: Sequence[str], dim: str, known_as: Callable[[str], tuple[str, ...]] | None = None
) -> xr.DataArray:
    """Give what to multiply a year by for a change in per cent, dims as `felt_by_year`; exactly 1 without shocks."""
    return (1 + felt_by_year(inputs, moves, names, dim, known_as) / PERCENT).clip(0.0)


def left(inputs: Inputs, moves: str, names: Sequence[str], dim: str) -> xr.DataArray:
    """Give the share left where so many per cent are taken away, dims as `felt_by_year`, 0 to 1."""
    return (1 - felt_by_year(inputs, moves, names, dim) / PERCENT).clip(0.0, 1.0)


def by_month_of_year(monthly: xr.DataArray, years: Sequence[int]) -> xr.DataArray:
    """Give months in a row as years of twelve months, dims ([draw, area,] year, month), months '04' to '03'."""
    axis = monthly.get_axis_num("month")
    chosen = monthly.sel(month=[month for year in years for month in months_of(year)])
    shape = (*chosen.shape[:axis], len(years), MONTHS, *chosen.shape[axis + 1 :])
    dims = [part for dim in map(str, chosen.dims) for part in (("year", "month") if dim == "month" else (dim,))]
    coords = {dim: chosen[dim].values for dim in dims if dim not in ("year", "month") and dim in chosen.coords}
    names = [month[5:] for month in months_of(years[0])]
    return xr.DataArray(chosen.values.reshape(shape), coords={**coords, "year": list(years), "month": names}, dims=dims)


def of_years(monthly: xr.DataArray, inputs: Inputs) -> xr.DataArray:
    """Give the mean of each year's months, dims ([draw, area,] year)."""
    return by_month_of_year(monthly, list(inputs.planning.years)).mean("month")


def reshaped(shares: xr.DataArray, changed_pct: xr.DataArray) -> xr.DataArray:
    """Give each month's share of its year when months change by so many per cent each; they still sum to one.

    `shares` has dims (area, year, month), `changed_pct` ([draw, area,] month in a row).
    """
    weight = shares * (1 + by_month_of_year(changed_pct, [int(year) for year in shares["year"].values]) / PERCENT)
    return weight / weight.sum("month")


def _moving(inputs: Inputs, moves: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key, each in inputs.shocks(moves).items() if any(each.moving(name) for name in names))


def _sum(inputs: Inputs, moves: str, keys: Sequence[str]) -> xr.DataArray:
    months = [month for year in inputs.planning.years for month in months_of(year)]
    total = xr.DataArray(np.zeros(len(months)), coords={"month": months})
    for key in keys:
        total = total + only_once(inputs.draws(key)) * _weights(inputs.shocks(moves)[key], months)
    return total.transpose(..., "month")


def _weights(shock: Shock, months: list[str]) -> xr.DataArray:
    weights = np.zeros(len(months))
    start = months.index(shock.start)
    shares = profile(shock)[: len(months) - start]
    weights[start : start + len(shares)] = shares
    return xr.DataArray(weights, coords={"month": months})
