"""The key numbers of levers by draw: posts short with them, what is unfunded, and what they would cost."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.levers.numbers import used_in
from planbook.methods.levers.unfunded import Left


def key_draws(inputs: Inputs, left: Left, over_plan: xr.DataArray) -> xr.Dataset:
    """Give the key numbers of the plan's end as `methods.key_draws.together` lays them out: the system's alone."""
    drawn = {"short_after": left.parts["short_after"], "unfunded": left.parts["unfunded"]}
    used = used_in(over_plan)
    if used:
        drawn["levers_cost"] = over_plan.sel(lever=used).sum("lever")
    code = [inputs.areas.system.code]
    return together({key: KeyDraws(_by_draw(each).expand_dims(area=code)) for key, each in drawn.items()}, inputs.areas)


def _by_draw(each: xr.DataArray) -> xr.DataArray:
    return each.reset_coords(drop=True) if isinstance(each, xr.DataArray) else xr.DataArray(each, dims="draw")
