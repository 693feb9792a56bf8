"""What care costs if nothing changes: by who gives it and by what it is spent on, at the base year's unit costs.

Every line costs its volume times its unit cost; care of the national collection that has no line here (high-cost drugs
and devices, dialysis, rehabilitation, pathology and others) is shared by need and follows all other care. Pay is staff
times their cost; what the total leaves is non-pay, in England's proportion. Where an area's staff in post are more or
fewer than national unit costs pay for, the difference stands as a line of its own, so that the parts sum to the total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.demand.case import unit_costs
from planbook.methods.demand.lines import KEYS
from planbook.methods.finance import chain
from planbook.methods.finance.words import NON_PAY, POINT_OF, TRUSTS
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.segments import only_once
from planbook.params.programme_words import POINTS

PERCENT = 100.0
DIMS = ("draw", "area", "year", "case", "programme", "organisation")
WITHOUT_LINE = (
    *("cancer_mdt", "direct_access_pathology", "regular_attender", "rehabilitation_bed_day", "renal_dialysis"),
    *("screening", "wheelchair"),
)
DRUGS = ("high_cost_drug", "high_cost_device")


def point_costs(inputs: Inputs, lines: xr.DataArray) -> xr.DataArray:
    """Give the average cost of a unit at each point of delivery, pounds of 2024/25, dims (draw, point).

    The national collection's where it costs the line (`lines`, dims (draw, line)), else as assumed.
    """
    each = lines.rename(line="point").reindex(point=list(POINTS), fill_value=0.0)
    own = (
        only_once(inputs.draws("finance.unit_cost_gbp"))
        .rename(leaf="point")
        .reindex(point=list(POINTS), fill_value=0.0)
    )
    return xr.where(each > 0, each, own).transpose("draw", "point")


def line_costs(inputs: Inputs) -> xr.DataArray:
    """Give what a unit of each line adds to the cost of care, dims (draw, line): nought where another line holds it."""
    return unit_costs(inputs, inputs.array("demand_base"))


def without_line(inputs: Inputs) -> xr.DataArray:
    """Give the base year's cost of care that has no line here, shared by need, pounds, dims (area, kind).

    Kinds: `drugs` and devices, and all `other`.
    """
    costs = inputs.reference("unit_costs")
    whole = costs[costs["item"] == "all"].set_index("point_of_delivery")["total_cost_gbp"]
    critical = costs[costs["point_of_delivery"] == "critical_care_bed_day"].set_index("item")["total_cost_gbp"]
    other = whole[list(WITHOUT_LINE)].sum() + critical["all"] - critical["adult"]
    england = xr.DataArray([float(whole[list(DRUGS)].sum()), float(other)], coords={"kind": ["drugs", "other"]})
    return chain.need_share(inputs) * england


def trusts_of(given: xr.DataArray) -> xr.Variable:
    """Give trusts' part of a cost by organisation, added up."""
    return at(given, organisation=list(TRUSTS)).sum("organisation", skipna=False)


def by_organisation(lines: xr.Variable, names: Sequence[str]) -> dict[str, xr.Variable]:
    """Add up pounds of lines (draw, area, year, line) by who gives the care; `names` are those of the lines."""
    groups: dict[str, list[int]] = {}
    for key in KEYS:
        groups.setdefault(POINT_OF[key], []).append(names.index(key))
    return {who: lines.isel(line=mine).sum("line", skipna=False) for who, mine in groups.items()}


def care(inputs: Inputs, volumes: xr.DataArray, each: xr.DataArray) -> xr.DataArray:
    """Give the cost of volumes by organisation, dims (draw, area, year, organisation), care without a line in acute.

    `each` is the cost of a unit (draw, line).
    """
    given = volumes, each, inputs.array("finance_without_line")
    units, cost, unlined = bare(*given)
    parts = by_organisation(units * cost, list(volumes.indexes["line"]))
    trusts = sum((parts[who] for who in TRUSTS[1:]), parts[TRUSTS[0]])
    parts["acute"] = parts["acute"] + unlined.sum("kind", skipna=False) * grown(trusts)
    found = stacked(list(parts.values()), "organisation").transpose("draw", "area", "year", "organisation")
    return labelled(found, *given, organisation=parts)


def grown(amount: xr.Variable) -> xr.Variable:
    """Give how many times its base year an amount is."""
    return amount / amount.isel(year=0)


def pay_of(inputs: Inputs, staff: xr.DataArray) -> xr.DataArray:
    """Give pay of NHS staff, dims (draw, area, year): `staff` (draw, area, year, staff_group) x cost of one."""
    return xr.dot(staff, cost_per_wte(inputs), dim="staff_group").transpose("draw", "area", "year")


