"""The key numbers of scenarios: the worst month of beds, the list and staff, and what the shock adds to it."""

from __future__ import annotations

import pandas as pd

from planbook.data.areas import Area
from planbook.data.inputs import Inputs
from planbook.data.rows import row_of
from planbook.methods.explain import Input, unfolded
from planbook.methods.scenarios.measures import BY_MONTH, OWN
from planbook.methods.scenarios.which import laid
from planbook.params.shock import key_of_shock

TOLD = ("beds_used", "waiting_list", "staff_short")


def key_numbers(inputs: Inputs) -> pd.DataFrame:
    """Unfold the worst month of a few measures: without a shock, and what the shock adds; one row per input."""
    breaks = inputs.table("scenarios_breaks")
    months = inputs.table("scenarios_months").set_index(["area", "scenario", "measure", "month"])
    titles = inputs.table("scenarios_list").drop_duplicates("scenario").set_index("scenario")["label"]
    parts = []
    for area in inputs.areas.every[1:]:
        for key in TOLD:
            found = _worst(breaks, area, key)
            if found is not None and (area.code, found["scenario"], key, found["peak_month"]) in months.index:
                parts.append(_unfolded(inputs, area, found, months, str(titles[found["scenario"]])))
    return pd.concat(parts, ignore_index=True)


def _worst(breaks: pd.DataFrame, area: Area, measure: str) -> pd.Series | None:
    """Give the scenario in which a measure goes furthest beyond what can be borne."""
    mine = breaks[(breaks["area"] == area.code) & (breaks["measure"] == measure) & (breaks["scenario"] != OWN)]
    if mine.empty:
        return None
    return row_of(mine, (BY_MONTH[measure].worse * (mine["peak"] - mine["limit"])).idxmax())


def _unfolded(inputs: Inputs, area: Area, found: pd.Series, months: pd.DataFrame, title: str) -> pd.DataFrame:
    measure, month = BY_MONTH[str(found["measure"])], str(found["peak_month"])
    own, there = (row_of(months, (area.code, name, measure.key, month)) for name in (OWN, found["scenario"]))
    about = (str(own["basis"]), measure.source, f"{inputs.planning.base_year + 1}-03")
    parts = [
        Input("W", "Without the shock in that month", float(own["mean"]), measure.unit, *about),
        Input("S", f"What the shock adds: {title}", float(there["more"]), measure.unit, *about, _sizes(inputs, found)),
    ]
    label = f"{measure.label} in the worst month of: {title}"
    ends = (float(there["p10"]), float(there["p90"]))
    return unfolded(area.code, f"worst_{measure.key}", label, measure.unit, "W + S", parts, ends)


def _sizes(inputs: Inputs, found: pd.Series) -> tuple[str, ...]:
    files = inputs.scenarios()
    parts = laid(str(found["scenario"]), files)
    shocks = [key_of_shock(part, shock) for part in parts for shock in files[part].shocks]
    return (*shocks, *(each.key for part in parts for each in files[part].overrides))
