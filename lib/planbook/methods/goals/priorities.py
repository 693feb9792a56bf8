"""Priorities among outcomes: scored on figures and on what partners judged, ordered, and tried with other weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.methods.scoring import (
    TOP,
    any_weights,
    on_scale,
    overtaking_weight,
    ranks,
    robustness,
    weighted_scores,
    weights_nearby,
)
from planbook.params.goals import Goals

WEIGHT, SPREAD = "goals.weight", "goals.weight_spread_pct"
COMPUTED = ("short_of_standard", "worse_than_england")
CRITERIA = {
    "short_of_standard": "Short of the standard",
    "worse_than_england": "Worse than England",
    "people_affected": "People affected",
    "inequality": "Would narrow inequality",
    "can_be_done": "Can be done",
}
SHARES = ("percent", "percentage_points")
SAME_AS_ENGLAND = 6  # decimals: a smaller difference is how numbers are kept, not a difference


def scores(inputs: Inputs, positions: pd.DataFrame) -> pd.DataFrame:
    """Give one row per area x outcome x criterion: score from 0 to 100, weight, and whether it was judged.

    Only outcomes that have every criterion that counts: for a system whose partners have scored, all of them; for any
    other area, the two that are worked out from figures.
    """
    goals, parts = inputs.goals(), []
    for area in inputs.areas.every:
        if area.code != ENGLAND:
            mine = positions[positions["area"] == area.code].set_index("outcome")
            weights = weights_of(inputs, area)
            scored = _scored(area, mine, goals, list(weights.index))
            parts.append(scored.assign(weight=scored["criterion"].map(weights)))
    return pd.concat(parts, ignore_index=True)


def weights_of(inputs: Inputs, area: Area) -> pd.Series:
    """Give the weight of each criterion for an area; the system's are the mean of its places'."""
    return _of_area(inputs, WEIGHT, area).to_series()


def spread_of(inputs: Inputs, area: Area) -> float:
    """Give how far weights are moved for an area, per cent."""
    return float(_of_area(inputs, SPREAD, area))


def _of_area(inputs: Inputs, key: str, area: Area) -> xr.DataArray:
    leaves = [leaf.code for leaf in inputs.areas.leaves]
    wanted = [area.code] if area.code in leaves else leaves
    return inputs.value(key).sel(area=wanted).mean("area")


def _scored(area: Area, mine: pd.DataFrame, goals: Goals, criteria: list[str]) -> pd.DataFrame:
    computed = pd.DataFrame({COMPUTED[0]: _short(mine), COMPUTED[1]: _worse(mine)}, index=mine.index)
    judged = goals.own.judged if goals.own and area.kind == "system" else {}
    wanted = criteria if judged else list(COMPUTED)
    by_hand = pd.DataFrame({name: each.scores for name, each in judged.items()}).T
    table = by_hand.reindex(index=mine.index, columns=wanted).astype(float)
    for criterion in COMPUTED:
        table[criterion] = table[criterion].fillna(computed[criterion])
    if judged:
        table = table.loc[[name for name in table.index if name in judged]]
    whole = table.dropna()
    long = whole.rename_axis("outcome").reset_index().melt("outcome", var_name="criterion", value_name="score")
    was_judged = [
        criterion in judged[name].scores if name in judged else False
        for name, criterion in zip(long["outcome"], long["criterion"], strict=True)
    ]
    return long.assign(
        area=area.code,
        label=long["criterion"].map(lambda name: CRITERIA.get(name, name.replace("_", " "))),
        judged=was_judged,
        note=[
            judged[name].because if name in judged else "Worked out from published figures" for name in long["outcome"]
        ],
    )


def _short(mine: pd.DataFrame) -> pd.Series:
    """Score how far each must move to its standard; the one that must move furthest is 100."""
    return on_scale(_moved(mine["distance"], mine["value"], mine["unit"]))


def _worse(mine: pd.DataFrame) -> pd.Series:
    """Score how much worse than England each is; the worst is 100."""
    worse = np.where(mine["better"] == "higher", -1, 1) * (mine["value"] - mine["reference"])
    return on_scale(_moved(pd.Series(worse, index=mine.index), mine["reference"], mine["unit"]))


def _moved(difference: pd.Series, against: pd.Series, unit: pd.Series) -> pd.Series:
    """Put differences on one scale: points of a hundred for shares, parts of the figure itself for everything else."""
    whole = against.abs().where(~unit.isin(SHARES), TOP)
    return (difference / whole).round(SAME_AS_ENGLAND)


def ordered(inputs: Inputs, scored: pd.DataFrame, area: Area) -> pd.DataFrame:
    """Give outcomes of an area by score, with the ranks and the share of firsts that other weights give.

    `note` says which criterion would have to count for how much for the second to come first.
    """
    mine = scored[scored["area"] == area.code]
    if mine.empty:
        return pd.DataFrame()
    table = mine.pivot(index="outcome", columns="criterion", values="score")
    weights = mine.drop_duplicates("criterion").set_index("criterion")["weight"][table.columns]
    total = weighted_scores(table, weights)
    draws, seed = inputs.planning.n_draws, inputs.planning.seed
    near = robustness(table, weights_nearby(weights, spread_of(inputs, area), draws, seed))
    at_all = robustness(table, any_weights(list(table.columns), draws, seed))
    frame = near.assign(score=total, first_any_pct=at_all["first_pct"], order=ranks(total.to_numpy()).astype(int))
    frame = frame.sort_values(["order", "score"], kind="stable")
    frame["order"] = np.arange(1, len(frame) + 1)
    frame["note"] = [_overtaking(table, weights, list(frame.index), place) for place in range(len(frame))]
    return frame.rename_axis("outcome").reset_index().assign(area=area.code)


def _overtaking(table: pd.DataFrame, weights: pd.Series, order: list[str], place: int) -> str:
    """Say what would have to count for how much for this outcome to draw level with the first."""
    if place == 0:
        return ""
    share = weights / weights.sum()
    level = overtaking_weight(table, weights, order[0], order[place])
    moves = (level - share).abs().dropna()
    if moves.empty:
        return "No single weight would bring it first"
    nearest = str(moves.idxmin())
    label, wanted, now = CRITERIA.get(nearest, nearest), abs(100 * level[nearest]), 100 * share[nearest]
    return f"Level with the first if '{label}' counted for {wanted:.0f}%, not {now:.0f}%"
