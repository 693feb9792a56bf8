"""Estate in square metres and supplies by line: what spaces and care take, and what programmes bring."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.capacity.resources import BED_KINDS, BY_KEY, SPACE_KEYS, USES
from planbook.methods.capacity.spaces import DIMS, part_in_room, taken
from planbook.methods.labelled import at, labelled
from planbook.methods.segments import only_once

LISTS, THEATRES = "theatre_lists", "theatre_suite"  # a theatre holds many lists
NO_BUILDING = ("virtual",)
HOSPITAL_DAYS = ("emergency_bed_days", "elective_bed_days", "critical_care", "mental_health_bed_days")
ACUTE_DAYS = ("emergency_bed_days", "elective_bed_days", "critical_care")
SPACE_LABELS = {
    **{key: BY_KEY[key].label for key in (*BED_KINDS, *SPACE_KEYS)},
    LISTS: "Operating theatres",
}
SUPPLIES = {
    "theatre_packs": "Sterile packs for operations",
    "endoscope_cleans": "Cleaning cycles of endoscopes",
    "contrast_doses": "Doses of contrast for CT and MRI",
    "meals": "Meals for people in hospital",
    "linen_sets": "Changes of bed linen",
    "dressing_packs": "Packs of dressings in the community",
    "oxygen_days": "Days of piped or bottled oxygen",
}


def square_metres(inputs: Inputs, needed: xr.DataArray) -> xr.DataArray:
    """Give square metres of each kind of bed and room, dims (draw, area, year, space); `needed` has what to have."""
    built = [key for key in (*BED_KINDS, *SPACE_KEYS) if key not in NO_BUILDING]
    leaves = [THEATRES if key == LISTS else key for key in built]
    each = at(only_once(inputs.draws("capacity.m2_per_space")), leaf=leaves)
    counted = xr.Variable((*DIMS, "leaf"), at(needed, resource=built).transpose(*DIMS, "resource").values)
    many = counted / inputs.value("capacity.theatre_lists_a_week").variable
    spaces = xr.where(xr.Variable("leaf", [key == LISTS for key in built]), many, counted)
    metres = (spaces * each).transpose(*DIMS, "leaf")
    return labelled(xr.Variable((*DIMS, "space"), metres.values), needed, space=built)


def items_used(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give items used a year, dims (draw, area, year, supply)."""
    each = only_once(inputs.draws("capacity.supplies_per_unit"))
    parts = part_in_room(inputs)
    taking: dict[str, dict[str, float | xr.Variable]] = {
        "theatre_packs": {use.point: parts[use.key] for use in USES if use.resource == LISTS},
        "endoscope_cleans": {"endoscopy": 1.0},
        "contrast_doses": {"imaging": parts["ct"] + parts["mri"]},
        "meals": dict.fromkeys(HOSPITAL_DAYS, 1.0),
        "linen_sets": dict.fromkeys(HOSPITAL_DAYS, 1.0),
        "dressing_packs": {"community_contacts": 1.0},
        "oxygen_days": dict.fromkeys(ACUTE_DAYS, 1.0),
    }
    rates = {key: {point: at(each, leaf=key) * part for point, part in taking[key].items()} for key in SUPPLIES}
    return taken(care, rates, "supply")
