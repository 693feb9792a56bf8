"""The key numbers of capacity by draw: beds short, the list, what it takes to meet the standard, square metres."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.capacity.care import added_estate
from planbook.methods.capacity.resources import PLANNED
from planbook.methods.capacity.waiting import standard_year
from planbook.methods.key_draws import KeyDraws, together

BEDS = "general_acute"


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out."""
    total = inputs.areas.with_total
    needed, counted = (inputs.array(f"capacity_{name}") for name in ("needed", "counted"))
    held = inputs.table("capacity_in_place").set_index(["resource", "area"])["in_place"]
    beds, completed = (held[key].to_xarray() for key in (BEDS, PLANNED.key))
    beds_then, meets = {"resource": BEDS, "year": year}, {"resource": PLANNED.key, "year": standard_year(inputs)}
    metres = inputs.array("capacity_metres").sum("space")
    more = metres.sel(year=year, drop=True) - metres.isel(year=0, drop=True)
    added = added_estate(inputs).sel(year=year, drop=True).sum("space")
    return together(
        {
            "beds_short": KeyDraws(*(total(each.sel(beds_then, drop=True)) - beds for each in (needed, counted))),
            "waiting_list": KeyDraws(total(inputs.array("capacity_waiting").sel(year=year, drop=True))),
            "more_to_complete": KeyDraws(total(needed.sel(meets, drop=True)) - completed),
            "metres_more": KeyDraws(total(more + added)),
        },
        inputs.areas,
    )
