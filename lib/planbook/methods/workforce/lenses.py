"""The same staff seen by service, by programme and by what moves them; each adds up to all staff in every draw."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import xarray as xr

from planbook.methods.attribute import shapley_of
from planbook.methods.labelled import bare, labelled
from planbook.methods.workforce.groups import SERVICE_AT, SERVICES
from planbook.methods.workforce.required import DIMS, Changes, Ratios, staff_for, taken_by
from planbook.methods.workforce.work import Work
from planbook.params.programme_words import POINTS

CARE = "care"
GIVEN = "given"
DRIVEN = ("demand", "programmes", "acuity", "productivity", "skill_mix")


def worked_out(work: Work, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give the staff that work takes, dims (draw, area, year, staff_group): standing, at work, and of programmes."""
    at_work, standing, brought = bare(staff_for(work.after, ratios, changes), ratios.standing, work.staff)
    total = standing + at_work + brought.sum("programme", skipna=False)
    return labelled(total.transpose(*DIMS), work.after, ratios.standing)


def by_service(work: Work, given: xr.DataArray, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give staff by service, dims (draw, area, year, service, staff_group)."""
    units, each, standing, brought, own, *_ = bare(
        work.after, ratios.each, ratios.standing, work.staff, given, *changes.known
    )
    met, parts = units * changes.times, {}
    for name in SERVICES:
        points = [place for place, point in enumerate(POINTS) if SERVICE_AT.get(point) == name]
        if points:
            parts[name] = changes.mixed(taken_by(met.isel(point=points), each.isel(point=points)))
    parts |= {"standing": standing, "programmes": brought.sum("programme", skipna=False), GIVEN: own}
    return labelled(_side_by_side(parts, "service"), given, service=parts)


def elsewhere(
    work: Work, by_programme: xr.DataArray, given: xr.DataArray, ratios: Ratios, changes: Changes
) -> xr.DataArray:
    """Give staff by programme beside those it brings, dims (draw, area, year, programme, staff_group).

    What it adds to or takes from other services by what it avoids and displaces (`by_programme`, units by point). Care
    as it would be without programmes (`care`) and what is given locally (`given`) stand in it as programmes do: with
    the staff programmes bring, all add up.
    """
    care, added, standing, own = bare(
        staff_for(work.before, ratios, changes), staff_for(by_programme, ratios, changes), ratios.standing, given
    )
    names = list(by_programme.indexes["programme"])
    parts = {CARE: standing + care, **{name: added.isel(programme=at) for at, name in enumerate(names)}, GIVEN: own}
    return labelled(_side_by_side(parts, "programme"), given, programme=parts)


def credits(work: Work, given: xr.DataArray, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give each driver's part in the change since today, dims (draw, area, year, staff_group, driver); they sum to it.

    Demand, programmes, acuity, productivity and skill mix are shared by Shapley's value; what is given locally is
    added, so its part is itself. Without all of them staff stay as they are in the first year of `work`.
    """
    before, after, each, staff, own, *_ = bare(work.before, work.after, ratios.each, work.staff, given, *changes.known)
    grown = {False: before.isel(year=[0] * before.sizes["year"]), True: before}
    added, brought = after - before, staff.sum("programme", skipna=False)

    @cache
    def at_work(on: frozenset[str]) -> tuple[dict[bool, xr.Variable], xr.Variable]:
        """Give staff for demand then and now, and for what programmes add, before skill mix."""
        times = _only(changes, on).times
        return {now: taken_by(units * times, each) for now, units in grown.items()}, taken_by(added * times, each)

    def worth(on: frozenset[str]) -> xr.Variable:
        staff, more = at_work(on & {"acuity", "productivity"})
        found = staff["demand" in on]
        if "programmes" in on:
            found = found + more
        mixed = _only(changes, on).mixed(found)
        return mixed + brought if "programmes" in on else mixed

    parts = {**shapley_of(worth, DRIVEN), GIVEN: own}
    return labelled(_side_by_side(parts, "driver").transpose(*DIMS, "driver"), given, driver=parts)


def _only(changes: Changes, on: frozenset[str]) -> Changes:
    """Give those changes that are on."""
    return Changes(
        changes.acuity if "acuity" in on else None,
        changes.productivity if "productivity" in on else None,
        changes.moved if "skill_mix" in on else None,
        changes.taken,
    )


def _side_by_side(parts: Mapping[str, xr.Variable], dim: str) -> xr.Variable:
    sizes = parts[GIVEN].sizes
    values = [part.set_dims(sizes).values for part in parts.values()]
    return xr.Variable((*DIMS[:3], dim, DIMS[3]), np.stack(values, axis=3))
