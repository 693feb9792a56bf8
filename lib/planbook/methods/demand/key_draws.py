"""The key numbers of demand by draw: visits, beds, the list, staff and cost, as `numbers` explains them."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.demand.case import (
    GPS,
    bed_days,
    beds_needed,
    beds_today,
    cost_of,
    staff_needed,
    unit_costs,
)
from planbook.methods.demand.numbers import VISITS
from planbook.methods.key_draws import KeyDraws, together

KIND = "general_acute"


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out."""
    volumes, counted = inputs.array("demand_volumes"), inputs.array("demand_counted")
    total = inputs.areas.with_total
    today = volumes.sel(year=[inputs.planning.base_year, year])
    each = unit_costs(inputs, inputs.array("demand_base"))
    occupancy = (
        beds_today(inputs, volumes).set_index(["area", "kind"])["occupancy"].to_xarray().sel(kind=KIND, drop=True)
    )
    staff = _grown(staff_needed(inputs, today, each).drop_sel(staff_group=GPS).sum("staff_group"))
    return together(
        {
            "ae_visits_a_day": KeyDraws(*(total(_visits(drawn, year)) for drawn in (volumes, counted))),
            "beds_needed": KeyDraws(
                *(beds_needed(total(_bed_days(drawn, year)), occupancy) for drawn in (volumes, counted))
            ),
            "waiting_list": KeyDraws(total(inputs.array("demand_waiting").sel(year=year, drop=True))),
            "staff_needed": KeyDraws(total(staff)),
            "cost_pressure": KeyDraws(total(_grown(cost_of(today, each).sum("line")))),
        },
        inputs.areas,
    )


def _grown(years: xr.DataArray) -> xr.DataArray:
    return years.isel(year=1, drop=True) - years.isel(year=0, drop=True)


def _visits(volumes: xr.DataArray, year: int) -> xr.DataArray:
    return volumes.sel(line=list(VISITS), year=year, drop=True).sum("line") / DAYS


def _bed_days(volumes: xr.DataArray, year: int) -> xr.DataArray:
    return bed_days(volumes.sel(year=year, drop=True)).sel(kind=KIND, drop=True)
