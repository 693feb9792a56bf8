"""The waiting list told by month and by year, totals added up before any share is taken."""

from __future__ import annotations

import numpy as np
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
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.segments import only_once
from planbook.methods.summary import summarise
from planbook.methods.waiting_months import BANDS, share_over_52_weeks, share_within_18_weeks

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
    bare(bands, moved)
    kept = slice(None, int((bands["month"].values <= last).sum()))
    waiting = inputs.areas.with_total(bands.isel(month=kept))
    frame = summarise(labelled(waiting.variable.sum("band"), waiting))
    means = inputs.areas.with_total(moved.isel(month=kept).mean("draw"))
    for name in FLOWS:
        frame[name] = at(means, flow=name).values.reshape(-1)
    for name, share in (("within_18_pct", share_within_18_weeks), ("over_52_pct", share_over_52_weeks)):
        frame[name] = 100 * share(waiting).variable.mean("draw").values.reshape(-1)
    size = inputs.array("capacity_waiting")
    path = inputs.areas.with_total(standard_path(inputs, expected_care(inputs), size).mean("draw"))
    years = {months_of(year)[-1]: year for year in inputs.planning.years}
    targets = target_by_year(inputs)
    standard = {month: at(path, year=year).values for month, year in years.items()}
    nothing = np.full(path.sizes["area"], np.nan)
    months = waiting["month"].values
    frame["standard"] = np.stack([standard.get(month, nothing) for month in months], axis=-1).reshape(-1)
    frame["target_pct"] = [targets.get(year_of(month)) for month in months] * path.sizes["area"]
    return frame


def waiting_measures(inputs: Inputs) -> xr.DataArray:
    """Give each measure of the list by year, dims (draw, area, measure, year), with the system.

    NaN for what flows in the base year, which is known in part.
    """
    care = expected_care(inputs)
    size, flow, bands = (inputs.array(f"capacity_{name}") for name in ("waiting", "flows", "list"))
    referrals = labelled(at(care, point="referrals"), care)
    goal = standard_list(inputs, referrals).transpose(*DIMS)
    needed = inputs.array("capacity_needed")
    by_line = {
        "waiting": size,
        "standard": goal,
        "path": standard_path(inputs, care, size),
        "today": open_a_year(inputs, care),
        "meet": labelled(at(needed, resource=PLANNED.key), needed),
        "sustainable": sustainable(inputs, goal, referrals, leaving_each_month(inputs)),
    }
    apart = [by_year(flow).transpose(*DIMS, "flow"), at_year_end(bands).transpose(*DIMS, "band")]
    lines = stacked(bare(*by_line.values(), *apart)[: len(by_line)], "part")
    values = np.concatenate([lines.values, *(each.values for each in apart)], axis=-1)
    joined = xr.Variable((*DIMS, "part"), values)
    every = inputs.areas.with_total(labelled(joined, size, part=[*by_line, *FLOWS, *BANDS]))
    found = {name: at(every, part=name) for name in (*by_line, *FLOWS)}
    later = xr.Variable("year", every["year"].values > inputs.planning.base_year)
    found |= {name: found[name].where(later) for name in FLOWS}
    waited = labelled(xr.Variable((*DIMS, "band"), at(every, part=list(BANDS)).values), every, band=BANDS)
    found["within_18_pct"] = 100 * share_within_18_weeks(waited).variable
    found["over_52_pct"] = 100 * share_over_52_weeks(waited).variable
    found["load"] = (found["started"] - found["left"]) / found["today"]
    found["mean_wait"] = found["waiting"] / ((found["done"] + found["left"]) / WEEKS_A_YEAR)
    weeks = only_once(inputs.draws("demand.waiting_standard_weeks"))
    weeks = weeks.reindex(area=every["area"]) if "area" in weeks.dims else weeks
    found["pressure"] = waiting_list.PRESSURE_FACTOR * found["mean_wait"] / weeks.variable
    measures = [name for name in WAITING_WORDS if name in found]
    joined = stacked([found[name] for name in measures], "measure")
    return labelled(joined.transpose("draw", "area", "measure", "year"), every, measure=measures)
