"""What to have of every resource, for the care after programmes: beds, rooms, caseloads, contracts and planned care."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.capacity.beds import beds_in_use, beds_to_have, planned_occupancy
from planbook.methods.capacity.care import counted_care, expected_care, own_care, unchanged_care
from planbook.methods.capacity.estate import square_metres
from planbook.methods.capacity.spaces import bought, caseload, rooms_needed
from planbook.methods.capacity.waiting import planned_care_needed

DIMS = ("draw", "area", "year", "resource")


def everything_needed(inputs: Inputs, *, expected: bool) -> xr.DataArray:
    """Give what to have of every resource, dims (draw, area, year, resource), for expected care or as counted."""
    care = expected_care(inputs) if expected else counted_care(inputs)
    planned = planned_care_needed(inputs, expected_care(inputs), inputs.array("capacity_waiting"))
    parts = [beds_and_rooms(inputs, care, expected=expected), caseload(inputs, care), bought(inputs, care), planned]
    return xr.concat(parts, "resource", coords="minimal", compat="override").transpose(*DIMS)


def beds_and_rooms(inputs: Inputs, care: xr.DataArray, *, expected: bool) -> xr.DataArray:
    """Give beds at the occupancy and rooms at the utilisation planned for, dims (draw, area, year, resource)."""
    held = inputs.table("capacity_in_place")
    in_use = beds_in_use(inputs, care, unchanged_care(inputs, expected=expected), held)
    beds = beds_to_have(in_use, planned_occupancy(inputs)).rename(kind="resource")
    both = xr.concat([beds, rooms_needed(inputs, care)], "resource", coords="minimal", compat="override")
    return both.transpose(*DIMS)


def metres_of_care(inputs: Inputs, *, expected: bool) -> xr.DataArray:
    """Give square metres of beds and rooms, dims (draw, area, year, space); programmes bring their own."""
    if not bool((inputs.array("pathways_delivered") != 0).any()):
        return square_metres(inputs, inputs.array("capacity_needed" if expected else "capacity_counted"))
    care = own_care(inputs, expected_care(inputs) if expected else counted_care(inputs))
    return square_metres(inputs, beds_and_rooms(inputs, care, expected=expected))
