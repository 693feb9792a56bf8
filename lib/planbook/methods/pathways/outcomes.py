"""What programmes would do to the measure of each outcome: what is claimed of it, or what follows from care.

What is claimed holds if everyone in the cohort were helped, so it counts for the share that is; less the haircut, and
only as far as there is room. What follows from care is the change of the work its measure counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.pathways.combined import by_programme
from planbook.methods.pathways.effects import kept_by_grade
from planbook.methods.pathways.numbers import SWITCH, Numbers
from planbook.methods.pathways.people import share_of
from planbook.methods.pathways.volumes import before
from planbook.methods.segments import only_once
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of

FOLLOWED: dict[str, tuple[str, ...]] = {
    "emergency_admissions": ("emergency_same_day", "emergency_overnight"),
    "bed_occupancy": ("emergency_bed_days", "elective_bed_days"),
}
BY_LIST = ("planned_care_18_weeks",)
RELATIVE = "percent_change"
IN_POINTS = "percentage_points"


def outcome_names(inputs: Inputs) -> tuple[str, ...]:
    """Give the outcomes programmes serve, in the order of the goals."""
    served = {name for programme in inputs.programmes().values() for name in programme.serves}
    return tuple(name for name in inputs.goals().outcomes if name in served)


def units_of(inputs: Inputs) -> dict[str, str]:
    """Give the unit of each outcome's change: percentage points where anyone claims so, else per cent of today."""
    found = {}
    for name in outcome_names(inputs):
        claims = [each.outcomes[name].change.unit for each in inputs.programmes().values() if name in each.outcomes]
        found[name] = claims[0] if claims else RELATIVE
    return found


def outcomes(
    numbers: Numbers, cohort: xr.DataArray, effective: xr.DataArray, start: xr.DataArray, after: xr.DataArray
) -> xr.DataArray:
    """Give the change of each outcome's measure, dims (draw, area, year, outcome), with its unit beside it.

    `cohort` and `effective` (those helped, room counted) have dims (draw, area, year, programme); `start` and `after`
    are work by point before and after programmes. Areas are those given. Not a number where it follows from the
    waiting list, which the step `capacity` works out.
    """
    inputs = numbers.inputs
    units = units_of(inputs)
    share = share_of(effective, cohort)
    parts = []
    for name in units:
        if name in BY_LIST:
            parts.append(xr.full_like(share.isel(programme=0, drop=True), np.nan))
        elif any(name in each.outcomes for each in inputs.programmes().values()):
            parts.append(_claimed(numbers, name, units[name], share))
        else:
            parts.append(_followed(inputs, name, start, after))
    joined = xr.concat(
        [part.transpose("draw", "area", "year") for part in parts], "outcome", coords="minimal", compat="override"
    ).transpose("draw", "area", "year", "outcome")
    return joined.assign_coords(outcome=list(units), unit=("outcome", list(units.values())))


def results(numbers: Numbers, years: list[int]) -> pd.DataFrame:
    """Give the change of each outcome's measure from programmes: one row per area x year x outcome, with 80% interval.

    `how` says what it rests on; no number where the waiting list decides.
    """
    inputs = numbers.inputs
    changed = outcomes(numbers, *(inputs.areas.with_total(each.sel(year=years)) for each in measured(inputs)))
    values = changed.transpose("draw", ...).values.reshape(changed.sizes["draw"], -1)
    index = pd.MultiIndex.from_product([changed.indexes[dim] for dim in changed.dims if dim != "draw"])
    frame = index.set_names([str(dim) for dim in changed.dims if dim != "draw"]).to_frame(index=False)
    low, high = np.percentile(values, [10, 90], axis=0)
    frame = frame.assign(value=values.mean(axis=0), low=low, high=high)
    goals, units = inputs.goals().outcomes, units_of(inputs)
    frame["label"] = [goals[name].label or name for name in frame["outcome"]]
    frame["unit"] = frame["outcome"].map(units)
    frame["better"] = [goals[name].better for name in frame["outcome"]]
    frame["how"] = frame["outcome"].map({name: how_known(inputs, name) for name in units})
    named = {(area, name): serving(inputs, area, name) for area in frame["area"].unique() for name in units}
    return frame.assign(serving=[named[key] for key in zip(frame["area"], frame["outcome"], strict=True)])


