"""Demand by year: the base year carried forward, and its change credited to what drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import chance
from planbook.methods.attribute import credit_beside
from planbook.methods.demand import shocked
from planbook.methods.demand.lines import BY_KEY, KEYS, SHOCKS, STAYS
from planbook.methods.demand.waiting import backlog_pathways
from planbook.methods.labelled import bare, labelled, spread
from planbook.methods.seasons import measure_shares
from planbook.methods.segments import only_once

MULTIPLIED = ("population", "ageing", "health", "other")


@dataclass(frozen=True)
class Parts:
    """What demand is made of in each draw: the base, the factors that multiply it, and what is added."""

    base: xr.DataArray
    factors: dict[str, xr.DataArray]
    backlog: xr.DataArray

    def total(self) -> xr.DataArray:
        """Give demand, dims (draw, area, year, line)."""
        product, backlog, *factors = bare(self.base, self.backlog, *self.factors.values())
        for factor in factors:
            product = product * factor
        found = (product + backlog).transpose("draw", "area", "year", "line")
        return labelled(found, self.base, self.backlog)

    def credits(self, years: list[int]) -> xr.DataArray:
        """Give the credit of each driver for the change since the base year, dims (draw, area, year, line, driver)."""
        of_years = [each.sel(year=years) for each in (self.backlog, *self.factors.values())]
        base, backlog, *factors = spread(*bare(self.base, *of_years))
        changes = np.stack([each.values for each in factors]) - 1
        joined = np.concatenate([changes * credit_beside(changes) * base.values, backlog.values[None]])
        found = xr.Variable(("driver", *base.dims), joined).transpose("draw", "area", "year", "line", "driver")
        return labelled(found, self.base, *of_years, driver=[*self.factors, "backlog"])


def parts_of(inputs: Inputs) -> Parts:
    """Give the base, the factors and the backlog of a system's demand, from their arrays."""
    drivers = (*MULTIPLIED, SHOCKS) if shocked.changed(inputs) else MULTIPLIED
    return Parts(
        inputs.array("demand_base"),
        {driver: inputs.array(f"demand_{driver}") for driver in drivers},
        inputs.array("demand_backlog"),
    )


def backlog_added(inputs: Inputs, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give the care that working off the list adds each year, dims (draw, area, year, line); nought for most lines."""
    pathways = backlog_pathways(inputs)
    each = only_once(inputs.draws("demand.backlog_activity_per_pathway"))
    stay = only_once(inputs.draws("demand.elective_stay_days"))
    listed, activity, days = bare(pathways, each, stay)
    of_line = {str(leaf): activity.isel(leaf=place) for place, leaf in enumerate(each["leaf"].values)}
    of_line["elective_bed_days"] = of_line["elective_ordinary"] * days
    units = xr.Variable.concat(spread(*(of_line.get(key, 0 * days) for key in lines)), "line")
    return labelled((listed * units).transpose("draw", "area", "year", "line"), pathways, line=lines)


def with_chance(inputs: Inputs, expected: xr.DataArray) -> xr.DataArray:
    """Give demand as it would be counted: chance added to every year after the base year, in each leaf area."""
    stays_spread = only_once(inputs.draws("demand.stay_spread"))
    later, seed = expected.isel(year=slice(1, None)), inputs.planning.seed
    of_line = {str(key): later.isel(line=place, drop=True) for place, key in enumerate(expected["line"].values)}
    found = expected.copy(deep=True)
    for place, (key, mine) in enumerate(of_line.items()):
        if key in STAYS:
            drawn = chance.bed_days(mine, mine / of_line[STAYS[key]], stays_spread, seed, key)
        else:
            drawn = chance.counted(mine, seed, key)
        found.values[:, :, 1:, place] = drawn.values
    return found


def by_month(inputs: Inputs, yearly: xr.DataArray) -> xr.DataArray:
    """Give expected demand of each month, dims (draw, area, line, year, month); months sum to their year."""
    years = [int(year) for year in yearly["year"].values]
    lines = [BY_KEY[str(key)] for key in yearly["line"].values]
    shares = {
        followed: measure_shares(inputs, *followed, years)
        for followed in {(each.season, each.calendar): None for each in lines}
    }
    each = [shocked.by_month(inputs, line.key, shares[line.season, line.calendar]) for line in lines]
    whole, *parts = bare(yearly, *each)
    found = whole * xr.Variable.concat(spread(*parts), "line")
    return labelled(found.transpose("draw", "area", "line", "year", "month"), yearly, each[0])


def counted_by_month(inputs: Inputs, monthly: xr.DataArray) -> xr.DataArray:
    """Give months as they would be counted, dims as `by_month`; bed days as expected."""
    found = monthly.copy(deep=True)
    for place, key in enumerate(str(key) for key in monthly["line"].values):
        if BY_KEY[key].group != "beds":
            mine = monthly.isel(line=place, drop=True)
            found.values[:, :, place] = chance.counted(mine, inputs.planning.seed, f"{key} by month").values
    return found
