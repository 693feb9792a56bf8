"""Rooms and spaces: care times minutes, over the hours that each is open and in use; caseloads; bought treatments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import spaces_for
from planbook.methods.capacity.resources import SPACE_KEYS, USES, Use
from planbook.methods.demand.lines import IMAGING
from planbook.methods.labelled import at, labelled
from planbook.methods.segments import only_once

TREATMENTS = ("day_case", "elective_ordinary")
DIMS = ("draw", "area", "year")
Rates = Mapping[str, Mapping[str, xr.Variable]]


def rooms_needed(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give rooms and spaces to have, dims (draw, area, year, resource); lists a week for theatres."""
    minutes = taken(care, minutes_each(inputs), "leaf")
    hours, weeks, used = (
        at(inputs.value(f"capacity.{name}"), leaf=list(SPACE_KEYS))
        for name in ("hours_a_week", "weeks_a_year", "utilisation_pct")
    )
    rooms = spaces_for(minutes.variable, weeks, hours, used / 100).transpose(*minutes.dims)
    return labelled(xr.Variable((*DIMS, "resource"), rooms.values), care, resource=SPACE_KEYS)


def minutes_each(inputs: Inputs) -> Rates:
    """Give minutes of each room that a unit of each line of care takes: by room, then by point; dims (draw[, area])."""
    each = only_once(inputs.draws("capacity.minutes"))
    units = part_in_room(inputs)
    found: dict[str, dict[str, xr.Variable]] = {key: {} for key in SPACE_KEYS}
    for use in USES:
        found[use.resource][use.point] = units[use.key] * at(each, leaf=use.key)
    return found


def part_in_room(inputs: Inputs) -> dict[str, xr.Variable]:
    """Give the part of its line of care that takes each use's room, 0 to 1, dims (draw[, area])."""
    parts = only_once(inputs.draws("capacity.in_room_pct")) / 100
    tests = _test_shares(inputs)
    known = {str(leaf): at(parts, leaf=leaf) for leaf in parts["leaf"].values}
    whole = xr.ones_like(next(iter(known.values())))
    return {use.key: whole * _part(use, known, tests) for use in USES}


def taken(care: xr.DataArray, each: Rates, dim: str) -> xr.DataArray:
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
    return labelled(xr.Variable((*DIMS, dim), ordered.values @ rates), care, **{dim: each})


def caseload(inputs: Inputs, care: xr.DataArray) -> xr.Variable:
    """Give people on community caseloads, dims (draw, area, year)."""
    contacts = only_once(inputs.draws("capacity.caseload_contacts")).variable
    return (at(care, point="community_contacts") / contacts).transpose(*DIMS)


def bought(inputs: Inputs, care: xr.DataArray) -> xr.Variable:
    """Give planned treatments in the independent sector a year, with those programmes buy, dims (draw, area, year)."""
    part = only_once(inputs.draws("capacity.independent_sector_pct")).variable / 100
    treated = at(care, point=list(TREATMENTS)).sum("point", skipna=False) * part
    return (treated + at(care, point="independent_sector")).transpose(*DIMS)


def _part(use: Use, parts: Mapping[str, xr.Variable], tests: Mapping[str, float]) -> xr.Variable | float:
    if use.tests:
        return sum(tests[test] for test in use.tests)
    if use.rest_of:
        return 1 - parts[use.rest_of]
    return parts.get(use.key, 1.0)


def _test_shares(inputs: Inputs) -> dict[str, float]:
    """Give each imaging test's part of England's, over the published months."""
    months = inputs.reference("england_monthly")
    rows = months[(months["measure"] == "diagnostic_tests") & months["item"].isin(IMAGING)]
    counted = rows.groupby("item", observed=True)["value"].sum()
    return {str(test): float(number) for test, number in (counted / counted.sum()).items()}
