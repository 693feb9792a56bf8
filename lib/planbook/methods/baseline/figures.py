"""One figure of an area from its months: its value, its rate beside England's, and what it rests on."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from planbook.data.apportion import icb_to_areas, weakest
from planbook.data.areas import ENGLAND
from planbook.data.figures import Count, Share
from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of


class Month(NamedTuple):
    """One published month shared out: its value, basis and source."""

    value: float
    basis: str
    source: str


Months = dict[tuple[str, str], dict[str, Month]]


def by_month(months: pd.DataFrame) -> Months:
    """Give each area's months of each measure, by (area, measure) and then by month."""
    found: Months = {}
    for row in rows_of(months):
        found.setdefault((row.area, row.measure), {})[row.month] = Month(row.value, row.basis, row.source)
    return found


def figure_of(
    figure: Count | Share, area: str, kind: str, months: Months, registered: pd.Series
) -> dict[str, object] | None:
    """Give the row of a figure for one area, or nothing where it has no whole window of months."""
    series = [months.get((area, measure), {}) for measure in figure.needs]
    window = window_of(series, figure.window)
    if not window:
        return None
    used = [each[month] for each in series for month in window]
    value = _value(figure, _values(series, window))
    england = _value(figure, _values([months[ENGLAND, measure] for measure in figure.needs], window))
    rate, rate_unit, england_rate = _rate(figure, kind, area, value, england, registered)
    return {
        "area": area,
        "topic": figure.topic,
        "measure": figure.measure,
        "label": figure.label,
        "value": value,
        "unit": figure.unit,
        "rate": rate,
        "rate_unit": rate_unit,
        "england_rate": england_rate,
        "better": figure.better,
        "basis": weakest(*{month.basis for month in used}),
        "source": used[0].source,
        "period_from": window[0],
        "period_to": window[-1],
        "note": figure.note,
    }


def with_mended_totals(figures: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Say beside a published total what it would be without the months that repeat the year before as published."""
    published = inputs.reference("icb_monthly_corrected")
    mended = published.assign(value=published["value"] - published["value_as_published"])
    by = ["measure", "month"]
    changes = by_month(icb_to_areas(mended[["icb_2022", *by, "value"]], inputs.areas, by).assign(source=""))
    return figures.assign(note=[_mended(row, changes.get((row.area, row.measure), {})) for row in rows_of(figures)])


def _mended(row: Any, changes: dict[str, Month]) -> str:
    inside = [month for month in sorted(changes) if row.period_from <= month <= row.period_to]
    if not inside:
        return str(row.note)
    months = " and ".join(pd.Period(month).strftime("%B %Y") for month in inside)
    total = row.value + sum(changes[month].value for month in inside)
    return f"{row.note} As published, {months} repeat the year before; with trusts' returns: {total:,.0f}."


def window_of(series: list[dict[str, Month]], window: str) -> list[str]:
    """Give the latest months that every measure has: twelve for a year or a mean, one for the latest."""
    shared = sorted(set.intersection(*(set(each) for each in series)))
    wanted = 1 if window == "latest" else 12
    return shared[-wanted:] if len(shared) >= wanted else []


def _values(series: list[dict[str, Month]], window: list[str]) -> list[list[float]]:
    """Give each measure's values in the window; a month without one is missing, and so is what rests on it."""
    return [[each[month].value if month in each else np.nan for month in window] for each in series]


def _value(figure: Count | Share, series: list[list[float]]) -> float:
    if isinstance(figure, Count):
        return sum(series[0]) / (len(series[0]) if figure.window == "mean" else 1)
    over, under = (sum(each) for each in series)
    value = figure.times * over / under
    return 100 - value if figure.rest else value


def _rate(
    figure: Count | Share, kind: str, area: str, value: float, england: float, registered: pd.Series
) -> tuple[float, str, float]:
    """Give rate, its unit and England's; nothing for counts shared among places by need, which cannot differ."""
    if isinstance(figure, Share):
        return value, figure.unit, england
    if not figure.per_1000 or kind == "place":
        return np.nan, "", np.nan
    return 1000 * value / registered[area], "per_1000", 1000 * england / registered[ENGLAND]
