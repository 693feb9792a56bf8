"""Each month of the plan under one scenario: beds, waiting, staff, visits, admissions and cost, in every draw.

A year's care falls into months as it does today, reshaped by the months in which shocks are felt; beds closed, staff
away and planned care cancelled are felt in their own months. The year's mean stays what the steps before say.

What is told has shape (draw, area, month): the system first, then its places; of staff the system alone. England is
left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.capacity.beds import FOLLOWS
from planbook.methods.demand import shocked
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.labelled import at
from planbook.methods.scenarios.measures import MONTHLY
from planbook.methods.seasons import measure_shares
from planbook.methods.waiting_months import share_within_18_weeks
from planbook.params.programme_words import NHS_STAFF

Floats = NDArray[np.float64]
ACUTE = "general_acute"
BEDS_SEASON = "ga_beds_occupied"
VISITS = ("ae_major", "ae_minor")
ADMISSIONS = ("emergency_same_day", "emergency_overnight")
SEASONS = {
    **dict.fromkeys(FOLLOWS[ACUTE], (BEDS_SEASON, "every")),
    **{line: (BY_KEY[line].season, BY_KEY[line].calendar) for line in (*VISITS, *ADMISSIONS)},
}
COST_CASE = "constrained"
PERCENT = 100.0
MONTHS = 12
MOST_AWAY = 0.5


def years_ahead(inputs: Inputs) -> list[int]:
    """Give the years watched: from the plan's first to the horizon, so that what recovers later is seen."""
    return [year for year in inputs.planning.years if year >= inputs.planning.plan_start]


def months_ahead(inputs: Inputs) -> list[str]:
    """Give the months watched, April of the plan's first year first."""
    return [month for year in years_ahead(inputs) for month in months_of(year)]


def seasons(inputs: Inputs) -> xr.DataArray:
    """Give each month's share of its year's care as it is today, dims (line, area, year, month); each year sums to one.

    Bed days fall into months as beds in use do.
    """
    years = years_ahead(inputs)
    found = [measure_shares(inputs, measure, calendar, years) for measure, calendar in SEASONS.values()]
    return xr.concat(found, "line").assign_coords(line=list(SEASONS))


def monthly(inputs: Inputs, used: Floats, there: Floats) -> dict[str, Floats]:
    """Give every monthly measure by key; `used` and `there` are beds in use and open, as `beds` gives them."""
    bands = inputs.areas.with_total(inputs.array("capacity_list").sel(month=months_ahead(inputs)))
    bands = bands.isel(area=slice(1, None)).transpose("draw", "area", "month", "band")
    away, short = staff(inputs)
    found = {
        "beds_used": PERCENT * used / there,
        "waiting_list": bands.sum("band").values,
        "within_18": PERCENT * share_within_18_weeks(bands).values,
        "staff_away": away,
        "staff_short": short,
        "ae_visits": a_day(inputs, VISITS),
        "emergency_admissions": a_day(inputs, ADMISSIONS),
        "cost": np.repeat(cost(inputs), MONTHS, axis=-1),
    }
    return {each.key: found[each.key] for each in MONTHLY}


def beds(inputs: Inputs) -> tuple[Floats, Floats]:
    """Give general and acute beds in use and open on a mean day of each month."""
    planned = watched(inputs, inputs.value("demand.safe_occupancy_pct")) / PERCENT
    in_use = watched(inputs, inputs.array("capacity_beds"), kind=ACUTE) * planned
    care = [watched(inputs, inputs.array("pathways_volumes"), point=line) for line in FOLLOWS[ACUTE]]
    days = in_use * by_day(inputs, dict(zip(FOLLOWS[ACUTE], care, strict=True))) / sum(care)
    rows = inputs.table("capacity_in_place")
    place = rows[rows["resource"] == ACUTE].set_index("area")["in_place"]
    held = xr.Variable("area", place.reindex([leaf.code for leaf in inputs.areas.leaves]).to_numpy(dtype=float))
    closed = shocks.by_month_of_year(shocks.felt(inputs, "beds_closed", ACUTE), years_ahead(inputs))
    there = held * (1 - watched(inputs, closed) / PERCENT).clip(0.0, 1.0)
    return of_all(inputs, days * _days(inputs).sum("month")), of_all(inputs, there)


def by_day(inputs: Inputs, care: Mapping[str, xr.Variable]) -> xr.Variable:
    """Give a year's care at some lines as units a day of each month, added up, dims ([draw,] area, year, month)."""
    today = inputs.array("scenarios_seasons")
    flat = xr.ones_like(today.isel(line=0, area=0, drop=True))
    found = None
    for line, units in care.items():
        felt = watched(inputs, shocked.by_month(inputs, line, flat))
        weight = felt * watched(inputs, today, line=line)
        falls = weight * (units / weight.sum("month", skipna=False))
        found = falls if found is None else found + falls
    assert found is not None, "of no line"
    return found / _days(inputs)


