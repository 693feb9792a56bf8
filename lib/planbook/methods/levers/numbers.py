"""The key numbers of levers, each with its formula and all that goes into it."""

from __future__ import annotations

from string import ascii_uppercase

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.explain import Input, unfolded
from planbook.methods.levers.unfunded import Left
from planbook.params.lever_numbers import keys_of

COST = ".cost_"
SOURCE, MONTH = "nhs_workforce_statistics", "2025-05"
CHOICES = ("levers.sure_pct", "levers.closed_pct", "levers.within_budget", "levers.placements_pct")
COLUMNS = [
    *("area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"),
    *("basis", "source", "period_to"),
]


def key_numbers(inputs: Inputs, left: Left, over_plan: xr.DataArray, year: int, basis: str) -> pd.DataFrame:
    """Give each key number with its inputs: rows as `explain.unfolded` makes them.

    `left` is what is left at the plan's end; `over_plan` pounds by lever over the plan (draw, lever).
    """
    area, said = inputs.areas.system.code, f"{year}/{(year + 1) % 100:02d}"
    levers, used = inputs.levers(), used_in(over_plan)
    every = [key for name in used for key in keys_of(levers[name])]
    does = tuple(key for key in every if COST not in key)
    costs = tuple(key for key in every if COST in key)
    parts, about = left.parts, (basis, SOURCE, MONTH)

    def one(symbol: str, label: str, key: str, unit: str, *assumed: str) -> Input:
        return Input(symbol, label, float(parts[key].mean()), unit, *about, tuple(assumed))

    gained = float((parts["short_before"] - parts["short_after"]).mean())
    lost = Input("L", "Posts the levers would fill", gained, "wte", *about, (*CHOICES, *does) if used else ())
    beyond = one("X", "Levers beyond the money", "beyond", "gbp", "levers.budget_gbp_per_staff", *costs)
    cover = one("C", "Covering the posts left short", "cover_cost", "gbp", "levers.cover_gbp")
    found = [
        unfolded(
            area, "short_after", f"Posts short in {said}, with these levers", "wte", "B - L",
            [one("B", "Posts short without levers", "short_before", "wte"), lost], _ends(parts["short_after"]),
        ),
        unfolded(
            area, "unfunded", f"Unfunded remainder in {said}", "gbp", "X + C", [beyond, cover],
            _ends(parts["unfunded"]),
        ),
    ]  # fmt: skip
    if used:
        found.append(_cost(area, over_plan.sel(lever=used), inputs, about))
    return pd.concat(found, ignore_index=True)[COLUMNS]


def used_in(over_plan: xr.DataArray) -> list[str]:
    """Give the levers that cost or save something over the plan: those that are used."""
    return [str(name) for name in over_plan["lever"].values if bool((over_plan.sel(lever=name) != 0).any())]


def _cost(area: str, over_plan: xr.DataArray, inputs: Inputs, about: tuple[str, str, str]) -> pd.DataFrame:
    levers = inputs.levers()
    rows = [
        Input(
            ascii_uppercase[at], levers[name].title, float(over_plan.sel(lever=name).mean()), "gbp", *about,
            tuple(key for key in keys_of(levers[name]) if COST in key or key.endswith(("size", "reach_pct"))),
        )
        for at, name in enumerate(str(each) for each in over_plan["lever"].values)
    ]  # fmt: skip
    label, formula = "What the levers would cost over the plan", " + ".join(row.symbol for row in rows)
    return unfolded(area, "levers_cost", label, "gbp", formula, rows, _ends(over_plan.sum("lever")))


def _ends(drawn: xr.DataArray) -> tuple[float, float]:
    low, high = drawn.quantile([0.1, 0.9], "draw").values
    return float(low), float(high)
