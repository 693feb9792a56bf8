"""Can we afford it?

What care costs by who gives it and what it is spent on, if nothing changes, with the programmes, and as far as they can
be staffed and paid for. Without an allocation this is cost pressure, never a gap. What avoided care releases is a part,
later; who pays and who gains are kept apart, and every view adds up to the same pound in every draw.
"""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods import labelled as arrays
from planbook.methods import shocks
from planbook.methods.finance import care, cases, chain, efficiency, income, numbers, prices, programmes, stress
from planbook.methods.finance.bridge import STEPS, bridge
from planbook.methods.finance.care import joined
from planbook.methods.finance.key_draws import key_draws
from planbook.methods.finance.position import position
from planbook.methods.finance.told import COSTS, SUMMARY, basis_of, labelled, rows, shown_years, since_base
from planbook.methods.finance.words import CASES, ITEMS, ORGANISATIONS
from planbook.methods.summary import summarise
from planbook.methods.sums import with_sums
from planbook.methods.swings import Movable, swings

LAST_CASE = "constrained"
ALL = "all"
RELEASED = {
    "full": "Average cost of care avoided",
    "cash": "Released as cash",
    "capacity": "Released as capacity",
    "stays": "Stays",
}
SAVINGS = {
    "asked": "Efficiency asked",
    "lasting": "Found, and lasts",
    "once": "Found, for its year only",
    "unidentified": "Not identified",
}
CAPITAL = {"capital": "Capital spent", "charges": "Its revenue cost (depreciation and charge)"}
NOT_HELD = {
    "allocation": ("The system's allocation and other income", "Not published by area in the files held"),
    "underlying_position": (
        "Opening underlying position, deficits, deficit support, repayment",
        "Of each organisation; not in the files held",
    ),
    "efficiency_schemes": ("Efficiency schemes, recurrent and not", "Nobody publishes them; none are invented"),
    "capital_envelope": (
        "Capital envelope, and capital other than the programmes'",
        "Not published by area in the files held",
    ),
    "trust_accounts": (
        "Trusts' income and expenditure",
        "Not in the files held: pay and non-pay follow from staff and national costs",
    ),
    "social_care_budget": (
        "Councils' budgets for adult social care",
        "Not in the files held: only what programmes move is costed",
    ),
}


def finance_line_costs(inputs: Inputs) -> xr.DataArray:
    """Give what a unit of each line adds to the cost of care, pounds of 2024/25, dims (draw, line)."""
    return care.line_costs(inputs)


def finance_point_costs(inputs: Inputs) -> xr.DataArray:
    """Give the average cost of a unit at each point of delivery, pounds of 2024/25, dims (draw, point)."""
    return care.point_costs(inputs, inputs.array("finance_line_costs"))


def finance_staff(inputs: Inputs) -> xr.DataArray:
    """Give NHS staff that care takes if nothing changes, whole-time, dims (draw, area, year, staff_group)."""
    return chain.required(inputs)


def finance_pay(inputs: Inputs) -> xr.DataArray:
    """Give pay of employed NHS staff if nothing changes, pounds at base-year pay, dims (draw, area, year)."""
    return care.pay_of(inputs, inputs.array("finance_staff"))


def finance_need_share(inputs: Inputs) -> xr.DataArray:
    """Give each area's part of England's people weighted for need, dims (component, area); England's is 1."""
    return chain.need_shares(inputs)


def finance_without_line(inputs: Inputs) -> xr.DataArray:
    """Give the base year's cost of care that has no line here, pounds, dims (area, kind): drugs and devices, other."""
    return care.without_line(inputs)


def finance_care(inputs: Inputs) -> xr.DataArray:
    """Give the cost of care if nothing changes, pounds of 2024/25, dims (draw, area, year, organisation)."""
    return care.care(inputs, chain.felt(inputs), inputs.array("finance_line_costs"))


