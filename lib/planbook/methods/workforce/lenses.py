"""The same staff seen by service, by programme and by what moves them; each adds up to all staff in every draw."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.methods.attribute import shapley_of
from planbook.methods.workforce.groups import SERVICE_AT, SERVICES
from planbook.methods.workforce.required import Changes, Ratios, staff_for
from planbook.methods.workforce.work import Work

CARE = "care"
GIVEN = "given"
DRIVEN = ("demand", "programmes", "acuity", "productivity", "skill_mix")


def worked_out(work: Work, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give the staff that work takes, dims (draw, area, year, staff_group): standing, at work, and of programmes."""
    total = ratios.standing + staff_for(work.after, ratios, changes) + work.staff.sum("programme")
    return total.transpose("draw", "area", "year", "staff_group")


def by_service(work: Work, given: xr.DataArray, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give staff by service, dims (draw, area, year, service, staff_group)."""
    points = {name: [p for p, service in SERVICE_AT.items() if service == name] for name in SERVICES}
    parts = {name: staff_for(_only(work.after, chosen), ratios, changes) for name, chosen in points.items() if chosen}
    years = work.after["year"]
    parts["standing"] = ratios.standing.expand_dims(year=years.values)
    parts["programmes"] = work.staff.sum("programme")
    parts[GIVEN] = given
    return _stacked(parts, "service")


def elsewhere(
    work: Work, by_programme: xr.DataArray, given: xr.DataArray, ratios: Ratios, changes: Changes
) -> xr.DataArray:
    """Give staff by programme beside those it brings, dims (draw, area, year, programme, staff_group).

    What it adds to or takes from other services by what it avoids and displaces (`by_programme`, units by point). Care
    as it would be without programmes (`care`) and what is given locally (`given`) stand in it as programmes do: with
    the staff programmes bring, all add up.
    """
    parts = {
        CARE: ratios.standing + staff_for(work.before, ratios, changes),
        **{
            str(name): staff_for(by_programme.sel(programme=name, drop=True), ratios, changes)
            for name in by_programme["programme"].values
        },
        GIVEN: given,
    }
    return _stacked(parts, "programme")


def credits(work: Work, given: xr.DataArray, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give each driver's part in the change since today, dims (draw, area, year, staff_group, driver); they sum to it.

    Demand, programmes, acuity, productivity and skill mix are shared by Shapley's value; what is given locally is
    added, so its part is itself. Without all of them staff stay as they are in the first year of `work`.
    """
    grown = {False: _first_year(work.before), True: work.before}
    added = work.after - work.before
    brought = work.staff.sum("programme")

    def worth(on: frozenset[str]) -> xr.DataArray:
        units = grown["demand" in on]
        kept = Changes(
            changes.acuity if "acuity" in on else None,
            changes.productivity if "productivity" in on else None,
            changes.moved if "skill_mix" in on else None,
            changes.taken,
        )
        if "programmes" not in on:
            return staff_for(units, ratios, kept)
        return staff_for(units + added, ratios, kept) + brought

    shares = shapley_of(worth, DRIVEN)
    return _stacked({**shares, GIVEN: given}, "driver").transpose("draw", "area", "year", "staff_group", "driver")


def _first_year(array: xr.DataArray) -> xr.DataArray:
    first = array.isel(year=[0] * array.sizes["year"])
    return first.assign_coords(year=array["year"])


def _only(units: xr.DataArray, points: list[str]) -> xr.DataArray:
    return units * xr.DataArray(np.isin(units["point"], points).astype(float), coords={"point": units["point"]})


def _stacked(parts: dict[str, xr.DataArray], dim: str) -> xr.DataArray:
    joined = xr.concat(list(parts.values()), dim, coords="minimal", compat="override").assign_coords({dim: list(parts)})
    return joined.transpose("draw", "area", "year", dim, "staff_group")
