"""In-year reforecast of every measure that the plan has by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planbook.data.rows import groups_of, rows_of
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
PLANNED = ("planned", "planned_low", "planned_high")


def year_ends(
    series: pd.DataFrame, planned: pd.DataFrame, measures: Mapping[str, Measure], reach: Mapping[str, float]
) -> pd.DataFrame:
    """Give one row per area x measure whose latest year is under way: to date, and where it would end, beside the plan.

    Sums of the year where months add up, else their mean. `outside`: the plan lies outside the 80% interval of the
    year's end, the year's end outside the plan's, and further from it than projections a year ahead used to be
    (`reach`, a share of the plan, by measure), for the plan's interval leaves out what a single year strays by.
    """
    plans = {(row.area, row.measure, row.month): row for row in rows_of(planned)}
    months, rows = list(rows_of(series)), []
    for (area, key), places in groups_of(series, "area", "measure"):
        mine = [months[place] for place in places]
        calendar = months_of(int(mine[-1].month[:4]) - (int(mine[-1].month[5:7]) < 4))
        plan = [plans[area, key, month] for month in calendar if (area, key, month) in plans]
        held = [each for each in mine if each.month in calendar and each.planned == each.planned]
        whole = len(plan) == len(calendar) and [each.month for each in held] == calendar[: len(held)]
        if held and whole and all(each.planned > 0 and each.value > 0 for each in held):
            rows.append(_row(measures[key], held, plan, reach.get(key, 0.0)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(measure: Measure, held: Sequence[Any], plan: Sequence[Any], reach: float) -> dict[str, Any]:
    weight = np.array(weights([each.month for each in plan], measure))
    share, so_far = weight if per_year(measure) else weight / weight.sum(), len(held)
    parts = {name: np.array([getattr(each, name) for each in plan]) for name in PLANNED}
    value, on_plan = (np.array([getattr(each, name) for each in held]) for name in ("value", "planned"))
    bare = bool(np.isnan(parts["planned_low"]).any())
    spread = 0.0 if bare else float(((parts["planned_high"] - parts["planned_low"]) / parts["planned"]).mean()) / EIGHTY
    ends = outturn(value.tolist(), on_plan.tolist(), parts["planned"][so_far:].tolist(), spread, share.tolist())
    totals = {name: float((part * share).sum()) for name, part in parts.items()}
    scale = 1.0 if per_year(measure) else 1 / float(share[:so_far].sum())
    inside = (
        bare
        or ends.low <= totals["planned"] <= ends.high
        or totals["planned_low"] <= ends.value <= totals["planned_high"]
    )
    outside = not inside and abs(ends.value / totals["planned"] - 1) > reach
    return {
        "area": held[0].area, "measure": measure.key, "label": _of_year(measure), "unit": measure.unit,
        "year": int(plan[0].month[:4]), "months_counted": so_far, "to_date": float(value @ share[:so_far]) * scale,
        "planned_to_date": float(on_plan @ share[:so_far]) * scale,
        "value": ends.value, "low": ends.low, "high": ends.high, **totals, "outside": bool(outside),
        "basis": held[-1].basis, "source": held[-1].source,
    }  # fmt: skip


def _of_year(measure: Measure) -> str:
    """Give the words of a year of it."""
    words = (
        measure.label.replace(" a working day", "").replace(" a day", "", 1)
        if measure.kind == "flow"
        else measure.label
    )
    return words.rstrip(",").replace(" in the month", "")
