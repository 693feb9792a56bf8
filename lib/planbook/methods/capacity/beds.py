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
from planbook.methods.labelled import at, bare, labelled, stacked
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
    others = inputs.value("capacity.occupancy_pct")
    known = dict(zip(others["leaf"].values, others.transpose("leaf", "area").values, strict=True))
    known["general_acute"] = inputs.value("demand.safe_occupancy_pct").values
    every = np.stack([known[kind] for kind in BED_KINDS], axis=-1) / 100
    return labelled(xr.Variable(("area", "kind"), every), others, kind=BED_KINDS)


def beds_in_use(inputs: Inputs, care: xr.DataArray, demand: xr.DataArray, held: pd.DataFrame) -> xr.DataArray:
    """Give beds in use on an average day, dims (draw, area, year, kind).

    Beds in use today, times how much the care they are for grows; community beds and virtual wards grow as demand
    would without programmes, and take what programmes send there. `care` is by point after programmes, `demand` by
    line as it would be without them (draw, area, year, line), `held` what is in place.
    """
    start = inputs.array("demand_volumes")
    now = occupied_now(inputs, held)
    bare(care, demand, start, now)

    def grown(lines: tuple[str, ...], then: xr.DataArray, **line: list[str]) -> xr.Variable:
        first = at(start, line=list(lines)).isel(year=0)
        return at(then, **line).sum([*line]) / first.sum("line", skipna=False)

    beds = {kind: at(now, kind=kind) * grown(lines, care, point=list(lines)) for kind, lines in FOLLOWS.items()}
    in_bed = only_once(inputs.draws("capacity.intermediate_in_bed_pct")).variable / 100
    sent = {
        "community": (STEPPED_DOWN, at(care, point="intermediate_care_days") * in_bed),
        "virtual": (STAYED_HOME, at(care, point="virtual_ward_days")),
    }
    for kind, (lines, days) in sent.items():
        beds[kind] = at(now, kind=kind) * grown(lines, demand, line=list(lines)) + days / DAYS
    every = stacked([beds[kind] for kind in BED_KINDS], "kind").transpose("draw", "area", "year", "kind")
    return labelled(every, care, kind=BED_KINDS)


def beds_to_have(in_use: xr.DataArray, occupancy: xr.DataArray) -> xr.DataArray:
    """Give beds to have for those in use at the occupancy planned for (0 to 1), dims as `in_use`."""
    used, planned = bare(in_use, occupancy)
    return labelled((used / planned).transpose(*in_use.dims), in_use)


def occupied_now(inputs: Inputs, held: pd.DataFrame) -> xr.DataArray:
    """Give beds in use today, dims (area, kind): published, else England's shared by the care they are for."""
    published = of_areas(held, inputs, "occupied", list(BED_KINDS))
    now = dict(zip(BED_KINDS, published.values.T, strict=True))
    totals = totals_array(inputs)
    for kind in ("maternity", "mental_health", "virtual"):
        if np.isnan(now[kind]).any():
            now[kind] = np.where(np.isnan(now[kind]), england_shared(totals, held, kind).values, now[kind])
    costs = inputs.reference("unit_costs").set_index(["point_of_delivery", "item"])["activity"]
    days = float(costs.loc["rehabilitation_bed_day", "all"])
    share = at(totals, measure="community") / at(totals, measure="community", area=ENGLAND)
    now["community"] = days / DAYS * share.values
    return labelled(xr.Variable(("area", "kind"), np.stack([*now.values()], axis=-1)), published, kind=BED_KINDS)


def pools_of(inputs: Inputs) -> xr.DataArray:
    """Give beds of a unit of usual size by area and kind, dims (area, kind); the system as its first place."""
    pools = inputs.value("capacity.pool_beds")
    known = [str(code) for code in pools["area"].values]
    every = [area.code for area in inputs.areas.every]
    first = inputs.areas.leaves[0].code
    codes = [code if code in known else first for code in every]
    units = at(pools, area=codes).transpose("area", "leaf").values.round()
    return xr.DataArray(units, coords={"area": every, "kind": pools["leaf"].values})


def chance_full(in_use: xr.DataArray, in_place: xr.DataArray, pools: xr.DataArray) -> dict[str, xr.DataArray]:
    """Give chances from 0 to 1, each with dims (draw, area, year, kind): `full` and `wait`; NaN where not held.

    Each person meets a pool of beds of a usual size (`pools`, by area and kind) that is as full as all of the area's
    are: `full` is Erlang's B (all taken, and one who finds them so goes elsewhere), `wait` his C (one who comes must
    wait).
    """
    kinds = [str(kind) for kind in pools["kind"].values]
    bare(in_use, in_place)
    load = (at(in_use, kind=kinds) / at(in_place, kind=kinds)).transpose("draw", "area", "year", "kind").values
    found = {name: np.full(load.shape, np.nan) for name in ("full", "wait")}
    held = np.isfinite(load).all(axis=(0, 2))
    units = pools.transpose("area", "kind").values
    for size in np.unique(units):
        for area, kind in zip(*np.nonzero((units == size) & held), strict=True):
            cell = (slice(None), area, slice(None), kind)
            chances = chances_full(load[cell] * size, int(size))
            for name, chance in zip(found, chances, strict=True):
                found[name][cell] = chance
    dims = ("draw", "area", "year", "kind")
    return {name: labelled(xr.Variable(dims, each), pools, in_use) for name, each in found.items()}
