"""Staff required: units of work times the staff one unit takes, by today's ratio or by time standard where one is used.

required = units x staff a unit x acuity / productivity, moved between groups by skill mix, plus staff that follow no
work and the staff that programmes bring. It is linear in the units of work, so that any part of them (a service, a
programme) has staff of its own and the parts add up in every draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.demand import shocked
from planbook.methods.segments import only_once
from planbook.methods.workforce.groups import FOLLOWED_AT, PRODUCTIVITY_OF, SERVICE_AT
from planbook.methods.workforce.standards import Standard
from planbook.methods.workforce.work import COUNTED, share_of_base
from planbook.params.programme_words import POINTS, STAFF

PERCENT = 100.0
DIMS = ("draw", "area", "year", "staff_group")


@dataclass(frozen=True)
class Ratios:
    """Staff that follow no work, dims (draw, area, staff_group), and staff a unit, dims (.., point, staff_group)."""

    standing: xr.DataArray
    each: xr.DataArray


@dataclass(frozen=True)
class Changes:
    """What makes a unit of work take more or fewer staff than today; None leaves it as it is.

    `acuity` and `productivity` are times today, dims (draw, [area], year, point); `moved` is the part of a group's work
    that another does and `taken` who takes how many for it, dims (draw, [area] or one, year, move).
    """

    acuity: xr.DataArray | None = None
    productivity: xr.DataArray | None = None
    moved: xr.DataArray | None = None
    taken: xr.DataArray | None = None

    def at(self, years: Sequence[int]) -> Changes:
        """Give the same for some years."""
        by_year = {name: getattr(self, name) for name in ("acuity", "productivity", "moved", "taken")}
        return replace(self, **{name: found.sel(year=years) for name, found in by_year.items() if found is not None})


def ratios_of(inputs: Inputs) -> Ratios:
    """Give who does the work, as found for the base year in each area."""
    return Ratios(inputs.array("workforce_today").sel(follows="standing", drop=True), inputs.array("workforce_each"))


def staff_each(inputs: Inputs, staff: xr.DataArray, standards: Sequence[Standard]) -> xr.DataArray:
    """Give staff a unit, dims (draw, area, point, staff_group): by today's ratio, or by a standard where one is used.

    `staff` is who works today, dims (draw, area, follows, staff_group).
    """
    each = by_ratio(inputs, staff)
    for standard in standards:
        if bool((standard.used > 0).any()):
            cell = {"point": standard.point, "staff_group": standard.staff_group}
            used = each.sel(cell) * (1 - standard.used) + standard.wte_each * standard.used
            each.loc[cell] = used.transpose("draw", "area").values
    return each


def by_ratio(inputs: Inputs, staff: xr.DataArray) -> xr.DataArray:
    """Give staff a unit by today's ratio; nought where nothing counts the work today."""
    follows = xr.DataArray([FOLLOWED_AT[point] for point in COUNTED], coords={"point": list(COUNTED)})
    who = staff.sel(follows=follows).drop_vars("follows")
    each = (share_of_base(inputs) * who).reindex(point=list(POINTS), fill_value=0.0)
    return each.transpose("draw", "area", "point", "staff_group")


def changes_of(inputs: Inputs) -> Changes:
    """Give acuity (shocks' too), productivity and skill mix by year, as assumed; 1, 1 and nought in the base year."""
    years = list(inputs.planning.years)
    since = xr.DataArray([year - years[0] for year in years], coords={"year": years})
    acuity = (1 + _by(inputs, "acuity_pct_per_year", "service") / PERCENT) ** since
    productivity = (1 + _by(inputs, "productivity_pct_per_year", "sector") / PERCENT) ** since
    sectors = {point: PRODUCTIVITY_OF[follows] for point, follows in FOLLOWED_AT.items()}
    moved = _by(inputs, "skill_mix_moved_pct", "move") / PERCENT * plan_ramp(inputs)
    taken = moved * _by(inputs, "skill_mix_wte_each", "move")
    heavier = shocked.heavier(inputs)
    by_point = _at_points(acuity, "service", SERVICE_AT)
    if heavier is not None:
        by_point = by_point * heavier.rename(line="point").reindex(point=list(POINTS), fill_value=1.0)
    return Changes(
        by_point.transpose(..., "year", "point"),
        _at_points(productivity, "sector", sectors),
        _by_area(moved),
        _by_area(taken),
    )


def _by_area(moved: xr.DataArray) -> xr.DataArray:
    whole = moved if "area" in moved.dims else moved.expand_dims("area")
    return whole.transpose("draw", "area", "year", "move")


def _at_points(times: xr.DataArray, dim: str, of_point: dict[str, str]) -> xr.DataArray:
    """Give what is known by service or sector at every point; 1 where a point has none."""
    chosen = xr.DataArray(list(of_point.values()), coords={"point": list(of_point)})
    found = times.sel({dim: chosen}).drop_vars(dim)
    return found.reindex(point=list(POINTS), fill_value=1.0).transpose(..., "year", "point")


def plan_ramp(inputs: Inputs) -> xr.DataArray:
    """Give 0 before the plan, rising evenly to 1 in its last year and staying there, dims (year)."""
    planning = inputs.planning
    parts = [(year - planning.plan_start + 1) / planning.plan_years for year in planning.years]
    return xr.DataArray([min(max(part, 0.0), 1.0) for part in parts], coords={"year": list(planning.years)})


def staff_for(units: xr.DataArray, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give the staff that units of work take, dims (draw, area, year, staff_group); nothing takes nobody.

    `units` has dims (draw, area, year, point) over all points; it may be any part of the work, or a difference.
    """
    if changes.acuity is not None:
        units = units * changes.acuity
    if changes.productivity is not None:
        units = units / changes.productivity
    ordered = units.transpose("draw", "area", "year", "point")
    values = np.matmul(ordered.values, ratios.each.values)
    coords = {"area": ordered["area"].values, "year": ordered["year"].values, "staff_group": list(STAFF)}
    return _mixed(xr.DataArray(values, coords=coords, dims=DIMS), changes)


def _mixed(staff: xr.DataArray, changes: Changes) -> xr.DataArray:
    """Let one group do part of another's work, at so many whole-time staff for each one released."""
    if changes.moved is None or changes.taken is None:
        return staff
    before, mixed = staff.values, staff.values.copy()
    for place, move in enumerate(map(str, changes.moved["move"].values)):
        source, target = (STAFF.index(group) for group in move.split("."))
        mixed[..., source] -= before[..., source] * changes.moved.values[..., place]
        mixed[..., target] += before[..., source] * changes.taken.values[..., place]
    return staff.copy(data=mixed)


def _by(inputs: Inputs, name: str, dim: str) -> xr.DataArray:
    return only_once(inputs.draws(f"workforce.{name}")).rename(leaf=dim)
