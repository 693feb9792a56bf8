"""Time standards beside today's ratio: what each would give for the same work, and which of them is used."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.segments import only_once
from planbook.methods.workforce.required import by_ratio
from planbook.methods.workforce.standards import Standard, standards_of
from planbook.methods.workforce.work import COUNTED, Work
from planbook.params.programme_words import POINTS


def standards_beside(inputs: Inputs, work: Work, year: int) -> pd.DataFrame:
    """Give each standard and what it gives for the work of `year`: one row per area x point x staff_group.

    `units` are those left for staff (what programmes deliver has its own); staff by ratio only where one is known.
    """
    units = work.after.sel(year=year, drop=True)
    ratio = by_ratio(inputs, inputs.array("workforce_today"))
    parts = [_beside(inputs, each, units, ratio) for each in standards_of(inputs)]
    return pd.concat(parts, ignore_index=True).assign(year=year)


def _beside(inputs: Inputs, standard: Standard, units: xr.DataArray, ratio: xr.DataArray) -> pd.DataFrame:
    mine = units.sel(point=standard.point, drop=True)
    known = standard.point in COUNTED
    today = ratio.sel(point=standard.point, staff_group=standard.staff_group, drop=True)
    counted = _means(inputs, mine)
    frame = pd.DataFrame(
        {
            "area": counted.index,
            "units": counted.to_numpy(),
            "by_standard": _means(inputs, mine * standard.wte_each).to_numpy(),
            "by_ratio": _means(inputs, mine * today).to_numpy() if known else float("nan"),
        }
    )
    return frame.assign(
        point=standard.point,
        staff_group=standard.staff_group,
        label=POINTS[standard.point].label,
        value=_value(inputs, standard),
        unit="ratio" if standard.rostered else "minutes",
        used=bool((standard.used > 0).any()),
        how=_how(standard, known),
    )


def _value(inputs: Inputs, standard: Standard) -> float:
    if standard.rostered:
        return float(only_once(inputs.draws("workforce.nurses_per_critical_care_bed")).mean())
    leaf = f"{standard.point}.{standard.staff_group}"
    return float(inputs.draws("workforce.minutes_each").sel(leaf=leaf).mean())


def _how(standard: Standard, known: bool) -> str:
    way = "posts kept filled round the clock" if standard.rostered else f"minutes for each {_one(standard.point)}"
    if not known:
        return f"{way}; nothing counts this work today, so the standard is used"
    used = bool((standard.used > 0).any())
    return f"{way}; " + ("used, as the system chose" if used else "shown beside today's ratio, which is used")


def _one(point: str) -> str:
    unit = BY_KEY[point].unit if point in BY_KEY else "unit"
    return unit.replace("_", " ").removesuffix("s")


def _means(inputs: Inputs, staff: xr.DataArray) -> pd.Series:
    return inputs.areas.with_total(staff.mean("draw")).to_series()
