"""What programmes cost and release: who pays, who gains, and when, at base-year prices.

A unit is avoided once: bed days count only beyond the stays of admissions that are avoided as well, for their days are
in the cost of the admission. What reappears costs its average; what is avoided releases what `release` says.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance import chain
from planbook.methods.finance.capital import charges
from planbook.methods.finance.care import believed
from planbook.methods.finance.release import Released, released
from planbook.methods.finance.words import ORGANISATIONS, POINT_OF
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.segments import only_once

PERCENT = 100.0
STAYS = {"emergency_bed_days": "emergency_overnight", "elective_bed_days": "elective_ordinary"}
COSTED = ("recurrent", "one_off", "digital")
SIDES = ("own", "added", "cash", "capacity", "stays")
INNER = ("programme", "draw", "area", "year")
"""How money of programmes lies in memory: what is summed most often first."""


def beyond_stays(moved: xr.DataArray, volumes: xr.DataArray) -> xr.DataArray:
    """Give what is moved with bed days only beyond the stays of admissions avoided with them; written into `moved`.

    `volumes` has demand by line (draw, area, year, line), for the mean stay.
    """
    points = list(map(str, moved.indexes["point"]))
    bare(moved, volumes)
    for days, admissions in STAYS.items():
        if {days, admissions} <= set(points):
            stay = at(volumes, line=days) / at(volumes, line=admissions)
            own, of_admissions = at(moved, point=days), at(moved, point=admissions)
            beyond = ((-own).clip(0.0) - (-of_admissions).clip(0.0) * stay).clip(0.0)
            moved.variable[{"point": points.index(days)}] = own.clip(0.0) - beyond
    return moved


def pounds_moved(moved: xr.DataArray, costs: xr.DataArray, who: Sequence[str]) -> tuple[xr.Variable, xr.Variable]:
    """Give the average cost of care added and avoided, both >= 0, dims (organisation, programme, draw, area, year).

    `costs` is the average cost of a unit, dims (draw, point); `who` the organisations at whose points units are moved.
    """
    units = moved.variable.transpose("point", *INNER).values
    both = np.zeros((2, len(who), *units.shape[1:]))
    for place, point in enumerate(map(str, moved.indexes["point"])):
        cost = at(costs, point=point).values[:, None, None]
        for programme, mine in enumerate(units[place]):
            if mine.any():
                pounds, whose = mine * cost, (who.index(POINT_OF[point]), programme)
                both[0][whose] += np.maximum(pounds, 0.0)
                both[1][whose] += np.maximum(-pounds, 0.0)
    added, avoided = (xr.Variable(("organisation", *INNER), each) for each in both)
    return added, avoided


def release_of(inputs: Inputs, avoided: xr.Variable, who: Sequence[str]) -> Released:
    """Split the average cost of care that organisations avoid into cash, capacity and what stays.

    `avoided` has dims (flow, draw, area, year), and so have they; `who` is whose each flow is.
    """
    shares = (only_once(inputs.draws(f"finance.{key}_pct")) for key in ("variable", "stepped"))
    variable, stepped = (
        each.variable.isel(leaf=xr.Variable("flow", each.indexes["leaf"].get_indexer(list(who)))) for each in shares
    )
    taken, lag = (believed(inputs, key) for key in ("taken_out_pct", "release_lag_months"))
    return released(avoided, variable / PERCENT, stepped / PERCENT, taken / PERCENT, lag)


def own_costs(inputs: Inputs) -> tuple[xr.Variable, xr.Variable]:
    """Give what programmes themselves cost in revenue, dims (programme, draw, area, year): spent, and for capital."""
    spent = inputs.array("pathways_cost")
    life, charge = (believed(inputs, key) for key in ("asset_life_years", "capital_charge_pct"))
    revenue, capital = at(spent, cost=list(COSTED)).sum("cost", skipna=False), at(spent, cost="capital")
    return revenue.transpose(*INNER), charges(capital.transpose(*INNER), life, charge / PERCENT).transpose(*INNER)


def flows(inputs: Inputs, moved: xr.DataArray, costs: xr.DataArray) -> xr.DataArray:
    """Give every pound of every programme, dims (draw, area, year, programme, organisation, side); all sides >= 0.

    Sides: `own` cost, care `added`, and `cash`, `capacity` and `stays` of what is avoided. `moved` has units
    (draw, area, year, programme, point), `costs` the average cost of each (draw, point).
    """
    touched = {POINT_OF[str(point)] for point in moved.indexes["point"]}
    who = [name for name in ORGANISATIONS if name in touched]
    added, avoided = pounds_moved(moved, costs, who)
    full = believed(inputs, "added_care_pct") / PERCENT
    values = np.zeros((len(SIDES), len(ORGANISATIONS), *avoided.shape[1:]))  # most of it is never touched
    for (whose, programme), own in _shared_out(inputs, costs).items():
        values[0, whose, programme] = own.values
    for name, more in zip(who, (added * full).transpose("organisation", *INNER).values, strict=True):
        values[1, list(ORGANISATIONS).index(name)] = more
    some = np.argwhere(avoided.values.any(axis=(2, 3, 4)))
    if len(some):
        flowing = xr.Variable(("flow", *INNER[1:]), avoided.values[tuple(some.T)])
        split = release_of(inputs, flowing, [who[place] for place, _ in some])
        for side, each in enumerate((split.cash, split.capacity, split.stays), start=2):
            for (place, programme), part in zip(some, each.transpose("flow", *INNER[1:]).values, strict=True):
                values[side, list(ORGANISATIONS).index(who[place]), programme] = part
    found = xr.Variable(("side", "organisation", *INNER), values)
    ordered = found.transpose("draw", "area", "year", "programme", "organisation", "side")
    return labelled(ordered, moved, organisation=ORGANISATIONS, side=SIDES)


def _shared_out(inputs: Inputs, costs: xr.DataArray) -> dict[tuple[int, int], xr.Variable]:
    """Give programmes' own cost by who spends it, dims (draw, area, year), by places (organisation, programme)."""
    shares, (spent, charged) = chain.delivers_to(inputs, costs), own_costs(inputs)
    whole = spent + charged
    return {
        (list(ORGANISATIONS).index(who), place): share * whole.isel(programme=place)
        for place, name in enumerate(map(str, inputs.array("pathways_cost").indexes["programme"]))
        for who, share in shares[name].items()
    }
