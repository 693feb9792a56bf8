"""The key numbers of need by draw: people neighbourhood teams would focus on, with frailty, or with several conditions.

They are explained nowhere else, so what is printed of each is told here.
"""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.key_draws import KeyDraws, together

KEYS = {
    "cohort_people": ("People neighbourhood teams would focus on", "need_cohort", None),
    "frail_people": ("People with frailty or dementia", "need_segments", "frailty_dementia"),
    "several_people": ("People with several long-term conditions", "need_segments", "several_conditions"),
}


def key_draws(inputs: Inputs, segments: xr.DataArray, cohort: xr.DataArray, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out.

    `segments` (draw, area, year, segment) over England and the leaves, `cohort` (draw, area, year) with the system.
    """
    then = inputs.areas.with_total(segments.sel(year=year, drop=True))
    people = {key: then.sel(segment=name, drop=True) for key, (_, _, name) in KEYS.items() if name}
    drawn = {"cohort_people": cohort.sel(year=year, drop=True), **people}
    return together({key: KeyDraws(each) for key, each in drawn.items()}, inputs.areas)


def told(inputs: Inputs) -> pd.DataFrame:
    """Give what is printed of each key number at the plan's end: one row per area x key, columns as those explained."""
    year = inputs.planning.plan_year_list[-1]
    said, found = f"{year}/{(year + 1) % 100:02d}", []
    for key, (label, table, segment) in KEYS.items():
        rows = inputs.table(table)
        rows = rows[rows["year"] == year]
        for row in rows_of(rows if segment is None else rows[rows["segment"] == segment]):
            found.append((row.area, key, 1, f"{label} in {said}", row.mean, row.p10, row.p90, row.basis, row.source))
    columns = ["area", "key", "order", "label", "value", "low", "high", "basis", "source"]
    return pd.DataFrame(found, columns=columns).assign(symbol="", unit="people")
