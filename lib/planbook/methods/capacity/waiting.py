"""Waiting for planned care: what is asked, what can be done, what waits, and what it would take to meet the standard.

Demand is kept apart from activity: referrals come as they come, capacity does what it can, and the rest waits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import codes_index
from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.capacity.resources import PLANNED
from planbook.methods.demand import shocked
from planbook.methods.demand import waiting as demand_waiting
from planbook.methods.demand.base import totals_array
from planbook.methods.demand.waiting import COMPLETED, STARTED, WEEKS_A_YEAR, not_cancelled, standard_list
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.seasons import measure_shares, over_months
from planbook.methods.segments import only_once

TARGET = "rtt_within_18_weeks_pct"
MONTHS_A_YEAR = 12
MILLION = 1_000_000
FLOWS = ("started", "done", "left")
DIMS = ("draw", "area", "year")


def capacity_a_year(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give pathways that can be completed a year: today's, and those that programmes buy, dims (draw, area, year)."""
    bare(totals := totals_array(inputs), care)
    could = at(care, point="independent_sector") + at(totals, measure="completed")
    return labelled(could.transpose(*DIMS), care)


def open_a_year(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give pathways that can be completed a year less what shocks cancel, dims (draw, area, year)."""
    could = capacity_a_year(inputs, care)
    if not shocks.moved(inputs, "cancelled"):
        return could
    share = shocks.left(inputs, "cancelled", [PLANNED.key], "resource").sel(resource=PLANNED.key, drop=True)
    return (could * share).transpose(*DIMS)


def asked_by_month(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give referrals a month from the month after the last published list, dims (draw, area, month)."""
    coming = shocked.by_month(inputs, "referrals", _shares(inputs, STARTED))
    referrals = labelled(at(care, point="referrals"), care)
    return _months_ahead(inputs, referrals, coming).transpose("draw", "area", "month")


def list_by_wait(inputs: Inputs, care: xr.DataArray, started: xr.DataArray) -> xr.DataArray:
    """Give the list at the end of each month by how long people have waited, dims (draw, area, month, band).

    From the month after the last published list to the end of the horizon; `started` is referrals a month.
    """
    could = not_cancelled(inputs, _months_ahead(inputs, capacity_a_year(inputs, care), _shares(inputs, COMPLETED)))
    return demand_waiting.list_by_wait(inputs, started, could)


def flows(inputs: Inputs, asked: xr.DataArray, waiting: xr.DataArray) -> xr.DataArray:
    """Give who joins, is seen and leaves otherwise each month, dims (draw, area, month, flow): started, done, left.

    Who leaves otherwise is a steady share of the list of the month before; who is seen is what is left to explain the
    change of the list, so that the change is additions less removals in every month. `asked` is referrals a month,
    `waiting` the list at each month's end by how long people have waited.
    """
    started, bands = bare(asked, waiting)
    size = bands.sum("band", skipna=False).transpose(*started.dims)
    latest = inputs.table("demand_list_now").set_index("area").reindex(asked.get_index("area"))
    first, rate = (xr.Variable("area", latest[name].to_numpy(dtype=float)) for name in ("size", "leaving"))
    before = size.shift(month=1)
    before[{"month": 0}] = first
    left = before * rate
    done = started - left + before - size
    return labelled(stacked([started, done, left], "flow"), asked, flow=FLOWS)


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
    months = [str(month) for month in monthly["month"].values]
    ends = [place for place, month in enumerate(months) if month.endswith("-03")]
    dims = ["year" if dim == "month" else dim for dim in monthly.dims]
    kept = xr.Variable(dims, monthly.variable.isel(month=ends).values)
    return labelled(kept, monthly, year=[year_of(months[place]) for place in ends])


def year_of(month: str) -> int:
    """Give the financial year of a month 'YYYY-MM' by its first year."""
    return int(month[:4]) - (month[5:] < "04")


def standard_path(inputs: Inputs, care: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Give the list at each year's end if it is to meet the standard on time, dims (draw, area, year).

    As it is until the plan starts; then in equal steps to the list that would just meet the standard, at the end of
    the year for which the national target asks it; then that list, which grows with referrals. `size` is the list at
    each year's end as it would be.
    """
    goal = standard_list(inputs, labelled(at(care, point="referrals"), care))
    bare(goal, size)
    start, by = inputs.planning.plan_start - 1, standard_year(inputs)
    from_here, to_there = at(size, year=start), at(goal, year=by)
    years = xr.Variable("year", size["year"].values)
    path = from_here + (to_there - from_here) * ((years - start) / (by - start)).clip(0.0, 1.0)
    path = xr.where(years > by, goal.variable, path)
    return labelled(xr.where(years <= start, size.variable, path).transpose(*DIMS), size)


def needed_to_meet(path: xr.DataArray, started: xr.DataArray, leaving: xr.DataArray) -> xr.DataArray:
    """Give pathways to complete each year so that the list follows its path, dims as `path` less its first year.

    Referrals, less those who leave otherwise (a share of the mean list each month), less what the list may grow.
    """
    ends, came, rate = bare(path, started, leaving)
    before, after = ends.isel(year=slice(None, -1)), ends.isel(year=slice(1, None))
    left = (before + after) / 2 * rate * MONTHS_A_YEAR
    needed = came.isel(year=slice(1, None)) - left - (after - before)
    return labelled(needed.transpose(*path.dims), path, year=path["year"].values[1:])


def planned_care_needed(inputs: Inputs, care: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Give pathways to complete each year, dims (draw, area, year), on the standard's path.

    Before the plan starts nothing is asked but what can be done.
    """
    could = capacity_a_year(inputs, care)
    referrals = labelled(at(care, point="referrals"), care)
    meet = needed_to_meet(standard_path(inputs, care, size), referrals, leaving_each_month(inputs))
    years = list(inputs.planning.years)
    asked = years.index(inputs.planning.plan_start)
    before, then = could.variable.isel(year=slice(None, asked)), meet.variable.isel(year=slice(asked - 1, None))
    return labelled(xr.Variable.concat([before, then], "year"), could)


def sustainable(inputs: Inputs, goal: xr.DataArray, started: xr.DataArray, leaving: xr.DataArray) -> xr.DataArray:
    """Give pathways to complete each year to hold the list at the standard once it is there, dims (draw, area, year).

    Target capacity (Fong): what is asked, less those who leave otherwise, and for each separate list a margin that its
    variation takes. `goal` is the list that would just meet the standard.
    """
    spread = only_once(inputs.draws("capacity.variation"))
    within, weeks, many, there, came, rate = bare(
        only_once(inputs.draws("demand.waiting_within_standard_pct")) / 100,
        only_once(inputs.draws("demand.waiting_standard_weeks")),
        *(lists(inputs), goal, started, leaving),
    )
    asked = came - there * rate * MONTHS_A_YEAR
    both = (at(spread, leaf="referrals") ** 2 + at(spread, leaf="capacity") ** 2) / 2
    margin = both * -np.log(1 - within) / weeks  # `waiting_list.target_capacity` less its demand
    return labelled((asked + margin * WEEKS_A_YEAR * many).transpose(*DIMS), started)


def lists(inputs: Inputs) -> xr.DataArray:
    """Give how many separate lists there are, dims (draw, area)."""
    people = inputs.table("need_population")
    now = people[people["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    return only_once(inputs.draws("capacity.lists_per_million")) * (_by_area(inputs, now) / MILLION)


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
    return _by_area(inputs, inputs.table("demand_list_now").set_index("area")["leaving"])


def _shares(inputs: Inputs, measure: str) -> xr.DataArray:
    return measure_shares(inputs, measure, "working", list(inputs.planning.years))


def _months_ahead(inputs: Inputs, yearly: xr.DataArray, shares: xr.DataArray) -> xr.DataArray:
    monthly = over_months(yearly, shares)
    last = str(inputs.table("demand_list_now")["month"].max())
    months = monthly["month"].values
    ahead = slice(int(np.searchsorted(months, last, "right")), None)
    return labelled(monthly.variable.isel(month=ahead), monthly, month=months[ahead])


def _by_area(inputs: Inputs, held: pd.Series) -> xr.DataArray:
    codes = codes_index(tuple(area.code for area in inputs.areas.computed))
    return xr.DataArray(held.reindex(codes).to_numpy(dtype=float), coords={"area": codes})
