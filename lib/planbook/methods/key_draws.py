"""A step's key numbers in every joint draw, so that a change in one assumption can be followed to each of them.

The same numbers as a step explains one by one, kept by draw: as expected, for following; as they would be counted, for
the interval; and as printed, for a ratio is printed as a ratio of means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import SystemAreas, codes_index

ENDS = (10, 90)


@dataclass(frozen=True)
class KeyDraws:
    """One key number, dims (draw, area) over some or all of England, the system and its places.

    `counted` holds chance as well, where the number counts something; `value` (area) is what is printed, where that is
    not the mean of what is expected.
    """

    expected: xr.DataArray
    counted: xr.DataArray | None = None
    value: xr.DataArray | None = None


def together(numbers: Mapping[str, KeyDraws], areas: SystemAreas) -> xr.Dataset:
    """Give key numbers side by side: `expected` and `counted` (draw, area, number), `value` (area, number).

    Over every area; missing where an area has no such number.
    """
    codes = codes_index(tuple(area.code for area in areas.every))
    keys = list(numbers)
    expected = [_over(each.expected, codes) for each in numbers.values()]
    counted = [
        drawn if each.counted is None else _over(each.counted, codes)
        for each, drawn in zip(numbers.values(), expected, strict=True)
    ]
    value = [
        drawn.mean(axis=0) if each.value is None else _over(each.value, codes)
        for each, drawn in zip(numbers.values(), expected, strict=True)
    ]
    by_draw = ("draw", "area", "number")
    return xr.Dataset(
        {
            "expected": (by_draw, np.stack(expected, axis=-1)),
            "counted": (by_draw, np.stack(counted, axis=-1)),
            "value": (("area", "number"), np.stack(value, axis=-1)),
        },
        coords={"area": codes, "number": keys},
    )


def chosen(parts: Mapping[str, tuple[Any, Sequence[str]]]) -> xr.Dataset:
    """Give some key numbers of several steps side by side; `parts` has, by step, its numbers and the keys wanted."""
    wanted: list[xr.Dataset] = [numbers.sel(number=list(keys)) for numbers, keys in parts.values()]
    return xr.concat(wanted, "number", join="override", data_vars="all", coords="minimal", compat="override")


def _over(array: xr.DataArray, codes: pd.Index) -> np.ndarray:
    """Give values over those areas, area last, missing where there is none."""
    ordered = array.transpose(*(dim for dim in ("draw", "area") if dim in array.dims))
    same = ordered.indexes["area"].equals(codes)
    found: np.ndarray = (ordered if same else ordered.reindex(area=codes)).to_numpy()
    return found
