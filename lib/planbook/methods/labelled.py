"""Arithmetic by the names of dimensions, with labels compared once.

Two labelled arrays compare all their labels in every sum, and drop without a word what only one of them has. Where many
sums are made of the same arrays, `bare` compares the labels once and gives variables, which still broadcast by name of
dimension; `labelled` gives the result its labels again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
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

    Raises `ValueError` where there are more or fewer labels than the dimension is long. Nothing else is checked and
    nothing copied: the labels are those of arrays that xarray has checked.
    """
    coords: dict[Hashable, xr.Variable] = {}
    indexes: dict[Hashable, xr.Index] = {}
    for dim in variable.dims:
        if dim in labels:
            given = xr.IndexVariable(dim, list(labels[str(dim)]))
            coords[dim], indexes[dim] = given, PandasIndex(given.to_index(), dim)
        elif (holder := next((each for each in like if dim in each.xindexes), None)) is not None:
            coords[dim], indexes[dim] = holder.coords[dim].variable, holder.xindexes[dim]
        if dim in coords and len(coords[dim]) != variable.sizes[dim]:
            raise ValueError(f"'{dim}' has {len(coords[dim])} labels and is {variable.sizes[dim]} long")
    return xr.DataArray(variable, coords, indexes=indexes, fastpath=True)


def at(array: xr.DataArray, **labels: Hashable | list[Any]) -> xr.Variable:
    """Give the variable at some labels: one label of a dimension takes it away, a list keeps those in its order.

    Raises `KeyError` for a label that is not there.
    """
    places: dict[Hashable, object] = {}
    for dim, label in labels.items():
        place = array.get_index(dim).get_loc
        places[dim] = [place(each) for each in label] if isinstance(label, list) else place(label)
    return array.variable.isel(places)


def stacked(parts: Sequence[xr.Variable], dim: str) -> xr.Variable:
    """Give variables one beside the other along a new last dimension, each spread over the dims of all."""
    sizes = {name: size for part in parts for name, size in part.sizes.items()}
    return xr.Variable((*sizes, dim), np.stack([part.set_dims(sizes).values for part in parts], axis=-1))


def spread(*parts: xr.Variable) -> tuple[xr.Variable, ...]:
    """Give variables with the dims of all of them, in the order in which they come, none of them copied."""
    sizes = {dim: size for part in parts for dim, size in part.sizes.items()}
    return tuple(part.set_dims(sizes).transpose(*sizes) for part in parts)


def product_over(one: xr.Variable, other: xr.Variable, over: Sequence[str]) -> xr.Variable:
    """Give the sum over some dims of the product of two, as `xr.dot`, dims: `draw` and shared ones, then the rest.

    A small product of matrices for each draw: a single large one would be shared among threads, at more cost than gain.
    """
    sizes = {**one.sizes, **other.sizes}
    kept = [dim for dim in sizes if dim not in over]
    both = [dim for dim in kept if dim == "draw" or (dim in one.dims and dim in other.dims)]
    mine, theirs = ([dim for dim in kept if dim in each.dims and dim not in both] for each in (one, other))
    found = _folded(one, both, mine, over) @ _folded(other, both, over, theirs)
    dims = [*both, *mine, *theirs]
    return xr.Variable(dims, found.reshape([sizes[dim] for dim in dims]))


def _folded(
    part: xr.Variable, both: Sequence[Hashable], rows: Sequence[Hashable], columns: Sequence[Hashable]
) -> np.ndarray:
    """Give values with a matrix of all `rows` by all `columns` for each combination of `both`."""
    there = part.set_dims({**{dim: 1 for dim in both if dim not in part.dims}, **part.sizes})
    ordered = there.transpose(*both, *rows, *columns)
    lengths = [int(np.prod([ordered.sizes[dim] for dim in dims])) for dims in (rows, columns)]
    return ordered.values.reshape(*(ordered.sizes[dim] for dim in both), *lengths)


def _some(one: pd.Index, other: pd.Index) -> str:
    return ", ".join(map(str, one.symmetric_difference(other)[:5])) or "none"
