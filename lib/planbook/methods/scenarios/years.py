"""Each year of the plan under one scenario, in every draw, as the steps before give it."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.scenarios.measures import YEARLY
from planbook.methods.scenarios.months import ACUTE, ADMISSIONS, VISITS, cost
from planbook.params.programme_words import NHS_STAFF

DIMS = ("draw", "area", "year")


def yearly(inputs: Inputs, months: dict[str, xr.DataArray], there: xr.DataArray) -> dict[str, xr.DataArray]:
    """Give every yearly measure by key, dims (draw, area, year): the system and its places; of staff the system.

    `months` are the monthly measures and `there` beds open by month; a year's list is that of its last month.
    """
    years = list(inputs.planning.plan_year_list)
    ends = {year: f"{year + 1}-03" for year in years}
    found = {
        "beds_needed": _system(inputs, inputs.array("capacity_beds").sel(kind=ACUTE, year=years, drop=True)),
        "beds_open": _means(there, years),
        "waiting_list": _system(inputs, inputs.array("capacity_waiting").sel(year=years)),
        "within_18": _at(months["within_18"], list(ends.values()), years),
        "staff_away": _means(months["staff_away"], years),
        "staff_short": staff_short(inputs, years),
        "ae_visits": _of_lines(inputs, VISITS, years),
        "emergency_admissions": _of_lines(inputs, ADMISSIONS, years),
        "cost": _system(inputs, cost(inputs).sel(year=years)),
    }
    return {each.key: found[each.key].transpose(*DIMS) for each in YEARLY}


def staff_short(inputs: Inputs, years: list[int]) -> xr.DataArray:
    """Give NHS posts that cannot be filled once levers act, whole-time, dims (draw, area, year), the system alone."""
    return inputs.array("levers_gap").sel(staff_group=list(NHS_STAFF), year=years).sum("staff_group")


def _of_lines(inputs: Inputs, lines: tuple[str, ...], years: list[int]) -> xr.DataArray:
    care = inputs.array("pathways_volumes").sel(point=list(lines), year=years)
    return _system(inputs, care.sum("point"))


def _system(inputs: Inputs, array: xr.DataArray) -> xr.DataArray:
    return inputs.areas.with_total(array).sel(area=[area.code for area in inputs.areas.every[1:]])


def _at(monthly: xr.DataArray, months: list[str], years: list[int]) -> xr.DataArray:
    return monthly.sel(month=months).rename(month="year").assign_coords(year=years)


def _means(monthly: xr.DataArray, years: list[int]) -> xr.DataArray:
    ordered = monthly.transpose("draw", "area", "month")
    values = ordered.values.reshape(*ordered.shape[:2], -1, 12).mean(axis=-1)[..., : len(years)]
    return xr.DataArray(values, coords={"area": ordered["area"].values, "year": years}, dims=DIMS)
