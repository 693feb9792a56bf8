"""Three views of how fast emergency admissions grow beyond people, ages and health, and what each takes for granted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.demand.past import own_trend
from planbook.methods.demand.year import parts_of
from planbook.methods.labelled import bare, labelled
from planbook.methods.summary import percentiles

LINES = ["emergency_same_day", "emergency_overnight"]
VIEWS = {
    "default": (
        "England's earlier trend, used here",
        "England's trend to 2019/20 beyond people, ages and health. It already holds the avoidance of those years, so "
        "programmes on top may count the same avoidance twice.",
        "nhp_demand_model",
    ),
    "own": (
        "The area's own recent trend",
        "A line through the area's own months held, less people and ages. It holds the recovery after the pandemic, "
        "changes in how same-day care is counted, and the avoidance of those years.",
        "ae_icb_monthly",
    ),
    "expert": (
        "Expert view",
        "What experts expected with no new avoidance at all: programmes on top count nothing twice.",
        "nhp_demand_model",
    ),
}


def emergency_views(inputs: Inputs) -> pd.DataFrame:
    """Give growth (per cent a year, 80% interval) and admissions at the plan's end: one row per area x view."""
    year = inputs.planning.plan_year_list[-1]
    years_on = year - inputs.planning.base_year
    unavoided = _without_other_growth(inputs, year)
    growth = pd.concat(
        [
            _believed(inputs, "default", "demand.other_growth_pct_per_year", "non_elective"),
            own_trend(inputs, "emergency_admissions", "emergency").assign(view="own"),
            _believed(inputs, "expert", "demand.expert_emergency_growth_pct_per_year"),
        ],
        ignore_index=True,
    )
    growth["admissions"] = growth["area"].map(unavoided) * (1 + growth["value"] / 100) ** years_on
    for place, column in enumerate(("label", "how", "source")):
        growth[column] = [VIEWS[view][place] for view in growth["view"]]
    bases, _ = bases_ahead(inputs)
    basis = [bases[area, LINES[0]] for area in growth["area"]]
    columns = ["area", "view", "label", "low", "value", "high", "unit", "admissions", "how", "basis", "source"]
    return growth.assign(unit="percent_per_year", basis=basis)[columns]


def _without_other_growth(inputs: Inputs, year: int) -> pd.Series:
    """Give emergency admissions of a year if only people, ages and health moved them, by area."""
    parts = parts_of(inputs)
    factors = [parts.factors[name].sel(year=year, drop=True) for name in ("population", "ageing", "health")]
    chosen = [each.sel(line=LINES) if "line" in each.dims else each for each in (parts.base, *factors)]
    product, *times = bare(*chosen)
    for each in times:
        product = product * each
    summed = labelled(product.transpose("draw", "area", "line").sum("line", skipna=False), *chosen)
    return inputs.areas.with_total(summed).mean("draw").to_series()


def _believed(inputs: Inputs, view: str, key: str, leaf: str | None = None) -> pd.DataFrame:
    drawn = inputs.draws(key)
    drawn = (drawn if leaf is None else drawn.sel(leaf=leaf, drop=True)).transpose("draw", "area")
    by_area: dict[str, np.ndarray] = dict(zip(map(str, drawn["area"].values), drawn.values.T, strict=True))
    of_system: np.ndarray = np.mean([by_area[area.code] for area in inputs.areas.leaves], axis=0)
    codes = [area.code for area in inputs.areas.every]
    every = np.stack([by_area.get(code, of_system) for code in codes], axis=1)
    ends = dict(zip(("low", "value", "high"), percentiles(every, (10, 50, 90)), strict=True))
    return pd.DataFrame({**ends, "area": codes, "view": view})
