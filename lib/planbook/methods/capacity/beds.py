"""Beds by kind: how many are in use, how many to have, and the chance of finding them full."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS, chances_full
from planbook.methods.capacity.in_place import england_shared, of_areas
from planbook.methods.capacity.resources import BED_KINDS
from planbook.methods.demand.base import totals_array
from planbook.methods.segments import only_once

FOLLOWS = {
    "general_acute": ("emergency_bed_days", "elective_bed_days"),
    "critical_care": ("critical_care",),
    "maternity": ("births",),
    "mental_health": ("mental_health_bed_days",),
}
STEPPED_DOWN = ("emergency_bed_days",)  # whose patients community beds take
STAYED_HOME = ("emergency_same_day", "emergency_overnight")  # whose patients virtual wards take


def planned_occupancy(inputs: Inputs) -> xr.DataArray:
    """Give the share of beds in use that is planned for, 0 to 1, dims (area, kind)."""
    acute = inputs.value("demand.safe_occupancy_pct").expand_dims(kind=["general_acute"])
    others = inputs.value("capacity.occupancy_pct").rename(leaf="kind")
    joined = xr.concat([acute.transpose("area", "kind"), others.transpose("area", "kind")], "kind")
    return joined.sel(kind=list(BED_KINDS)) / 100


def beds_in_use(inputs: Inputs, care: xr.DataArray, unchanged: xr.DataArray, held: pd.DataFrame) -> xr.DataArray:
    """Give beds in use on an average day, dims (draw, area, year, kind).

    Beds in use today, times how much the care they are for grows; community beds and virtual wards grow as demand
    would without programmes, and take what programmes send there. `care` is by point after programmes, `unchanged`
    demand as it would be without (draw, area, year, point), `held` what is in place.
    """
    start = inputs.array("demand_volumes").isel(year=0, drop=True)
    now = occupied_now(inputs, held)
    parts = [now.sel(kind=kind, drop=True) * _grown(care, start, lines) for kind, lines in FOLLOWS.items()]
    in_bed = only_once(inputs.draws("capacity.intermediate_in_bed_pct")) / 100
    days = care.sel(point="intermediate_care_days", drop=True) * in_bed
    parts.append(now.sel(kind="community", drop=True) * _grown(unchanged, start, STEPPED_DOWN) + days / DAYS)
    at_home = care.sel(point="virtual_ward_days", drop=True) / DAYS
    parts.append(now.sel(kind="virtual", drop=True) * _grown(unchanged, start, STAYED_HOME) + at_home)
    joined = xr.concat(parts, "kind", coords="minimal", compat="override").assign_coords(
        kind=[*FOLLOWS, "community", "virtual"]
    )
    return joined.sel(kind=list(BED_KINDS)).transpose("draw", "area", "year", "kind")


def beds_to_have(in_use: xr.DataArray, occupancy: xr.DataArray) -> xr.DataArray:
    """Give beds to have for those in use at the occupancy planned for (0 to 1), dims as `in_use`."""
    return (in_use / occupancy).transpose(*in_use.dims)


def occupied_now(inputs: Inputs, held: pd.DataFrame) -> xr.DataArray:
    """Give beds in use today, dims (area, kind): published, else England's shared by the care they are for."""
    now = of_areas(held, inputs, "occupied", list(BED_KINDS)).rename(resource="kind")
    found = {kind: now.sel(kind=kind, drop=True) for kind in BED_KINDS}
    for kind in ("maternity", "mental_health", "virtual"):
        if bool(found[kind].isnull().any()):
            found[kind] = found[kind].fillna(england_shared(inputs, held, kind))
    costs = inputs.reference("unit_costs").set_index(["point_of_delivery", "item"])["activity"]
    days = float(costs.loc["rehabilitation_bed_day", "all"])
    contacts = totals_array(inputs).sel(measure="community", drop=True)
    found["community"] = days / DAYS * contacts / contacts.sel(area=ENGLAND, drop=True)
    return xr.concat(list(found.values()), "kind").assign_coords(kind=list(found)).transpose("area", "kind")


def pools_of(inputs: Inputs) -> xr.DataArray:
    """Give beds of a unit of usual size by area and kind, dims (area, kind); the system as its first place."""
    pools = inputs.value("capacity.pool_beds").rename(leaf="kind").round()
    every = [area.code for area in inputs.areas.every]
    first = inputs.areas.leaves[0].code
    known = [code if code in pools["area"].values else first for code in every]
    return pools.sel(area=known).assign_coords(area=every).transpose("area", "kind")


def chance_full(in_use: xr.DataArray, in_place: xr.DataArray, pools: xr.DataArray) -> dict[str, xr.DataArray]:
    """Give chances from 0 to 1, each with dims (draw, area, year, kind): `full` and `wait`; NaN where not held.

    Each person meets a pool of beds of a usual size (`pools`, by area and kind) that is as full as all of the area's
    are: `full` is Erlang's B (all taken, and one who finds them so goes elsewhere), `wait` his C (one who comes must
    wait).
    """
    kinds = [str(kind) for kind in pools["kind"].values]
    load = (in_use / in_place).sel(kind=kinds).transpose("draw", "area", "year", "kind")
    found = {name: load.copy(data=np.full(load.shape, np.nan)) for name in ("full", "wait")}
    held = np.isfinite(load.values).all(axis=(0, 2))
    for size in np.unique(pools.values):
        for area, kind in zip(*np.nonzero((pools.values == size) & held), strict=True):
            cell = (slice(None), area, slice(None), kind)
            chances = chances_full(load.values[cell] * size, int(size))
            for name, chance in zip(found, chances, strict=True):
                found[name].values[cell] = chance
    return found


def _grown(care: xr.DataArray, start: xr.DataArray, lines: tuple[str, ...]) -> xr.DataArray:
    """Give care of some lines as times what it was in the base year, dims (draw, area, year)."""
    return care.sel(point=list(lines)).sum("point") / start.sel(line=list(lines)).sum("line")
