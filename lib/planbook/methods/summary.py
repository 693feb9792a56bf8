"""From joint draws to what a page shows: mean, median and 80% interval, always after adding up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

PERCENTILES = {"p10": 10, "p50": 50, "p90": 90}
EIGHTY_PCT = (10, 90)

Floats = NDArray[np.float64]


def summarise(draws: xr.DataArray) -> pd.DataFrame:
    """Give one row per combination of the dims other than `draw`, in their order, with mean, p10, p50 and p90.

    Add up before summarising: the tenth percentile of a total is not the total of the tenth percentiles.
    """
    ordered = draws.transpose("draw", ...)
    values = ordered.values.reshape(ordered.sizes["draw"], -1)
    ends = dict(zip(PERCENTILES, percentiles(values, list(PERCENTILES.values())), strict=True))
    return pd.DataFrame({**cells(ordered.isel(draw=0)), "mean": values.mean(axis=0), **ends})


def cells(array: xr.DataArray) -> dict[str, pd.Index]:
    """Give the labels of each cell of an array by dim, its cells one after the other."""
    places = np.indices(array.shape).reshape(array.ndim, -1)
    return {str(dim): array.get_index(dim).take(at) for dim, at in zip(array.dims, places, strict=True)}


def percentiles(values: Floats, wanted: Sequence[float]) -> Floats:
    """Give percentiles over the first axis, as `np.percentile` does: one sort is quicker than its partitions."""
    ordered = np.sort(values, axis=0)
    at = np.array(wanted) / 100 * (len(ordered) - 1)
    below = at.astype(int)
    low, high = ordered[below], ordered[np.minimum(below + 1, len(ordered) - 1)]
    found = low + (high - low) * (at - below).reshape(-1, *[1] * (values.ndim - 1))
    return np.where(np.isnan(ordered[-1]), np.nan, found)


def ends_by_area(draws: xr.DataArray) -> dict[str, tuple[float, float]]:
    """Give the 80% interval of each area, dims (draw, area)."""
    low, high = percentiles(draws.transpose("draw", "area").values, EIGHTY_PCT)
    return {str(code): (float(a), float(b)) for code, a, b in zip(draws["area"].values, low, high, strict=True)}
