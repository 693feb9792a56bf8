"""The gap: what is required less who is available, when it is first felt, and what moves it."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
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
    return summed(inputs, inputs.array("workforce_required").sel(staff_group=list(GROUPS)))


def driven(
    needed: xr.DataArray, heads: xr.DataArray, flows: xr.DataArray, work: Work, years: list[int]
) -> xr.DataArray:
    """Give what each driver has added to the gap since the first year, dims (draw, area, year, staff_group, driver).

    `heads` (all ages) and `flows` as `stock.Projection` gives them, over all years. Staff in post are worth heads x
    hours x attendance: each of the three is credited with the mean, over all orders, of what it adds when it comes in
    (Shapley), and the credit of heads goes to the flows that made them. Credits sum to the change of the gap in every
    draw; given for `years`.
    """
    attend = work.attendance
    h0, p0, a0 = (array.isel(year=0, drop=True) for array in (heads, work.participation, attend))
    h1, p1, a1 = (array.sel(year=years) for array in (heads, work.participation, attend))
    worth = _mean_worth(p0, p1, a0, a1)
    so_far = flows.cumsum("year").sel(year=years)
    credit = {"required": needed.sel(year=years) - needed.isel(year=0, drop=True)}
    for driver, (joined, left) in PARTS_OF_HEADS.items():
        credit[driver] = (_heads_of(so_far, left) - _heads_of(so_far, joined)) * worth
    credit["hours"] = -(p1 - p0) * _mean_worth(h0, h1, a0, a1)
    credit["absence"] = -(a1 - a0) * _mean_worth(h0, h1, p0, p1)
    temporary = (work.bank + work.agency) * attend
    credit["temporary"] = temporary.isel(year=0, drop=True) - temporary.sel(year=years)
    parts = xr.broadcast(*(credit[name] for name in DRIVERS))
    joined_up = xr.concat(parts, "driver").assign_coords(driver=list(DRIVERS))
    return joined_up.transpose("draw", "area", "year", "staff_group", "driver")


def bites(short: xr.DataArray, needed: xr.DataArray, share: xr.DataArray, year: int) -> pd.DataFrame:
    """Give when a gap is first likelier felt than not, and the gap in `year`: one row per area x staff_group.

    It is felt where more than `share` of what is required is short. `first_chance_pct` is how likely in that first
    year, `chance_pct` in `year`; both missing or nought where it is never likelier than not.
    """
    chance = felt(short, needed, share)
    frame = summarise(short.sel(year=year, drop=True))
    index = pd.MultiIndex.from_frame(frame[["area", "staff_group"]])
    first = first_felt(chance).transpose("area", "staff_group").to_series().reindex(index)
    in_first = chance.where(chance["year"] == first_felt(chance)).max("year")
    whole = needed.sel(year=year, drop=True).mean("draw").transpose("area", "staff_group").to_series().reindex(index)
    at_end = chance.sel(year=year, drop=True).transpose("area", "staff_group").to_series().reindex(index)
    at_first = in_first.transpose("area", "staff_group").to_series().reindex(index)
    return frame.assign(
        first_year=first.where(first > 0).to_numpy(dtype=float),
        first_chance_pct=PERCENT * at_first.to_numpy(),
        chance_pct=PERCENT * at_end.to_numpy(),
        short_pct=(PERCENT * frame["mean"].to_numpy() / whole.where(whole > 0)).fillna(0.0).to_numpy(),
    )


def felt(short: xr.DataArray, needed: xr.DataArray, share: xr.DataArray) -> xr.DataArray:
    """Give the chance that more than `share` of what is required is short, dims (area, year, staff_group), 0 to 1."""
    return ((short > share * needed) & (needed > 0)).mean("draw")


def first_felt(chance: xr.DataArray, likely: float = LIKELIER_THAN_NOT) -> xr.DataArray:
    """Give the first year in which a gap is likelier felt than not, dims (area, staff_group); 0 where none is."""
    over = chance >= likely
    return xr.where(over.any("year"), chance["year"].isel(year=over.argmax("year")), 0).astype(int)


def _mean_worth(b0: xr.DataArray, b1: xr.DataArray, c0: xr.DataArray, c1: xr.DataArray) -> xr.DataArray:
    """Give what one unit of the first of three factors is worth, over all orders in which the other two change."""
    return (2 * b0 * c0 + b1 * c0 + b0 * c1 + 2 * b1 * c1) / 6


def _heads_of(so_far: xr.DataArray, names: tuple[str, ...]) -> xr.DataArray:
    return so_far.sel(flow=list(names)).sum("flow")
