"""A system's own extract of staff in post: it takes the place of England's ages, hours, leaving and joining.

How many staff there are stays as published, because what is required is held to the same figure: an extract counts
employers, and the difference would look like a gap.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.local import TEMPLATES
from planbook.data.rows import rows_of
from planbook.errors import Problem, raise_if_any, unknown
from planbook.methods.supply.system_level import of_system_only
from planbook.methods.supply.words import AGES, GROUPS

TEMPLATE = "staff_in_post"
NUMBERS = ["headcount", "wte", "joiners", "leavers"]


def extract_of(inputs: Inputs) -> pd.DataFrame:
    """Give the system's own extract: one row per staff_group x age_band, with headcount, wte, joiners and leavers.

    Empty where there is none. Rows of other systems are left alone. Raises one `InputError` for rows of places (staff
    are planned for the system) and for groups nobody can be planned for.
    """
    rows = inputs.local(TEMPLATE)
    if rows.empty:
        return rows
    mine = rows[rows["area"].astype(str).str.split("/").str[0] == inputs.areas.system.code]
    raise_if_any([*_of_places(mine, inputs), *_not_planned(mine)])
    return mine.reset_index(drop=True)


def by_group(inputs: Inputs) -> pd.DataFrame:
    """Give the extract added up: index staff_group, headcount, wte, joiners, leavers; groups with people only."""
    rows = extract_of(inputs)
    if rows.empty:
        return pd.DataFrame(columns=NUMBERS, dtype=float)
    sums = rows.groupby("staff_group")[NUMBERS].sum().astype(float)
    return sums[sums["headcount"] > 0]


def share_of_heads(inputs: Inputs, column: str) -> xr.DataArray | None:
    """Give wte, joiners or leavers for each head, dims (staff_group), of the groups in the extract."""
    sums = by_group(inputs)
    if sums.empty:
        return None
    share = sums[column] / sums["headcount"]
    return xr.DataArray(share.to_numpy(dtype=float), coords={"staff_group": list(share.index)})


def ages(inputs: Inputs) -> xr.DataArray | None:
    """Give the share of each group in each age band, dims (staff_group, age_band), of the groups in the extract."""
    groups = list(by_group(inputs).index)
    if not groups:
        return None
    heads = extract_of(inputs).pivot_table(index="staff_group", columns="age_band", values="headcount", aggfunc="sum")
    kept = heads.reindex(index=groups, columns=list(AGES)).fillna(0.0).astype(float)
    shares = kept.div(kept.sum(axis=1), axis=0)
    return xr.DataArray(shares.to_numpy(), coords={"staff_group": groups, "age_band": list(AGES)})


def in_place_of(
    inputs: Inputs, believed: xr.DataArray, known: xr.DataArray | None, most: float | None = None
) -> xr.DataArray:
    """Give what is believed, with what the system's extract knows in its place; England's stays.

    `believed` has dims (draw[, area], staff_group, ...), `known` the same without draw and area, for some groups; no
    more of it than `most` counts.
    """
    if known is None:
        return believed
    own = believed.sel(area=inputs.areas.system.code, drop=True) if "area" in believed.dims else believed
    england = believed.isel(area=0, drop=True) if "area" in believed.dims else believed
    whole = known.clip(max=most).reindex(staff_group=own["staff_group"].values)
    return of_system_only(inputs, whole.fillna(own).transpose(*own.dims), england)


def _of_places(rows: pd.DataFrame, inputs: Inputs) -> Iterator[Problem]:
    for row in rows_of(rows[rows["area"] != inputs.areas.system.code]):
        yield Problem(f"is of {row.area}", _where(row, "area"), f"staff are planned for {inputs.areas.system.code}")


def _not_planned(rows: pd.DataFrame) -> Iterator[Problem]:
    for row in rows_of(rows[~rows["staff_group"].isin(GROUPS)]):
        yield unknown("staff group with a supply", str(row.staff_group), GROUPS, _where(row, "staff_group"))


def _where(row: object, column: str) -> str:
    return f"{TEMPLATES[TEMPLATE].file}:{getattr(row, 'line', '')}, {column}"
