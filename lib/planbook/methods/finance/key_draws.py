"""The key numbers of money by draw: cost pressure without and with programmes, their net cost, and what is cash."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance.numbers import released_in
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.labelled import at, labelled

ITEMS_OF_PROGRAMMES = ["programmes", "added_care", "released"]


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out.

    The bridge adds up to the same, step by step; its steps are not needed here.
    """
    cost, of = inputs.array("finance_cost"), ITEMS_OF_PROGRAMMES
    now = _whole(at(cost, year=inputs.planning.base_year, case="unchanged"))
    sums = {
        "pressure_unchanged": _whole(at(cost, year=year, case="unchanged")) - now,
        "programmes_net": _whole(at(cost, year=year, case="programmes", item=of)),
        "pressure": _whole(at(cost, year=year, case="constrained")) - now,
    }
    held = {key: KeyDraws(inputs.areas.with_total(labelled(each, cost))) for key, each in sums.items()}
    return together({**held, "released": _released(inputs, year)}, inputs.areas)


def _released(inputs: Inputs, year: int) -> KeyDraws:
    """Give what part of avoided cost is cash, per cent; missing where nothing is avoided."""
    totals = released_in(inputs, year)
    cash, full = at(totals, side="cash"), totals.variable.sum("side", skipna=False)
    means = full.mean("draw")
    some = means > 0
    by_draw, value = (100 * cash / full.where(full > 0, 1.0)).where(some), 100 * cash.mean("draw") / means.where(some)
    return KeyDraws(labelled(by_draw, totals), value=labelled(value, totals))


def _whole(cost: xr.Variable) -> xr.Variable:
    return cost.sum("item", skipna=False)
