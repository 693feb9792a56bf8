"""Demand as tables show it: by line and year, by driver and by month; and the waiting list it leaves."""

from __future__ import annotations

import pandas as pd

from planbook.data.apportion import in_area_order
from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.demand.bases import bases_now
from planbook.methods.demand.lines import DRIVER_LABELS, LINES
from planbook.methods.demand.said import SUMMARY, about, expected_and_counted, first_year, named
from planbook.methods.demand.waiting import standard_list, targets_by_year
from planbook.methods.demand.year import by_month, counted_by_month
from planbook.methods.labelled import labelled
from planbook.methods.seasons import DAYS_ONLY
from planbook.methods.summary import EIGHTY_PCT, percentiles, summarise
from planbook.methods.waiting_months import share_over_52_weeks, share_within_18_weeks

MONTHLY_YEARS = 2
WAITS = {
    "within": ("rtt_within_18_weeks_pct", "Waiting no longer than 18 weeks, of all waiting"),
    "over": ("rtt_over_52_weeks_pct", "Waiting over 52 weeks, of all waiting"),
}


def activity(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_activity`, all its columns and their order."""
    counted = inputs.array("demand_counted")
    frame = expected_and_counted(inputs, inputs.array("demand_volumes"), counted)
    each = inputs.areas.with_total(counted).transpose("draw", "area", "year", "line").values
    ends = percentiles(100 * (each / each[:, :, :1] - 1), EIGHTY_PCT)
    frame["low"], frame["high"] = ends.reshape(2, -1)
    frame["change_pct"] = 100 * (frame["mean"] / first_year(inputs, frame) - 1)
    said, now = named(inputs, frame), (frame["year"] == inputs.planning.base_year).to_numpy()
    of_now = bases_now(inputs).reindex(pd.MultiIndex.from_frame(said.loc[now, ["area", "line"]]))
    said.loc[now, "basis"] = of_now.to_numpy()
    columns = ["area", "year", "line", "label", "group", "unit", *SUMMARY, "change_pct", "low", "high"]
    return said[[*columns, "basis", "source"]]


def drivers(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_drivers`, all its columns and their order."""
    frame = named(inputs, summarise(inputs.areas.with_total(inputs.array("demand_credits"))))
    frame["label"] = frame["driver"].map(DRIVER_LABELS)
    return frame[["area", "year", "line", "driver", "label", "unit", *SUMMARY, "basis", "source"]]


def months(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_months`, all its columns and their order."""
    years = list(inputs.planning.plan_year_list[:MONTHLY_YEARS])
    monthly = by_month(inputs, inputs.array("demand_volumes").sel(year=years))
    frame = expected_and_counted(inputs, monthly, counted_by_month(inputs, monthly))
    names = [month for year in years for month in months_of(year)]
    frame["month"] = names * (len(frame) // len(names))
    seasons = inputs.table("demand_seasons").drop_duplicates(["area", "measure"]).set_index(["area", "measure"])
    measures = frame["line"].map({line.key: line.season for line in LINES})
    places = seasons.index.get_indexer(pd.MultiIndex.from_arrays([frame["area"], measures]))
    frame["season"] = pd.Index([*seasons["season"], DAYS_ONLY]).take(places)
    columns = ["area", "line", "month", "label", "unit", *SUMMARY, "season", "basis", "source"]
    return named(inputs, frame)[columns]


def waiting_list(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_list`, all its columns and their order."""
    frame = summarise(inputs.areas.with_total(inputs.array("demand_waiting")))
    volumes = inputs.array("demand_volumes")
    started = volumes.isel(line=volumes.indexes["line"].get_loc("referrals"), drop=True)
    for name, array in {"started": started, "standard": standard_list(inputs, started)}.items():
        frame[name] = inputs.areas.with_total(array.mean("draw")).transpose("area", "year").values.reshape(-1)
    totals = inputs.table("demand_totals")
    frame["capacity"] = frame["area"].map(totals[totals["measure"] == "completed"].set_index("area")["value"])
    columns = ["area", "year", "started", "capacity", *SUMMARY, "standard", "basis", "source"]
    return about(inputs, frame.assign(line="referrals"))[columns]


def waits(inputs: Inputs) -> pd.DataFrame:
    """Give the table `demand_waits`, all its columns and their order."""
    bands = inputs.areas.with_total(inputs.array("demand_waited"))
    shares = {"within": share_within_18_weeks(bands), "over": share_over_52_weeks(bands)}
    parts = [
        summarise(labelled(100 * shares[key].variable, bands)).assign(measure=measure, label=label)
        for key, (measure, label) in WAITS.items()
    ]
    frame = pd.concat(parts, ignore_index=True).assign(line="referrals", unit="percent")
    frame["target"] = targets_by_year(inputs).reindex(pd.MultiIndex.from_frame(frame[["measure", "year"]])).to_numpy()
    columns = ["area", "year", "measure", "label", "unit", *SUMMARY, "target", "basis", "source"]
    return in_area_order(about(inputs, frame), inputs.areas, ["measure", "year"])[columns]
