"""What programmes cost and release: who pays, who gains, and when, at base-year prices.

A unit is avoided once: bed days count only beyond the stays of admissions that are avoided as well, for their days are
in the cost of the admission. What reappears costs its average; what is avoided releases what `release` says.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance import chain
from planbook.methods.finance.capital import charges
from planbook.methods.finance.care import joined
from planbook.methods.finance.release import Released, released
from planbook.methods.finance.words import KINDS, ORGANISATIONS, POINT_OF
from planbook.methods.segments import only_once

PERCENT = 100.0
STAYS = {"emergency_bed_days": "emergency_overnight", "elective_bed_days": "elective_ordinary"}
COSTED = ("recurrent", "one_off", "digital")


def beyond_stays(moved: xr.DataArray, volumes: xr.DataArray) -> xr.DataArray:
    """Give what is moved with bed days only beyond the stays of admissions avoided with them; dims as `moved`.

    `volumes` has demand by line (draw, area, year, line), for the mean stay.
    """
    held = moved.copy()
    points = {str(point) for point in moved["point"].values}
    for days, admissions in STAYS.items():
        if {days, admissions} <= points:
            stay = volumes.sel(line=days, drop=True) / volumes.sel(line=admissions, drop=True)
            own, of_admissions = moved.sel(point=days, drop=True), moved.sel(point=admissions, drop=True)
            beyond = ((-own).clip(0.0) - (-of_admissions).clip(0.0) * stay).clip(0.0)
            held.loc[{"point": days}] = (own.clip(0.0) - beyond).transpose(*own.dims)
    return held


def pounds_moved(moved: xr.DataArray, costs: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Give the average cost of care added and avoided, dims (draw, area, year, programme, organisation), both >= 0.

    `costs` is the average cost of a unit, dims (draw, point).
    """
    pounds = moved * costs.sel(point=moved["point"])
    points = [str(point) for point in moved["point"].values]
    belongs = np.array([[float(POINT_OF[point] == who) for who in ORGANISATIONS] for point in points])
    to = xr.DataArray(belongs, coords={"point": points, "organisation": list(ORGANISATIONS)})
    net, all_of_it = (xr.dot(part, to, dim="point", optimize=True) for part in (pounds, abs(pounds)))
    added, avoided = (all_of_it + net) / 2, (all_of_it - net) / 2
    dims = ("draw", "area", "year", "programme", "organisation")
    return added.transpose(*dims), avoided.transpose(*dims)


def release_of(inputs: Inputs, avoided: xr.DataArray) -> Released:
    """Split the average cost of avoided care into cash, capacity and what stays, dims as `avoided`."""
    variable, stepped = (
        only_once(inputs.draws(f"finance.{key}_pct")).rename(leaf="organisation") / PERCENT
        for key in ("variable", "stepped")
    )
    taken, lag = (only_once(inputs.draws(f"finance.{key}")) for key in ("taken_out_pct", "release_lag_months"))
    split = released(avoided, variable, stepped, taken / PERCENT, lag)
    return split


def own_costs(inputs: Inputs) -> xr.DataArray:
    """Give what programmes themselves cost in revenue, dims (draw, area, year, programme, kind): capital as charges."""
    spent = inputs.array("pathways_cost")
    life = only_once(inputs.draws("finance.asset_life_years"))
    charge = only_once(inputs.draws("finance.capital_charge_pct")) / PERCENT
    parts = {kind: spent.sel(cost=kind, drop=True) for kind in COSTED}
    parts["capital_charges"] = charges(spent.sel(cost="capital", drop=True), life, charge)
    return joined(parts, "kind")


def flows(inputs: Inputs, moved: xr.DataArray, costs: xr.DataArray) -> xr.DataArray:
    """Give every pound of every programme, dims (draw, area, year, programme, organisation, side); all sides >= 0.

    Sides: `own` cost, care `added`, and `cash`, `capacity` and `stays` of what is avoided. `moved` has units
    (draw, area, year, programme, point), `costs` the average cost of each (draw, point).
    """
    added, avoided = pounds_moved(moved, costs)
    split = release_of(inputs, avoided)
    full = only_once(inputs.draws("finance.added_care_pct")) / PERCENT
    sides = {"own": _shared_out(inputs, costs), "added": added * full, "cash": split.cash, "capacity": split.capacity}
    sides["stays"] = split.stays
    return joined(sides, "side")


def _shared_out(inputs: Inputs, costs: xr.DataArray) -> xr.DataArray:
    """Give programmes' own cost by who spends it, dims (draw, area, year, programme, organisation)."""
    own = own_costs(inputs).sum("kind")
    shares = chain.delivers_to(inputs, costs)
    names = [str(name) for name in own["programme"].values]
    table = np.array([[shares[name].get(who, 0.0) for who in ORGANISATIONS] for name in names])
    return own * xr.DataArray(table, coords={"programme": names, "organisation": list(ORGANISATIONS)})


def by_kind(inputs: Inputs, sides: xr.DataArray) -> xr.DataArray:
    """Give each programme's money by kind, dims (draw, area, year, programme, kind), from the flows by organisation."""
    totals = sides.sum("organisation")
    released_too = {name: totals.sel(side=name, drop=True) for name in ("added", "cash", "capacity", "stays")}
    own = own_costs(inputs)
    parts = {str(kind): own.sel(kind=kind, drop=True) for kind in own["kind"].values} | released_too
    return joined({kind: parts[kind] for kind in KINDS}, "kind")
