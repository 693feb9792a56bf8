"""Each month of the plan under one scenario: beds, waiting, staff, visits, admissions and cost, in every draw.

A year's care falls into months as it does today, reshaped by the months in which shocks are felt; beds closed, staff
away and planned care cancelled are felt in their own months. The year's mean stays what the steps before say.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.capacity.beds import FOLLOWS, planned_occupancy
from planbook.methods.capacity.in_place import of_areas
from planbook.methods.demand import shocked
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.scenarios.measures import MONTHLY
from planbook.methods.seasons import measure_shares
from planbook.methods.supply.case import work_kept
from planbook.methods.waiting_months import share_within_18_weeks
from planbook.params.programme_words import NHS_STAFF

ACUTE = "general_acute"
BEDS_SEASON = "ga_beds_occupied"
VISITS = ("ae_major", "ae_minor")
ADMISSIONS = ("emergency_same_day", "emergency_overnight")
COST_CASE = "constrained"
PERCENT = 100.0
DIMS = ("draw", "area", "month")


def years_ahead(inputs: Inputs) -> list[int]:
    """Give the years watched: from the plan's first to the horizon, so that what recovers later is seen."""
    return [year for year in inputs.planning.years if year >= inputs.planning.plan_start]


def months_ahead(inputs: Inputs) -> list[str]:
    """Give the months watched, April of the plan's first year first."""
    return [month for year in years_ahead(inputs) for month in months_of(year)]


def monthly(inputs: Inputs, used: xr.DataArray, there: xr.DataArray) -> dict[str, xr.DataArray]:
    """Give every monthly measure by key, dims (draw, area, month): the system and its places; of staff the system.

    `used` and `there` are beds in use and open, as `beds` gives them.
    """
    bands = _system_and_places(inputs, inputs.array("capacity_list").sel(month=months_ahead(inputs)))
    away, short = staff(inputs)
    found = {
        "beds_used": PERCENT * used / there,
        "waiting_list": bands.sum("band"),
        "within_18": PERCENT * share_within_18_weeks(bands),
        "staff_away": away,
        "staff_short": short,
        "ae_visits": a_day(inputs, VISITS),
        "emergency_admissions": a_day(inputs, ADMISSIONS),
        "cost": _every_month(inputs, _system_and_places(inputs, cost(inputs))),
    }
    return {each.key: found[each.key].transpose(*DIMS) for each in MONTHLY}


def beds(inputs: Inputs) -> tuple[xr.DataArray, xr.DataArray]:
    """Give general and acute beds in use and open on a mean day of each month, each with dims (draw, area, month)."""
    years = years_ahead(inputs)
    share = planned_occupancy(inputs).sel(kind=ACUTE, drop=True)
    in_use = inputs.array("capacity_beds").sel(kind=ACUTE, year=years, drop=True) * share
    care = inputs.array("pathways_volumes").sel(point=list(FOLLOWS[ACUTE]), year=years)
    part = care / care.sum("point")
    busy = [part.sel(point=line, drop=True) * busier(inputs, line, BEDS_SEASON, "every") for line in FOLLOWS[ACUTE]]
    days = _flat(inputs, in_use * sum(busy[1:], busy[0]))
    place = of_areas(inputs.table("capacity_in_place"), inputs, "in_place", [ACUTE])
    place = place.sel(resource=ACUTE, area=[area.code for area in inputs.areas.computed], drop=True)
    closed = shocks.felt(inputs, "beds_closed", ACUTE).sel(month=months_ahead(inputs)) / PERCENT
    there = xr.ones_like(days) * place * (1 - closed).clip(0.0, 1.0)
    return _system_and_places(inputs, days), _system_and_places(inputs, there.transpose(*DIMS))


def busier(inputs: Inputs, line: str, measure: str, calendar: str) -> xr.DataArray:
    """Give how busy a day of each month is against the year's mean, dims ([draw,] area, year, month)."""
    years = years_ahead(inputs)
    shares = shocked.by_month(inputs, line, measure_shares(inputs, measure, calendar, list(inputs.planning.years)))
    days = _days(years)
    return shares.sel(year=years) * days.sum("month") / days


