"""Scoring priorities by several criteria, and how far their order rests on the weights.

The additive model of multi-criteria analysis (Department for Communities and Local Government, 2009): each option is
scored from 0 to 100 on each criterion, and its total is the weighted mean of its scores. Weights are a choice, so the
order is tried again with many others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planbook.params.draws import percentiles

Floats = NDArray[np.float64]
TOP = 100.0


def on_scale(values: pd.Series) -> pd.Series:
    """Put how much is wrong on a scale from 0 (nothing, or better than nothing) to 100 (the most among these)."""
    amount = values.clip(lower=0)
    most = amount.max()
    return TOP * amount / most if most > 0 else amount * 0.0


def weighted_scores(scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Give each option's total from 0 to 100: rows are options, columns criteria; weights need not sum to 1.

    Raises ValueError where weights are negative or all nought.
    """
    wanted = weights[scores.columns]
    if (wanted < 0).any() or wanted.sum() <= 0:
        raise ValueError("weights must not be below 0, and one must be above")
    return scores.mul(wanted, axis=1).sum(axis=1) / wanted.sum()


def ranks(totals: Floats) -> Floats:
    """Give ranks along the last axis, 1 the highest total; equal totals share the better rank."""
    return 1.0 + (totals[..., None, :] > totals[..., :, None] + 1e-9).sum(axis=-1)


def weights_nearby(weights: pd.Series, spread_pct: float, n_draws: int, seed: int) -> Floats:
    """Give weights each moved up or down by up to `spread_pct` of itself, evenly; shape (n_draws, criteria)."""
    moved = np.stack([percentiles(f"weight nearby {name}", n_draws, seed) for name in weights.index], axis=1)
    return weights.to_numpy() * (1 + spread_pct / 100 * (2 * moved - 1))


def any_weights(names: list[str], n_draws: int, seed: int) -> Floats:
    """Give weights that sum to 1, every combination as likely as any other; shape (n_draws, criteria).

    Exponential variables over their sum are uniform on the simplex (Dirichlet with all parameters 1).
    """
    spent = -np.log(np.stack([percentiles(f"weight at all {name}", n_draws, seed) for name in names], axis=1))
    return spent / spent.sum(axis=1, keepdims=True)


def robustness(scores: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    """Give, by option, in how many of the weightings it comes first (`first_pct`), and the ranks that hold 80 in 100.

    `rank_low` is the better end. `weights` has shape (n_draws, criteria), in the order of the columns of `scores`.
    """
    totals = weights @ scores.to_numpy().T / weights.sum(axis=1, keepdims=True)
    placed = ranks(totals)
    low, high = np.percentile(placed, [10, 90], axis=0, method="inverted_cdf")
    first = 100 * (placed == 1).mean(axis=0)
    return pd.DataFrame({"first_pct": first, "rank_low": low, "rank_high": high}, index=scores.index)


def overtaking_weight(scores: pd.DataFrame, weights: pd.Series, ahead: str, behind: str) -> pd.Series:
    """Give, by criterion, the share of all weight at which `behind` draws level with `ahead`.

    The others keep their proportions. Missing where no share between 0 and 1 does it, or both score alike. With w the
    criterion's share, the gap is w x (its own gap) + (1 - w) x (the gap on the others), which is nought at one w.
    """
    share = (weights[scores.columns] / weights[scores.columns].sum()).to_numpy()
    gap = scores.loc[ahead].to_numpy() - scores.loc[behind].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = ((gap * share).sum() - gap * share) / (1 - share)
        level = rest / (rest - gap)
    found = pd.Series(level, index=scores.columns)
    return found.where(found.between(0, 1, inclusive="neither") & (gap != 0))
