"""What can be borne: a level, or so much worse than without the shock, where that is passed already or not known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.scenarios.measures import Measure

Floats = NDArray[np.float64]
PERCENT = 100.0
LEVEL, POINTS, TIMES, LIKELY = "limit_pct", "worse_points", "worse_pct", "likely_pct"
EVERY = "every"


def by_area(inputs: Inputs, key: str) -> xr.DataArray:
    """Give a choice for the system and its places, dims (area[, leaf]); the system's is the mean of its places'."""
    value = inputs.value(key)
    leaves = [leaf.code for leaf in inputs.areas.leaves]
    if not inputs.areas.places:
        return value.sel(area=leaves)
    system = value.sel(area=leaves).mean("area").expand_dims(area=[inputs.areas.system.code])
    return xr.concat([system, value.sel(area=leaves)], "area")


def held(inputs: Inputs) -> dict[str, dict[str, Floats]]:
    """Give every choice about what can be borne by its name and measure, one number an area, the system first.

    Read once for all scenarios; the chance at which something counts as broken is of `EVERY` measure.
    """
    found = {name: by_area(inputs, f"scenarios.{name}") for name in (LEVEL, POINTS, TIMES)}
    by_measure = {
        name: {str(leaf): choice.sel(leaf=leaf).values for leaf in choice["leaf"].values}
        for name, choice in found.items()
    }
    return {**by_measure, LIKELY: {EVERY: by_area(inputs, f"scenarios.{LIKELY}").values}}


def limit_of(choices: Mapping[str, Mapping[str, Floats]], measure: Measure, own: Floats, *, shocked: bool) -> Floats:
    """Give the limit of a measure in each draw and month, shape (draw, area, month); NaN where there is none.

    `own` is the measure without the shock. Without a shock only a level counts.
    """
    areas = own.shape[1]
    unknown = np.full(areas, np.nan)
    level, points, times = (
        choices[name].get(measure.key, unknown)[None, :areas, None] for name in (LEVEL, POINTS, TIMES)
    )
    if not shocked:
        return np.broadcast_to(level, own.shape)
    more = np.where(np.isnan(times), points, own * times / PERCENT)
    worse = own + measure.worse * more
    return np.fmax(worse, level) if measure.worse > 0 else np.fmin(worse, level)


def past(measure: Measure, value: Floats, limit: Floats) -> Floats:
    """Give how far a measure is beyond its limit, above 0 is broken; below any limit where there is none."""
    over = measure.worse * (value - limit)
    return np.where(np.isnan(over), -np.inf, over)
