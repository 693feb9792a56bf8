"""Which scenario is worst: that in which most breaks, then that which goes furthest beyond what can be borne."""

from __future__ import annotations

import pandas as pd

from planbook.methods.scenarios.measures import BY_MONTH, OWN


def worst_first(breaks: pd.DataFrame) -> pd.DataFrame:
    """Give one row per area x scenario but the run's own, worst first: area, scenario, broken, excess_pct, place.

    `breaks` has one row per area x scenario x measure. `excess_pct` is the furthest any measure goes beyond its limit,
    per cent of that limit.
    """
    shocks = breaks[breaks["scenario"] != OWN]
    sign = shocks["measure"].map({key: each.worse for key, each in BY_MONTH.items()})
    excess = 100 * sign * (shocks["peak"] - shocks["limit"]) / shocks["limit"]
    grouped = shocks.assign(excess_pct=excess).groupby(["area", "scenario"], sort=False)
    found = grouped.agg(broken=("breaks", "sum"), excess_pct=("excess_pct", "max")).reset_index()
    ranked = found.sort_values(["broken", "excess_pct"], ascending=False, kind="stable")
    return ranked.assign(place=ranked.groupby("area").cumcount() + 1).reset_index(drop=True)


def first_broken(breaks: pd.DataFrame) -> pd.DataFrame:
    """Give what breaks first in each scenario, or what comes nearest to it: one row per area x scenario."""
    return breaks[breaks["scenario"] != OWN].sort_values("order", kind="stable").groupby(["area", "scenario"]).head(1)
