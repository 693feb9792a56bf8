"""How much a measure changes from the most to the least deprived end of an area: slope and relative index."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit


class Slope(NamedTuple):
    """The slope index with its limits, in the measure's unit, and the relative index (fitted last end over first).

    The relative index is NaN for a measure that is not above nought at both ends.
    """

    slope_index: float
    low: float
    high: float
    relative_index: float


def midpoint_ranks(people: ArrayLike) -> NDArray[np.float64]:
    """Give each group's place between 0 and 1: the middle of the part of all people it holds, in the order given."""
    share = _shares(people)
    return np.cumsum(share) - share / 2


def slope_index(
    people: ArrayLike,
    values: ArrayLike,
    standard_errors: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Slope:
    """Give the slope index of inequality across groups in order: fitted value at the last end less at the first.

    Least squares on midpoint ranks, weighted by share of people (both sides times the root of the share; OHID). The
    limits carry `standard_errors` of the values where given; otherwise they show how far the groups lie from a
    straight line (Student's t, groups less two), and with fewer than three groups there are none (NaN). Groups without
    people count for nothing; one group has no slope (NaN).
    """
    size, measured = np.asarray(people, dtype=float), np.asarray(values, dtype=float)
    held = (size > 0) & np.isfinite(measured)
    if held.sum() < 2:
        return Slope(np.nan, np.nan, np.nan, np.nan)
    share, value, rank = _shares(size[held]), measured[held], midpoint_ranks(size[held])
    design = np.column_stack([np.sqrt(share), rank * np.sqrt(share)])
    solver = np.linalg.pinv(design) * np.sqrt(share)
    start, slope = solver @ value
    if standard_errors is not None:
        error = float(np.sqrt((solver[1] ** 2 * np.asarray(standard_errors, dtype=float)[held] ** 2).sum()))
        reach = float(ndtri(0.5 + confidence / 2)) * error
    else:
        reach = _reach_of_scatter(share, value - start - slope * rank, design, confidence)
    relative = float((start + slope) / start) if start > 0 and start + slope > 0 else np.nan
    return Slope(float(slope), float(slope - reach), float(slope + reach), relative)


def _reach_of_scatter(
    share: NDArray[np.float64], residual: NDArray[np.float64], design: NDArray[np.float64], confidence: float
) -> float:
    freedom = len(share) - 2
    if freedom < 1:
        return np.nan
    scatter = float((share * residual**2).sum()) / freedom
    error = np.sqrt(scatter * np.linalg.inv(design.T @ design)[1, 1])
    return float(stdtrit(freedom, 0.5 + confidence / 2) * error)


def _shares(people: ArrayLike) -> NDArray[np.float64]:
    size = np.asarray(people, dtype=float)
    return size / size.sum()
