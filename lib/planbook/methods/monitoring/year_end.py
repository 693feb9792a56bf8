"""In-year reforecast of every measure that the plan has by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planbook.methods.calendar_days import months_of
from planbook.methods.monitoring.actual import weights
from planbook.methods.monitoring.control import per_year
from planbook.methods.monitoring.drift import EIGHTY
from planbook.methods.monitoring.measures import Measure
from planbook.methods.monitoring.outturn import outturn

COLUMNS = [
    "area", "measure", "label", "unit", "year", "months_counted", "to_date", "planned_to_date", "value", "low", "high",
    "planned", "planned_low", "planned_high", "outside", "basis", "source",
]  # fmt: skip


def year_ends(
    series: pd.DataFrame, planned: pd.DataFrame, measures: Mapping[str, Measure], reach: Mapping[str, float]
) -> pd.DataFrame:
    """Give one row per area x measure whose latest year is under way: to date, and where it would end, beside the plan.

    Sums of the year where months add up, else their mean. `outside`: the plan lies outside the 80% interval of the
    year's end, the year's end outside the plan's, and further from it than projections a year ahead used to be
    (`reach`, a share of the plan, by measure), for the plan's interval leaves out what a single year strays by.
    """
    whole = {key: rows.set_index("month") for key, rows in planned.groupby(["area", "measure"], sort=False)}
    rows = []
    for (area, key), mine in series.groupby(["area", "measure"], sort=False):
        measure = measures[str(key)]
        last = str(mine["month"].iloc[-1])
        year = int(last[:4]) - (int(last[5:7]) < 4)
        calendar = months_of(year)
        held = mine[mine["month"].isin(calendar)].dropna(subset=["planned"])
        if (area, key) not in whole or held.empty or not set(calendar) <= set(whole[area, key].index):
            continue
        if list(held["month"]) != calendar[: len(held)] or (held["planned"] <= 0).any() or (held["value"] <= 0).any():
            continue
        rows.append(_row(str(area), measure, year, held, whole[area, key].loc[calendar], reach.get(str(key), 0.0)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    area: str, measure: Measure, year: int, held: pd.DataFrame, plan: pd.DataFrame, reach: float
) -> dict[str, Any]:
    calendar = list(plan.index)
    weight = weights(calendar, measure)
    share = weight if per_year(measure) else [each / sum(weight) for each in weight]
    so_far = len(held)
    spread = (
        0.0
        if plan["planned_low"].isna().any()
        else float(((plan["planned_high"] - plan["planned_low"]) / plan["planned"]).mean()) / EIGHTY
    )
    ahead = plan["planned"].iloc[so_far:].tolist()
    ends = outturn(held["value"].tolist(), held["planned"].tolist(), ahead, spread, share)
    totals = {
        name: float((plan[name] * share).sum(min_count=len(share)))
        for name in ("planned", "planned_low", "planned_high")
    }
    part = share[:so_far]
    scale = 1.0 if per_year(measure) else 1 / sum(part)
    bare = bool(plan["planned_low"].isna().any())
    inside = (
        bare
        or ends.low <= totals["planned"] <= ends.high
        or totals["planned_low"] <= ends.value <= totals["planned_high"]
    )
    outside = not inside and abs(ends.value / totals["planned"] - 1) > reach
    return {
        "area": area, "measure": measure.key, "label": _of_year(measure), "unit": measure.unit, "year": year,
        "months_counted": so_far, "to_date": float((held["value"] * part).sum()) * scale,
        "planned_to_date": float((held["planned"] * part).sum()) * scale,
        "value": ends.value, "low": ends.low, "high": ends.high, **totals, "outside": bool(outside),
        "basis": held["basis"].iloc[-1], "source": held["source"].iloc[-1],
    }  # fmt: skip


def _of_year(measure: Measure) -> str:
    """Give the words of a year of it."""
    words = (
        measure.label.replace(" a working day", "").replace(" a day", "", 1)
        if measure.kind == "flow"
        else measure.label
    )
    return words.rstrip(",").replace(" in the month", "")
