"""What the model would have said a year ago, and how emergency admissions have really grown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import stdtrit

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.reference import AGE_BANDS, SEXES
from planbook.methods.calendar_days import days_in
from planbook.methods.demand.base import area_months
from planbook.methods.demand.growth import CELL, use_by_age
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.population import mid_year, of_areas

TESTED = {
    "ae_attendances": ("ae_major", "A&E visits"),
    "emergency_admissions": ("emergency_overnight", "Emergency admissions"),
    "rtt_clock_starts": ("referrals", "Referrals for planned care"),
    "rtt_completed": ("elective_ordinary", "Planned-care pathways completed"),
}
YEAR = 12
EIGHTY_PCT = 0.9  # two-sided 80% interval: this quantile either side


class Trend(NamedTuple):
    """Yearly growth in per cent with its 80% interval."""

    low: float
    value: float
    high: float


def people_at(inputs: Inputs, centres: Sequence[float]) -> xr.DataArray:
    """Give people at points in time (2024.25 is the end of March 2024), dims (area, at, sex, age_band).

    Between mid-years in a straight line; before the first mid-year held, as then.
    """
    held = sorted(int(year) for year in inputs.reference("population")["year"].unique())
    years = list(range(held[0], inputs.planning.base_year + 4))
    pieces = inputs.areas.england.pieces
    mid = of_areas(mid_year(inputs.reference("population"), pieces, years), inputs.areas.membership())
    rows = []
    for centre in centres:
        at = min(max(centre - 0.5, years[0]), years[-1] - 1e-9)
        before, part = int(at), at - int(at)
        rows.append((1 - part) * mid.sel(year=before, drop=True) + part * mid.sel(year=before + 1, drop=True))
    joined = xr.concat(rows, "at", coords="minimal", compat="override").assign_coords(at=list(centres))
    return joined.sel(sex=list(SEXES), age_band=list(AGE_BANDS)).transpose("area", "at", "sex", "age_band")


def demographic_growth(inputs: Inputs, shape: str, people: xr.DataArray) -> pd.Series:
    """Give how many times the use of a shape grew, by area: people and ages only.

    `people` as `people_at` gives them, at two points in time.
    """
    use = use_by_age(inputs, [shape]).isel(shape=0, drop=True).mean("draw")
    if "area" in use.dims:
        use = use.sel(area=ENGLAND, drop=True)
    used = xr.dot(use, people, dim=CELL)
    return (used.isel(at=1) / used.isel(at=0)).to_series()


def backtest(inputs: Inputs) -> pd.DataFrame:
    """Hold the last published 12 months against the model started a year earlier, and against the year before.

    One row per area x measure. The model carries the 12 months before forward by people and ages between the middles of
    the two years, and one year of other growth; nothing counted after the start goes in.
    """
    months = area_months(inputs)
    growth = _growth_by_service(inputs)
    windows = {
        measure: sorted(months.loc[months["measure"] == measure, "month"].unique())[-2 * YEAR :] for measure in TESTED
    }
    centres = {measure: [_centre(window[:YEAR]), _centre(window[YEAR:])] for measure, window in windows.items()}
    people = people_at(inputs, sorted({centre for pair in centres.values() for centre in pair}))
    rows = []
    for measure, (line, label) in TESTED.items():
        mine, window = months[months["measure"] == measure], windows[measure]
        then = people.sel(at=centres[measure])
        grown = demographic_growth(inputs, BY_KEY[line].shape, then) * (1 + growth[BY_KEY[line].growth])
        for area, of_area in mine[mine["month"].isin(window)].groupby("area", sort=False):
            series = of_area.set_index("month")["value"].reindex(window)
            if series.notna().all():
                naive, actual = float(series.iloc[:YEAR].sum()), float(series.iloc[YEAR:].sum())
                about = (of_area["basis"].iloc[-1], of_area["source"].iloc[-1], window[YEAR], window[-1])
                rows.append((area, measure, label, actual, naive * grown[area], naive, *about))
    columns = ["area", "measure", "label", "actual", "modelled", "naive", "basis", "source", "period_from", "period_to"]
    return pd.DataFrame(rows, columns=columns)


def own_trend(inputs: Inputs, measure: str, shape: str) -> pd.DataFrame:
    """Give how fast a measure grew in each area beyond people and ages: one row per area with low, value, high in %.

    A straight line through the logs of daily rates, each month of the year with a level of its own (least squares over
    all months held), less what people and ages account for over the same time.
    """
    months = area_months(inputs)
    mine = months[months["measure"] == measure]
    window = sorted(mine["month"].unique())
    years = (len(window) - 1) / YEAR
    first, last = (_centre([window[place]]) for place in (0, -1))
    grown = demographic_growth(inputs, shape, people_at(inputs, [first, last])) ** (1 / years)
    rows = []
    for area, of_area in mine.groupby("area", sort=False):
        series = of_area.set_index("month")["value"].reindex(window)
        if series.notna().all():
            low, value, high = (100 * ((1 + each / 100) / grown[area] - 1) for each in seasonal_trend(series))
            rows.append((area, low, value, high))
    return pd.DataFrame(rows, columns=["area", "low", "value", "high"])


def seasonal_trend(series: pd.Series) -> Trend:
    """Give the yearly growth of a monthly series ('YYYY-MM' -> count), per cent, with its 80% interval."""
    days = np.array([days_in(str(month)) for month in series.index], dtype=float)
    level = np.log(series.to_numpy(dtype=float) / days)
    months = np.array([int(str(month)[5:7]) for month in series.index])
    time = np.arange(len(series)) / YEAR
    design = np.column_stack([time, *(months == month for month in np.unique(months))]).astype(float)
    found, *_ = np.linalg.lstsq(design, level, rcond=None)
    freedom = len(series) - design.shape[1]
    scatter = float(((level - design @ found) ** 2).sum()) / freedom
    error = float(np.sqrt(scatter * np.linalg.inv(design.T @ design)[0, 0]))
    reach = float(stdtrit(freedom, EIGHTY_PCT)) * error
    return Trend(*(100 * float(np.expm1(found[0] + away)) for away in (-reach, 0.0, reach)))


def _growth_by_service(inputs: Inputs) -> dict[str, float]:
    keys = ("demand.other_growth_pct_per_year", "demand.other_growth_unmeasured_pct_per_year")
    parts = [inputs.value(key).sel(area=ENGLAND) for key in keys]
    return {str(leaf): float(part.sel(leaf=leaf)) / 100 for part in parts for leaf in part["leaf"].values}


def _centre(months: Sequence[str]) -> float:
    """Give the middle of a run of months as a point in time."""
    start, end = months[0], months[-1]
    first = int(start[:4]) + (int(start[5:7]) - 1) / YEAR
    last = int(end[:4]) + int(end[5:7]) / YEAR
    return (first + last) / 2
