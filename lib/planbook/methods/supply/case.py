"""All that carries staff forward, put together once: change a part of it and carry them forward again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.supply.joining import joining, joining_ages
from planbook.methods.supply.leaving import MOST, all_leaving, leaving, moving, retiring
from planbook.methods.supply.stock import Flows, Projection, project
from planbook.methods.supply.system_level import believed, held_by_system
from planbook.methods.supply.today import age_mix, participation_today
from planbook.methods.supply.words import AGES, GROUPS
from planbook.methods.supply.work import Work

PERCENT = 100.0
PARTS = ("participation", "absence", "bank", "agency")


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

    Rests on the arrays `supply_today` and `supply_work`, so that a step after this one may ask for it too.
    """
    ages, work = age_mix(inputs), work_kept(inputs)
    heads = inputs.array("supply_today") / work.participation.isel(year=0, drop=True)
    flows = Flows(
        leaving=with_more_leaving(inputs, leaving(inputs, ages)),
        retiring=retiring(inputs),
        joining=joining(inputs, heads, all_leaving(inputs)),
        joining_ages=joining_ages(inputs),
        ageing=xr.DataArray([1 / years for years in AGES.values()], coords={"age_band": list(AGES)}),
        moving=moving(inputs),
    )
    start = (heads * ages).transpose("draw", "area", "staff_group", "age_band")
    return Case(start, flows, work, tuple(inputs.planning.years))


def with_more_leaving(inputs: Inputs, shares: xr.DataArray) -> xr.DataArray:
    """Give the shares that leave in a year with the points shocks add or take, by year where there are any.

    All ages alike; joiners stay as they are, so that nobody is thought to fill the posts at once.
    """
    if not shocks.moved(inputs, "leavers"):
        return shares
    return (shares + _shocked(inputs, "leavers")).clip(0.0, MOST)


def work_kept(inputs: Inputs) -> Work:
    """Give how staff work in each year, from the array that is kept of it."""
    kept = inputs.array("supply_work")
    parts = {name: kept.sel(part=name, drop=True) for name in PARTS}
    first = kept.isel(year=0, drop=True)
    base = first.sel(part="bank", drop=True) + first.sel(part="agency", drop=True)
    return Work(**parts, absence_base=first.sel(part="absence", drop=True), temporary_base=base)


def work_of(inputs: Inputs) -> Work:
    """Give how staff work in each year, each array over the years of the plan from the base year; shocks in absence."""
    ahead = xr.DataArray(
        np.arange(len(inputs.planning.years), dtype=float), coords={"year": list(inputs.planning.years)}
    )
    hours = participation_today(inputs)
    change = believed(inputs, "supply.hours_change_pct_per_year", "staff_group") / PERCENT
    sick = believed(inputs, "workforce.absence_pct", "staff_group").sel(staff_group=list(GROUPS)) / PERCENT
    drift = believed(inputs, "supply.sickness_change_points_per_year") / PERCENT
    posts = inputs.array("supply_today")
    bank = posts * believed(inputs, "supply.bank_pct", "staff_group") / PERCENT
    agency = posts * believed(inputs, "supply.agency_pct", "staff_group") / PERCENT
    bank_change, agency_change = (
        1 + believed(inputs, f"supply.{kind}_change_pct_per_year") / PERCENT for kind in ("bank", "agency")
    )
    absence = sick + drift * ahead
    if shocks.moved(inputs, "absence"):
        absence = absence + _shocked(inputs, "absence")
    return Work(
        participation=(hours * (1 + change) ** ahead).clip(0.0, 1.0).sel(staff_group=list(GROUPS)),
        absence=absence.clip(0.0, 0.5),
        absence_base=sick,
        bank=bank * bank_change**ahead,
        agency=agency * agency_change**ahead,
        temporary_base=bank + agency,
    )


def _shocked(inputs: Inputs, moves: str) -> xr.DataArray:
    """Give the points shocks add to a share, as shares, dims ([draw, area,] year, staff_group)."""
    points = shocks.felt_by_year(inputs, moves, list(GROUPS), "staff_group")
    return held_by_system(inputs, points) / PERCENT