def a_day(inputs: Inputs, lines: tuple[str, ...]) -> xr.DataArray:
    """Give units a day of some lines together in each month, dims (draw, area, month)."""
    years = years_ahead(inputs)
    care = inputs.array("pathways_volumes").sel(point=list(lines), year=years)
    parts = [
        care.sel(point=line, drop=True) * busier(inputs, line, BY_KEY[line].season, BY_KEY[line].calendar)
        for line in lines
    ]
    days = _days(years).sum("month")
    return _system_and_places(inputs, _flat(inputs, sum(parts[1:], parts[0]) / days))


def staff(inputs: Inputs) -> tuple[xr.DataArray, xr.DataArray]:
    """Give NHS staff away sick, and posts that cannot be filled of posts required, per cent, the system alone.

    What a post takes and who is employed are the year's; who is away is the month's.
    """
    years, groups = years_ahead(inputs), {"staff_group": list(NHS_STAFF)}
    code = [inputs.areas.system.code]
    here = {"area": code, "year": years, **groups}
    work, employed = work_kept(inputs), inputs.array("supply_staff").sel(here)
    absent = work.absence.sel(here)
    points = [shocks.felt(inputs, "absence", group) / PERCENT for group in NHS_STAFF]
    felt = xr.concat(xr.broadcast(*points), "staff_group").assign_coords(groups)
    if "area" in felt.dims:
        felt = felt.sel(area=[leaf.code for leaf in inputs.areas.leaves]).mean("area")
    by_year = shocks.by_month_of_year(felt, years)
    more = by_year - by_year.mean("month")
    away = (absent + more).clip(0.0, 0.5)
    sick = (away * employed).sum("staff_group") / employed.sum("staff_group")
    needed, filled = (inputs.array(f"levers_{name}").sel(here) for name in ("required", "available"))
    cover = work.temporary_base
    assert isinstance(cover, xr.DataArray), "bank and agency staff are known by group"
    lost = (filled + cover.sel({"area": code, **groups})) * (away - absent) / (1 - absent)
    short = (needed - filled + lost).sum("staff_group") / needed.sum("staff_group")
    return _flat(inputs, PERCENT * sick), _flat(inputs, PERCENT * short)


def cost(inputs: Inputs) -> xr.DataArray:
    """Give the cost of care as it can be staffed and paid for, constant prices, dims (draw, area, year)."""
    found = inputs.array("finance_cost").sel(case=COST_CASE, year=years_ahead(inputs), drop=True)
    return found.sum("item").transpose("draw", "area", "year")


def _every_month(inputs: Inputs, yearly: xr.DataArray) -> xr.DataArray:
    months = xr.DataArray(np.ones(12), coords={"month": [month[5:] for month in months_of(inputs.planning.plan_start)]})
    return _flat(inputs, yearly * months)


def _days(years: list[int]) -> xr.DataArray:
    names = [month[5:] for month in months_of(years[0])]
    values = [[float(days_in(month)) for month in months_of(year)] for year in years]
    return xr.DataArray(values, coords={"year": years, "month": names})


def _flat(inputs: Inputs, by_year: xr.DataArray) -> xr.DataArray:
    """Give (draw, area, year, month) as months in a row; without draws, the same in every one."""
    if "draw" not in by_year.dims:
        by_year = by_year.expand_dims(draw=inputs.planning.n_draws)
    ordered = by_year.transpose("draw", "area", "year", "month")
    values = ordered.values.reshape(*ordered.shape[:2], -1)
    return xr.DataArray(values, coords={"area": ordered["area"].values, "month": months_ahead(inputs)}, dims=DIMS)


def _system_and_places(inputs: Inputs, array: xr.DataArray) -> xr.DataArray:
    """Give the system as the sum of its places, and the places; without England."""
    wanted = [area.code for area in inputs.areas.every[1:]]
    return inputs.areas.with_total(array).sel(area=wanted)
