"""What to have of every resource, for the care after programmes: beds, rooms, caseloads, contracts and planned care."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.capacity.beds import beds_in_use, beds_to_have, planned_occupancy
from planbook.methods.capacity.care import counted_care, expected_care, own_care
from planbook.methods.capacity.estate import square_metres
from planbook.methods.capacity.resources import BED_KINDS, CASELOAD, INDEPENDENT, PLANNED, SPACE_KEYS
from planbook.methods.capacity.spaces import bought, caseload, rooms_needed
from planbook.methods.capacity.waiting import planned_care_needed
from planbook.methods.labelled import labelled

DIMS = ("draw", "area", "year", "resource")
ALONE = (CASELOAD.key, INDEPENDENT.key, PLANNED.key)


def everything_needed(inputs: Inputs, beds: xr.DataArray, *, expected: bool) -> xr.DataArray:
    """Give what to have of every resource, dims (draw, area, year, resource), for expected care or as counted.

    `beds` is what to have of them.
    """
    care = expected_care(inputs) if expected else counted_care(inputs)
    planned = planned_care_needed(inputs, expected_care(inputs), inputs.array("capacity_waiting"))
    alone = [each.transpose(*DIMS[:-1]).values for each in (caseload(inputs, care), bought(inputs, care), planned)]
    every = np.concatenate([beds.values, rooms_needed(inputs, care).values, np.stack(alone, axis=-1)], axis=-1)
    return labelled(xr.Variable(DIMS, every), care, resource=[*BED_KINDS, *SPACE_KEYS, *ALONE])


def beds_needed(inputs: Inputs, care: xr.DataArray, *, expected: bool) -> xr.DataArray:
    """Give beds to have at the occupancy planned for, dims (draw, area, year, kind)."""
    demand = inputs.array("demand_volumes" if expected else "demand_counted")
    in_use = beds_in_use(inputs, care, demand, inputs.table("capacity_in_place"))
    return beds_to_have(in_use, planned_occupancy(inputs))


def metres_of_care(inputs: Inputs, *, expected: bool) -> xr.DataArray:
    """Give square metres of beds and rooms, dims (draw, area, year, space); programmes bring their own."""
    if not bool((inputs.array("pathways_delivered").values != 0).any()):
        return square_metres(inputs, inputs.array("capacity_needed" if expected else "capacity_counted"))
    care = own_care(inputs, expected_care(inputs) if expected else counted_care(inputs))
    both = [beds_needed(inputs, care, expected=expected).values, rooms_needed(inputs, care).values]
    every = xr.Variable(DIMS, np.concatenate(both, axis=-1))
    return square_metres(inputs, labelled(every, care, resource=[*BED_KINDS, *SPACE_KEYS]))
