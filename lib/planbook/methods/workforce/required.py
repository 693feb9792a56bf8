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
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.segments import only_once
from planbook.methods.workforce.groups import FOLLOWED_AT, PRODUCTIVITY_OF, SERVICE_AT
from planbook.methods.workforce.standards import Standard
from planbook.methods.workforce.work import COUNTED, share_of_base
from planbook.params.programme_words import POINTS, STAFF

PERCENT = 100.0
DIMS = ("draw", "area", "year", "staff_group")
CHANGES = ("acuity", "productivity", "moved", "taken")


@dataclass(frozen=True)
class Ratios:
    """Staff that follow no work, dims (draw, area, staff_group), and staff a unit, dims (.., point, staff_group)."""

    standing: xr.DataArray
    each: xr.DataArray


@dataclass(frozen=True)
class Changes:
    """What makes a unit of work take more or fewer staff than today; None leaves it as it is.

    `acuity` and `productivity` are times today, dims (draw, [area], year, point); `moved` is the part of a group's work
    that another does and `taken` who takes how many for it, dims (draw, [area], year, move).
    """

    acuity: xr.DataArray | None = None
    productivity: xr.DataArray | None = None
    moved: xr.DataArray | None = None
    taken: xr.DataArray | None = None

    @property
    def known(self) -> list[xr.DataArray]:
        """Those that are not left as they are."""
        return [each for each in (self.acuity, self.productivity, self.moved, self.taken) if each is not None]

    @property
    def times(self) -> xr.Variable | float:
        """What to multiply units by: acuity over productivity."""
        more = 1.0 if self.acuity is None else self.acuity.variable
        return more if self.productivity is None else more / self.productivity.variable

    def at(self, years: Sequence[int]) -> Changes:
        """Give the same for some years."""
        by_year = {name: getattr(self, name) for name in CHANGES}
        return replace(self, **{name: found.sel(year=years) for name, found in by_year.items() if found is not None})

    def mixed(self, staff: xr.Variable) -> xr.Variable:
        """Let one group do part of another's work, at so many whole-time staff for each one released."""
        if self.moved is None or self.taken is None:
            return staff
        found = staff.copy()
        for place, move in enumerate(map(str, self.moved.indexes["move"])):
            source, target = ({"staff_group": STAFF.index(group)} for group in move.split("."))
            before = staff.isel(source)
            found[source] -= before * self.moved.variable.isel(move=place)
            found[target] += before * self.taken.variable.isel(move=place)
        return found


def ratios_of(inputs: Inputs) -> Ratios:
    """Give who does the work, as found for the base year in each area."""
    today = inputs.array("workforce_today")
    return Ratios(labelled(at(today, follows="standing"), today), inputs.array("workforce_each"))


def staff_each(inputs: Inputs, staff: xr.DataArray, standards: Sequence[Standard]) -> xr.DataArray:
    """Give staff a unit, dims (draw, area, point, staff_group): by today's ratio, or by a standard where one is used.

    `staff` is who works today, dims (draw, area, follows, staff_group).
    """
    each = by_ratio(inputs, staff)
    points, found = list(POINTS), each.variable
    for standard in standards:
        if standard.in_use:
            cell = {"point": points.index(standard.point), "staff_group": STAFF.index(standard.staff_group)}
            _, used, wte = bare(each, standard.used, standard.wte_each)
            found[cell] = found[cell] * (1 - used) + wte * used
    return each


def by_ratio(inputs: Inputs, staff: xr.DataArray) -> xr.DataArray:
    """Give staff a unit by today's ratio; nought where nothing counts the work today."""
    who, share = bare(staff.transpose("draw", "area", "follows", "staff_group"), share_of_base(inputs))
    follows, points = list(staff.indexes["follows"]), list(POINTS)
    each = np.zeros((*who.shape[:2], len(points), who.shape[3]))
    for place, point in enumerate(COUNTED):
        mine = {"follows": follows.index(FOLLOWED_AT[point])}
        each[:, :, points.index(point)] = who.isel(mine) * share.isel(point=place)
    return labelled(xr.Variable(("draw", "area", "point", "staff_group"), each), staff, point=points)


