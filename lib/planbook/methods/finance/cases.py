"""The cases side by side: nothing changes, with the programmes, and with them as they can be staffed and paid for.

Every case is worked out twice, by what is spent on and by who spends it; the two add up to the same pound in every
draw. Prices of each year are laid on last, so that a change of price base touches no volume.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.finance import chain, prices
from planbook.methods.finance.care import believed, cost_per_wte, premiums, temporary_shares, trusts_of
from planbook.methods.finance.efficiency import identified
from planbook.methods.finance.words import CASES, ITEMS, ORGANISATIONS, PAY, TRUSTS
from planbook.methods.labelled import at, bare, labelled
from planbook.params.programme_words import NHS_STAFF

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
    bare(items, given)
    own = [str(name) for name in of_items.indexes["item"] if name != NOT_TRUSTS]
    paid = (at(items, item=own) * at(of_items, item=own)).sum("item", skipna=False)
    volume = trusts_of(given) - at(items, item="unit_cost_gap")
    return labelled((paid / volume).transpose("draw", "area", "year"), items)


def staffing(inputs: Inputs, pay: xr.DataArray) -> dict[str, xr.Variable]:
    """Give what posts that cannot be filled do to pay by item, dims (draw, area, year): not paid, covered, premium.

    The gap is the system's, by staff group; each area has its part of it by pay.
    """
    cost = cost_per_wte(inputs)
    each = at(cost, staff_group=list(NHS_STAFF))
    own = (each.isel(area=0), each.isel(area=slice(1, None)).mean("area")) if "area" in each.dims else (each, each)
    england, system = (
        (gap * one).sum("staff_group", skipna=False) for gap, one in zip(chain.staff_missing(inputs), own, strict=True)
    )
    missing = chain.shared_by_pay(england, system, pay)
    covered = missing * believed(inputs, "temporary_cover_pct") / PERCENT
    over, (agency, bank) = premiums(inputs), temporary_shares(inputs)
    premium = (agency * over["agency"] + bank * over["bank"]) / (agency + bank)
    return {"pay_employed": -missing, "pay_temporary": covered, "pay_premium": covered * premium}


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
    care, *_ = bare(of_care, sides, changes)
    price = _prices(of_items, care)
    plain = {name: part * price[name] for name, part in _by(items, "item").items()}
    totals = _by(sides, "side", "organisation", "programme")
    spent = {"programmes": totals["own"], "added_care": totals["added"], "released": -totals["cash"]}
    with_them = plain | {name: part * price[name] for name, part in spent.items()}
    changed = dict(with_them)
    for name, part in _by(changes, "item").items():
        changed[name] = with_them.get(name, 0.0) + part * price[name]
    changed["efficiency"] = -(sum(changed.values()) * identified(inputs))
    values = np.zeros((len(CASES), len(ITEMS), *care.shape))
    for case, parts in enumerate((plain, with_them, changed)):
        for name, part in parts.items():
            values[case, list(ITEMS).index(name)] = part.transpose(*care.dims).values
    return _cases(xr.Variable(("case", "item", *care.dims), values), of_care, item=ITEMS)


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
    care, *_ = bare(of_care, sides, changes)
    price, held = _prices(of_items, care), _by(given, "organisation")
    plain = np.zeros((len(ORGANISATIONS), *care.shape))
    for place, who in enumerate(ORGANISATIONS):
        if who in held:
            paid = held[who] * (care if who in TRUSTS else price[NOT_TRUSTS])
            plain[place] = paid.transpose(*care.dims).values
    flows = _by(sides, "side", "programme")
    moved = sum(part * price[name] for name, part in _by(changes, "item").items())
    by_who = xr.Variable(("organisation", *care.dims), plain)
    with_them = by_who + (flows["own"] + flows["added"] - flows["cash"]) * care
    trusts = xr.Variable("organisation", [float(who in TRUSTS) for who in ORGANISATIONS])
    of_trusts = by_who * trusts
    before = with_them + of_trusts / of_trusts.sum("organisation", skipna=False) * moved
    rows = (by_who, with_them, before * (1 - identified(inputs)))
    values = np.stack([row.transpose(*by_who.dims).values for row in rows])
    return _cases(xr.Variable(("case", *by_who.dims), values), of_care, organisation=ORGANISATIONS)


def _prices(of_items: xr.DataArray, of_care: xr.Variable) -> dict[str, xr.Variable]:
    """Give the price of each item: care's own price where it has none."""
    return _by(of_items, "item") | dict.fromkeys(AT_CARES_PRICE, of_care)


def _by(array: xr.DataArray, dim: str, *summed: str) -> dict[str, xr.Variable]:
    """Give the parts of an array along a dim by name, others summed."""
    whole = array.variable.sum(summed, skipna=False) if summed else array.variable
    return {str(name): whole.isel({dim: place}) for place, name in enumerate(array.indexes[dim])}


def _cases(values: xr.Variable, like: xr.DataArray, **labels: Iterable[str]) -> xr.DataArray:
    """Give cases beside each other their labels, dims (draw, area, year, case, ...)."""
    return labelled(values.transpose("draw", "area", "year", "case", *labels), like, case=CASES, **labels)
