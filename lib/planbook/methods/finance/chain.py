"""What the steps before hand to money: volumes, what programmes add and deliver, their cost, and staff.

The one place that names their arrays, so that a change of theirs is met here and nowhere else.
"""

from __future__ import annotations

import xarray as xr

from planbook.data.apportion import piece_sums
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.demand import shocked
from planbook.methods.finance.words import POINT_OF
from planbook.methods.pathways.brings import delivered_by
from planbook.methods.pathways.numbers import Numbers
from planbook.methods.workforce.lenses import worked_out
from planbook.methods.workforce.required import changes_of, ratios_of
from planbook.methods.workforce.work import Work, work_of
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of
from planbook.params.programme_words import NHS_STAFF


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
    credits = inputs.array("pathways_credits")
    helped = inputs.array("pathways_helped").sum("imd_quintile")
    given = delivered_by(Numbers(inputs), helped)
    last = credits.isel(year=-1)
    changed = (last != 0).any([dim for dim in last.dims if dim != "point"]).values
    points = [str(point) for point in credits["point"].values[changed]] or [str(credits["point"].values[0])]
    left = credits.sel(point=points).transpose("draw", "area", "year", "programme", "point").copy()
    for (programme, point), units in given.items():
        if point in points:
            left.loc[{"programme": programme, "point": point}] -= units
    return left


def delivers_to(inputs: Inputs, each: xr.DataArray) -> dict[str, dict[str, float]]:
    """Give whose work each programme's own care is, by organisation: shares that sum to one.

    What it delivers, weighted by the cost of a unit (`each`, dims (draw, point)); where it delivers nothing, its first
    partner's.
    """
    mean = each.mean("draw")
    found = {}
    for name, programme in inputs.programmes().items():
        weights: dict[str, float] = {}
        for point in programme.delivers:
            units = float(inputs.value(key_of(name, "delivers", point)).sel(area=ENGLAND))
            pounds = units * float(mean.sel(point=point))
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
    work = work_of(inputs)
    plain = Work(work.before, work.before, xr.zeros_like(work.staff))
    staff = worked_out(plain, ratios_of(inputs), changes_of(inputs)) + inputs.array("workforce_given")
    return staff.sel(staff_group=list(NHS_STAFF)).transpose("draw", "area", "year", "staff_group")


def need_share(inputs: Inputs, component: str = "overall") -> xr.DataArray:
    """Give each area's part of England's people weighted for a component of need, dims (area); England's is 1."""
    weights = inputs.reference("need_weights")
    sums = piece_sums(weights[weights["component"] == component], inputs.areas, [], ["weighted_people"])
    people = sums.set_index("area")["weighted_people"]
    codes = [area.code for area in inputs.areas.computed]
    return xr.DataArray((people.reindex(codes) / people[ENGLAND]).to_numpy(), coords={"area": codes})


def staff_gap(inputs: Inputs) -> xr.DataArray:
    """Give NHS staff missing once levers act, dims (draw, area, year, staff_group): England and the system.

    England has no levers; below nought is to spare.
    """
    groups = {"staff_group": list(NHS_STAFF)}
    england = inputs.array("supply_gap").sel({"area": [ENGLAND], **groups})
    system = inputs.array("levers_gap").sel(groups)
    both = xr.concat([england, system], "area", coords="minimal", compat="override")
    return both.transpose("draw", "area", "year", "staff_group")


def lever_cost(inputs: Inputs, pay: xr.DataArray) -> xr.DataArray:
    """Give what workforce levers cost, dims (draw, area, year): the system's, shared out among its areas by pay."""
    system = inputs.array("levers_cost").sum("lever")
    england = xr.zeros_like(system).assign_coords(area=[ENGLAND])
    return shared_by_pay(xr.concat([england, system], "area", coords="minimal", compat="override"), pay)


def shared_by_pay(of_system: xr.DataArray, pay: xr.DataArray) -> xr.DataArray:
    """Share a system's amount (draw, area, year; England and the system) among its areas by their pay."""
    system = of_system.drop_sel(area=ENGLAND).isel(area=0, drop=True)
    leaves = pay.drop_sel(area=ENGLAND)
    shared = system * leaves / leaves.sum("area")
    england = of_system.sel(area=[ENGLAND])
    return xr.concat([england, shared], "area", coords="minimal", compat="override").transpose("draw", "area", "year")
