"""The key numbers of value by draw: net worth, and benefits for each pound."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.key_draws import KeyDraws, together


def key_draws(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers as `methods.key_draws.together` lays them out; no ratio where nothing is spent."""
    values = inputs.areas.with_total(inputs.array("value_present").sum("programme"))
    gains, cost = values.drop_sel(kind="cost").sum("kind"), values.sel(kind="cost", drop=True)
    spent = cost.mean("draw")
    some = spent > 0
    ratio = (gains / cost.where(cost > 0, 1.0)).where(some)
    printed = gains.mean("draw") / spent.where(some)
    return together({"net": KeyDraws(gains - cost), "ratio": KeyDraws(ratio, value=printed)}, inputs.areas)
