"""The work there is for staff: activity after programmes, what programmes do themselves, and the staff they bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.demand.case import unit_costs
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.brings import delivered_by
from planbook.methods.pathways.numbers import Numbers
from planbook.methods.pathways.volumes import before as at_every_point
from planbook.methods.workforce.groups import FOLLOWED_AT

BY_COST = ("hospital", "mental_community")
COUNTED = tuple(FOLLOWED_AT)


@dataclass(frozen=True)
class Work:
    """Units a year, dims (draw, area, year, point), and the staff of programmes, dims (.., programme, staff_group).

    `before` is demand if nothing changes; `after` is what is left for staff at today's ratios: activity after
    programmes, less what programmes deliver with staff of their own (`staff`).
    """

    before: xr.DataArray
    after: xr.DataArray
    staff: xr.DataArray

    def at(self, years: list[int]) -> Work:
        """Give the same for some years."""
        return Work(*(each.sel(year=years) for each in (self.before, self.after, self.staff)))


def work_of(inputs: Inputs) -> Work:
    """Give the work of a run: demand, and what its programmes make of it."""
    before = at_every_point(inputs.array("demand_volumes"))
    given = inputs.array("pathways_volumes"), inputs.array("pathways_delivered")
    left, delivered = bare(*given)
    after = labelled(left - delivered, *given)
    return Work(before, after, inputs.array("pathways_staff"))


def by_programme(inputs: Inputs, years: list[int]) -> xr.DataArray:
    """Give what each programme adds to or takes from the work of others, dims (draw, area, year, point, programme).

    What it avoids and displaces; what it delivers has staff of its own. They sum to `after` less `before`.
    """
    changed = inputs.array("pathways_credits").sel(year=years).copy()
    helped = inputs.array("pathways_reached").sel(year=years)
    for (programme, point), units in delivered_by(Numbers(inputs), helped).items():
        changed.loc[{"programme": programme, "point": point}] -= units
    return changed


def share_of_base(inputs: Inputs) -> xr.DataArray:
    """Give which part of its area's base-year work one unit is, dims (draw, area, point), for points that are counted.

    Hospital, mental health and community work counts by its cost, pounds a unit; the rest by its number. Base-year
    units times this sum to 1 within each thing that staff follow.
    """
    whole = inputs.array("demand_base")
    given = (_counted(whole), _counted(unit_costs(inputs, whole)))
    base, costs = bare(*given)
    each = xr.where(xr.Variable("point", [FOLLOWED_AT[point] in BY_COST for point in COUNTED]), costs, 1.0)
    same = [[float(FOLLOWED_AT[one] == FOLLOWED_AT[other]) for other in COUNTED] for one in COUNTED]
    spent = (base * each).transpose("draw", "area", "point")
    together = xr.Variable(spent.dims, spent.values @ np.array(same))
    return labelled((each / together).transpose(*spent.dims), *given)


def share_of_england(inputs: Inputs, line: str) -> xr.DataArray:
    """Give which part of England's base-year volume of a line of demand is each area's, dims (draw, area)."""
    base = inputs.array("demand_base").sel(line=line, drop=True)
    return base / base.sel(area=ENGLAND, drop=True)


def _counted(lines: xr.DataArray) -> xr.DataArray:
    return lines.rename(line="point").sel(point=list(COUNTED))
