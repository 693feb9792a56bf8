"""The waiting list told by month and by year, totals added up before any share is taken."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import waiting_list
from planbook.methods.calendar_days import months_of
from planbook.methods.capacity.care import expected_care
from planbook.methods.capacity.resources import PLANNED
from planbook.methods.capacity.waiting import (
    FLOWS,
    at_year_end,
    by_year,
    leaving_each_month,
    open_a_year,
    standard_path,
    sustainable,
    target_by_year,
    year_of,
)
from planbook.methods.demand.waiting import WEEKS_A_YEAR, standard_list
from planbook.methods.segments import only_once
from planbook.methods.summary import summarise
from planbook.methods.waiting_months import share_over_52_weeks, share_within_18_weeks

DIMS = ("draw", "area", "year")
WAITING_WORDS = {
    "started": ("Referrals", "pathways"),
    "done": ("Completed with treatment or advice", "pathways"),
    "left": ("Left for other reasons", "pathways"),
    "waiting": ("Waiting at the year's end", "pathways"),
    "within_18_pct": ("Of those waiting, within 18 weeks", "percent"),
    "over_52_pct": ("Of those waiting, over 52 weeks", "percent"),
    "target_pct": ("National target for those within 18 weeks", "percent"),
    "standard": ("List that would just meet the standard", "pathways"),
    "path": ("List on the standard's path", "pathways"),
    "today": ("Capacity as it stands, with what programmes buy", "pathways"),
    "meet": ("Capacity that would meet the standard's path", "pathways"),
    "sustainable": ("Capacity that would hold the list at the standard", "pathways"),
    "load": ("What must be treated over what can be", "ratio"),
    "mean_wait": ("Mean wait of those on the list", "weeks"),
    "pressure": ("Pressure: twice the mean wait over the standard", "ratio"),
}


def waiting_by_month(inputs: Inputs) -> pd.DataFrame:
    """Give the list by month to the plan's end: means of the flows, the list with its interval, and shares of it."""
    last = months_of(inputs.planning.plan_year_list[-1])[-1]
    bands, moved = inputs.array("capacity_list"), inputs.array("capacity_flows")
    kept = [month for month in bands["month"].values if month <= last]
    waiting = inputs.areas.with_total(bands.sel(month=kept))
    frame = summarise(waiting.sum("band"))
    means = inputs.areas.with_total(moved.sel(month=kept).mean("draw"))
    for name in FLOWS:
        frame[name] = means.sel(flow=name).transpose("area", "month").values.reshape(-1)
    for name, share in (("within_18_pct", share_within_18_weeks), ("over_52_pct", share_over_52_weeks)):
        frame[name] = 100 * share(waiting).mean("draw").transpose("area", "month").values.reshape(-1)
    size = inputs.array("capacity_waiting")
    path = inputs.areas.with_total(standard_path(inputs, expected_care(inputs), size).mean("draw")).to_series()
    path = path.rename({year: months_of(year)[-1] for year in inputs.planning.years}, level="year")
    frame["standard"] = path.reindex(pd.MultiIndex.from_frame(frame[["area", "month"]])).to_numpy()
    targets = target_by_year(inputs)
    frame["target_pct"] = [targets.get(year_of(month)) for month in frame["month"]]
    return frame


def waiting_measures(inputs: Inputs) -> dict[str, xr.DataArray]:
    """Give each measure of the list by year, dims (draw, area, year), with the system; no flows of the base year."""
    care, areas = expected_care(inputs), inputs.areas
    size = inputs.array("capacity_waiting")
    referrals = care.sel(point="referrals", drop=True)
    goal = standard_list(inputs, referrals).transpose("draw", "area", "year")
    needed = inputs.array("capacity_needed").sel(resource=PLANNED.key, drop=True)
    parts = {
        "waiting": size,
        "standard": goal,
        "path": standard_path(inputs, care, size),
        "today": open_a_year(inputs, care),
        "meet": needed,
        "sustainable": sustainable(inputs, goal, referrals, leaving_each_month(inputs)),
    }
    joined = xr.concat([each.transpose(*DIMS) for each in parts.values()], "part", coords="minimal", compat="override")
    every = areas.with_total(joined.assign_coords(part=list(parts)))
    whole = {name: every.sel(part=name, drop=True) for name in parts}
    moved = areas.with_total(by_year(inputs.array("capacity_flows"))).isel(year=slice(1, None))
    flow = {name: moved.sel(flow=name, drop=True) for name in FLOWS}
    bands = areas.with_total(at_year_end(inputs.array("capacity_list")))
    later = moved["year"].values
    wait = whole["waiting"].sel(year=later) / ((flow["done"] + flow["left"]) / WEEKS_A_YEAR)
    weeks = only_once(inputs.draws("demand.waiting_standard_weeks"))
    found = {
        **flow,
        **whole,
        "within_18_pct": 100 * share_within_18_weeks(bands),
        "over_52_pct": 100 * share_over_52_weeks(bands),
        "load": (flow["started"] - flow["left"]) / whole["today"].sel(year=later),
        "mean_wait": wait,
        "pressure": waiting_list.PRESSURE_FACTOR * wait / weeks,
    }
    return {name: found[name].transpose(*DIMS) for name in WAITING_WORDS if name in found}
