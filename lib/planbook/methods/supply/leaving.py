"""Who leaves and who retires, by age: at today's ages together exactly the published rate of the group."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.supply.extract import in_place_of, share_of_heads
from planbook.methods.supply.stock import ROUTE
from planbook.methods.supply.system_level import believed
from planbook.methods.supply.words import AGES, COUNTED_AS_LEAVING

PERCENT = 100.0
MOST = 0.9  # of an age that leaves in a year: some always stay


def retiring(inputs: Inputs) -> xr.DataArray:
    """Give the share that retires in a year, dims (draw[, area], age_band); none before 55."""
    share = believed(inputs, "supply.retiring_pct", "age_band") / PERCENT
    return share.reindex(age_band=list(AGES), fill_value=0.0)


def moving(inputs: Inputs) -> xr.DataArray:
    """Give the share of those who stay that moves to another group in a year, dims (draw[, area], route)."""
    return believed(inputs, "supply.moving_pct", "route") / PERCENT


def all_leaving(inputs: Inputs) -> xr.DataArray:
    """Give the share that leaves in a year for any reason, retirement among them, dims (draw[, area], staff_group)."""
    share = believed(inputs, "supply.leaving_pct", "staff_group") / PERCENT
    return in_place_of(inputs, share, share_of_heads(inputs, "leavers"), most=MOST)


def leaving(inputs: Inputs, ages: xr.DataArray) -> xr.DataArray:
    """Give the share that leaves in a year before retirement, dims (draw[, area], staff_group, age_band).

    What the group's rate leaves once those who retire, and those who move to employers it counts as left, are taken out
    of it. `ages` is the mix of today, dims (..., staff_group, age_band): the rate holds at that mix.
    """
    all_leave = all_leaving(inputs)
    retire = (ages * retiring(inputs)).sum("age_band")
    before = (all_leave - retire - _moved_and_counted(inputs, all_leave)).clip(0.0)
    weight = believed(inputs, "supply.leaving_by_age", "age_band").sel(age_band=list(AGES))
    return (before * weight / (ages * weight).sum("age_band")).clip(0.0, MOST)


def moved_out(routes: xr.DataArray, of: xr.DataArray) -> xr.DataArray:
    """Give the share of each group of `of` that moves out by some routes, dims (draw[, area], staff_group)."""
    return _by_group(routes, 0, of)


def moved_in(routes: xr.DataArray, stay: xr.DataArray) -> xr.DataArray:
    """Give the heads that move into each group, of those who `stay` in theirs, dims as `stay` (..., staff_group)."""
    origins = [str(route).partition(ROUTE)[0] for route in routes["route"].values]
    heads = stay.sel(staff_group=origins).rename(staff_group="route").assign_coords(route=routes["route"].values)
    return _by_group(routes * heads, 2, stay)


def _moved_and_counted(inputs: Inputs, all_leave: xr.DataArray) -> xr.DataArray:
    routes = moving(inputs).sel(route=list(COUNTED_AS_LEAVING))
    return moved_out(routes, all_leave) * (1 - all_leave)


def _by_group(routes: xr.DataArray, end: int, of: xr.DataArray) -> xr.DataArray:
    groups = [str(route).partition(ROUTE)[end] for route in routes["route"].values]
    found = routes.assign_coords(route=groups).groupby("route").sum().rename(route="staff_group")
    return found.reindex(staff_group=of["staff_group"].values, fill_value=0.0)
