"""Benefits of programmes in their own units and in pounds, each claimed once.

Health is that of the people helped, wellbeing that of others; care avoided gives cash and capacity, from the money
step, and carbon. What a benefit is worth is brought to the price base by the GDP deflator.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.finance.care import joined
from planbook.methods.segments import only_once
from planbook.methods.value.discount import benefit
from planbook.methods.value.words import PRICED

PERCENT, THOUSAND = 100.0, 1000.0
PROXIES = "value_proxies"
JOB = "local_job"


def helped(inputs: Inputs) -> xr.DataArray:
    """Give those helped in a year, dims (draw, area, year, programme)."""
    return inputs.array("pathways_helped").sum("imd_quintile").transpose("draw", "area", "year", "programme")


def counts(inputs: Inputs) -> xr.DataArray:
    """Give benefits in their own units, dims (draw, area, year, programme, measure): see `words.COUNTS`."""
    people = helped(inputs)
    parts = {
        "qaly": _for_those_helped(inputs, people, "qaly_per_1000", "health"),
        "wellbeing": _for_those_helped(inputs, people, "wellbeing_per_1000", "wellbeing"),
        "carbon": carbon_tonnes(inputs),
        "jobs": jobs(inputs),
    }
    return joined({name: part.transpose(*people.dims) for name, part in parts.items()}, "measure")


def in_pounds(inputs: Inputs, units: xr.DataArray) -> xr.DataArray:
    """Give the worth of each benefit in constant prices, dims (draw, area, year, programme, kind).

    `units` are benefits in their own units (draw, area, year, programme, measure).
    """
    of = {str(name): units.sel(measure=name, drop=True) for name in units["measure"].values}
    flows = inputs.array("finance_flows").sel(side=["cash", "capacity"]).sum("organisation")
    flows = flows * inputs.array("finance_care_price")
    worth = only_once(inputs.draws("value.capacity_worth_pct")) / PERCENT
    at_base = 1 / inputs.array("finance_deflator").sel(year=inputs.planning.base_year, drop=True)
    carbon = only_once(inputs.draws("value.carbon_gbp_per_tonne")) * at_base
    parts = {
        "health": of["qaly"] * priced(inputs, "health"),
        "wellbeing": of["wellbeing"] * priced(inputs, "wellbeing"),
        "cash": flows.sel(side="cash", drop=True),
        "capacity": flows.sel(side="capacity", drop=True) * worth,
        "carbon": of["carbon"] * carbon,
        "proxies": of["jobs"] * proxy_gbp(inputs, JOB) * at_base,
    }
    dims = ("draw", "area", "year", "programme")
    return joined({kind: part.transpose(*dims) for kind, part in parts.items()}, "kind")


def priced(inputs: Inputs, kind: str) -> xr.DataArray:
    """Give the worth of one unit of health or wellbeing at the price base, dims (draw).

    £13,000 of 2019/20 for a wellbeing-year is £16,074 of 2024/25.
    """
    key, year = PRICED[kind]
    deflators = inputs.reference("deflators").set_index("year")["gdp_deflator"]
    times = float(deflators[inputs.planning.price_base]) / float(deflators[year])
    return only_once(inputs.draws(f"value.{key}")) * times


def carbon_tonnes(inputs: Inputs) -> xr.DataArray:
    """Give tonnes of carbon dioxide or its like saved by care avoided, less that of care that reappears."""
    moved = inputs.array("finance_moved")
    each = only_once(inputs.draws("value.carbon_kg")).rename(leaf="point")
    points = [point for point in each["point"].values if point in moved["point"].values]
    if not points:
        return xr.zeros_like(moved.isel(point=0, drop=True))
    return -xr.dot(moved.sel(point=points), each.sel(point=points), dim="point", optimize=True) / THOUSAND


def jobs(inputs: Inputs) -> xr.DataArray:
    """Give local jobs that would not be there otherwise, whole-time, dims (draw, area, year, programme)."""
    staff = inputs.array("pathways_staff")
    paid = staff.drop_sel(staff_group="volunteers", errors="ignore").sum("staff_group")
    local = only_once(inputs.draws("value.local_jobs_pct")) / PERCENT
    return paid * local * (1 - _part(inputs, "deadweight_pct", "jobs")) * _part(inputs, "attribution_pct", "jobs")


def proxy_gbp(inputs: Inputs, name: str) -> float:
    """Give a proxy the system supplied for itself, pounds for one; nought where it supplied none: none is shipped."""
    rows, code = inputs.local(PROXIES), inputs.areas.system.code
    for row in rows_of(rows):
        if row.area == code and row.proxy == name:
            return float(row.gbp)
    return 0.0


def _for_those_helped(inputs: Inputs, people: xr.DataArray, key: str, kind: str) -> xr.DataArray:
    """Give people x effect x (1 - deadweight) x attribution x (1 - drop-off)^t, t from the first plan year.

    A programme without an effect in params/ brings none that is counted.
    """
    effect = only_once(inputs.draws(f"value.{key}")).rename(leaf="programme")
    effect = effect.reindex(programme=people["programme"].values, fill_value=0.0) / THOUSAND
    years = np.maximum(people["year"].values - inputs.planning.plan_start, 0).astype(float)
    since = xr.DataArray(years, coords={"year": people["year"].values})
    deadweight, attribution, drop_off = (
        _part(inputs, name, kind) for name in ("deadweight_pct", "attribution_pct", "drop_off_pct_per_year")
    )
    return benefit(people, effect, deadweight, attribution, drop_off, since)


def _part(inputs: Inputs, key: str, kind: str) -> xr.DataArray:
    return only_once(inputs.draws(f"value.{key}")).sel(leaf=kind, drop=True) / PERCENT
