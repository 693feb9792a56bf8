"""What the shocks of a scenario do, month by month and year by year; without any, nothing at all.

A shock has a size at its height and a profile: the share of it felt in each month. A year feels the mean of its months.
Several shocks that move the same thing add up. Each step asks whether it is `moved` at all before it does anything, so
that a scenario without shocks is worked out as if there were none in the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.labelled import bare, labelled, stacked
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
    return _felt(inputs, moves, _moving(inputs, moves, names), "month")


def felt_by_month(inputs: Inputs, moves: str, names: Sequence[str], dim: str) -> xr.DataArray:
    """Give what each of `names` feels, dims ([draw, area,] month, `dim`); without `area` where all areas feel the same.

    `month` runs over all months of the years of the plan.
    """
    return _of_each(inputs, moves, {name: (name,) for name in names}, dim, "month")


def felt_by_year(
    inputs: Inputs, moves: str, names: Sequence[str], dim: str, known_as: Callable[[str], tuple[str, ...]] | None = None
) -> xr.DataArray:
    """Give the mean over each year's months of what each of `names` feels, dims ([draw, area,] year, `dim`).

    `known_as` gives what else each goes by, as for `felt`. Without `area` where all areas feel the same.
    """
    called = {name: (name, *(known_as(name) if known_as else ())) for name in names}
    return _of_each(inputs, moves, called, dim, "year")


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
    axis, wanted = monthly.get_axis_num("month"), tuple(years)
    places = monthly.indexes["month"].get_indexer(_in_a_row(wanted).indexes["month"])
    if (places < 0).any():
        raise KeyError(f"not all months of {list(years)} are there")
    shape = (*monthly.shape[:axis], len(wanted), MONTHS, *monthly.shape[axis + 1 :])
    dims = (*monthly.dims[:axis], "year", "month", *monthly.dims[axis + 1 :])
    found = xr.Variable(dims, monthly.values.take(places, axis).reshape(shape))
    return labelled(found, _of_years(wanted), monthly)


def reshaped(shares: xr.DataArray, changed_pct: xr.DataArray) -> xr.DataArray:
    """Give each month's share of its year when months change by so many per cent each; they still sum to one.

    `shares` has dims (area, year, month), `changed_pct` ([draw, area,] month in a row).
    """
    changed = by_month_of_year(changed_pct, [int(year) for year in shares["year"].values])
    share, change = bare(shares, changed)
    weight = share * (1 + change / PERCENT)
    return labelled(weight / weight.sum("month"), shares, changed)


def _moving(inputs: Inputs, moves: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key, each in inputs.shocks(moves).items() if any(each.moving(name) for name in names))


def _of_each(inputs: Inputs, moves: str, called: Mapping[str, Sequence[str]], dim: str, over: str) -> xr.DataArray:
    """Give what each feels over months or years, worked out once for all that are moved by the same shocks."""
    moving = {name: _moving(inputs, moves, words) for name, words in called.items()}
    kept = {keys: _felt(inputs, moves, keys, over) for keys in dict.fromkeys(moving.values())}
    variables = dict(zip(kept, bare(*kept.values()), strict=True))
    joined = stacked([variables[keys] for keys in moving.values()], dim)
    return labelled(joined.transpose(..., over, dim), *kept.values(), **{dim: called})


def _felt(inputs: Inputs, moves: str, keys: Sequence[str], dim: str) -> xr.DataArray:
    """Give what these shocks make together in each month or in the mean of each year, dims ([draw, area,] `dim`)."""
    years = tuple(inputs.planning.years)
    labels = _in_a_row(years) if dim == "month" else _of_years(years).isel(month=0, drop=True)
    months = tuple(_in_a_row(years).indexes["month"])
    drawn = [only_once(inputs.draws(key)) for key in keys]
    total = labels.variable
    for key, each in zip(keys, bare(*drawn), strict=True):
        weights = _weights(inputs.shocks(moves)[key], months).reshape(labels.size, -1).mean(axis=1)
        total = total + each * xr.Variable(dim, weights)
    return labelled(total.transpose(..., dim), *drawn, labels)


@cache
def _in_a_row(years: tuple[int, ...]) -> xr.DataArray:
    """Give nothing at all in each month of some years in a row: labels made once."""
    months = [month for year in years for month in months_of(year)]
    return xr.DataArray(np.zeros(len(months)), {"month": months})


@cache
def _of_years(years: tuple[int, ...]) -> xr.DataArray:
    """Give nothing at all in each month of some years, dims (year, month), months '04' to '03': labels made once."""
    months = [month[5:] for month in months_of(years[0])]
    return xr.DataArray(np.zeros((len(years), MONTHS)), {"year": list(years), "month": months})


def _weights(shock: Shock, months: tuple[str, ...]) -> np.ndarray:
    weights = np.zeros(len(months))
    start = months.index(shock.start)
    shares = profile(shock)[: len(months) - start]
    weights[start : start + len(shares)] = shares
    return weights
