"""All that carries staff forward, put together once: change a part of it and carry them forward again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.supply.joining import joining_ages
from planbook.methods.supply.leaving import MOST, leaving, moving, retiring
from planbook.methods.supply.stock import Flows, Projection, project
from planbook.methods.supply.system_level import believed, held_by_system
from planbook.methods.supply.today import participation_today
from planbook.methods.supply.words import AGES, GROUPS
from planbook.methods.supply.work import Work

PERCENT = 100.0
PARTS = ("absence", "bank", "agency")


@dataclass(frozen=True)
class Case:
    """Heads at the start, what moves them, what they are worth, and the years: `project` and `Work` do the rest.

    `start`: dims (draw, area, staff_group, age_band). Another case is this one with parts replaced
    (`dataclasses.replace`); with nothing replaced it gives the same staff to the last bit.
    """

    start: xr.DataArray
    flows: Flows
    work: Work
    years: tuple[int, ...]

    def run(self) -> Projection:
        """Carry staff forward year by year."""
        return project(self.start, self.flows, self.years)


def case_of(inputs: Inputs) -> Case:
    """Put together the case if nothing changes: today's staff, and the flows and work that are believed.

    Rests on arrays of the step, so that a step after this one may ask for it too.
    """
    return Case(start_of(inputs), flows_of(inputs), work_kept(inputs), tuple(inputs.planning.years))


def heads_today(inputs: Inputs) -> xr.DataArray:
    """Give heads in post in the base year, dims (draw, area, staff_group)."""
    today = inputs.array("supply_today")
    staff, hours = bare(today, inputs.array("supply_hours"))
    return labelled(staff / hours.isel(year=0), today)


def start_of(inputs: Inputs) -> xr.DataArray:
    """Give heads in post in the base year by age, dims (draw, area, staff_group, age_band)."""
    given = heads_today(inputs), inputs.array("supply_ages")
    heads, shares = bare(*given)
    return labelled((heads * shares).transpose("draw", "area", "staff_group", "age_band"), *given)


def flows_of(inputs: Inputs) -> Flows:
    """Give what moves staff, shocks to leaving among it."""
    return Flows(
        leaving=inputs.array("supply_leaving"),
        retiring=retiring(inputs),
        joining=inputs.array("supply_joining"),
        joining_ages=joining_ages(inputs),
        ageing=xr.DataArray([1 / years for years in AGES.values()], coords={"age_band": list(AGES)}),
        moving=moving(inputs),
    )


def leaving_of(inputs: Inputs) -> xr.DataArray:
    """Give the shares that leave in a year with the points shocks add or take, by year where there are any.

    All ages alike; joiners stay as they are, so that nobody is thought to fill the posts at once.
    """
    shares = leaving(inputs, inputs.array("supply_ages"))
    if not shocks.moved(inputs, "leavers"):
        return shares
    return (shares + _shocked(inputs, "leavers")).clip(0.0, MOST)


def work_kept(inputs: Inputs) -> Work:
    """Give how staff work in each year, from the arrays that are kept of it."""
    kept = inputs.array("supply_work")
    parts = {name: labelled(at(kept, part=name), kept) for name in PARTS}
    first = {name: labelled(part.variable.isel(year=0), part) for name, part in parts.items()}
    return Work(
        **parts,
        participation=inputs.array("supply_hours"),
        absence_base=first["absence"],
        temporary_base=first["bank"] + first["agency"],
    )


def hours_of(inputs: Inputs) -> xr.DataArray:
    """Give whole-time equivalents a head in each year, 0 to 1, dims (draw, area, year, staff_group)."""
    today = participation_today(inputs, inputs.array("supply_published"))
    given = today, believed(inputs, "supply.hours_change_pct_per_year", "staff_group")
    hours, change = bare(*given)
    found = (hours * (1 + change / PERCENT) ** _ahead(inputs)).clip(0.0, 1.0)
    return labelled(found.transpose("draw", "area", "year", "staff_group"), *given, year=inputs.planning.years)


def work_of(inputs: Inputs) -> xr.DataArray:
    """Give absence (a share), bank and agency (whole-time), dims (draw, area, year, staff_group, part); with shocks."""
    posts = inputs.array("supply_today")
    by_group = [believed(inputs, f"supply.{kind}_pct", "staff_group") for kind in ("bank", "agency")]
    change = [believed(inputs, f"supply.{kind}_change_pct_per_year") for kind in ("bank", "agency")]
    sick = believed(inputs, "workforce.absence_pct", "staff_group").sel(staff_group=list(GROUPS))
    drift = believed(inputs, "supply.sickness_change_points_per_year")
    more = [_shocked(inputs, "absence")] if shocks.moved(inputs, "absence") else []
    staff, bank, agency, more_bank, more_agency, away, later, *shocked = bare(
        posts, *by_group, *change, sick, drift, *more
    )
    ahead = _ahead(inputs)
    absence = sum(shocked, (away + later * ahead) / PERCENT)
    parts = [
        absence.clip(0.0, 0.5),
        staff * bank / PERCENT * (1 + more_bank / PERCENT) ** ahead,
        staff * agency / PERCENT * (1 + more_agency / PERCENT) ** ahead,
    ]
    found = stacked(parts, "part").transpose("draw", "area", "year", "staff_group", "part")
    return labelled(found, posts, year=inputs.planning.years, part=PARTS)


def _ahead(inputs: Inputs) -> xr.Variable:
    return xr.Variable("year", np.arange(len(inputs.planning.years), dtype=float))


def _shocked(inputs: Inputs, moves: str) -> xr.DataArray:
    """Give the points shocks add to a share, as shares, dims ([draw, area,] year, staff_group)."""
    points = shocks.felt_by_year(inputs, moves, list(GROUPS), "staff_group")
    return held_by_system(inputs, points) / PERCENT
