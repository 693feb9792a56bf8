"""Staff a system has found for itself that it needs, in place of what is worked out here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import SystemAreas
from planbook.data.inputs import Inputs
from planbook.data.local import TEMPLATES
from planbook.data.rows import rows_of
from planbook.errors import Problem, raise_if_any, unknown

TEMPLATE = "workforce_required"


def given_here(inputs: Inputs) -> pd.DataFrame:
    """Give what was supplied for this system: one row per area x year x staff_group, with wte.

    Rows of other systems are left alone. Raises one `InputError` with every place or year that is not there, and where
    a system is given beside its own places for the same staff and year.
    """
    rows = inputs.local(TEMPLATE)
    if rows.empty:
        return rows
    code = inputs.areas.system.code
    mine = rows[np.array([str(area).partition("/")[0] == code for area in rows["area"]], dtype=bool)]
    raise_if_any([*_unknown_areas(mine, inputs.areas), *_unknown_years(mine, inputs), *_said_twice(mine, inputs.areas)])
    return mine.reset_index(drop=True)


def difference(given: pd.DataFrame, worked_out: xr.DataArray, areas: SystemAreas) -> xr.DataArray:
    """Give what must be added to what is worked out for it to be what was given, dims as `worked_out`.

    `worked_out` has dims (draw, area, year, staff_group). What is given for a system is spread over its places as the
    staff worked out are, in every draw; where nobody is worked out, as all staff are.
    """
    added = xr.zeros_like(worked_out)
    leaves = [area.code for area in areas.leaves]
    for row in rows_of(given):
        chosen = leaves if row.area == areas.system.code else [str(row.area)]
        cell = {"area": chosen, "year": int(row.year), "staff_group": str(row.staff_group)}
        now = worked_out.sel(cell)
        spread = worked_out.sel(area=chosen, year=int(row.year)).sum("staff_group")
        whole = now.sum("area")
        share = xr.where(whole > 0, now / whole.where(whole > 0, 1.0), spread / spread.sum("area"))
        added.loc[cell] = (share * float(row.wte) - now).transpose("draw", "area").values
    return added


def given_cells(given: pd.DataFrame, areas: SystemAreas) -> set[tuple[str, int, str]]:
    """Give the (area, year, staff_group) that rest on what was given: a system, and places of a system given whole."""
    cells = set()
    for row in rows_of(given):
        below = [area.code for area in areas.places] if row.area == areas.system.code else []
        cells |= {(code, int(row.year), str(row.staff_group)) for code in (str(row.area), *below)}
    places = [area.code for area in areas.places]
    for year, group in {(year, group) for _, year, group in cells}:
        if places and all((code, year, group) in cells for code in places):
            cells.add((areas.system.code, year, group))
    return cells


def _where(row: object, column: str) -> str:
    return f"{TEMPLATES[TEMPLATE].file}:{getattr(row, 'line', '')}, {column}"


def _unknown_areas(rows: pd.DataFrame, areas: SystemAreas) -> Iterator[Problem]:
    known = [area.code for area in (areas.system, *areas.places)]
    for row in rows_of(rows[~rows["area"].isin(known)]):
        yield unknown("area", str(row.area), known, _where(row, "area"))


def _unknown_years(rows: pd.DataFrame, inputs: Inputs) -> Iterator[Problem]:
    years = inputs.planning.years
    for row in rows_of(rows[~rows["year"].isin(years)]):
        yield Problem(f"{row.year} is not a year of the plan", _where(row, "year"), f"{years[0]} to {years[-1]}")


def _said_twice(rows: pd.DataFrame, areas: SystemAreas) -> Iterator[Problem]:
    by = ["year", "staff_group"]
    whole = rows[rows["area"] == areas.system.code]
    of_places = pd.MultiIndex.from_frame(rows.loc[rows["area"] != areas.system.code, by].astype(object))
    doubled = np.asarray(pd.MultiIndex.from_frame(whole[by].astype(object)).isin(of_places))
    for row in rows_of(whole[doubled] if len(areas.places) else whole.iloc[0:0]):
        yield Problem("is given for the system and for its places", _where(row, "area"), "one of the two")
