"""Time standards beside today's ratio: what each would give for the same work, and which of them is used."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.labelled import bare, labelled, stacked
from planbook.methods.segments import only_once
from planbook.methods.workforce.required import by_ratio
from planbook.methods.workforce.standards import Standard, standards_of
from planbook.methods.workforce.work import COUNTED, Work
from planbook.params.programme_words import POINTS, STAFF


def standards_beside(inputs: Inputs, work: Work, year: int) -> pd.DataFrame:
    """Give each standard and what it gives for the work of `year`: one row per area x point x staff_group.

    `units` are those left for staff (what programmes deliver has its own); staff by ratio only where one is known.
    """
    standards = standards_of(inputs)
    given = work.after.sel(year=year, drop=True), by_ratio(inputs, inputs.array("workforce_today"))
    after, ratio, *each = bare(*given, *(standard.wte_each for standard in standards))
    points = [list(POINTS).index(standard.point) for standard in standards]
    groups = xr.Variable("point", [STAFF.index(standard.staff_group) for standard in standards])
    units = after.isel(point=points)
    today = ratio.isel(point=xr.Variable("point", points), staff_group=groups)
    staff = {"units": units, "by_standard": units * stacked(each, "point"), "by_ratio": units * today}
    means = {name: _means(inputs, found, given[0]) for name, found in staff.items()}
    said = pd.DataFrame([_said(inputs, standard) for standard in standards])
    frame = pd.concat([said.assign(area=area.code) for area in inputs.areas.every], ignore_index=True)
    frame = frame.assign(**means, year=year)
    return frame.assign(by_ratio=frame["by_ratio"].where(frame["point"].isin(COUNTED)))


def _said(inputs: Inputs, standard: Standard) -> dict[str, object]:
    return {
        "point": standard.point,
        "staff_group": standard.staff_group,
        "label": POINTS[standard.point].label,
        "value": _value(inputs, standard),
        "unit": "ratio" if standard.rostered else "minutes",
        "used": standard.in_use,
        "how": _how(standard, standard.point in COUNTED),
    }


def _value(inputs: Inputs, standard: Standard) -> float:
    if standard.rostered:
        return float(only_once(inputs.draws("workforce.nurses_per_critical_care_bed")).mean())
    leaf = f"{standard.point}.{standard.staff_group}"
    return float(inputs.draws("workforce.minutes_each").sel(leaf=leaf).mean())


def _how(standard: Standard, known: bool) -> str:
    way = "posts kept filled round the clock" if standard.rostered else f"minutes for each {_one(standard.point)}"
    if not known:
        return f"{way}; nothing counts this work today, so the standard is used"
    return f"{way}; " + (
        "used, as the system chose" if standard.in_use else "shown beside today's ratio, which is used"
    )


def _one(point: str) -> str:
    unit = BY_KEY[point].unit if point in BY_KEY else "unit"
    return unit.replace("_", " ").removesuffix("s")


def _means(inputs: Inputs, staff: xr.Variable, like: xr.DataArray) -> np.ndarray:
    """Give means by standard of every area, one area after the other."""
    means = labelled(staff.mean("draw").transpose("area", "point"), like.drop_vars("point"))
    return inputs.areas.with_total(means).values.reshape(-1)
