"""What shocks do to demand: how much more or less care is sought, how long people stay, and what a unit then takes.

`activity` moves volumes; bed days follow the admissions they belong to. `acuity` lengthens stays, so that bed days grow
and admissions do not; at every other line each unit takes more staff and money instead. Nothing is counted twice: a day
of a longer stay costs what a day costs.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.demand.lines import BY_KEY, KEYS, STAYS
from planbook.methods.labelled import bare, labelled

LONGER = (*STAYS, "critical_care", "mental_health_bed_days")  # lines counted in days


def changed(inputs: Inputs) -> bool:
    """Whether any shock moves volumes of demand."""
    return shocks.moved(inputs, "activity", "acuity")


def factor(inputs: Inputs) -> xr.DataArray:
    """Give how many times the demand otherwise expected there is, dims ([draw, area,] year, line); 1 without shocks."""
    more = shocks.times(inputs, "activity", KEYS, "line", _admissions)
    longer = _of_every_line(shocks.times(inputs, "acuity", LONGER, "line", _admissions))
    one, other = bare(more, longer)
    return labelled((one * other).transpose(..., "year", "line"), more, longer)


def heavier(inputs: Inputs) -> xr.DataArray | None:
    """Give how many times the staff and money a unit takes, dims ([draw, area,] year, line); none without shocks."""
    if not shocks.moved(inputs, "acuity"):
        return None
    lines = [key for key in KEYS if key not in LONGER]
    return _of_every_line(shocks.times(inputs, "acuity", lines, "line"))


def weighted(inputs: Inputs, volumes: xr.DataArray) -> xr.DataArray:
    """Give volumes as staff and money meet them: each unit for as many as it takes, dims as `volumes`."""
    times = heavier(inputs)
    if times is None:
        return volumes
    work, each = bare(volumes, times.sel(year=volumes["year"]))
    return labelled((work * each).transpose(*work.dims), volumes)


def by_month(inputs: Inputs, line: str, shares: xr.DataArray) -> xr.DataArray:
    """Give each month's share of its year of a line with the months in which shocks are felt, dims as `shares`.

    With `draw` where shocks are drawn; the shares as they are where no shock moves the line.
    """
    if not changed(inputs):
        return shares
    felt = shocks.felt(inputs, "activity", line, *_admissions(line))
    if line in LONGER:
        longer = shocks.felt(inputs, "acuity", line, *_admissions(line))
        felt = (1 + felt / 100) * (100 + longer) - 100
    return shocks.reshaped(shares, felt) if bool((felt != 0).any()) else shares


def winter(inputs: Inputs, line: str) -> xr.DataArray | float:
    """Give how much more shocks raise a line in the worst winter month than on the year's mean, dims (.., year)."""
    if line not in BY_KEY or not changed(inputs):
        return 1.0
    years = list(inputs.planning.years)
    felt = shocks.felt(inputs, "activity", line, *_admissions(line))
    if line in LONGER:
        felt = felt + shocks.felt(inputs, "acuity", line, *_admissions(line))
    monthly = 1 + shocks.by_month_of_year(felt, years) / 100
    (each,) = bare(monthly)
    cold = monthly.indexes["month"].isin(["12", "01", "02"])
    return labelled(each.isel(month=cold).max("month") / each.mean("month"), monthly)


def _of_every_line(times: xr.DataArray) -> xr.DataArray:
    """Give what some lines are multiplied by for all of them, `line` last: the others are as they were."""
    found = np.ones((*times.shape[:-1], len(KEYS)))
    found[..., [KEYS.index(str(key)) for key in times["line"].values]] = times.values
    return labelled(xr.Variable(times.dims, found), times.drop_vars("line"), line=KEYS)


def _admissions(line: str) -> tuple[str, ...]:
    return (STAYS[line],) if line in STAYS else ()
