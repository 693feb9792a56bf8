"""From places in training to staff who start work: what is lost on the way, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from planbook.errors import Problem, raise_if_any
from planbook.methods.labelled import bare, labelled


def newly_qualified(
    intake: xr.DataArray,
    attrition: xr.DataArray | float,
    registers: xr.DataArray | float,
    takes_up: xr.DataArray | float,
    lag_years: int,
    late: xr.DataArray | float = 0.0,
) -> xr.DataArray:
    """Give heads that start work each year: intake x (1 - attrition) x registration x take-up, lagged (METHODS).

    `intake`: those who start training in a year, dims (year, ...), every year from `lag_years` + 1 before the first one
    wanted. Shares are 0 to 1; `late` is the share of those who finish that takes a year longer. Gives the years whose
    entrants, on time and late, are all known. 1,000 a year at 12.5% attrition, of whom 95% register and 90% take up a
    post: 748.125 three years on. Raises `InputError` for an intake of a single year.
    """
    entered = [int(year) for year in intake["year"].values]
    raise_if_any(_too_short(entered))
    ready = [year + lag_years for year in entered[1:]]
    given = [intake, *map(xr.DataArray, (attrition, registers, takes_up, late))]
    entrants, lost, registered, taken, slow = bare(*given)
    start = entrants * (1 - lost) * registered * taken
    found = start.isel(year=slice(1, None)) * (1 - slow) + start.isel(year=slice(None, -1)) * slow
    return labelled(found, *given, year=ready)


def _too_short(entered: Sequence[int]) -> list[Problem]:
    return [] if len(entered) > 1 else [Problem("holds a single year", "intake", "two or more, for those who are late")]