def changes_of(inputs: Inputs) -> Changes:
    """Give acuity, productivity and skill mix by year, as assumed."""
    kept = inputs.array("workforce_altered")
    return Changes(*(kept[name] for name in CHANGES))


def changing(inputs: Inputs) -> xr.Dataset:
    """Give acuity (shocks' too), productivity and skill mix by year, as assumed; 1, 1 and nought in the base year.

    Variables as in `Changes`.
    """
    years, sectors = inputs.planning.years, {at: PRODUCTIVITY_OF[follows] for at, follows in FOLLOWED_AT.items()}
    acuity = _at_points(inputs, "acuity_pct_per_year", SERVICE_AT)
    heavier = shocked.heavier(inputs)
    if heavier is not None:
        by_point = heavier.rename(line="point").reindex(point=list(POINTS), fill_value=1.0)
        acuity = labelled(bare(acuity, by_point)[0] * by_point.variable, by_point, acuity)
    of_moves = [only_once(inputs.draws(f"workforce.skill_mix_{name}")) for name in ("moved_pct", "wte_each")]
    share, each = bare(*of_moves)
    moved = share / PERCENT * plan_ramp(inputs).variable
    mixes = (labelled(part.transpose(..., "year", "leaf"), *of_moves, year=years) for part in (moved, moved * each))
    productivity = _at_points(inputs, "productivity_pct_per_year", sectors)
    parts = acuity.transpose(..., "year", "point"), productivity, *(mix.rename(leaf="move") for mix in mixes)
    return xr.Dataset(dict(zip(CHANGES, parts, strict=True)))


def _at_points(inputs: Inputs, name: str, of_point: dict[str, str]) -> xr.DataArray:
    """Give times today of what is believed by service or sector, at every point and year; 1 where a point has none."""
    pct = only_once(inputs.draws(f"workforce.{name}"))
    years, leaves = inputs.planning.years, list(pct.indexes["leaf"])
    since = xr.Variable("year", [float(year - years[0]) for year in years])
    known = xr.Variable.concat([pct.variable, xr.zeros_like(pct.variable.isel(leaf=[0]))], "leaf")
    places = [leaves.index(of_point[point]) if point in of_point else -1 for point in POINTS]
    times = ((1 + known / PERCENT) ** since).isel(leaf=xr.Variable("point", places))
    return labelled(times.transpose(..., "year", "point"), pct, year=years, point=POINTS)


def plan_ramp(inputs: Inputs) -> xr.DataArray:
    """Give 0 before the plan, rising evenly to 1 in its last year and staying there, dims (year)."""
    planning = inputs.planning
    parts = [(year - planning.plan_start + 1) / planning.plan_years for year in planning.years]
    return xr.DataArray([min(max(part, 0.0), 1.0) for part in parts], coords={"year": list(planning.years)})


def staff_for(units: xr.DataArray, ratios: Ratios, changes: Changes) -> xr.DataArray:
    """Give the staff that units of work take, dims (draw, area, year, ..., staff_group); nothing takes nobody.

    `units` has dims (draw, area, year, ..., point) over all points; it may be any part of the work, or a difference.
    """
    work, each, *_ = bare(units, ratios.each, *changes.known)
    staff = changes.mixed(taken_by(work * changes.times, each))
    return labelled(staff.transpose(*DIMS[:3], ..., DIMS[3]), units, ratios.each)


def taken_by(units: xr.Variable, each: xr.Variable) -> xr.Variable:
    """Give units times staff a unit summed over points, dims (draw, area, ..., staff_group)."""
    ordered = units.transpose("draw", "area", ..., "point")
    flat = ordered.values.reshape(*ordered.shape[:2], -1, ordered.shape[-1])
    dims = (*ordered.dims[:-1], "staff_group")
    return xr.Variable(dims, np.matmul(flat, each.values).reshape(*ordered.shape[:-1], -1))