def finance_items(inputs: Inputs) -> xr.DataArray:
    """Give the same cost by what it is spent on, pounds of 2024/25, dims (draw, area, year, item)."""
    return care.items(inputs, inputs.array("finance_care"), inputs.array("finance_pay"))


def finance_deflator(inputs: Inputs) -> xr.DataArray:
    """Give general prices, 1 in the price base year, dims (draw, year): constant prices times this are cash."""
    return prices.deflator(inputs)


def finance_prices(inputs: Inputs) -> xr.DataArray:
    """Give each item's price against the base year's in constant terms, dims (draw, year, item)."""
    return cases.item_prices(inputs, inputs.array("finance_deflator"))


def finance_care_price(inputs: Inputs) -> xr.DataArray:
    """Give the mean price of trusts' care in constant terms, dims (draw, area, year)."""
    of_items = inputs.array("finance_prices")
    return cases.care_price(inputs.array("finance_items"), of_items, inputs.array("finance_care"))


def finance_moved(inputs: Inputs) -> xr.DataArray:
    """Give units each programme avoids (below 0) or makes reappear, dims (draw, area, year, programme, point).

    Without what it delivers itself; bed days only beyond the stays of the admissions avoided with them.
    """
    return programmes.beyond_stays(chain.moved(inputs), chain.unchanged(inputs))


def finance_flows(inputs: Inputs) -> xr.DataArray:
    """Give programmes' money, dims (draw, area, year, programme, organisation, side), pounds of 2024/25."""
    return programmes.flows(inputs, inputs.array("finance_moved"), inputs.array("finance_point_costs"))


def finance_changes(inputs: Inputs) -> xr.DataArray:
    """Give what empty posts, their cover and workforce levers change, 2024/25, dims (draw, area, year, item)."""
    pay = inputs.array("finance_pay")
    parts = cases.staffing(inputs, pay) | {"levers": chain.lever_cost(inputs, pay)}
    found = arrays.stacked(list(parts.values()), "item").transpose("draw", "area", "year", "item")
    return arrays.labelled(found, pay, item=parts)


def finance_cost(inputs: Inputs) -> xr.DataArray:
    """Give cost in constant prices by case and item, dims (draw, area, year, case, item)."""
    given = (inputs.array(f"finance_{name}") for name in ("items", "flows", "changes", "prices", "care_price"))
    return cases.by_item(inputs, *given)


def finance_organisations(inputs: Inputs) -> xr.DataArray:
    """Give the same cost by who spends it, dims (draw, area, year, case, organisation)."""
    given = (inputs.array(f"finance_{name}") for name in ("care", "flows", "changes", "prices", "care_price"))
    return cases.by_organisation(inputs, *given)


def finance_bridged(inputs: Inputs) -> xr.DataArray:
    """Give each step of the bridge to the last plan year in constant prices, dims (draw, area, step)."""
    given, each = inputs.array("finance_care"), inputs.array("finance_line_costs")
    sicker = shocks.moved(inputs, "acuity")
    return bridge(
        inputs.array("finance_cost"),
        inputs.array("finance_items"),
        given,
        care.care(inputs, chain.unchanged(inputs), each) if sicker else given,
        inputs.array("demand_credits"),
        each,
        _plan_end(inputs),
    )


def finance_lines(inputs: Inputs) -> pd.DataFrame:
    """Give cost by case and what it is spent on: one row per area x year x case x item, constant prices and cash."""
    frame = labelled(rows(inputs, inputs.array("finance_cost").sel(year=shown_years(inputs))), "item", ITEMS)
    return frame[["area", "year", "case", "item", "label", *SUMMARY, "cash", "basis", "source"]]


