"""The key numbers of pathways by draw: what the programmes change in visits, beds, contacts, cost and admissions."""

from __future__ import annotations

import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.pathways.key_numbers import credited


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out; none for England."""
    drawn = {key: each.sum("programme") for key, each in credited(inputs, year).items()}
    own = {key: KeyDraws(inputs.areas.with_total(each).drop_sel(area=ENGLAND)) for key, each in drawn.items()}
    return together(own, inputs.areas)
