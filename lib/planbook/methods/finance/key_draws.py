"""The key numbers of money by draw: cost pressure without and with programmes, their net cost, and what is cash."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance.numbers import released_in
from planbook.methods.key_draws import KeyDraws, together

ITEMS_OF_PROGRAMMES = ["programmes", "added_care", "released"]


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out.

    The bridge adds up to the same, step by step; its steps are not needed here.
    """
    cost = inputs.array("finance_cost")
    now = cost.sel(case="unchanged", drop=True).isel(year=0, drop=True).sum("item")
    then = cost.sel(year=year, drop=True)
    sums = {
        "pressure_unchanged": then.sel(case="unchanged", drop=True).sum("item") - now,
        "programmes_net": then.sel(case="programmes", item=ITEMS_OF_PROGRAMMES, drop=True).sum("item"),
        "pressure": then.sel(case="constrained", drop=True).sum("item") - now,
    }
    held = {key: KeyDraws(inputs.areas.with_total(each)) for key, each in sums.items()}
    return together({**held, "released": _released(inputs, year)}, inputs.areas)


def _released(inputs: Inputs, year: int) -> KeyDraws:
    """Give what part of avoided cost is cash, per cent; missing where nothing is avoided."""
    totals = released_in(inputs, year)
    cash, full = totals.sel(side="cash", drop=True), totals.sum("side")
    means = full.mean("draw")
    some = means > 0
    by_draw = (100 * cash / full.where(full > 0, 1.0)).where(some)
    return KeyDraws(by_draw, value=(100 * cash.mean("draw") / means.where(some)))
