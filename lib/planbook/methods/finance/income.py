"""Income: the system's own allocation where it is supplied, else an estimate where that is switched on, else none.

Without either nothing here is set against cost: the step then shows cost pressure, never a gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.local import TEMPLATES
from planbook.data.rows import rows_of
from planbook.errors import Problem, raise_if_any
from planbook.methods.finance.care import joined
from planbook.methods.finance.chain import need_share
from planbook.methods.segments import only_once

TEMPLATE = "finance_local"
PERCENT, BILLION = 100.0, 1e9
ALLOCATIONS = {
    "allocation_core": ("icb_core_services_2024_25", "overall"),
    "allocation_primary_medical": ("icb_primary_medical_2024_25", "primary_medical"),
}
LINES = {
    "allocation_core": "Allocation for core services",
    "allocation_primary_medical": "Allocation for general practice",
    "other_income": "Other income",
    "deficit_support": "Deficit support",
}
OWES = {
    "underlying_position": "Underlying position at the start",
    "deficit_brought_forward": "Deficit brought forward",
    "repayment_a_year": "Repayment of past deficits, a year",
}
FUNDS = {
    "nhs_minimum": ("NHS minimum contribution", "bcf_2025_26_nhs_minimum"),
    "better_care_grant": ("Local authority Better Care Grant", "bcf_2025_26_la_better_care_grant"),
    "disabled_facilities": ("Disabled Facilities Grant", "bcf_2025_26_dfg"),
}
ANCHORS = (
    ("England", "", 1732.0),
    ("Cheshire and Merseyside, the highest", "QYG", 1986.0),
    ("Buckinghamshire, Oxfordshire and Berkshire West, the lowest", "QU9", 1480.0),
)
SUPPLIED, ESTIMATED, NONE = "supplied", "estimated", "none"


@dataclass(frozen=True)
class Income:
    """Income in constant prices, dims (draw, area, year, money), and what it rests on for areas other than England.

    Where `rests_on` is none it is nought throughout, and nothing may be set against it.
    """

    lines: xr.DataArray
    owed: xr.DataArray
    rests_on: str


def own_money(inputs: Inputs) -> xr.DataArray:
    """Give the system's own money by line, shared among its areas by people weighted for need, dims (area, money).

    What its local file says goes before params/. Raises `InputError` where the file gives money to a place.
    """
    given = inputs.value("finance.local_gbp").rename(leaf="money").copy()
    for row in rows_of(supplied(inputs)):
        given.loc[{"money": row.money}] = float(row.gbp)
    share = need_share(inputs)
    leaves = share.drop_sel(area=ENGLAND)
    part = (leaves / leaves.sum()).reindex(area=given["area"], fill_value=0.0)
    return (given * part).transpose("area", "money")


def supplied(inputs: Inputs) -> pd.DataFrame:
    """Give the system's rows of its local file of money; raises `InputError` for rows of its places."""
    rows, code = inputs.local(TEMPLATE), inputs.areas.system.code
    mine = rows[rows["area"].astype(str).str.partition("/")[0] == code] if len(rows) else rows
    where = TEMPLATES[TEMPLATE].file
    raise_if_any(
        Problem(f"'{row.area}' is a place", f"{where}:{row.line}, area", f"{code}: money is the system's")
        for row in rows_of(mine[mine["area"] != code])
    )
    return mine


def income(inputs: Inputs, general: xr.DataArray) -> Income:
    """Give income by line and year in constant prices, and what is owed. `general` is the deflator (draw, year)."""
    own = own_money(inputs)
    supplied = bool((own.sel(money="allocation_core") != 0).any())
    estimated = not supplied and bool((inputs.value("finance.estimate_income") > 0).any())
    at_base = 1 / general.sel(year=inputs.planning.base_year, drop=True)
    base = {name: own.sel(money=name, drop=True) for name in LINES}
    if estimated:
        base |= {name: estimate(inputs, name) for name in ALLOCATIONS}
    growth = allocation_growth(inputs)
    ends = _support_left(inputs)
    parts = {name: amount * at_base * (ends if name == "deficit_support" else growth) for name, amount in base.items()}
    lines = joined(parts, "money").transpose("draw", "area", "year", "money")
    owed = joined({name: own.sel(money=name, drop=True) * at_base for name in OWES}, "money")
    return Income(lines, owed, SUPPLIED if supplied else ESTIMATED if estimated else NONE)