def a_day(inputs: Inputs, lines: tuple[str, ...]) -> Floats:
    """Give units a day of some lines together in each month."""
    volumes = inputs.array("pathways_volumes")
    return of_all(inputs, by_day(inputs, {line: watched(inputs, volumes, point=line) for line in lines}))


def staff(inputs: Inputs) -> tuple[Floats, Floats]:
    """Give NHS staff away sick, and posts that cannot be filled of posts required, per cent, the system alone.

    What a post takes and who is employed are the year's; who is away is the month's.
    """
    here: Any = {"area": [inputs.areas.system.code], "staff_group": list(NHS_STAFF)}
    ahead: Any = here | {"year": years_ahead(inputs)}
    work = inputs.array("supply_work")
    found = [at(inputs.array(name), **ahead) for name in ("supply_staff", "levers_required", "levers_available")]
    cover = at(work, part=["bank", "agency"], year=inputs.planning.base_year, **here).sum("part", skipna=False)
    found += [at(work, part="absence", **ahead), cover.set_dims({"year": 1, **cover.sizes})]
    # The group last: months that are alike then add up alike, bit by bit.
    dims = ("draw", "area", "year", "month", "staff_group")
    employed, needed, filled, absent, cover = (
        each.set_dims({"month": 1, **each.sizes}).transpose(*dims).values for each in found
    )
    away = (absent + _more_away(inputs, dims)).clip(0.0, MOST_AWAY)
    sick = (away * employed).sum(axis=-1) / employed.sum(axis=-1)
    lost = (filled + cover) * (away - absent) / (1 - absent)
    short = (needed - filled + lost).sum(axis=-1) / needed.sum(axis=-1)
    return _all_months(PERCENT * sick), _all_months(PERCENT * short)


def cost(inputs: Inputs) -> Floats:
    """Give the cost of care by year as it can be staffed and paid for, constant prices, shape (draw, area, year)."""
    found = watched(inputs, inputs.array("finance_cost"), case=COST_CASE)
    return of_all(inputs, found.sum("item"))


def watched(inputs: Inputs, array: xr.DataArray, **labels: Any) -> xr.Variable:
    """Give what an array holds of the places, or the system without any, in the years watched and at other labels."""
    here = {"area": [leaf.code for leaf in inputs.areas.leaves], "year": years_ahead(inputs)} | labels
    return at(array, **{dim: wanted for dim, wanted in here.items() if dim in array.dims})


def of_all(inputs: Inputs, leaves: xr.Variable) -> Floats:
    """Give the system, as the sum of its places, and then these, shape (draw, area, time); without draws all alike."""
    values = _in_a_row(inputs, leaves)
    if not inputs.areas.places:
        return values
    return np.concatenate([np.nansum(values, axis=1, keepdims=True), values], axis=1)


def _in_a_row(inputs: Inputs, found: xr.Variable) -> Floats:
    """Give (draw, area, time), years of months as months in a row."""
    sizes = {"draw": inputs.planning.n_draws, **found.sizes}
    values = np.ascontiguousarray(found.set_dims(sizes).transpose("draw", "area", ...).values)
    return values.reshape(*values.shape[:2], -1)  # laid out alike, so that means of equal draws are equal bit by bit


def _more_away(inputs: Inputs, dims: tuple[str, ...]) -> Floats:
    """Give the share of staff away in a month beyond the year's mean; the months as one where they are alike."""
    if not shocks.moved(inputs, "absence"):
        return np.zeros([1] * len(dims))
    felt = shocks.felt_by_month(inputs, "absence", list(NHS_STAFF), "staff_group") / PERCENT
    if "area" in felt.dims:
        felt = felt.sel(area=[leaf.code for leaf in inputs.areas.leaves]).mean("area")
    by_year = shocks.by_month_of_year(felt, years_ahead(inputs)).variable
    more = by_year - by_year.mean("month", skipna=False)
    return np.asarray(more.set_dims({**dict.fromkeys(dims, 1), **more.sizes}).transpose(*dims).values)


def _all_months(found: Floats) -> Floats:
    """Give (draw, area, year, month) as months in a row; one month stands for all of its year."""
    every = found if found.shape[-1] == MONTHS else np.repeat(found, MONTHS, axis=-1)
    return np.ascontiguousarray(every).reshape(*every.shape[:2], -1)


def _days(inputs: Inputs) -> xr.Variable:
    """Give days of each month of the years watched, dims (year, month)."""
    return xr.Variable(
        ("year", "month"), [[float(days_in(month)) for month in months_of(year)] for year in years_ahead(inputs)]
    )
