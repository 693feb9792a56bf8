"""How a year's care falls into months: by the area's own months, by England's, or by days alone."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND, codes_index
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.demand.base import area_months
from planbook.methods.labelled import bare, labelled

OWN, ENGLANDS, DAYS_ONLY = "own months", "England's months", "days only"
DAILY = ("ga_beds_occupied", "critical_care_beds_occupied")  # already a mean of days
WINTER = (12, 1, 2)
YEAR = [f"{month:02d}" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]


CALENDARS = {
    "ae_attendances": "every",
    "emergency_admissions": "every",
    "incidents": "every",
    "ga_beds_occupied": "every",
    "critical_care_beds_occupied": "every",
    "rtt_clock_starts": "working",
    "rtt_completed": "working",
    "diagnostic_tests": "working",
}


def seasons_of(inputs: Inputs) -> pd.DataFrame:
    """Give how busy a day of each month is against the year: one row per area x measure x month_of_year.

    `index` averages 1 over the months of whole published years; `season` says whose months it is from.
    """
    months = area_months(inputs, list(CALENDARS))
    series: dict[Hashable, pd.Series] = {
        key: rows.set_index("month")["value"]
        for key, rows in months.groupby(["area", "measure"], sort=False, observed=True)
    }
    rows = []
    for area in inputs.areas.every:
        for measure, calendar in CALENDARS.items():
            index, season = _index_or_englands(series, area.code, measure, calendar)
            rows += [(area.code, measure, int(name), value, season) for name, value in zip(YEAR, index, strict=True)]
    return pd.DataFrame(rows, columns=["area", "measure", "month_of_year", "index", "season"])


def measure_shares(inputs: Inputs, measure: str, calendar: str, years: Sequence[int]) -> xr.DataArray:
    """Give each month's share of its financial year, dims (area, year, month), months April to March; sums to one.

    With no measure, days of the calendar alone decide.
    """
    codes = codes_index(tuple(area.code for area in inputs.areas.computed))
    index = np.ones((len(codes), 12))
    if measure:
        months = [int(name) for name in YEAR]
        axes: dict[str, Iterable[str | int]] = {"measure": [measure], "area": codes, "month_of_year": months}
        index = laid_out(inputs.table("demand_seasons"), axes, "index").values[0]
    days = np.array([[days_in(month, calendar) for month in months_of(year)] for year in years], dtype=float)
    weight = index[:, None, :] * days[None, :, :]
    shares = weight / weight.sum(axis=2, keepdims=True)
    return labelled(xr.Variable(("area", "year", "month"), shares), area=codes, year=years, month=YEAR)


def _index_or_englands(
    series: Mapping[Hashable, pd.Series], area: str, measure: str, calendar: str
) -> tuple[np.ndarray, str]:
    for code, words in ((area, OWN), (ENGLAND, ENGLANDS)):
        if (code, measure) in series:
            found = index_of(series[code, measure], "none" if measure in DAILY else calendar)
            if found is not None:
                return found, words
    return np.ones(12), DAYS_ONLY


def over_months(yearly: xr.DataArray, shares: xr.DataArray) -> xr.DataArray:
    """Give months of what is known by year: dims (..., month), the months of all years in order.

    `shares` are each month's part of its year, as `measure_shares` gives them.
    """
    by_year, part = bare(yearly, shares)
    spread = (by_year * part).transpose(..., "year", "month")
    months = [month for year in shares["year"].values for month in months_of(int(year))]
    flat = spread.values.reshape(*spread.shape[:-2], -1)
    return labelled(xr.Variable((*spread.dims[:-2], "month"), flat), yearly, shares, month=months)


def winter_index(inputs: Inputs, measures: Sequence[str]) -> xr.DataArray:
    """Give how busy a day of the busiest month from December to February is against the year's, dims (measure, area).

    1 where no measure says.
    """
    codes = [area.code for area in inputs.areas.computed]
    axes: dict[str, Sequence[Any]] = {"measure": list(measures), "area": codes, "month_of_year": list(WINTER)}
    busiest = laid_out(inputs.table("demand_seasons"), axes, "index").max("month_of_year")
    return busiest.where(busiest["measure"] != "", 1.0)


def index_of(series: pd.Series, calendar: str) -> np.ndarray | None:
    """Give the index of a monthly series over its latest whole years, each set to mean 1; nothing with under twelve."""
    ordered = series.sort_index()
    whole = len(ordered) // 12 * 12
    if whole == 0:
        return None
    last = ordered.iloc[-whole:]
    days = [1 if calendar == "none" else days_in(str(month), calendar) for month in last.index]
    daily = (last / np.array(days, dtype=float)).to_numpy().reshape(-1, 12)
    relative = (daily / daily.mean(axis=1, keepdims=True)).mean(axis=0)
    order = [str(month)[5:7] for month in last.index[:12]]
    return relative[[order.index(month) for month in YEAR]]
