"""What the steps before hand to money: volumes, what programmes add and deliver, their cost, and staff.

The one place that names their arrays, so that a change of theirs is met here and nowhere else.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.apportion import piece_sums
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.demand import shocked
from planbook.methods.finance.words import POINT_OF
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.pathways.brings import delivered_by
from planbook.methods.pathways.numbers import Numbers
from planbook.methods.workforce.required import changes_of, ratios_of, staff_for
from planbook.methods.workforce.work import work_of
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of
from planbook.params.programme_words import NHS_STAFF

MOVED = ("point", "programme", "draw", "area", "year")
"""How units moved lie in memory: most points and programmes have nothing to do with each other."""


def unchanged(inputs: Inputs) -> xr.DataArray:
    """Give volumes if nothing changes, dims (draw, area, year, line)."""
    return inputs.array("demand_volumes")


def felt(inputs: Inputs) -> xr.DataArray:
    """Give the same volumes as money meets them: each unit for as many as it takes where patients are sicker."""
    return shocked.weighted(inputs, unchanged(inputs))


def moved(inputs: Inputs) -> xr.DataArray:
    """Give what each programme avoids (below 0) or makes reappear, dims (draw, area, year, programme, point).

    Units that a programme delivers itself are left out: they come with its own cost. Points nothing moves are left out.
    """
    credits, names = inputs.array("pathways_credits"), list(inputs.programmes())
    ordered = credits.variable.transpose(*MOVED)
    changed = np.flatnonzero((ordered.values[..., -1] != 0).any(axis=(1, 2, 3)))
    kept = changed if len(changed) else np.array([0])
    points = [str(point) for point in credits.indexes["point"][kept]]
    left = np.zeros((len(points), *ordered.shape[1:]))
    for place, point in enumerate(kept):
        for programme, credit in enumerate(ordered.values[point]):
            if credit.any():
                left[place, programme] = credit
    for (name, point), units in delivered_by(Numbers(inputs), inputs.array("pathways_reached")).items():
        if point in points:
            left[points.index(point), names.index(name)] -= units.values
    found = xr.Variable(MOVED, left).transpose("draw", "area", "year", "programme", "point")
    return labelled(found, credits, point=points)


def delivers_to(inputs: Inputs, each: xr.DataArray) -> dict[str, dict[str, float]]:
    """Give whose work each programme's own care is, by organisation: shares that sum to one.

    What it delivers, weighted by the cost of a unit (`each`, dims (draw, point)); where it delivers nothing, its first
    partner's.
    """
    mean = dict(zip(each.indexes["point"], each.variable.mean("draw").values.tolist(), strict=True))
    found = {}
    for name, programme in inputs.programmes().items():
        weights: dict[str, float] = {}
        for point in programme.delivers:
            pounds = float(inputs.value(key_of(name, "delivers", point)).values[0]) * mean[point]  # England comes first
            weights[POINT_OF[point]] = weights.get(POINT_OF[point], 0.0) + pounds
        total = sum(weights.values())
        found[name] = {who: part / total for who, part in weights.items()} if total else {_first(programme): 1.0}
    return found


def _first(programme: ProgrammeFile) -> str:
    known = [partner.sector for partner in programme.partners if partner.sector in POINT_OF.values()]
    return known[0] if known else "acute"


def required(inputs: Inputs) -> xr.DataArray:
    """Give NHS staff that care takes if nothing changes, dims (draw, area, year, staff_group), as the workforce step.

    The same whatever programmes are on: what they bring and what they avoid is costed apart.
    """
    ratios, own = ratios_of(inputs), inputs.array("workforce_given")
    care = staff_for(work_of(inputs).before, ratios, changes_of(inputs))
    at_work, standing, given = (at(each, staff_group=list(NHS_STAFF)) for each in (care, ratios.standing, own))
    bare(care, ratios.standing, own)
    found = (at_work + standing + given).transpose("draw", "area", "year", "staff_group")
    return labelled(found, care, own, staff_group=NHS_STAFF)


def need_shares(inputs: Inputs) -> xr.DataArray:
    """Give each area's part of England's people weighted for each component of need, dims (component, area)."""
    sums = piece_sums(inputs.reference("need_weights"), inputs.areas, ["component"], ["weighted_people"])
    people = sums.pivot(index="component", columns="area", values="weighted_people")
    codes = [area.code for area in inputs.areas.computed]
    shares = people[codes].div(people[ENGLAND], axis=0)
    return xr.DataArray(shares.to_numpy(), coords={"component": list(people.index), "area": codes})


def need_share(inputs: Inputs, component: str = "overall") -> xr.DataArray:
    """Give each area's part of England's people weighted for a component of need, dims (area); England's is 1."""
    return inputs.array("finance_need_share").sel(component=component, drop=True)


def staff_missing(inputs: Inputs) -> tuple[xr.Variable, xr.Variable]:
    """Give NHS staff missing once levers act, dims (draw, year, staff_group), in England and the system.

    England has no levers.
    """
    england = at(inputs.array("supply_gap"), area=ENGLAND, staff_group=list(NHS_STAFF))
    system = at(inputs.array("levers_gap"), staff_group=list(NHS_STAFF)).isel(area=0)
    return england.clip(0.0), system.clip(0.0)


def lever_cost(inputs: Inputs, pay: xr.DataArray) -> xr.Variable:
    """Give what workforce levers cost, dims (draw, area, year): the system's, shared out among its areas by pay."""
    system = inputs.array("levers_cost").variable.sum("lever", skipna=False).isel(area=0)
    return shared_by_pay(xr.zeros_like(system), system, pay)


def shared_by_pay(england: xr.Variable, system: xr.Variable, pay: xr.DataArray) -> xr.Variable:
    """Give amounts of England and of a system (draw, year), the system's shared among its areas by their pay."""
    leaves = pay.variable.isel(area=slice(1, None))  # England comes first
    parts = england.set_dims(("area", *england.dims)), system * leaves / leaves.sum("area", skipna=False)
    return xr.Variable.concat([each.transpose("draw", "area", "year") for each in parts], "area")
