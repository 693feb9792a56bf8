"""Demand by year: the base year carried forward, and its change credited to what drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import chance
from planbook.methods.attribute import shapley
from planbook.methods.demand import shocked
from planbook.methods.demand.lines import BY_KEY, KEYS, LINES, SHOCKS, STAYS
from planbook.methods.demand.waiting import backlog_pathways
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
        product = self.base
        for factor in self.factors.values():
            product = product * factor
        return (product + self.backlog).transpose("draw", "area", "year", "line")

    def credits(self, years: list[int]) -> xr.DataArray:
        """Give the credit of each driver for the change since the base year, dims (draw, area, year, line, driver)."""
        of_years = {name: factor.sel(year=years) for name, factor in self.factors.items()}
        shares = shapley(self.base, of_years) | {"backlog": self.backlog.sel(year=years)}
        parts = xr.broadcast(*shares.values())
        joined = xr.concat(parts, "driver", coords="minimal", compat="override").assign_coords(driver=list(shares))
        return joined.transpose("draw", "area", "year", "line", "driver")


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
    each = only_once(inputs.draws("demand.backlog_activity_per_pathway")).rename(leaf="line")
    days = each.sel(line="elective_ordinary", drop=True) * only_once(inputs.draws("demand.elective_stay_days"))
    each = xr.concat([each, days.assign_coords(line="elective_bed_days")], "line", coords="minimal", compat="override")
    added = pathways * each.reindex(line=list(lines), fill_value=0.0)
    return added.transpose("draw", "area", "year", "line")


def with_chance(inputs: Inputs, expected: xr.DataArray) -> xr.DataArray:
    """Give demand as it would be counted: chance added to every year after the base year, in each leaf area."""
    later = expected.isel(year=slice(1, None))
    spread = only_once(inputs.draws("demand.stay_spread"))
    seed = inputs.planning.seed
    parts = []
    for key in KEYS:
        mine = later.sel(line=key, drop=True)
        if key in STAYS:
            stays = later.sel(line=STAYS[key], drop=True)
            parts.append(chance.bed_days(mine, mine / stays, spread, seed, key))
        else:
            parts.append(chance.counted(mine, seed, key))
    joined = xr.concat(parts, "line", coords="minimal", compat="override").assign_coords(line=list(KEYS))
    first = expected.isel(year=slice(0, 1))
    return xr.concat([first, joined.transpose(*expected.dims)], "year", coords="minimal", compat="override")


def by_month(inputs: Inputs, yearly: xr.DataArray) -> xr.DataArray:
    """Give expected demand of each month, dims (draw, area, line, year, month); months sum to their year."""
    years = [int(year) for year in yearly["year"].values]
    shares = {
        followed: measure_shares(inputs, *followed, years)
        for followed in {(each.season, each.calendar) for each in LINES}
    }
    each = [shares[BY_KEY[str(key)].season, BY_KEY[str(key)].calendar] for key in yearly["line"].values]
    if shocked.changed(inputs):
        felt = [shocked.by_month(inputs, str(key), part) for key, part in zip(yearly["line"].values, each, strict=True)]
        each = list(xr.broadcast(*felt))
    joined = xr.concat(each, "line", coords="minimal", compat="override").assign_coords(line=yearly["line"].values)
    return (yearly * joined).transpose("draw", "area", "line", "year", "month")


def counted_by_month(inputs: Inputs, monthly: xr.DataArray) -> xr.DataArray:
    """Give months as they would be counted, dims as `by_month`; bed days as expected."""
    spread = monthly.copy(deep=True)
    for place, key in enumerate(str(key) for key in monthly["line"].values):
        if BY_KEY[key].group != "beds":
            mine = monthly.isel(line=place, drop=True)
            spread.values[:, :, place] = chance.counted(mine, inputs.planning.seed, f"{key} by month").values
    return spread
