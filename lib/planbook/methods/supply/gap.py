"""The gap: what is required less who is available, when it is first felt, and what moves it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.summary import summarise
from planbook.methods.supply.stock import LEAVERS, MOVED_IN, MOVED_OUT, RETIREMENTS
from planbook.methods.supply.system_level import summed
from planbook.methods.supply.words import DRIVERS, GROUPS, INTERNATIONAL, OTHERS, RETURNERS, TRAINING
from planbook.methods.supply.work import Work

PARTS_OF_HEADS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "retirements": ((), (RETIREMENTS,)),
    "leavers": ((), (LEAVERS,)),
    "training": ((TRAINING,), ()),
    "international": ((INTERNATIONAL,), ()),
    "other_joiners": ((RETURNERS, OTHERS), ()),
    "moves": ((MOVED_IN,), (MOVED_OUT,)),
}
"""The flows in and out that each driver of staff in post stands for."""

PERCENT = 100.0
LIKELIER_THAN_NOT = 0.5


def required(inputs: Inputs) -> xr.DataArray:
    """Give whole-time staff required, dims (draw, area, year, staff_group), England and the system."""
    needed = inputs.array("workforce_required")
    return summed(inputs, labelled(at(needed, staff_group=list(GROUPS)), needed, staff_group=GROUPS))


def driven(
    needed: xr.DataArray, heads: xr.DataArray, flows: xr.DataArray, work: Work, years: list[int]
) -> xr.DataArray:
    """Give what each driver has added to the gap since the first year, dims (draw, area, year, staff_group, driver).

    `heads` (all ages) and `flows` as `stock.Projection` gives them, over all years. Staff in post are worth heads x
    hours x attendance: each of the three is credited with the mean, over all orders, of what it adds when it comes in
    (Shapley), and the credit of heads goes to the flows that made them. Credits sum to the change of the gap in every
    draw; given for `years`.
    """
    names, places = list(flows.indexes["flow"]), [list(heads.indexes["year"]).index(year) for year in years]
    wanted, staff, flowed, hours, attend, bank, agency = bare(
        needed, heads, flows, work.participation, work.attendance, work.bank, work.agency
    )
    (h0, h1), (p0, p1), (a0, a1) = ((each.isel(year=0), each.isel(year=places)) for each in (staff, hours, attend))
    worth = _mean_worth(p0, p1, a0, a1)
    so_far = flowed.cumsum("year").isel(year=places)
    credit = {"required": wanted.isel(year=places) - wanted.isel(year=0)}
    for driver, moved in PARTS_OF_HEADS.items():
        joined, left = (so_far.isel(flow=[names.index(name) for name in some]).sum("flow") for some in moved)
        credit[driver] = (left - joined) * worth
    credit["hours"] = -(p1 - p0) * _mean_worth(h0, h1, a0, a1)
    credit["absence"] = -(a1 - a0) * _mean_worth(h0, h1, p0, p1)
    temporary = (bank + agency) * attend
    credit["temporary"] = temporary.isel(year=0) - temporary.isel(year=places)
    joined_up = stacked([credit[name] for name in DRIVERS], "driver")
    ordered = joined_up.transpose("draw", "area", "year", "staff_group", "driver")
    return labelled(ordered, heads, year=years, driver=DRIVERS)


def bites(short: xr.DataArray, needed: xr.DataArray, share: xr.DataArray, year: int) -> pd.DataFrame:
    """Give when a gap is first likelier felt than not, and the gap in `year`: one row per area x staff_group.

    It is felt where more than `share` of what is required is short. `first_chance_pct` is how likely in that first
    year, `chance_pct` in `year`; both missing or nought where it is never likelier than not.
    """
    chance = felt(short, needed, share)
    begins = first_felt(chance)
    at_first = chance.where(chance["year"] == begins).max("year")
    frame = summarise(short.sel(year=year, drop=True).transpose("draw", "area", "staff_group"))
    first, in_first, at_end, whole = (
        each.transpose("area", "staff_group").values.reshape(-1)
        for each in (begins, at_first, chance.sel(year=year), needed.sel(year=year).mean("draw"))
    )
    return frame.assign(
        first_year=np.where(first > 0, first, np.nan),
        first_chance_pct=PERCENT * in_first,
        chance_pct=PERCENT * at_end,
        short_pct=np.where(whole > 0, PERCENT * frame["mean"] / np.where(whole > 0, whole, 1.0), 0.0),
    )


def felt(short: xr.DataArray, needed: xr.DataArray, share: xr.DataArray) -> xr.DataArray:
    """Give the chance that more than `share` of what is required is short, dims (area, year, staff_group), 0 to 1."""
    gap, least, whole = bare(short, share, needed)
    return labelled(((gap > least * whole) & (whole > 0)).mean("draw"), short)


def first_felt(chance: xr.DataArray, likely: float = LIKELIER_THAN_NOT) -> xr.DataArray:
    """Give the first year in which a gap is likelier felt than not, dims (area, staff_group); 0 where none is."""
    over = chance >= likely
    return xr.where(over.any("year"), chance["year"].isel(year=over.argmax("year")), 0).astype(int)


def _mean_worth(b0: xr.Variable, b1: xr.Variable, c0: xr.Variable, c1: xr.Variable) -> xr.Variable:
    """Give what one unit of the first of three factors is worth, over all orders in which the other two change."""
    return (2 * b0 * c0 + b1 * c0 + b0 * c1 + 2 * b1 * c1) / 6
