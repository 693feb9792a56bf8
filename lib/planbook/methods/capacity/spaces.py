"""Rooms and spaces: care times minutes, over the hours that each is open and in use; caseloads; bought treatments."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import spaces_for
from planbook.methods.capacity.resources import CASELOAD, INDEPENDENT, SPACE_KEYS, USES, Use
from planbook.methods.demand.lines import IMAGING
from planbook.methods.segments import only_once

TREATMENTS = ("day_case", "elective_ordinary")


def rooms_needed(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give rooms and spaces to have, dims (draw, area, year, resource); lists a week for theatres."""
    minutes = taken(care, minutes_each(inputs), "resource")
    hours, weeks, used = (
        inputs.value(f"capacity.{name}").rename(leaf="resource").sel(resource=list(SPACE_KEYS))
        for name in ("hours_a_week", "weeks_a_year", "utilisation_pct")
    )
    return spaces_for(minutes, weeks, hours, used / 100).transpose("draw", "area", "year", "resource")


def minutes_each(inputs: Inputs) -> dict[str, dict[str, xr.DataArray]]:
    """Give minutes of each room that a unit of each line of care takes: by room, then by point; dims (draw[, area])."""
    each = only_once(inputs.draws("capacity.minutes"))
    units = part_in_room(inputs)
    found: dict[str, dict[str, xr.DataArray]] = {key: {} for key in SPACE_KEYS}
    for use in USES:
        found[use.resource][use.point] = units[use.key] * each.sel(leaf=use.key, drop=True)
    return found


def part_in_room(inputs: Inputs) -> dict[str, xr.DataArray]:
    """Give the part of its line of care that takes each use's room, 0 to 1, dims (draw[, area])."""
    parts = only_once(inputs.draws("capacity.in_room_pct")) / 100
    tests = _test_shares(inputs)
    whole = xr.ones_like(parts.isel(leaf=0, drop=True))
    return {use.key: whole * _part(use, parts, tests) for use in USES}


def taken(care: xr.DataArray, each: dict[str, dict[str, xr.DataArray]], dim: str) -> xr.DataArray:
    """Give what care takes in all: units of each point times what each takes, dims (draw, area, year, `dim`).

    `each` holds, by what is taken and then by point, how much a unit takes, dims (draw[, area]).
    """
    ordered = care.transpose("draw", "area", "year", "point")
    points = [str(point) for point in ordered["point"].values]
    by_area = any("area" in amount.dims for amounts in each.values() for amount in amounts.values())
    areas = ordered.sizes["area"] if by_area else 1
    rates = np.zeros((ordered.sizes["draw"], areas, len(points), len(each)))
    for place, amounts in enumerate(each.values()):
        for point, amount in amounts.items():
            values = amount.transpose("draw", ...).values
            rates[:, :, points.index(point), place] = values if by_area and values.ndim > 1 else values[:, None]
    coords = {"area": ordered["area"].values, "year": ordered["year"].values, dim: list(each)}
    return xr.DataArray(ordered.values @ rates, coords=coords, dims=["draw", "area", "year", dim])


def caseload(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give people on community caseloads, dims (draw, area, year, resource)."""
    contacts = only_once(inputs.draws("capacity.caseload_contacts"))
    people = care.sel(point="community_contacts", drop=True) / contacts
    return people.expand_dims(resource=[CASELOAD.key]).transpose("draw", "area", "year", "resource")


def bought(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give planned treatments in the independent sector a year, with those programmes buy, dims as `caseload`."""
    part = only_once(inputs.draws("capacity.independent_sector_pct")) / 100
    treated = care.sel(point=list(TREATMENTS)).sum("point") * part
    everything = treated + care.sel(point="independent_sector", drop=True)
    return everything.expand_dims(resource=[INDEPENDENT.key]).transpose("draw", "area", "year", "resource")


def _part(use: Use, parts: xr.DataArray, tests: dict[str, float]) -> xr.DataArray | float:
    if use.tests:
        return sum(tests[test] for test in use.tests)
    if use.rest_of:
        return 1 - parts.sel(leaf=use.rest_of, drop=True)
    return parts.sel(leaf=use.key, drop=True) if use.key in parts["leaf"].values else 1.0


def _test_shares(inputs: Inputs) -> dict[str, float]:
    """Give each imaging test's part of England's, over the published months."""
    months = inputs.reference("england_monthly")
    rows = months[(months["measure"] == "diagnostic_tests") & months["item"].isin(IMAGING)]
    counted = rows.groupby("item", observed=True)["value"].sum()
    return {str(test): float(number) for test, number in (counted / counted.sum()).items()}
