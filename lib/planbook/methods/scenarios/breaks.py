"""When a measure passes what can be borne, by how much at worst, and how long until it is back for good.

Arrays have draw first and month last. `past` is how far a measure is beyond its limit, above 0 is broken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEVER = -1
ALIKE = 1e-9  # of what a month is beyond: less is rounding


@dataclass(frozen=True)
class Broken:
    """What became of one measure in each draw: shapes (draw, ...).

    `first` and `peak_at` are places of months (`NEVER` where it never breaks); `peak` is the furthest beyond the limit,
    below 0 where it never got there; `months` counts broken months; `recover` is months from the first broken one until
    it is back for good, nought where it never breaks and NaN where it is not back by the last month.
    """

    first: NDArray[np.int_]
    peak: Floats
    peak_at: NDArray[np.int_]
    months: NDArray[np.int_]
    recover: Floats


def broken(past: Floats, within: int | None = None) -> Broken:
    """Read how far a measure is beyond its limit (draw, ..., month), above 0 is broken.

    It must break in the first `within` months to count, and its peak and broken months are of those; it may come back
    in any.
    """
    near = past[..., :within]
    passes = near > 0
    ever = passes.any(axis=-1)
    last = past.shape[-1] - 1
    first = np.where(ever, passes.argmax(axis=-1), NEVER)
    final = last - (past > 0)[..., ::-1].argmax(axis=-1)
    lasting = np.where(final == last, np.nan, final - first + 1.0)
    return Broken(
        first=first,
        peak=near.max(axis=-1),
        peak_at=np.where(ever, near.argmax(axis=-1), NEVER),
        months=passes.sum(axis=-1),
        recover=np.where(ever, lasting, 0.0),
    )


def worst_month(past: Floats) -> NDArray[np.int_]:
    """Give the place of the month in which the mean over draws is furthest beyond, the first of those as far.

    `past` has shape (draw, ..., month).
    """
    mean = past.mean(axis=0)
    most = mean.max(axis=-1, keepdims=True)
    return np.asarray((mean >= most - ALIKE * (1 + np.abs(most))).argmax(axis=-1))


def likely_from(passes: NDArray[np.bool_], least: Floats | float) -> NDArray[np.int_]:
    """Give the first month in which at least so much (0 to 1) of the draws are broken, shape (...); `NEVER` if none."""
    often = passes.mean(axis=0) >= least
    return np.where(often.any(axis=-1), often.argmax(axis=-1), NEVER)
