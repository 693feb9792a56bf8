"""The key numbers of money, each with its formula and all that goes into it."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import SHOCKS
from planbook.methods.explain import Input, unfolded
from planbook.methods.finance.bridge import END, START, STEPS
from planbook.methods.finance.told import COSTS, basis_of
from planbook.methods.labelled import at, labelled
from planbook.methods.shocks import keys_of
from planbook.methods.summary import summarise

MONTH = "2025-03"
PRICES = (
    "finance.pay_award_pct_per_year",
    "finance.pay_drift_pct_per_year",
    "finance.price_above_general_pct_per_year",
)
BEHIND: dict[str, tuple[str, ...]] = {
    "population": ("demand.population_error_pct_per_year",),
    "health": ("demand.healthy_gain_pct",),
    "other": ("demand.other_growth_pct_per_year", "demand.other_growth_unmeasured_pct_per_year"),
    "backlog": ("demand.backlog_cleared_pct",),
    "staff": ("finance.cost_per_wte_gbp",),
    "prices": (*PRICES, "finance.deflator_later_pct_per_year"),
    "programmes": ("finance.asset_life_years", "finance.capital_charge_pct"),
    "added": ("finance.added_care_pct", "finance.unit_cost_gbp"),
    "released": ("finance.variable_pct", "finance.stepped_pct", "finance.release_lag_months", "finance.taken_out_pct"),
    "posts": ("finance.temporary_cover_pct", "finance.premium_pct"),
    "efficiency": ("finance.efficiency_identified_pct", "finance.efficiency_once_pct"),
}
FELT_IN = {SHOCKS: ("activity", "acuity"), "prices": ("prices", "pay"), "posts": ("absence", "leavers")}
"""What shocks move, by the step in which their money shows."""
SYMBOLS = dict(zip([key for key in STEPS if key not in (START, END)], "PAHGLZSRCDEXYF", strict=True))
OF_PROGRAMMES = ("programmes", "added", "released")
UNCHANGED = ("population", "ageing", "health", "other", "backlog", SHOCKS, "staff", "prices")


def key_numbers(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the rows of every explained number for each area: pressure, programmes, what is released.

    Each is a sum of steps of the bridge, or a part of what avoided care cost.
    """
    said = f"{year}/{(year + 1) % 100:02d}"
    asked = {
        "pressure_unchanged": (f"Cost pressure in {said} if nothing changes", UNCHANGED),
        "programmes_net": (f"What the programmes would add to cost in {said}, cash released taken off", OF_PROGRAMMES),
        "pressure": (f"Cost pressure in {said} with the programmes, as they can be staffed", tuple(SYMBOLS)),
    }
    bridged = inputs.areas.with_total(inputs.array("finance_bridged"))
    rows = [_sum_of_steps(inputs, bridged, key, label, steps) for key, (label, steps) in asked.items()]
    return pd.concat([*(one for each in rows for one in each), *_released(inputs, year, said)], ignore_index=True)


def _sum_of_steps(
    inputs: Inputs, bridged: xr.DataArray, key: str, label: str, asked: tuple[str, ...]
) -> list[pd.DataFrame]:
    """Explain a sum of steps in every area."""
    steps = [step for step in asked if step in bridged["step"].values]
    behind = {step: (*BEHIND.get(step, ()), *keys_of(inputs, *FELT_IN.get(step, ()))) for step in steps}
    means = bridged.mean("draw").to_series()
    low, high = _ends(bridged.sel(step=steps).sum("step"))
    found = []
    for area in map(str, bridged["area"].values):
        basis = basis_of(inputs, area)
        parts = [
            Input(SYMBOLS[step], STEPS[step], float(means[area, step]), "gbp", basis, COSTS, MONTH, behind[step])
            for step in steps
        ]
        formula = " + ".join(SYMBOLS[step] for step in steps)
        found.append(unfolded(area, key, label, "gbp", formula, parts, (low[area], high[area])))
    return found


def _released(inputs: Inputs, year: int, said: str) -> list[pd.DataFrame]:
    """Explain how much of every £100 of avoided cost is cash; an area where nothing is avoided has no such number."""
    totals = released_in(inputs, year)
    full = totals.sum("side")
    low, high = _ends(100 * totals.sel(side="cash", drop=True) / full.where(full > 0, 1.0))
    means, found = totals.mean("draw").to_series(), []
    words = {"cash": "Released as cash", "capacity": "Released as capacity", "stays": "Stays"}
    for area in map(str, totals["area"].values):
        if float(means[area].sum()) <= 0:
            continue
        basis = basis_of(inputs, area)
        parts = [
            Input(symbol, words[side], float(means[area, side]), "gbp", basis, COSTS, MONTH, BEHIND["released"])
            for side, symbol in zip(words, "CKS", strict=True)
        ]
        label = f"Of the average cost avoided in {said}, released as cash"
        found.append(
            unfolded(area, "released", label, "percent", "100 * C / (C + K + S)", parts, (low[area], high[area]))
        )
    return found


def released_in(inputs: Inputs, year: int) -> xr.DataArray:
    """Give what becomes of avoided cost, pounds, dims (draw, area, side): cash, capacity, and what stays."""
    sides, flows = ["cash", "capacity", "stays"], inputs.array("finance_flows")
    totals = at(flows, year=year, side=sides).sum(["programme", "organisation"], skipna=False)
    return inputs.areas.with_total(labelled(totals, flows, side=sides))


def _ends(array: xr.DataArray) -> tuple[dict[str, float], dict[str, float]]:
    """Give the tenth and ninetieth percentile by area."""
    rows = summarise(array)
    low, high = (dict(zip(rows["area"], rows[end].tolist(), strict=True)) for end in ("p10", "p90"))
    return low, high