def finance_cases(inputs: Inputs) -> pd.DataFrame:
    """Give cost by case and year, and what it is more than the base year's: one row per area x year x case.

    `more` is the cost pressure, `low` to `high` its interval: not a gap, for no allocation is set against it here.
    """
    whole = inputs.array("finance_cost").sum("item")
    frame = labelled(rows(inputs, whole), "case", CASES)
    more = inputs.areas.with_total(whole - whole.sel(case="unchanged", drop=True).isel(year=0, drop=True))
    pressure = summarise(more.transpose("draw", "area", "year", "case"))
    frame = frame.assign(more=pressure["mean"], low=pressure["p10"], high=pressure["p90"])
    return frame[["area", "year", "case", "label", *SUMMARY, "cash", "more", "low", "high", "basis", "source"]]


def finance_payers(inputs: Inputs) -> pd.DataFrame:
    """Give the same cost by who spends it: one row per area x year x case x organisation, constant prices and cash."""
    years = shown_years(inputs)
    frame = labelled(rows(inputs, inputs.array("finance_organisations").sel(year=years)), "organisation", ORGANISATIONS)
    frame["more"] = since_base(inputs, frame, ["case", "organisation"])
    return frame[["area", "year", "case", "organisation", "label", *SUMMARY, "cash", "more", "basis", "source"]]


def finance_bridge(inputs: Inputs) -> pd.DataFrame:
    """Give what takes cost from the base year to the last plan year: one row per area x key; steps sum to the end."""
    frame = rows(inputs, inputs.array("finance_bridged"), cash=False).rename(columns={"step": "key"})
    steps = [step for step in STEPS if (frame["key"] == step).any()]
    frame = labelled(frame, "key", STEPS).assign(year=_plan_end(inputs), order=frame["key"].map(steps.index) + 1)
    return frame[["area", "key", "order", "year", "label", *SUMMARY, "basis", "source"]]


def finance_programmes(inputs: Inputs) -> pd.DataFrame:
    """Give who pays and who gains, and when: one row per area x year x programme x organisation, and all of each.

    Constant prices. `pays` is its own cost and care that reappears; `net` is that less the cash released, with its
    interval. Capacity released is room for other care, not cash.
    """
    years = [year for year in shown_years(inputs) if year >= inputs.planning.plan_start]
    flows, price = (arrays.at(inputs.array(f"finance_{name}"), year=years) for name in ("flows", "care_price"))
    paid = dict(zip(("own_cost", "reappears", "cash_released", "capacity_released", "stays"), range(5), strict=True))
    part = {column: flows.isel(side=side) * price for column, side in paid.items()}
    net = part["own_cost"] + part["reappears"] - part["cash_released"]
    frame = summarise(_with_all(inputs, net, years))
    frame = frame.rename(columns={"mean": "net", "p10": "low", "p90": "high"}).drop(columns="p50")
    for column, each in part.items():
        frame[column] = _with_all(inputs, each.mean("draw"), years).values.reshape(-1)
    label = frame["organisation"].map(ORGANISATIONS | {ALL: "All together"})
    about = frame["area"].map({area.code: basis_of(inputs, area.code) for area in inputs.areas.every})
    frame = frame.assign(label=label, title=_titles(inputs, frame["programme"]), basis=about, source=COSTS)
    flowing = frame[list(part)].abs().sum(axis=1) > 0
    kept = frame[flowing | (frame["organisation"] == ALL)]
    columns = ["area", "year", "programme", "organisation", "title", "label", *part, "net", "low", "high"]
    return kept[[*columns, "basis", "source"]]


def finance_release(inputs: Inputs) -> pd.DataFrame:
    """Give what care that is avoided releases: one row per area x year x kind; cash, capacity and stays sum to full."""
    years = [year for year in shown_years(inputs) if year >= inputs.planning.plan_start]
    flows, price = inputs.array("finance_flows"), inputs.array("finance_care_price")
    sides = flows.variable.sum(["programme", "organisation"], skipna=False)
    split = arrays.labelled(sides * price.variable, flows).sel(year=years, side=["cash", "capacity", "stays"])
    both = with_sums(split, "side", {"full": list(split.indexes["side"])}, first=True).rename(side="kind")
    return labelled(rows(inputs, both), "kind", RELEASED)[
        ["area", "year", "kind", "label", *SUMMARY, "cash", "basis", "source"]
    ]


