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
    """Give what is moved with bed days only beyond the stays of admissions avoided with them; dims as `moved`.

    `volumes` has demand by line (draw, area, year, line), for the mean stay.
    """
    held, points = moved.copy(), list(map(str, moved.indexes["point"]))
    bare(moved, volumes)
    for days, admissions in STAYS.items():
        if {days, admissions} <= set(points):
            stay = at(volumes, line=days) / at(volumes, line=admissions)
            own, of_admissions = at(moved, point=days), at(moved, point=admissions)
            beyond = ((-own).clip(0.0) - (-of_admissions).clip(0.0) * stay).clip(0.0)
            held.variable[{"point": points.index(days)}] = own.clip(0.0) - beyond
    return held


def pounds_moved(moved: xr.DataArray, costs: xr.DataArray, who: Sequence[str]) -> tuple[xr.Variable, xr.Variable]:
    """Give the average cost of care added and avoided, both >= 0, dims (organisation, programme, draw, area, year).

    `costs` is the average cost of a unit, dims (draw, point); `who` the organisations at whose points units are moved.
    """
    points = list(map(str, moved.indexes["point"]))
    pounds = (moved.variable * at(costs, point=points)).transpose("point", *INNER)
    both = np.zeros((2, len(who), *pounds.shape[1:]))
    for place, point in enumerate(points):
        for side, way in enumerate((1, -1)):
            both[side, who.index(POINT_OF[point])] += np.maximum(way * pounds.values[place], 0.0)
    added, avoided = (xr.Variable(("organisation", *INNER), each) for each in both)
    return added, avoided


def release_of(inputs: Inputs, avoided: xr.Variable, who: Sequence[str]) -> Released:
    """Split the average cost of care that organisations avoid into cash, capacity and what stays, dims as `avoided`."""
    shares = (only_once(inputs.draws(f"finance.{key}_pct")) for key in ("variable", "stepped"))
    variable, stepped = (at(each.rename(leaf="organisation"), organisation=list(who)) for each in shares)
    taken, lag = (believed(inputs, key) for key in ("taken_out_pct", "release_lag_months"))
    return released(avoided, variable / PERCENT, stepped / PERCENT, taken / PERCENT, lag)


def own_costs(inputs: Inputs) -> tuple[xr.Variable, xr.Variable]:
    """Give what programmes themselves cost in revenue, dims (programme, draw, area, year): spent, and for capital."""
    spent = inputs.array("pathways_cost")
    life, charge = (believed(inputs, key) for key in ("asset_life_years", "capital_charge_pct"))
    revenue, capital = (at(spent, cost=list(COSTED)).sum("cost"), at(spent, cost="capital"))
    return revenue.transpose(*INNER), charges(capital.transpose(*INNER), life, charge / PERCENT).transpose(*INNER)


def flows(inputs: Inputs, moved: xr.DataArray, costs: xr.DataArray) -> xr.DataArray:
    """Give every pound of every programme, dims (draw, area, year, programme, organisation, side); all sides >= 0.

    Sides: `own` cost, care `added`, and `cash`, `capacity` and `stays` of what is avoided. `moved` has units
    (draw, area, year, programme, point), `costs` the average cost of each (draw, point).
    """
    touched = {POINT_OF[str(point)] for point in moved.indexes["point"]}
    who = [name for name in ORGANISATIONS if name in touched]
    places = [place for place, name in enumerate(ORGANISATIONS) if name in touched]
    added, avoided = pounds_moved(moved, costs, who)
    split = release_of(inputs, avoided, who)
    full = believed(inputs, "added_care_pct") / PERCENT
    values = np.zeros((len(SIDES), len(ORGANISATIONS), *avoided.shape[1:]))
    values[0] = _shared_out(inputs, costs).transpose("organisation", *INNER).values
    for side, each in enumerate((added * full, split.cash, split.capacity, split.stays), start=1):
        values[side, places] = each.transpose("organisation", *INNER).values
    found = xr.Variable(("side", "organisation", *INNER), values)
    ordered = found.transpose("draw", "area", "year", "programme", "organisation", "side")
    return labelled(ordered, moved, organisation=ORGANISATIONS, side=SIDES)


def _shared_out(inputs: Inputs, costs: xr.DataArray) -> xr.Variable:
    """Give programmes' own cost by who spends it, dims (organisation, programme, draw, area, year)."""
    shares = chain.delivers_to(inputs, costs)
    names = map(str, inputs.array("pathways_cost").indexes["programme"])
    table = [[shares[name].get(who, 0.0) for who in ORGANISATIONS] for name in names]
    return xr.Variable(("programme", "organisation"), table) * sum(own_costs(inputs))
