"""What stands beside what is needed: what is in use of it, the busiest winter month, and how surely it is short."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.capacity.beds import planned_occupancy
from planbook.methods.capacity.resources import BED_KINDS, BY_KEY, RESOURCES, SPACE_KEYS, line_of
from planbook.methods.demand import shocked
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.seasons import winter_index

DIMS = ("draw", "area", "year", "resource")


def in_use(inputs: Inputs) -> xr.DataArray:
    """Give beds and rooms in use on the mean, dims (area, year, resource): needed times use planned."""
    share = np.concatenate([planned_occupancy(inputs).values, _by_room(inputs, "utilisation_pct").values / 100], axis=1)
    return _of_mean(inputs, [*BED_KINDS, *SPACE_KEYS], share)


def hours_a_week(inputs: Inputs) -> xr.DataArray:
    """Give mean hours of use a week of rooms, dims (area, year, resource), with the system."""
    used = _by_room(inputs, "hours_a_week") * _by_room(inputs, "utilisation_pct") / 100
    return _of_mean(inputs, list(SPACE_KEYS), used.values)


def winter_peak(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Give what the busiest winter month takes, mean and 90th percentile, areas by years by resources in one row."""
    needed, counted = (inputs.array(f"capacity_{name}") for name in ("needed", "counted"))
    *both, factors = bare(needed, counted, winter_factors(inputs, [each.key for each in RESOURCES]))
    peak, counted_peak = (
        inputs.areas.with_total(labelled((each * factors).transpose(*DIMS), needed)).values for each in both
    )
    draws = len(peak)
    return peak.mean(axis=0).reshape(-1), np.percentile(counted_peak.reshape(draws, -1), 90, axis=0)


def winter_factors(inputs: Inputs, keys: list[str]) -> xr.DataArray:
    """Give how much busier the busiest winter month is than the year, dims (resource, area); 1 where nothing says.

    With `draw` and `year` where shocks fall into winters: the worst month is then the shocks' on top of the busiest.
    """
    busiest = winter_index(inputs, list(dict.fromkeys(BY_KEY[key].season for key in keys)))
    parts = [labelled(at(busiest, measure=BY_KEY[key].season), busiest) for key in keys]
    if shocked.changed(inputs):
        times = {line: shocked.winter(inputs, line) for line in dict.fromkeys(map(line_of, keys))}
        parts = [part * times[line_of(key)] for key, part in zip(keys, parts, strict=True)]
    return labelled(stacked(bare(*parts), "resource"), *parts, resource=keys)


def more_than_now(counted: xr.DataArray, base: int) -> np.ndarray:
    """Give the 80% interval of the change since the base year in each draw, two rows in the order of a summary."""
    change = (counted.variable - at(counted, year=base)).transpose(*counted.dims)
    return np.percentile(change.values.reshape(counted.sizes["draw"], -1), [10, 90], axis=0)


def chance_short_pct(counted: xr.DataArray, in_place: pd.Series) -> np.ndarray:
    """Give the share of draws that need more than is in place, per cent; NaN where not held, in order of a summary."""
    flat = counted.values.reshape(counted.sizes["draw"], -1)
    place = in_place.to_numpy(dtype=float)
    return np.where(np.isnan(place), np.nan, 100 * (flat > place[None, :]).mean(axis=0))


def _by_room(inputs: Inputs, name: str) -> xr.Variable:
    return at(inputs.value(f"capacity.{name}"), leaf=list(SPACE_KEYS))


def _of_mean(inputs: Inputs, keys: list[str], part: np.ndarray) -> xr.DataArray:
    """Give a part (area by resource) of what is needed on the mean, dims (area, year, resource), with the system."""
    needed = inputs.array("capacity_needed")
    mean = at(needed, resource=keys).mean("draw").transpose("area", "year", "resource")
    return inputs.areas.with_total(labelled(mean * part[:, None], needed, resource=keys))