def finance_income(inputs: Inputs) -> pd.DataFrame:
    """Give income where it is supplied or its estimate is on: one row per area x year x money, else none."""
    held = income.income(inputs, inputs.array("finance_deflator"))
    if held.rests_on == income.NONE:
        return pd.DataFrame(columns=["area", "year", "money", "label", *SUMMARY, "cash", "basis", "source"])
    frame = labelled(rows(inputs, held.lines.sel(year=shown_years(inputs))), "money", income.LINES)
    frame = frame[(frame["area"] != ENGLAND) | (held.rests_on == income.ESTIMATED)]
    return _as_supplied(inputs, frame, held.rests_on)[
        ["area", "year", "money", "label", *SUMMARY, "cash", "basis", "source"]
    ]


def finance_position(inputs: Inputs) -> pd.DataFrame:
    """Give income less spending by case and year, below nought is short: one row per area x year x case, else none."""
    held = income.income(inputs, inputs.array("finance_deflator"))
    columns = ["area", "year", "case", "label", *SUMMARY, "cash", "basis", "source"]
    if held.rests_on == income.NONE:
        return pd.DataFrame(columns=columns)
    gap = position(held, inputs.array("finance_cost").sum("item"), inputs.planning.plan_start)
    frame = labelled(rows(inputs, gap), "case", CASES)
    frame = frame[(frame["area"] != ENGLAND) | (held.rests_on == income.ESTIMATED)]
    return _as_supplied(inputs, frame, held.rests_on)[columns]


def finance_anchors(inputs: Inputs) -> pd.DataFrame:
    """Hold the estimate of an allocation against published amounts a head: one row per area (England) x order."""
    frame = income.anchors(inputs).assign(area=ENGLAND, basis="modelled", source="national_benchmark_figures")
    frame["order"] = range(1, len(frame) + 1)
    return frame[["area", "order", "label", "value", "modelled", "error_pct", "basis", "source"]]


def finance_pooled(inputs: Inputs) -> pd.DataFrame:
    """Give the Better Care Fund of 2025/26 by fund: one row per area x fund, shared by need where not supplied."""
    amounts = inputs.areas.with_total(income.pooled(inputs)).transpose("area", "fund")
    frame = amounts.to_series().rename("value").reset_index()
    frame["label"] = frame["fund"].map({fund: words for fund, (words, _) in income.FUNDS.items()})
    own = bool((inputs.value("finance.pooled_gbp") > 0).any())
    about = "local" if own else "apportioned"
    frame["basis"] = [_weaker(inputs, area, "observed" if area == ENGLAND else about) for area in frame["area"]]
    return frame.assign(source="national_benchmark_figures")[["area", "fund", "label", "value", "basis", "source"]]


def finance_efficiency(inputs: Inputs) -> pd.DataFrame:
    """Give efficiency asked, found and not identified: one row per area x year x kind; the last is its own line."""
    cost = inputs.array("finance_cost").sel(case=LAST_CASE, drop=True).drop_sel(item="efficiency").sum("item")
    of_cost = (efficiency.asked, efficiency.identified_lasting, efficiency.identified_once)
    asked, lasting, once = (part(inputs) * cost.variable for part in of_cost)
    parts = arrays.stacked([asked, lasting, once, (asked - lasting - once).clip(0.0)], "kind")
    found = arrays.labelled(parts.transpose("draw", "area", "year", "kind"), cost, kind=SAVINGS)
    frame = labelled(rows(inputs, found.sel(year=_plan_years(inputs))), "kind", SAVINGS)
    return frame[["area", "year", "kind", "label", *SUMMARY, "cash", "basis", "source"]]