def cost_per_wte(inputs: Inputs) -> xr.DataArray:
    """Give what one whole-time member of staff costs a year, pounds, dims (draw[, area], staff_group)."""
    return only_once(inputs.draws("finance.cost_per_wte_gbp")).rename(leaf="staff_group")


def items(inputs: Inputs, given: xr.DataArray, pay: xr.DataArray) -> xr.DataArray:
    """Give the same cost by item, dims (draw, area, year, item), at base-year prices; in the base year they sum to it.

    `given` is the cost by organisation, `pay` that of employed staff.
    """
    unlined = inputs.array("finance_without_line")
    everything, employed, _ = bare(given, pay, unlined)
    whole = trusts_of(given)
    temporary, premium = temporary_pay(inputs, employed)
    parts = {"pay_employed": employed, "pay_temporary": temporary - premium, "pay_premium": premium}
    drugs = at(unlined, kind="drugs") * grown(whole)
    parts |= _non_pay(inputs, whole, employed + temporary, drugs)
    first = sum((part.isel(year=0) for part in parts.values()), start=xr.zeros_like(whole.isel(year=0)))
    parts["unit_cost_gap"] = (whole.isel(year=0) - first) * grown(whole)
    parts["contracts"] = everything.sum("organisation", skipna=False) - whole
    found = stacked(list(parts.values()), "item").transpose("draw", "area", "year", "item")
    return labelled(found, pay, item=parts)


def temporary_pay(inputs: Inputs, pay: xr.Variable) -> tuple[xr.Variable, xr.Variable]:
    """Give bank and agency pay, and the premium in it, dims as `pay`: their share of the whole bill."""
    agency, bank = temporary_shares(inputs)
    bill, over = pay / (1 - agency - bank), premiums(inputs)
    premium = agency * over["agency"] / (1 + over["agency"]) + bank * over["bank"] / (1 + over["bank"])
    return bill - pay, bill * premium


def temporary_shares(inputs: Inputs) -> tuple[xr.Variable, xr.Variable]:
    """Give agency's and bank's share of the whole pay bill, dims (draw[, area])."""
    agency, bank = (believed(inputs, f"{who}_share_pct") / PERCENT for who in ("agency", "bank"))
    return agency, bank


def premiums(inputs: Inputs) -> dict[str, xr.Variable]:
    """Give what agency and bank cost beyond employed staff, as shares, dims (draw[, area])."""
    drawn = only_once(inputs.draws("finance.premium_pct"))
    return {str(kind): at(drawn, leaf=kind) / PERCENT for kind in drawn.indexes["leaf"]}


def believed(inputs: Inputs, key: str) -> xr.Variable:
    """Give an assumption of money by draw, without `area` where all areas believe the same."""
    return only_once(inputs.draws(f"finance.{key}")).variable


def _non_pay(inputs: Inputs, whole: xr.Variable, pay: xr.Variable, drugs: xr.Variable) -> dict[str, xr.Variable]:
    """Give non-pay by kind: drugs and devices that are published, and what England's total leaves by its shares."""
    all_of_it, paid, published = (part.isel(area=0, year=0) for part in (whole, pay, drugs))  # England comes first
    rest = whole * ((all_of_it - paid - published) / all_of_it)
    weights = only_once(inputs.draws("finance.non_pay_share_pct"))
    total = weights.variable.sum("leaf", skipna=False)
    kinds = {item: rest * (at(weights, leaf=item) / total) for item in NON_PAY}
    return kinds | {"drugs_devices": kinds["drugs_devices"] + drugs}


def joined(parts: Mapping[str, xr.DataArray], dim: str) -> xr.DataArray:
    """Join parts along a new last dim, spread over all dims of any of them; all must run over the same labels."""
    dims = [each for each in DIMS if each != dim and any(each in part.dims for part in parts.values())]
    holding = {each: next(part for part in parts.values() if each in part.dims) for each in dims}
    shape = [holding[each].sizes[each] for each in dims]
    values = np.empty((len(parts), *shape))
    for place, part in enumerate(parts.values()):
        own = part.transpose(*(each for each in dims if each in part.dims)).values
        values[place] = own.reshape([part.sizes.get(each, 1) for each in dims])
    coords = {each: part[each].values for each, part in holding.items() if each in part.coords}
    return xr.DataArray(np.moveaxis(values, 0, -1), coords={**coords, dim: list(parts)}, dims=(*dims, dim))
