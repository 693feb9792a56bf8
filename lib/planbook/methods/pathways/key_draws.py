"""The key numbers of pathways by draw: what the programmes change in visits, beds, contacts, cost and admissions."""

from __future__ import annotations

import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.pathways.key_numbers import BED_DAYS, EMERGENCY, OUTSIDE, VISITS


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out; none for England."""
    credits = inputs.array("pathways_credits").sel(year=year, drop=True).sum("programme")
    money = inputs.array("pathways_cost").sel(year=year, cost=["recurrent", "digital"], drop=True)
    drawn = {
        "ae_visits_change": _of(credits, VISITS),
        "beds_change": _of(credits, BED_DAYS) / DAYS,
        "contacts_change": _of(credits, OUTSIDE),
        "cost_a_year": money.sum(["cost", "programme"]),
        "admissions_change": _of(credits, EMERGENCY),
    }
    own = {key: KeyDraws(inputs.areas.with_total(each).drop_sel(area=ENGLAND)) for key, each in drawn.items()}
    return together(own, inputs.areas)


def _of(credits: xr.DataArray, points: tuple[str, ...]) -> xr.DataArray:
    return credits.sel(point=list(points)).sum("point")
