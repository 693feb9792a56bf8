"""Arithmetic by the names of dimensions, with labels compared once.

Two labelled arrays compare all their labels in every sum, and drop without a word what only one of them has. Where many
sums are made of the same arrays, `bare` compares the labels once and gives variables, which still broadcast by name of
dimension; `labelled` gives the result its labels again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pandas as pd
import xarray as xr
from xarray.indexes import PandasIndex


def bare(*arrays: xr.DataArray) -> tuple[xr.Variable, ...]:
    """Give each array's variable, same dims and values.

    Raises `ValueError` naming the dimension where two of them have other labels, or the same in another order.
    """
    seen: dict[Hashable, pd.Index] = {}
    for array in arrays:
        for dim, index in array.indexes.items():
            before = seen.setdefault(dim, index)
            if before is not index and not before.equals(index):
                raise ValueError(f"labels of '{dim}' differ: {_some(before, index)} are not in both, or in order")
    return tuple(array.variable for array in arrays)


def labelled(variable: xr.Variable, *like: xr.DataArray, **labels: Iterable[Hashable]) -> xr.DataArray:
    """Give a variable the labels its dimensions have in `labels` or else in the first of `like` that has them.

    Raises `ValueError` where there are more or fewer labels than the dimension is long.
    """
    coords: dict[Hashable, xr.Variable] = {}
    indexes: dict[Hashable, xr.Index] = {}
    for dim in variable.dims:
        if dim in labels:
            given = xr.IndexVariable(dim, list(labels[str(dim)]))
            coords[dim], indexes[dim] = given, PandasIndex(given.to_index(), dim)
        elif (holder := next((each for each in like if dim in each.xindexes), None)) is not None:
            coords[dim], indexes[dim] = holder.coords[dim].variable, holder.xindexes[dim]
    return xr.DataArray(variable, coords=xr.Coordinates(coords, indexes))


def _some(one: pd.Index, other: pd.Index) -> str:
    return ", ".join(map(str, one.symmetric_difference(other)[:5])) or "none"