def finance_stress(inputs: Inputs) -> pd.DataFrame:
    """Give cost pressure at each assumption's low and high end: one row per area x order, last plan year."""
    cost = inputs.array("finance_cost").sum("item")
    then = cost.sel(case=LAST_CASE, year=_plan_end(inputs), drop=True)
    pressure = then - cost.sel(case="unchanged", drop=True).isel(year=0, drop=True)
    frame = stress.swings(inputs, inputs.areas.with_total(pressure), stress.keys(inputs))
    about = {area.code: basis_of(inputs, area.code) for area in inputs.areas.every}
    frame = frame.assign(basis=frame["area"].map(about), source=COSTS, year=_plan_end(inputs))
    return in_area_order(frame, inputs.areas, ["order"])[
        ["area", "order", "key", "year", "low", "value", "high", "basis", "source"]
    ]


def finance_capital(inputs: Inputs) -> pd.DataFrame:
    """Give programmes' capital and what it costs in revenue: one row per area x year x kind, constant prices."""
    spent = inputs.array("pathways_cost").sel(cost="capital", drop=True).sum("programme")
    charged = arrays.labelled(programmes.own_costs(inputs)[1].sum("programme"), spent)
    years = [year for year in shown_years(inputs) if year >= inputs.planning.plan_start]
    price = inputs.array("finance_care_price")
    parts = {name: (part * price).sel(year=years) for name, part in (("capital", spent), ("charges", charged))}
    frame = labelled(rows(inputs, joined(parts, "kind")), "kind", CAPITAL)
    return frame[["area", "year", "kind", "label", *SUMMARY, "cash", "basis", "source"]]


def finance_not_held(inputs: Inputs) -> pd.DataFrame:
    """Name what nobody publishes for areas and the system has not supplied: one row per area x subject."""
    supplied = bool((income.own_money(inputs).sel(money="allocation_core") != 0).any())
    schemes = float(inputs.value("finance.efficiency_identified_pct").max()) > 0
    left = [subject for subject in NOT_HELD if not _held(subject, supplied, schemes)]
    found = [(area.code, subject, *NOT_HELD[subject]) for area in inputs.areas.every for subject in left]
    frame = pd.DataFrame(found, columns=["area", "subject", "label", "why"])
    return frame.assign(template="finance_local")[["area", "subject", "label", "template", "why"]]


def finance_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    columns = [
        "area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed", "basis",
        "source", "period_to",
    ]  # fmt: skip
    return in_area_order(numbers.key_numbers(inputs, _plan_end(inputs)), inputs.areas)[columns]


def finance_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, _plan_end(inputs))


def finance_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "finance_numbers", inputs.table("finance_explained"))


def _held(subject: str, supplied: bool, schemes: bool) -> bool:
    return (supplied and subject in ("allocation", "underlying_position")) or (
        schemes and subject == "efficiency_schemes"
    )


def _as_supplied(inputs: Inputs, frame: pd.DataFrame, rests_on: str) -> pd.DataFrame:
    """Give rows the basis and source of the income they rest on."""
    basis, source = (
        ("local", "local_return") if rests_on == income.SUPPLIED else ("modelled", "national_benchmark_figures")
    )
    return frame.assign(basis=[_weaker(inputs, area, basis) for area in frame["area"]], source=source)


def _weaker(inputs: Inputs, area: str, basis: str) -> str:
    return "illustrative" if inputs.areas.fictional and area != ENGLAND else basis


def _with_all(inputs: Inputs, flowing: xr.Variable, years: list[int]) -> xr.DataArray:
    """Add all programmes together, all organisations together, and the system, dims ([draw,] area, year, ..)."""
    found = arrays.labelled(flowing, inputs.array("finance_flows"), year=years)
    for dim in ("programme", "organisation"):
        found = with_sums(found, dim, {ALL: list(found.indexes[dim])})
    return inputs.areas.with_total(found)


def _titles(inputs: Inputs, names: pd.Series) -> pd.Series:
    titles = {name: programme.title for name, programme in inputs.programmes().items()}
    return names.map(titles | {ALL: "All programmes"})


def _plan_years(inputs: Inputs) -> list[int]:
    return list(inputs.planning.plan_year_list)


def _plan_end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]
