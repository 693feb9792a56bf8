"""Waiting for planned care: what is asked, what can be done, what waits, and what it would take to meet the standard.

Demand is kept apart from activity: referrals come as they come, capacity does what it can, and the rest waits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.capacity.resources import PLANNED
from planbook.methods.demand import shocked
from planbook.methods.demand.base import area_months, totals_array
from planbook.methods.demand.waiting import COMPLETED, LIST, STARTED, WEEKS_A_YEAR, not_cancelled, standard_list
from planbook.methods.seasons import measure_shares, over_months
from planbook.methods.segments import only_once
from planbook.methods.waiting_months import by_months_waited, chance_seen, rolled_by_wait

OVER_18, OVER_52 = "rtt_over_18_weeks", "rtt_over_52_weeks"
TARGET = "rtt_within_18_weeks_pct"
MONTHS_A_YEAR = 12
MILLION = 1_000_000
FLOWS = ("started", "done", "left")


def capacity_a_year(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give pathways that can be completed a year: today's, and those that programmes buy, dims (draw, area, year)."""
    today = totals_array(inputs).sel(measure="completed", drop=True)
    return (care.sel(point="independent_sector", drop=True) + today).transpose("draw", "area", "year")


def open_a_year(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give pathways that can be completed a year less what shocks cancel, dims (draw, area, year)."""
    could = capacity_a_year(inputs, care)
    if not shocks.moved(inputs, "cancelled"):
        return could
    share = shocks.left(inputs, "cancelled", [PLANNED.key], "resource").sel(resource=PLANNED.key, drop=True)
    return (could * share).transpose("draw", "area", "year")


def list_by_wait(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give the list at the end of each month by how long people have waited, dims (draw, area, month, band).

    From the month after the last published list to the end of the horizon.
    """
    started, could = _asked(inputs, care), _possible(inputs, care)
    latest = _latest(inputs)
    months = area_months(inputs)
    a_month = totals_array(inputs).sel(measure="referrals", drop=True) / MONTHS_A_YEAR
    last = str(latest["month"].max())
    size, over_18, over_52 = (_at(months, measure, last, started) for measure in (LIST, OVER_18, OVER_52))
    now = by_months_waited(size, over_18, over_52, a_month)
    leaving = _by_area(latest["leaving"], started)
    return rolled_by_wait(now, started, could, leaving, chance_seen(now, a_month, leaving))


def flows(inputs: Inputs, care: xr.DataArray, waiting: xr.DataArray) -> xr.DataArray:
    """Give who joins, is seen and leaves otherwise each month, dims (draw, area, month, flow): started, done, left.

    Who leaves otherwise is a steady share of the list of the month before; who is seen is what is left to explain the
    change of the list, so that the change is additions less removals in every month. `waiting` is the list at each
    month's end by how long people have waited.
    """
    started = _asked(inputs, care).transpose("draw", "area", "month")
    latest = _latest(inputs)
    size = waiting.sum("band").transpose("draw", "area", "month")
    first = _by_area(latest["size"], started).values[None, :, None]
    before = np.concatenate([np.broadcast_to(first, (*size.shape[:2], 1)), size.values[..., :-1]], axis=2)
    left = before * _by_area(latest["leaving"], started).values[None, :, None]
    done = started.values - left + before - size.values
    values = np.stack([started.values, done, left], axis=-1)
    coords = {"area": size["area"].values, "month": size["month"].values, "flow": list(FLOWS)}
    return xr.DataArray(values, coords=coords, dims=["draw", "area", "month", "flow"])


def by_year(monthly: xr.DataArray) -> xr.DataArray:
    """Give sums of the months of each financial year, `month` becoming `year`; the first year may be in part."""
    months = [str(month) for month in monthly["month"].values]
    starts = [0, *(place for place, month in enumerate(months) if place and month.endswith("-04"))]
    ordered = monthly.transpose("month", ...)
    summed = np.add.reduceat(ordered.values, starts, axis=0)
    coords = {name: ordered[name].values for name in ordered.dims if name != "month" and name in ordered.coords}
    years = [year_of(months[place]) for place in starts]
    rest = [str(dim) for dim in ordered.dims[1:]]
    return xr.DataArray(summed, coords={"year": years, **coords}, dims=["year", *rest]).transpose(
        *["year" if dim == "month" else str(dim) for dim in monthly.dims]
    )


def at_year_end(monthly: xr.DataArray) -> xr.DataArray:
    """Give the last month of each financial year, `month` becoming `year`."""
    ends = [str(month) for month in monthly["month"].values if str(month).endswith("-03")]
    return monthly.sel(month=ends).rename(month="year").assign_coords(year=[year_of(month) for month in ends])


def year_of(month: str) -> int:
    """Give the financial year of a month 'YYYY-MM' by its first year."""
    return int(month[:4]) - (month[5:] < "04")


def standard_path(inputs: Inputs, care: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Give the list at each year's end if it is to meet the standard on time, dims (draw, area, year).

    As it is until the plan starts; then in equal steps to the list that would just meet the standard, at the end of
    the year for which the national target asks it; then that list, which grows with referrals. `size` is the list at
    each year's end as it would be.
    """
    planning = inputs.planning
    goal = standard_list(inputs, care.sel(point="referrals", drop=True))
    start, by = planning.plan_start - 1, standard_year(inputs)
    from_here = size.sel(year=start, drop=True)
    to_there = goal.sel(year=by, drop=True)
    years = size["year"]
    part = ((years - start) / (by - start)).clip(0.0, 1.0)
    path = from_here + (to_there - from_here) * part
    path = xr.where(years > by, goal.sel(year=years), path)
    return xr.where(years <= start, size, path).transpose("draw", "area", "year")


def needed_to_meet(path: xr.DataArray, started: xr.DataArray, leaving: xr.DataArray) -> xr.DataArray:
    """Give pathways to complete each year so that the list follows its path, dims as `path` less its first year.

    Referrals, less those who leave otherwise (a share of the mean list each month), less what the list may grow.
    """
    before = path.shift(year=1).isel(year=slice(1, None))
    after = path.isel(year=slice(1, None))
    left = (before + after) / 2 * leaving * MONTHS_A_YEAR
    return (started.sel(year=after["year"]) - left - (after - before)).transpose(*path.dims)


def planned_care_needed(inputs: Inputs, care: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Give pathways to complete each year, dims (draw, area, year, resource), on the standard's path.

    Before the plan starts nothing is asked but what can be done.
    """
    could = capacity_a_year(inputs, care)
    path = standard_path(inputs, care, size)
    meet = needed_to_meet(path, care.sel(point="referrals", drop=True), leaving_each_month(inputs))
    asked = meet.sel(year=[year for year in inputs.planning.years if year >= inputs.planning.plan_start])
    before = could.sel(year=[year for year in inputs.planning.years if year < inputs.planning.plan_start])
    joined = xr.concat([before, asked], "year", coords="minimal", compat="override")
    return joined.expand_dims(resource=[PLANNED.key]).transpose("draw", "area", "year", "resource")


def sustainable(inputs: Inputs, goal: xr.DataArray, started: xr.DataArray, leaving: xr.DataArray) -> xr.DataArray:
    """Give pathways to complete each year to hold the list at the standard once it is there, dims (draw, area, year).

    Target capacity (Fong): what is asked, less those who leave otherwise, and for each separate list a margin that its
    variation takes. `goal` is the list that would just meet the standard.
    """
    asked = started - goal * leaving * MONTHS_A_YEAR
    within = only_once(inputs.draws("demand.waiting_within_standard_pct")) / 100
    weeks = only_once(inputs.draws("demand.waiting_standard_weeks"))
    spread = only_once(inputs.draws("capacity.variation"))
    both = (spread.sel(leaf="referrals", drop=True) ** 2 + spread.sel(leaf="capacity", drop=True) ** 2) / 2
    margin = both * -xr.ufuncs.log(1 - within) / weeks  # `waiting_list.target_capacity` less its demand
    return (asked + margin * WEEKS_A_YEAR * lists(inputs)).transpose("draw", "area", "year")


def lists(inputs: Inputs) -> xr.DataArray:
    """Give how many separate lists there are, dims (draw, area)."""
    people = inputs.table("need_population")
    now = people[people["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    per_million = only_once(inputs.draws("capacity.lists_per_million"))
    codes = [area.code for area in inputs.areas.computed]
    return per_million * xr.DataArray(now.reindex(codes).to_numpy(dtype=float) / MILLION, coords={"area": codes})


def standard_year(inputs: Inputs) -> int:
    """Give the financial year by whose end the national target asks for the standard."""
    targets = inputs.reference("targets")
    return int(targets.loc[targets["measure"] == TARGET, "year"].max())


def target_by_year(inputs: Inputs) -> dict[int, float]:
    """Give the share to be seen within the standard by the end of each year, per cent; none before the first."""
    targets = inputs.reference("targets")
    rows = targets[targets["measure"] == TARGET].set_index("year")["target_value"]
    return {year: float(rows[rows.index <= year].iloc[-1]) for year in inputs.planning.years if year >= rows.index[0]}


def leaving_each_month(inputs: Inputs) -> xr.DataArray:
    """Give the share of the list that leaves each month otherwise, dims (area)."""
    codes = [area.code for area in inputs.areas.computed]
    held = _latest(inputs)["leaving"]
    return xr.DataArray(held.reindex(codes).to_numpy(dtype=float), coords={"area": codes})


def _asked(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    coming = shocked.by_month(inputs, "referrals", _shares(inputs, STARTED))
    return _months_ahead(inputs, care.sel(point="referrals", drop=True), coming)


def _possible(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    return not_cancelled(inputs, _months_ahead(inputs, capacity_a_year(inputs, care), _shares(inputs, COMPLETED)))


def _shares(inputs: Inputs, measure: str) -> xr.DataArray:
    return measure_shares(inputs, measure, "working", list(inputs.planning.years))


def _months_ahead(inputs: Inputs, yearly: xr.DataArray, shares: xr.DataArray) -> xr.DataArray:
    monthly = over_months(yearly, shares)
    last = str(_latest(inputs)["month"].max())
    return monthly.sel(month=[month for month in monthly["month"].values if month > last])


def _latest(inputs: Inputs) -> pd.DataFrame:
    return inputs.table("demand_list_now").set_index("area")


def _at(months: pd.DataFrame, measure: str, month: str, like: xr.DataArray) -> xr.DataArray:
    rows = months[(months["measure"] == measure) & (months["month"] == month)]
    return _by_area(rows.set_index("area")["value"], like)


def _by_area(held: pd.Series, like: xr.DataArray) -> xr.DataArray:
    codes = [str(code) for code in like["area"].values]
    return xr.DataArray(held.reindex(codes).to_numpy(dtype=float), coords={"area": codes})
