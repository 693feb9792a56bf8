"""The key numbers of demand by draw: visits, beds, the list, staff and cost, as `numbers` explains them."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.demand.case import bed_days, beds_needed, cost_of, nhs_staff_needed
from planbook.methods.demand.numbers import VISITS
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.labelled import at, labelled

KIND = "general_acute"


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out."""
    volumes, counted = inputs.array("demand_volumes"), inputs.array("demand_counted")
    total, prices = inputs.areas.with_total, inputs.array("demand_prices")
    today = volumes.sel(year=[inputs.planning.base_year, year])
    drawn = [each.sel(year=year, drop=True) for each in (volumes, counted)]
    occupied = inputs.array("demand_occupancy").sel(kind=KIND, drop=True)
    cost = labelled(cost_of(today, prices).variable.sum("line", skipna=False), today)
    waiting = inputs.array("demand_waiting").sel(year=year, drop=True)
    return together(
        {
            "ae_visits_a_day": KeyDraws(*(total(visits(each)) for each in drawn)),
            "beds_needed": KeyDraws(*(beds_needed(total(_bed_days(each)), occupied) for each in drawn)),
            "waiting_list": KeyDraws(total(waiting)),
            "staff_needed": KeyDraws(total(_grown(nhs_staff_needed(inputs, today, prices)))),
            "cost_pressure": KeyDraws(total(_grown(cost))),
        },
        inputs.areas,
    )


def visits(volumes: xr.DataArray) -> xr.DataArray:
    """Give A&E visits a day, dims as `volumes` without `line`."""
    return labelled(at(volumes, line=list(VISITS)).sum("line", skipna=False) / DAYS, volumes)


def _grown(years: xr.DataArray) -> xr.DataArray:
    return labelled(years.variable.isel(year=1) - years.variable.isel(year=0), years)


def _bed_days(volumes: xr.DataArray) -> xr.DataArray:
    return bed_days(volumes).sel(kind=KIND, drop=True)
