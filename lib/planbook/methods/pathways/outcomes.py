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
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.combined import by_programme
from planbook.methods.pathways.effects import kept_by_grade
from planbook.methods.pathways.numbers import SWITCH, Numbers, all_fifths
from planbook.methods.pathways.people import share_of
from planbook.methods.summary import summarise
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
    are the work that outcomes follow from before and after programmes, dims (draw, area, year, outcome). Areas are
    those given. Not a number where it follows from the waiting list, which the step `capacity` works out.
    """
    units = units_of(numbers.inputs)
    whole, part, first, last = bare(cohort, effective, start, after)
    share, followed = share_of(part, whole), list(start["outcome"].values)
    found = np.full((*share.shape[:3], len(units)), np.nan)
    for place, (name, unit) in enumerate(units.items()):
        if name in followed:
            at = followed.index(name)
            found[..., place] = 100 * (last[..., at] / first[..., at] - 1)
        elif name not in BY_LIST:
            found[..., place] = _claimed(numbers, name, unit, share)
    joined = labelled(xr.Variable((*share.dims[:3], "outcome"), found), cohort, outcome=units)
    return joined.assign_coords(unit=("outcome", list(units.values())))


def results(numbers: Numbers, years: list[int]) -> pd.DataFrame:
    """Give the change of each outcome's measure from programmes: one row per area x year x outcome, with 80% interval.

    `how` says what it rests on; no number where the waiting list decides.
    """
    inputs = numbers.inputs
    changed = outcomes(numbers, *(inputs.areas.with_total(each.sel(year=years)) for each in measured(inputs)))
    frame = summarise(changed).rename(columns={"mean": "value", "p10": "low", "p90": "high"})
    goals, units, serving = inputs.goals().outcomes, units_of(inputs), _serving(inputs)
    return frame.assign(
        label=frame["outcome"].map({name: goals[name].label or name for name in units}),
        unit=frame["outcome"].map(units),
        better=frame["outcome"].map({name: goals[name].better for name in units}),
        how=frame["outcome"].map({name: how_known(inputs, name) for name in units}),
        serving=[serving[key] for key in zip(frame["area"], frame["outcome"], strict=True)],
    )


def measured(inputs: Inputs) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray, xr.DataArray]:
    """Give what outcomes follow from: cohorts, those helped as far as there is room, and work before and after."""
    helped, cohort, room = (inputs.array(f"pathways_{name}") for name in ("helped", "cohort", "room"))
    demand, after = inputs.array("demand_volumes"), inputs.array("pathways_volumes")
    bare(helped, cohort, room, demand, after)
    effective = all_fifths(helped) * by_programme(inputs, room)
    points = _followed(inputs)
    return (
        labelled(all_fifths(cohort), cohort),
        labelled(effective, cohort),
        _work(demand.rename(line="point"), points),
        _work(after, points),
    )


def _work(by_point: xr.DataArray, points: Mapping[str, list[str]]) -> xr.DataArray:
    """Add up the work each outcome follows from, dims (draw, area, year, outcome)."""
    places = by_point.indexes["point"]
    of_each = [by_point.values[..., places.get_indexer(mine)].sum(axis=-1) for mine in points.values()]
    values = np.stack(of_each, axis=-1) if of_each else np.empty((*by_point.shape[:3], 0))
    return labelled(xr.Variable((*by_point.dims[:3], "outcome"), values), by_point, outcome=points)


def how_known(inputs: Inputs, outcome: str) -> str:
    """Say what the expected result of an outcome rests on."""
    if outcome in BY_LIST:
        return "Follows from the waiting list, which capacity works out"
    if any(outcome in each.outcomes for each in inputs.programmes().values()):
        return "What programmes claim, for the share of their cohort they help, less the haircut"
    return "Follows from the work avoided"


def _serving(inputs: Inputs) -> dict[tuple[str, str], str]:
    """Name the programmes that serve an outcome and are on in an area, or in any place of a system."""
    areas, names = inputs.areas, outcome_names(inputs)
    on = {name: inputs.value(key_of(name, SWITCH)).values > 0 for name in inputs.programmes()}
    codes = [area.code for area in areas.computed]
    found = {}
    for area in areas.every:
        mine = [codes.index(area.code)] if area.code in codes else range(1, len(codes))
        for outcome in names:
            files = inputs.programmes().items()
            serve = [file.title for name, file in files if outcome in file.serves and on[name][mine].any()]
            found[area.code, outcome] = "; ".join(serve)
    return found


def claim_of(numbers: Numbers, programme: str, outcome: str) -> xr.Variable:
    """Give what a programme claims for an outcome if all were helped, less the haircut, dims (draw, area).

    What is claimed as a gain is cut by its grade; a loss is not.
    """
    claim, path = numbers.inputs.programmes()[programme].outcomes[outcome], [(programme, "outcomes", outcome, "change")]
    lower = numbers.promised(path, "claim").isel(claim=0)
    gains = lower if numbers.inputs.goals().outcomes[outcome].better == "lower" else 1 - lower
    kept = kept_by_grade(numbers).sel(leaf=claim.grade, drop=True).variable
    return numbers.each(path, "claim").isel(claim=0) * (1 - gains * (1 - kept))


def _claimed(numbers: Numbers, outcome: str, unit: str, share: xr.Variable) -> np.ndarray:
    """Give what programmes claim for an outcome together, for the share of their cohort they help."""
    total = np.zeros(share.shape[:3])
    for place, (name, programme) in enumerate(numbers.inputs.programmes().items()):
        if outcome in programme.outcomes:
            mine = (share[..., place] * _over(claim_of(numbers, name, outcome), share.sizes["area"])).values
            total = total + mine if unit == IN_POINTS else 100 * ((1 + total / 100) * (1 + mine / 100) - 1)
    return total


def _over(claim: xr.Variable, areas: int) -> xr.Variable:
    """Give a claim for so many areas: with its system among them, the mean of its places' comes second."""
    if claim.sizes["area"] == areas:
        return claim
    places = claim.isel(area=slice(1, None))
    return xr.Variable.concat([claim.isel(area=[0]), places.mean("area", keepdims=True), places], "area")


def _followed(inputs: Inputs) -> dict[str, list[str]]:
    """Give the points whose work each outcome follows that nobody claims anything for."""
    programmes = inputs.programmes().values()
    found = {}
    for name in outcome_names(inputs):
        if name not in BY_LIST and not any(name in each.outcomes for each in programmes):
            own = [each.effects[each.follows[name]].point for each in programmes if name in each.follows]
            found[name] = sorted(set(FOLLOWED.get(name) or own))
    return found
