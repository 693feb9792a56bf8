"""The key numbers of capacity by draw: beds short, the list, what it takes to meet the standard, square metres."""

from __future__ import annotations

from typing import Any

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out
from planbook.methods.capacity.care import added_estate
from planbook.methods.capacity.resources import PLANNED
from planbook.methods.capacity.waiting import standard_year
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.labelled import at, bare, labelled

BEDS = "general_acute"


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out."""
    total = inputs.areas.with_total
    needed, counted = (inputs.array(f"capacity_{name}") for name in ("needed", "counted"))
    places = {"area": [area.code for area in inputs.areas.every], "resource": [BEDS, PLANNED.key]}
    held = laid_out(inputs.table("capacity_in_place"), places, "in_place")
    beds_then, meets = {"resource": BEDS, "year": year}, {"resource": PLANNED.key, "year": standard_year(inputs)}
    metres, added = inputs.array("capacity_metres"), added_estate(inputs)
    size = inputs.array("capacity_waiting")
    of_care = at(metres, year=year).sum("space") - metres.variable.isel(year=0).sum("space")
    of_programmes = labelled(at(added, year=year).sum("space"), added)
    grown, brought = bare(labelled(of_care, metres), of_programmes)

    def beyond(array: xr.DataArray, which: dict[str, Any]) -> xr.DataArray:
        asked, there = bare(total(labelled(at(array, **which), array)), held)
        return labelled(asked - there.isel(resource=places["resource"].index(which["resource"])), held, array)

    return together(
        {
            "beds_short": KeyDraws(*(beyond(each, beds_then) for each in (needed, counted))),
            "waiting_list": KeyDraws(total(labelled(at(size, year=year), size))),
            "more_to_complete": KeyDraws(beyond(needed, meets)),
            "metres_more": KeyDraws(total(labelled(grown + brought, metres))),
        },
        inputs.areas,
    )
