"""What can be borne: a level, or so much worse than without the shock, where that is passed already or not known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.scenarios.measures import Measure

PERCENT = 100.0
LEVEL, POINTS, TIMES, LIKELY = "limit_pct", "worse_points", "worse_pct", "likely_pct"


def by_area(inputs: Inputs, key: str) -> xr.DataArray:
    """Give a choice for the system and its places, dims (area[, leaf]); the system's is the mean of its places'."""
    value = inputs.value(key)
    leaves = [leaf.code for leaf in inputs.areas.leaves]
    if not inputs.areas.places:
        return value.sel(area=leaves)
    system = value.sel(area=leaves).mean("area").expand_dims(area=[inputs.areas.system.code])
    return xr.concat([system, value.sel(area=leaves)], "area")


def held(inputs: Inputs) -> dict[str, xr.DataArray]:
    """Give every choice about what can be borne by its name, as `by_area`, read once for all scenarios."""
    return {name: by_area(inputs, f"scenarios.{name}") for name in (LEVEL, POINTS, TIMES, LIKELY)}


def limit_of(
    choices: Mapping[str, xr.DataArray], measure: Measure, own: xr.DataArray, *, shocked: bool
) -> xr.DataArray:
    """Give the limit of a measure in each draw and month, dims (draw, area, month); NaN where there is none.

    `own` is the measure without the shock. Without a shock only a level counts.
    """
    codes = [str(code) for code in own["area"].values]
    level, points, times = (_leaf(choices[name], measure.key, codes)[None, :, None] for name in (LEVEL, POINTS, TIMES))
    if not shocked:
        return own.copy(data=np.broadcast_to(level, own.shape).copy())
    more = np.where(np.isnan(times), points, own.values * times / PERCENT)
    worse = own.values + measure.worse * more
    return own.copy(data=(np.fmax if measure.worse > 0 else np.fmin)(worse, level))


def past(measure: Measure, value: xr.DataArray, limit: xr.DataArray) -> xr.DataArray:
    """Give how far a measure is beyond its limit, above 0 is broken; below any limit where there is none."""
    over = measure.worse * (value.values - limit.values)
    return value.copy(data=np.where(np.isnan(over), -np.inf, over))


def _leaf(choice: xr.DataArray, leaf: str, codes: list[str]) -> np.ndarray:
    if leaf not in choice["leaf"].values:
        return np.full(len(codes), np.nan)
    return np.asarray(choice.sel(leaf=leaf, area=codes).values, dtype=float)
