"""The waiting list for planned care: what is above the standard, and what becomes of it at today's capacity.

Also by months waited (`methods.waiting_months`): how many within 18 weeks, and how many over a year.
"""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods import shocks
from planbook.methods.calendar_days import months_of
from planbook.methods.demand import shocked
from planbook.methods.demand.base import area_months, totals_array
from planbook.methods.seasons import measure_shares, over_months
from planbook.methods.segments import only_once
from planbook.methods.waiting_list import leaving_rate, rolled
from planbook.methods.waiting_months import by_months_waited, chance_seen, rolled_by_wait

LIST, STARTED, COMPLETED = "rtt_list", "rtt_clock_starts", "rtt_completed"
RATED = ("rtt_within_18_weeks_pct", "rtt_over_52_weeks_pct")
LATE, LONGEST = "rtt_over_18_weeks", "rtt_over_52_weeks"
WEEKS_A_YEAR, MONTHS_A_YEAR = 52.0, 12.0


def published_lists(inputs: Inputs) -> pd.DataFrame:
    """Give each area's latest published list: one row per area, how many over 18 and 52 weeks, and who leaves.

    `leaving` is the share of the list that leaves each month other than by completing.
    """
    months = area_months(inputs)
    wide = months[months["measure"].isin([LIST, LATE, LONGEST, STARTED, COMPLETED])].pivot(
        index=["area", "month"], columns="measure", values="value"
    )
    rows = []
    for area, mine in wide.dropna().groupby(level="area", sort=False):
        year = mine.droplevel("area").sort_index().iloc[-13:]
        last = year.iloc[1:]
        rate = leaving_rate(
            year[LIST].iloc[0],
            last[LIST].iloc[-1],
            last[STARTED].sum(),
            last[COMPLETED].sum(),
            year[LIST].iloc[:-1].sum(),
        )
        newest = last.iloc[-1]
        rows.append((area, newest[LIST], newest[LATE], newest[LONGEST], last.index[-1], rate))
    return pd.DataFrame(rows, columns=["area", "size", "over_18_weeks", "over_52_weeks", "month", "leaving"])


def backlog_pathways(inputs: Inputs) -> xr.DataArray:
    """Give pathways to work off each year beyond those that come in, dims (draw, area, year).

    The list above the one that would just meet the standard, in equal parts over the plan years.
    """
    size = _by_area(inputs, "size")
    now = totals_array(inputs).sel(measure="referrals", drop=True)
    above = (size - standard_list(inputs, now)).clip(0.0)
    part = only_once(inputs.draws("demand.backlog_cleared_pct")) / 100
    plan = inputs.planning.plan_year_list
    years = list(inputs.planning.years)
    when = xr.DataArray([float(year in plan) / len(plan) for year in years], coords={"year": years})
    return (above * part * when).transpose("draw", "area", "year")


def standard_list(inputs: Inputs, started: xr.DataArray) -> xr.DataArray:
    """Give the list that would just meet the standard: demand a week x weeks / -ln(share missed), dims (draw, ...).

    `started` is pathways a year.
    """
    weeks = only_once(inputs.draws("demand.waiting_standard_weeks"))
    within = only_once(inputs.draws("demand.waiting_within_standard_pct")) / 100
    return started / WEEKS_A_YEAR * weeks / -xr.ufuncs.log(1 - within)


def list_by_month(inputs: Inputs, volumes: xr.DataArray) -> dict[str, xr.DataArray]:
    """Give the list when today's capacity is all there is: `started`, `done` and `waiting`, dims (draw, area, month).

    From the month after the last published list to the end of the horizon. Capacity is the pathways completed in the
    base year's months, every year.
    """
    years = list(inputs.planning.years)
    calendar = [month for year in years for month in months_of(year)]
    from_month = str(inputs.table("demand_list_now")["month"].max())
    coming = shocked.by_month(inputs, "referrals", measure_shares(inputs, STARTED, "working", years))
    started = over_months(volumes.sel(line="referrals", drop=True), coming)
    capacity = totals_array(inputs).sel(measure="completed", drop=True).expand_dims(year=years)
    done = not_cancelled(inputs, over_months(capacity, measure_shares(inputs, COMPLETED, "working", years)))
    ahead = [month for month in calendar if month > from_month]
    started, done = started.sel(month=ahead), done.sel(month=ahead)
    waiting = rolled(_by_area(inputs, "size"), started, done, _by_area(inputs, "leaving"))
    return {"started": started, "done": done, "waiting": waiting}


def not_cancelled(inputs: Inputs, done: xr.DataArray) -> xr.DataArray:
    """Give planned care that could be done by month less what shocks cancel, dims ([draw,] area, month)."""
    if not shocks.moved(inputs, "cancelled"):
        return done
    share = shocks.felt(inputs, "cancelled", "planned_care").sel(month=done["month"]) / 100
    return (done * (1 - share).clip(0.0, 1.0)).transpose(..., "area", "month")


def waits_now(inputs: Inputs) -> xr.DataArray:
    """Give the latest list by months waited, dims (area, waited): as many over 18 and 52 weeks as published."""
    size, late, longest = (_by_area(inputs, name) for name in ("size", "over_18_weeks", "over_52_weeks"))
    return by_months_waited(size, late, longest, _started_a_month(inputs))


def list_by_wait(inputs: Inputs, started: xr.DataArray, done: xr.DataArray) -> xr.DataArray:
    """Give pathways waiting by how long, dims (draw, area, month, band), from the month after the last list.

    `started` and `done` are pathways a month, dims (draw, area, month); each month waited has its chance of being seen
    as today's list shows it, all scaled alike to what is done.
    """
    now, leaving = waits_now(inputs), _by_area(inputs, "leaving")
    chance = chance_seen(now, _started_a_month(inputs), leaving)
    return rolled_by_wait(now, started, done, leaving, chance)


def targets_by_year(inputs: Inputs) -> pd.Series:
    """Give the national targets for waits, by (measure, year): nothing before the first; the last one holds on."""
    rows = inputs.reference("targets").dropna(subset="target_value")
    found: dict[tuple[object, int], float] = {}
    for measure, mine in rows[rows["measure"].isin(RATED)].groupby("measure"):
        last = mine.sort_values("year").iloc[-1]
        found |= {(measure, int(row.year)): float(row.target_value) for row in rows_of(mine)}
        later = [year for year in inputs.planning.years if year > last["year"]]
        found |= {(measure, year): float(last["target_value"]) for year in later}
    return pd.Series(found)


def _started_a_month(inputs: Inputs) -> xr.DataArray:
    return totals_array(inputs).sel(measure="referrals", drop=True) / MONTHS_A_YEAR


def _by_area(inputs: Inputs, column: str) -> xr.DataArray:
    held = inputs.table("demand_list_now").set_index("area")[column]
    codes = [area.code for area in inputs.areas.computed]
    return xr.DataArray(held.reindex(codes).to_numpy(dtype=float), coords={"area": codes})
