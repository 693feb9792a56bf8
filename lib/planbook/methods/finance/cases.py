"""The cases side by side: nothing changes, with the programmes, and with them as they can be staffed and paid for.

Every case is worked out twice, by what is spent on and by who spends it; the two add up to the same pound in every
draw. Prices of each year are laid on last, so that a change of price base touches no volume.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.finance import chain, prices
from planbook.methods.finance.care import joined, premiums, temporary_shares, trusts_of
from planbook.methods.finance.efficiency import identified
from planbook.methods.finance.words import CASES, ITEMS, ORGANISATIONS, PAY, TRUSTS
from planbook.methods.segments import only_once

PERCENT = 100.0
AT_CARES_PRICE = ("programmes", "added_care", "released", "unit_cost_gap", "levers", "efficiency")
NOT_TRUSTS = "contracts"


def item_prices(inputs: Inputs, general: xr.DataArray) -> xr.DataArray:
    """Give each item's price in constant terms against the base year's, dims (draw, [area,] year, item).

    Cash over general prices, times what shocks do to it; with `area` where places feel different ones.
    """
    cash = prices.item_indices(inputs, general) / general
    kinds = {name: "pay" if name in PAY else name for name in ITEMS if name not in AT_CARES_PRICE}
    plain = cash.sel(item=list(kinds.values())).assign_coords(item=list(kinds)).transpose("draw", "year", "item")
    if not shocks.moved(inputs, "prices", "pay"):
        return plain
    return (plain * prices.shocked(inputs, list(kinds), PAY)).transpose("draw", ..., "year", "item")


def care_price(items: xr.DataArray, of_items: xr.DataArray, given: xr.DataArray) -> xr.DataArray:
    """Give the mean price of trusts' care in constant terms, dims (draw, area, year): cost over volume.

    It holds prices, and staff needed for each unit of care. `items` and `given` are at base-year prices, by item and by
    organisation; `of_items` the price of each item.
    """
    own = [str(name) for name in of_items["item"].values if name != NOT_TRUSTS]
    paid = (items.sel(item=own) * of_items.sel(item=own)).sum("item")
    volume = trusts_of(given) - items.sel(item="unit_cost_gap", drop=True)
    return (paid / volume).transpose("draw", "area", "year")


def staffing(inputs: Inputs, pay: xr.DataArray) -> xr.DataArray:
    """Give what posts that cannot be filled do to pay, dims (draw, area, year, item): not paid, covered, the premium.

    The gap is the system's, by staff group; each area has its part of it by pay.
    """
    gap = chain.staff_gap(inputs)
    cost = only_once(inputs.draws("finance.cost_per_wte_gbp")).rename(leaf="staff_group")
    missing = chain.shared_by_pay(xr.dot(gap.clip(0.0), cost, dim="staff_group"), pay)
    covered = missing * only_once(inputs.draws("finance.temporary_cover_pct")) / PERCENT
    over, (agency, bank) = premiums(inputs), temporary_shares(inputs)
    premium = (agency * over["agency"] + bank * over["bank"]) / (agency + bank)
    return joined({"pay_employed": -missing, "pay_temporary": covered, "pay_premium": covered * premium}, "item")


def by_item(
    inputs: Inputs,
    items: xr.DataArray,
    sides: xr.DataArray,
    changes: xr.DataArray,
    of_items: xr.DataArray,
    of_care: xr.DataArray,
) -> xr.DataArray:
    """Give cost in constant prices, dims (draw, area, year, case, item).

    `items`, `sides` (programmes' flows) and `changes` (by item) are at base-year prices.
    """
    price = {name: of_care if name in AT_CARES_PRICE else of_items.sel(item=name, drop=True) for name in ITEMS}
    plain = _at(price, {str(name): items.sel(item=name, drop=True) for name in items["item"].values})
    totals = sides.sum(["programme", "organisation"])
    own, added, cash = (totals.sel(side=side, drop=True) for side in ("own", "added", "cash"))
    with_them = plain | _at(price, {"programmes": own, "added_care": added, "released": -cash})
    moved = _at(price, {str(name): changes.sel(item=name, drop=True) for name in changes["item"].values})
    changed = with_them | {name: with_them.get(name, 0.0) + part for name, part in moved.items()}
    changed["efficiency"] = -identified(inputs, _total(changed))
    none = xr.zeros_like(own)
    rows = [joined({item: case.get(item, none) for item in ITEMS}, "item") for case in (plain, with_them, changed)]
    return _cases(rows)


def by_organisation(
    inputs: Inputs,
    given: xr.DataArray,
    sides: xr.DataArray,
    changes: xr.DataArray,
    of_items: xr.DataArray,
    of_care: xr.DataArray,
) -> xr.DataArray:
    """Give the same cost by who spends it, dims (draw, area, year, case, organisation).

    `given` is the cost by organisation at base-year prices; what staffing, levers and efficiency change is shared among
    trusts, or all, by what they spend.
    """
    bought = of_items.sel(item=NOT_TRUSTS, drop=True)
    held = {str(who): given.sel(organisation=who, drop=True) for who in given["organisation"].values}
    none = xr.zeros_like(of_care)
    plain = joined(
        {who: held[who] * (of_care if who in TRUSTS else bought) if who in held else none for who in ORGANISATIONS},
        "organisation",
    )
    totals = sides.sum("programme")
    own, added, cash = (totals.sel(side=side, drop=True) for side in ("own", "added", "cash"))
    with_them = (plain + (own + added - cash) * of_care).transpose(*plain.dims)
    of_trusts = plain.sel(organisation=list(TRUSTS))
    part = (of_trusts / of_trusts.sum("organisation")).reindex(organisation=list(ORGANISATIONS), fill_value=0.0)
    price = {name: of_care if name in AT_CARES_PRICE else of_items.sel(item=name, drop=True) for name in ITEMS}
    moved = _at(price, {str(name): changes.sel(item=name, drop=True) for name in changes["item"].values})
    before = (with_them + part * _total(moved)).transpose(*plain.dims)
    return _cases([plain, with_them, before - identified(inputs, before)])


def _at(price: Mapping[str, xr.DataArray], parts: Mapping[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """Lay the year's prices on parts at base-year prices."""
    return {name: (part * price[name]).transpose("draw", "area", "year") for name, part in parts.items()}


def _total(parts: Mapping[str, xr.DataArray]) -> xr.DataArray:
    first, *rest = parts.values()
    return sum(rest, first)


def _cases(rows: list[xr.DataArray]) -> xr.DataArray:
    """Set cases beside each other, dims (draw, area, year, case, ...)."""
    *dims, last = map(str, rows[0].dims)
    values = np.stack([row.transpose(*dims, last).values for row in rows], axis=len(dims))
    coords = {name: rows[0][name].values for name in rows[0].coords}
    return xr.DataArray(values, coords={**coords, "case": list(CASES)}, dims=(*dims, "case", last))
