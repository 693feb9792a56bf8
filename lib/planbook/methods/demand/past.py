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
from planbook.data.rows import laid_out
from planbook.methods.calendar_days import days_in
from planbook.methods.demand.base import area_months
from planbook.methods.demand.growth import CELL
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.labelled import at, bare, labelled, product_over

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
    cells = inputs.array("need_mid_year")
    mid = inputs.areas.with_total(labelled(cells.variable.sum("imd_quintile", skipna=False), cells))
    first, last = int(mid["year"][0]), inputs.planning.base_year + 3
    rows = []
    for centre in centres:
        at_year = min(max(centre - 0.5, first), last - 1e-9)
        before, part = int(at_year), at_year - int(at_year)
        rows.append((1 - part) * at(mid, year=before) + part * at(mid, year=before + 1))
    joined = xr.Variable.concat(rows, "at").transpose("area", "at", "sex", "age_band")
    return labelled(joined, mid, at=centres)


def demographic_growth(inputs: Inputs, shape: str, people: xr.DataArray) -> dict[str, float]:
    """Give how many times the use of a shape grew, by area: people and ages only.

    `people` as `people_at` gives them, at two points in time.
    """
    use = inputs.array("demand_use").sel(shape=shape, drop=True).mean("draw")
    if "area" in use.dims:
        use = use.sel(area=ENGLAND, drop=True)
    each, counted = bare(use, people)
    used = product_over(counted, each, CELL).transpose("at", "area").values
    return dict(zip(map(str, people["area"].values), map(float, used[1] / used[0]), strict=True))


def backtest(inputs: Inputs) -> pd.DataFrame:
    """Hold the last published 12 months against the model started a year earlier, and against the year before.

    One row per area x measure. The model carries the 12 months before forward by people and ages between the middles of
    the two years, and one year of other growth; nothing counted after the start goes in.
    """
    months = area_months(inputs, list(TESTED))
    growth = _growth_by_service(inputs)
    of_measure = {measure: months[months["measure"] == measure] for measure in TESTED}
    windows = {measure: sorted(mine["month"].unique())[-2 * YEAR :] for measure, mine in of_measure.items()}
    centres = {measure: [_centre(window[:YEAR]), _centre(window[YEAR:])] for measure, window in windows.items()}
    people = people_at(inputs, sorted({centre for pair in centres.values() for centre in pair}))
    rows = []
    for measure, (line, label) in TESTED.items():
        mine, window = of_measure[measure], windows[measure]
        grown = demographic_growth(inputs, BY_KEY[line].shape, people.sel(at=centres[measure]))
        times = 1 + growth[BY_KEY[line].growth]
        last = mine[mine["month"].isin(window)].drop_duplicates("area", keep="last")
        counted = laid_out(mine, {"area": last["area"], "month": window}, "value").values
        for held, (area, basis, source) in zip(counted, last[["area", "basis", "source"]].to_numpy(), strict=True):
            if not np.isnan(held).any():
                naive, actual = float(held[:YEAR].sum()), float(held[YEAR:].sum())
                about = (basis, source, window[YEAR], window[-1])
                rows.append((area, measure, label, actual, naive * (grown[area] * times), naive, *about))
    columns = ["area", "measure", "label", "actual", "modelled", "naive", "basis", "source", "period_from", "period_to"]
    return pd.DataFrame(rows, columns=columns)


def own_trend(inputs: Inputs, measure: str, shape: str) -> pd.DataFrame:
    """Give how fast a measure grew in each area beyond people and ages: one row per area with low, value, high in %.

    A straight line through the logs of daily rates, each month of the year with a level of its own (least squares over
    all months held), less what people and ages account for over the same time.
    """
    mine = area_months(inputs, [measure])
    window = sorted(mine["month"].unique())
    years = (len(window) - 1) / YEAR
    first, last = (_centre([window[place]]) for place in (0, -1))
    people = people_at(inputs, [first, last])
    grown = {area: times ** (1 / years) for area, times in demographic_growth(inputs, shape, people).items()}
    rows = []
    for area, of_area in mine.groupby("area", sort=False):
        series = of_area.set_index("month")["value"].reindex(window)
        if series.notna().all():
            low, value, high = (100 * ((1 + each / 100) / grown[str(area)] - 1) for each in seasonal_trend(series))
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
