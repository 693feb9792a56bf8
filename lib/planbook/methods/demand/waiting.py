"""The waiting list for planned care: what is above the standard, and what becomes of it at today's capacity.

Also by months waited (`methods.waiting_months`): how many within 18 weeks, and how many over a year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out, rows_of
from planbook.methods import shocks
from planbook.methods.demand import shocked
from planbook.methods.demand.base import area_months, totals_array
from planbook.methods.labelled import bare, labelled
from planbook.methods.seasons import measure_shares, over_months
from planbook.methods.segments import only_once
from planbook.methods.waiting_list import leaving_rate
from planbook.methods.waiting_months import by_months_waited, chance_seen, rolled_by_wait

LIST, STARTED, COMPLETED = "rtt_list", "rtt_clock_starts", "rtt_completed"
RATED = ("rtt_within_18_weeks_pct", "rtt_over_52_weeks_pct")
LATE, LONGEST = "rtt_over_18_weeks", "rtt_over_52_weeks"
WEEKS_A_YEAR, MONTHS_A_YEAR = 52.0, 12.0


def published_lists(inputs: Inputs) -> pd.DataFrame:
    """Give each area's latest published list: one row per area, how many over 18 and 52 weeks, and who leaves.

    `leaving` is the share of the list that leaves each month other than by completing.
    """
    measures = [LIST, LATE, LONGEST, STARTED, COMPLETED]
    months = area_months(inputs, measures)
    wide = months.pivot(index=["area", "month"], columns="measure", values="value")[measures].dropna()
    rows = []
    for area in wide.index.unique("area"):
        year = wide.loc[area].sort_index().iloc[-13:]
        size, late, longest, started, completed = year.to_numpy().T
        rate = leaving_rate(size[0], size[-1], started[1:].sum(), completed[1:].sum(), size[:-1].sum())
        rows.append((area, size[-1], late[-1], longest[-1], year.index[-1], rate))
    return pd.DataFrame(rows, columns=["area", "size", "over_18_weeks", "over_52_weeks", "month", "leaving"])


def backlog_pathways(inputs: Inputs) -> xr.DataArray:
    """Give pathways to work off each year beyond those that come in, dims (draw, area, year).

    The list above the one that would just meet the standard, in equal parts over the plan years.
    """
    size = _by_area(inputs, "size")
    now = totals_array(inputs).sel(measure="referrals", drop=True)
    goal = standard_list(inputs, now)
    cleared = only_once(inputs.draws("demand.backlog_cleared_pct"))
    held, wanted, part = bare(size, goal, cleared)
    plan, years = inputs.planning.plan_year_list, inputs.planning.years
    when = xr.Variable("year", [float(year in plan) / len(plan) for year in years])
    found = (held - wanted).clip(0.0) * (part / 100) * when
    return labelled(found.transpose("draw", "area", "year"), goal, size, year=years)


def standard_list(inputs: Inputs, started: xr.DataArray) -> xr.DataArray:
    """Give the list that would just meet the standard: demand a week x weeks / -ln(share missed), dims (draw, ...).

    `started` is pathways a year.
    """
    weeks = only_once(inputs.draws("demand.waiting_standard_weeks"))
    within = only_once(inputs.draws("demand.waiting_within_standard_pct"))
    coming, wait, share = bare(started, weeks, within)
    found = coming / WEEKS_A_YEAR * wait / -np.log(1 - share / 100)
    return labelled(found.transpose("draw", ...), started, weeks, within)


def list_by_month(inputs: Inputs, volumes: xr.DataArray) -> dict[str, xr.DataArray]:
    """Give what comes onto the list and off it at today's capacity: `started` and `done`, dims ([draw,] area, month).

    From the month after the last published list to the end of the horizon. Capacity is the pathways completed in the
    base year's months, every year.
    """
    years = list(inputs.planning.years)
    from_month = str(inputs.table("demand_list_now")["month"].max())
    coming = shocked.by_month(inputs, "referrals", measure_shares(inputs, STARTED, "working", years))
    started = over_months(volumes.sel(line="referrals", drop=True), coming)
    capacity = totals_array(inputs).sel(measure="completed", drop=True)
    done = not_cancelled(inputs, over_months(capacity, measure_shares(inputs, COMPLETED, "working", years)))
    first = int((started.indexes["month"] > from_month).argmax())
    return {"started": started.isel(month=slice(first, None)), "done": done.isel(month=slice(first, None))}


def not_cancelled(inputs: Inputs, done: xr.DataArray) -> xr.DataArray:
    """Give planned care that could be done by month less what shocks cancel, dims ([draw,] area, month)."""
    if not shocks.moved(inputs, "cancelled"):
        return done
    cancelled = shocks.felt(inputs, "cancelled", "planned_care").sel(month=done.indexes["month"])
    could, share = bare(done, cancelled)
    return labelled((could * (1 - share / 100).clip(0.0, 1.0)).transpose(..., "area", "month"), done, cancelled)


def waits_now(inputs: Inputs) -> xr.DataArray:
    """Give the latest list by months waited, dims (area, waited): as many over 18 and 52 weeks as published."""
    size, late, longest = (_by_area(inputs, name) for name in ("size", "over_18_weeks", "over_52_weeks"))
    return by_months_waited(size, late, longest, _started_a_month(inputs))


def chance_now(inputs: Inputs) -> xr.DataArray:
    """Give the chance in a month of being seen after so many months as today's list shows it, dims (area, waited)."""
    return chance_seen(inputs.array("demand_waits_now"), _started_a_month(inputs), _by_area(inputs, "leaving"))


def list_by_wait(inputs: Inputs, started: xr.DataArray, done: xr.DataArray) -> xr.DataArray:
    """Give pathways waiting by how long, dims (draw, area, month, band), from the month after the last list.

    `started` and `done` are pathways a month, dims (draw, area, month); each month waited has its chance of being seen
    as today's list shows it, all scaled alike to what is done.
    """
    now, chance = inputs.array("demand_waits_now"), inputs.array("demand_chance_seen")
    return rolled_by_wait(now, started, done, _by_area(inputs, "leaving"), chance)


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
    codes = [area.code for area in inputs.areas.computed]
    return laid_out(inputs.table("demand_list_now"), {"area": codes}, column)
