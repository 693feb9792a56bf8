"""What stands beside what is needed: what is in use of it, the busiest winter month, and how surely it is short."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.capacity.beds import planned_occupancy
from planbook.methods.capacity.resources import BED_KINDS, BY_KEY, RESOURCES, SPACE_KEYS, line_of
from planbook.methods.demand import shocked
from planbook.methods.seasons import winter_index

DIMS = ("draw", "area", "year", "resource")


def in_use(inputs: Inputs) -> xr.DataArray:
    """Give beds and rooms in use on the mean, dims (area, year, resource): needed times use planned."""
    beds = planned_occupancy(inputs).rename(kind="resource")
    rooms = _by_room(inputs, "utilisation_pct") / 100
    share = xr.concat([beds.transpose("area", "resource"), rooms.transpose("area", "resource")], "resource")
    needed = inputs.array("capacity_needed").sel(resource=[*BED_KINDS, *SPACE_KEYS]).mean("draw")
    return inputs.areas.with_total((needed * share).transpose("area", "year", "resource"))


def hours_a_week(inputs: Inputs) -> xr.DataArray:
    """Give mean hours of use a week of rooms, dims (area, year, resource), with the system."""
    rooms = inputs.array("capacity_needed").sel(resource=list(SPACE_KEYS)).mean("draw")
    used = _by_room(inputs, "hours_a_week") * _by_room(inputs, "utilisation_pct") / 100
    return inputs.areas.with_total((rooms * used).transpose("area", "year", "resource"))


def winter_peak(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Give what the busiest winter month takes, mean and 90th percentile, areas by years by resources in one row."""
    factors = winter_factors(inputs, [each.key for each in RESOURCES])
    expected, counted = (
        inputs.areas.with_total((inputs.array(f"capacity_{name}") * factors).transpose(*DIMS))
        for name in ("needed", "counted")
    )
    high = np.percentile(counted.values.reshape(counted.sizes["draw"], -1), 90, axis=0)
    return expected.mean("draw").values.reshape(-1), high


def winter_factors(inputs: Inputs, keys: list[str]) -> xr.DataArray:
    """Give how much busier the busiest winter month is than the year, dims (resource, area); 1 where nothing says.

    With `draw` and `year` where shocks fall into winters: the worst month is then the shocks' on top of the busiest.
    """
    found = {season: winter_index(inputs, season) for season in dict.fromkeys(BY_KEY[key].season for key in keys)}
    parts = [found[BY_KEY[key].season] for key in keys]
    if shocked.changed(inputs):
        felt = [part * shocked.winter(inputs, line_of(key)) for key, part in zip(keys, parts, strict=True)]
        parts = list(xr.broadcast(*felt))
    return xr.concat(parts, "resource").assign_coords(resource=keys)


def more_than_now(counted: xr.DataArray, base: int) -> np.ndarray:
    """Give the 80% interval of the change since the base year in each draw, two rows in the order of a summary."""
    change = (counted - counted.sel(year=base, drop=True)).transpose(*counted.dims)
    return np.percentile(change.values.reshape(counted.sizes["draw"], -1), [10, 90], axis=0)


def chance_short_pct(counted: xr.DataArray, in_place: pd.Series) -> np.ndarray:
    """Give the share of draws that need more than is in place, per cent; NaN where not held, in order of a summary."""
    flat = counted.values.reshape(counted.sizes["draw"], -1)
    place = in_place.to_numpy(dtype=float)
    return np.where(np.isnan(place), np.nan, 100 * (flat > place[None, :]).mean(axis=0))


def _by_room(inputs: Inputs, name: str) -> xr.DataArray:
    return inputs.value(f"capacity.{name}").rename(leaf="resource").sel(resource=list(SPACE_KEYS))
