"""Which uncertain inputs an answer hangs on, read from draws that are there already: first-order variance shares.

The share of an answer's variance that goes if one input were known is the variance of the answer's means over slices of
that input, over the answer's variance (Plischke, Borgonovo and Smith, 2013; Strong and Oakley, 2013). Slices of pure
chance differ too, so what chance alone would give is taken off, and a floor says below which nothing can be told.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

Floats = NDArray[np.float64]

SLICES = 5
SURE = 0.05


def slices_of(inputs: Floats, slices: int = SLICES) -> NDArray[np.int_]:
    """Give the slice, from 0, of each draw by rank, shape as `inputs` (draw, input); slices hold as many draws each."""
    ranks = np.argsort(np.argsort(inputs, axis=0, kind="stable"), axis=0, kind="stable")
    return ranks * slices // len(inputs)


def explained(inputs: Floats, answers: Floats, slices: int = SLICES) -> Floats:
    """Give the variance between slices over all variance, shape (input, answer); 0 where an answer never varies.

    `inputs` has shape (draw, input) and `answers` (draw, answer).
    """
    where = slices_of(inputs, slices)
    left = answers - answers.mean(axis=0)
    whole = (left**2).sum(axis=0)
    between = np.zeros((inputs.shape[1], answers.shape[1]))
    for each in range(slices):
        inside = (where == each).astype(np.float64)
        count = inside.sum(axis=0)[:, None]
        between += (inside.T @ left) ** 2 / count
    return between / np.where(whole > 0, whole, 1.0)


def first_order(inputs: Floats, answers: Floats, slices: int = SLICES) -> Floats:
    """Give each input's share of each answer's variance, 0 to 1, less what chance gives, shape (input, answer)."""
    found = explained(inputs, answers, slices)
    draws = len(inputs)
    by_chance = (slices - 1) * (1 - found) / (draws - slices)
    return np.where(found > 0, found - by_chance, 0.0).clip(0.0)


def floor(draws: int, tried: int, slices: int = SLICES, sure: float = SURE) -> float:
    """Give the share of variance that none of `tried` inputs without effect would pass, but once in 1/`sure` times.

    The F distribution of an analysis of variance, with `sure` divided by the inputs tried (Bonferroni).
    """
    f = float(fdtri(slices - 1, draws - slices, 1 - sure / max(tried, 1)))
    return (slices - 1) * f / ((slices - 1) * f + draws - slices)