def allocation_growth(inputs: Inputs) -> xr.DataArray:
    """Give what an allocation has grown to beyond general inflation, 1 in the base year, dims (draw, year)."""
    rates = only_once(inputs.draws("finance.allocation_growth_pct_per_year")) / PERCENT
    years = xr.DataArray(list(inputs.planning.years), coords={"year": list(inputs.planning.years)})
    base, last = inputs.planning.base_year, 2028
    first = (years - base).clip(0, last - base)
    later = (years - last).clip(0)
    grown = (1 + rates.sel(leaf=f"to_{last}", drop=True)) ** first * (1 + rates.sel(leaf="later", drop=True)) ** later
    return grown.transpose("draw", "year")


def estimate(inputs: Inputs, name: str) -> xr.DataArray:
    """Give an estimated allocation of the base year: England's total x share of weighted people, dims (area)."""
    figure, component = ALLOCATIONS[name]
    return need_share(inputs, component) * benchmark(inputs, figure)


def benchmark(inputs: Inputs, figure: str) -> float:
    """Give a published national sum of money, pounds."""
    rows = inputs.reference("benchmarks").set_index("figure")
    return float(rows.loc[figure, "value"]) * BILLION  # type: ignore[arg-type]


def anchors(inputs: Inputs) -> pd.DataFrame:
    """Hold the estimate against the published amounts a head of 2024/25: label, value, estimate, error_pct."""
    weights = inputs.reference("need_weights")
    overall = weights[weights["component"] == "overall"]
    pieces = inputs.reference("pieces").set_index("piece")["icb_2022"]
    of_icb = (
        overall.assign(icb=overall["piece"].map(pieces)).groupby("icb")[["registered_people", "weighted_people"]].sum()
    )
    england = of_icb.sum()
    total = benchmark(inputs, ALLOCATIONS["allocation_core"][0])
    rows = []
    for label, icb, published in ANCHORS:
        people = of_icb.loc[icb] if icb else england
        each = total * people["weighted_people"] / england["weighted_people"] / people["registered_people"]
        rows.append((label, published, each, 100 * (each / published - 1)))
    return pd.DataFrame(rows, columns=["label", "value", "modelled", "error_pct"])


def pooled(inputs: Inputs) -> xr.DataArray:
    """Give the Better Care Fund of 2025/26, pounds, dims (area, fund): supplied, or the total shared by need."""
    given = inputs.value("finance.pooled_gbp").rename(leaf="fund")
    share = need_share(inputs)
    leaves = share.drop_sel(area=ENGLAND)
    part = (leaves / leaves.sum()).reindex(area=given["area"], fill_value=0.0)
    national = xr.DataArray([benchmark(inputs, figure) for _, figure in FUNDS.values()], coords={"fund": list(FUNDS)})
    return xr.where(given > 0, given * part, national * share).transpose("area", "fund")


def _support_left(inputs: Inputs) -> xr.DataArray:
    """Give the part of deficit support that is left in each year: all in the base year, none after its last year."""
    years = xr.DataArray([float(y) for y in inputs.planning.years], coords={"year": list(inputs.planning.years)})
    last = inputs.value("finance.deficit_support_last_year").isel(area=-1, drop=True)
    span = (last + 1 - inputs.planning.base_year).clip(1)
    return ((last + 1 - years) / span).clip(0.0, 1.0)