def measured(inputs: Inputs) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray, xr.DataArray]:
    """Give what outcomes follow from: cohorts, those helped as far as there is room, and work before and after."""
    helped = inputs.array("pathways_helped").sum("imd_quintile")
    effective = helped * by_programme(inputs, inputs.array("pathways_room"))
    cohort = inputs.array("pathways_cohort").sum("imd_quintile")
    return cohort, effective, before(inputs.array("demand_volumes")), inputs.array("pathways_volumes")


def how_known(inputs: Inputs, outcome: str) -> str:
    """Say what the expected result of an outcome rests on."""
    if outcome in BY_LIST:
        return "Follows from the waiting list, which capacity works out"
    if any(outcome in each.outcomes for each in inputs.programmes().values()):
        return "What programmes claim, for the share of their cohort they help, less the haircut"
    return "Follows from the work avoided"


def serving(inputs: Inputs, area: str, outcome: str) -> str:
    """Name the programmes that serve an outcome and are on in an area, or in any place of a system."""
    leaves = [leaf.code for leaf in inputs.areas.leaves]
    wanted = [area] if area in [each.code for each in inputs.areas.computed] else leaves
    return "; ".join(
        file.title
        for name, file in inputs.programmes().items()
        if outcome in file.serves and bool((inputs.value(key_of(name, SWITCH)).sel(area=wanted) > 0).any())
    )


def claim_of(numbers: Numbers, programme: str, outcome: str, haircut: bool) -> xr.DataArray:
    """Give what a programme claims for an outcome if all were helped, dims (draw[, area]), perhaps less the haircut.

    What is claimed as a gain is cut by its grade; a loss is not.
    """
    claim = numbers.inputs.programmes()[programme].outcomes[outcome]
    change = numbers.draws(programme, "outcomes", outcome, "change")
    if not haircut:
        return change
    mine = only_once(kept_by_grade(numbers)).sel(leaf=claim.grade, drop=True)
    return change * xr.where(_gains(numbers, programme, outcome), mine, 1.0)


def _gains(numbers: Numbers, programme: str, outcome: str) -> xr.DataArray:
    """Give whether the middle of a claim is on the better side, dims ([area])."""
    less = numbers.promised(programme, "outcomes", outcome, "change")
    return less if numbers.inputs.goals().outcomes[outcome].better == "lower" else ~less


def _claimed(numbers: Numbers, outcome: str, unit: str, share: xr.DataArray) -> xr.DataArray:
    programmes = numbers.inputs.programmes()
    total = xr.zeros_like(share.isel(programme=0, drop=True))
    for name in _claiming(programmes, outcome):
        claim = _over(claim_of(numbers, name, outcome, haircut=True), share)
        mine = share.sel(programme=name, drop=True) * claim
        total = total + mine if unit == IN_POINTS else 100 * ((1 + total / 100) * (1 + mine / 100) - 1)
    return total


def _over(claim: xr.DataArray, share: xr.DataArray) -> xr.DataArray:
    """Give a claim for the areas of `share`: a system's is the mean of its places'."""
    if "area" not in claim.dims:
        return claim
    held = [str(area) for area in claim["area"].values]
    places = claim.isel(area=slice(1, None)).mean("area")
    parts = [claim.sel(area=area, drop=True) if area in held else places for area in map(str, share["area"].values)]
    return xr.concat(parts, "area", coords="minimal", compat="override").assign_coords(area=share["area"].values)


def _claiming(programmes: Mapping[str, ProgrammeFile], outcome: str) -> list[str]:
    return [name for name, programme in programmes.items() if outcome in programme.outcomes]


def _followed(inputs: Inputs, outcome: str, start: xr.DataArray, after: xr.DataArray) -> xr.DataArray:
    points = FOLLOWED.get(outcome) or tuple(
        programme.effects[programme.follows[outcome]].point
        for programme in inputs.programmes().values()
        if outcome in programme.follows
    )
    wanted = sorted(set(points))
    first, last = (each.sel(point=wanted).sum("point") for each in (start, after))
    return 100 * (last / first - 1)
