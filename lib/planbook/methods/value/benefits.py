"""Benefits of programmes in their own units and in pounds, each claimed once.

Health is that of the people helped, wellbeing that of others; care avoided gives cash and capacity, from the money
step, and carbon. What a benefit is worth is brought to the price base by the GDP deflator.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.numbers import all_fifths
from planbook.methods.segments import only_once
from planbook.methods.value.discount import benefit
from planbook.methods.value.words import PRICED

PERCENT, THOUSAND = 100.0, 1000.0
DIMS = ("draw", "area", "year", "programme")
PROXIES = "value_proxies"
JOB = "local_job"


def helped(inputs: Inputs) -> xr.DataArray:
    """Give those helped in a year, dims (draw, area, year, programme)."""
    found = inputs.array("pathways_helped")
    return labelled(all_fifths(found), found)


def counts(inputs: Inputs) -> xr.DataArray:
    """Give benefits in their own units, dims (draw, area, year, programme, measure): see `words.COUNTS`."""
    people = helped(inputs)
    parts = {
        "qaly": _for_those_helped(inputs, people, "qaly_per_1000", "health"),
        "wellbeing": _for_those_helped(inputs, people, "wellbeing_per_1000", "wellbeing"),
        "carbon": carbon_tonnes(inputs),
        "jobs": jobs(inputs),
    }
    bare(people, inputs.array("finance_moved"), inputs.array("pathways_staff"))
    joined = xr.Variable.concat([part.transpose(*people.dims) for part in parts.values()], "measure")
    return labelled(joined.transpose(*people.dims, "measure"), people, measure=parts)


def in_pounds(inputs: Inputs, units: xr.DataArray) -> xr.DataArray:
    """Give the worth of each benefit in constant prices, dims (draw, area, year, programme, kind).

    `units` are benefits in their own units (draw, area, year, programme, measure).
    """
    of = {str(name): units.variable[..., place] for place, name in enumerate(units["measure"].values)}
    worth, carbon = (_once(inputs, key) for key in ("capacity_worth_pct", "carbon_gbp_per_tonne"))
    at_base = 1 / inputs.array("finance_deflator").sel(year=inputs.planning.base_year, drop=True).variable
    parts = {
        "health": of["qaly"] * priced(inputs, "health"),
        "wellbeing": of["wellbeing"] * priced(inputs, "wellbeing"),
        "cash": of_sides(inputs, "cash"),
        "capacity": of_sides(inputs, "capacity") * (worth / PERCENT),
        "carbon": of["carbon"] * (carbon * at_base),
        "proxies": of["jobs"] * (proxy_gbp(inputs, JOB) * at_base),
    }
    bare(units, inputs.array("finance_flows"))
    return labelled(xr.Variable.concat(parts.values(), "kind").transpose(*DIMS, "kind"), units, kind=parts)


def of_sides(inputs: Inputs, *sides: str) -> xr.Variable:
    """Give programmes' money on some sides, all organisations, constant prices, dims (draw, area, year, programme)."""
    flows, price = inputs.array("finance_flows"), inputs.array("finance_care_price")
    pounds, each = bare(flows, price)
    mine = (pounds.isel(side=flows.indexes["side"].get_loc(side)).sum("organisation", skipna=False) for side in sides)
    return (sum(mine) * each).transpose(*DIMS)


def priced(inputs: Inputs, kind: str) -> xr.Variable:
    """Give the worth of one unit of health or wellbeing at the price base, dims (draw).

    £13,000 of 2019/20 for a wellbeing-year is £16,074 of 2024/25.
    """
    key, year = PRICED[kind]
    deflators = inputs.reference("deflators").set_index("year")["gdp_deflator"]
    times = float(deflators[inputs.planning.price_base]) / float(deflators[year])
    return _once(inputs, key) * times


def carbon_tonnes(inputs: Inputs) -> xr.Variable:
    """Give tonnes of carbon dioxide or its like saved by care avoided, less that of care that reappears."""
    moved, drawn = inputs.array("finance_moved"), only_once(inputs.draws("value.carbon_kg"))
    points = moved.indexes["point"]
    each = drawn.rename(leaf="point").reindex(point=points, fill_value=0.0).variable
    return -xr.dot(moved.variable, each, dim="point", optimize=True) / THOUSAND


def jobs(inputs: Inputs) -> xr.Variable:
    """Give local jobs that would not be there otherwise, whole-time, dims (draw, area, year, programme)."""
    staff = inputs.array("pathways_staff")
    paid = (staff["staff_group"].values != "volunteers").astype(float)
    local = _once(inputs, "local_jobs_pct") / PERCENT
    ours = (1 - _part(inputs, "deadweight_pct", "jobs")) * _part(inputs, "attribution_pct", "jobs")
    return xr.Variable(staff.dims[:-1], staff.values @ paid) * (local * ours)


def proxy_gbp(inputs: Inputs, name: str) -> float:
    """Give a proxy the system supplied for itself, pounds for one; nought where it supplied none: none is shipped."""
    rows, code = inputs.local(PROXIES), inputs.areas.system.code
    for row in rows_of(rows):
        if row.area == code and row.proxy == name:
            return float(row.gbp)
    return 0.0


def _for_those_helped(inputs: Inputs, people: xr.DataArray, key: str, kind: str) -> xr.Variable:
    """Give people x effect x (1 - deadweight) x attribution x (1 - drop-off)^t, t from the first plan year.

    A programme without an effect in params/ brings none that is counted.
    """
    effect = only_once(inputs.draws(f"value.{key}")).rename(leaf="programme")
    each = effect.reindex(programme=people["programme"].values, fill_value=0.0).variable / THOUSAND
    since = xr.Variable("year", np.maximum(people["year"].values - inputs.planning.plan_start, 0).astype(float))
    deadweight, attribution, drop_off = (
        _part(inputs, name, kind) for name in ("deadweight_pct", "attribution_pct", "drop_off_pct_per_year")
    )
    return benefit(people.variable, each, deadweight, attribution, drop_off, since)


def _once(inputs: Inputs, key: str) -> xr.Variable:
    return only_once(inputs.draws(f"value.{key}")).variable


def _part(inputs: Inputs, key: str, kind: str) -> xr.Variable:
    return only_once(inputs.draws(f"value.{key}")).sel(leaf=kind, drop=True).variable / PERCENT
