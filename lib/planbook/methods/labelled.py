"""Arithmetic by the names of dimensions, with labels compared once.

Two labelled arrays compare all their labels in every sum, and drop without a word what only one of them has. Where many
sums are made of the same arrays, `bare` compares the labels once and gives variables, which still broadcast by name of
dimension; `labelled` gives the result its labels again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from xarray.indexes import PandasIndex


def bare(*arrays: xr.DataArray) -> tuple[xr.Variable, ...]:
    """Give each array's variable, same dims and values.

    Raises `ValueError` naming the dimension where two of them have other labels, or the same in another order.
    """
    seen: dict[Hashable, xr.Index] = {}
    for array in arrays:
        for dim, index in array.xindexes.items():
            before = seen.setdefault(dim, index)
            if before is not index and not before.equals(index):
                some = _some(before.to_pandas_index(), index.to_pandas_index())
                raise ValueError(f"labels of '{dim}' differ: {some} are not in both, or in order")
    return tuple(array.variable for array in arrays)


def labelled(variable: xr.Variable, *like: xr.DataArray, **labels: Iterable[Hashable]) -> xr.DataArray:
    """Give a variable the labels its dimensions have in `labels` or else in the first of `like` that has them.

    Raises `ValueError` where there are more or fewer labels than the dimension is long. Nothing else is checked and
    nothing copied: the labels are those of arrays that xarray has checked.
    """
    coords: dict[Hashable, xr.Variable] = {}
    indexes: dict[Hashable, xr.Index] = {}
    known = [each.xindexes for each in like]
    for dim in variable.dims:
        if dim in labels:
            names = tuple(labels[str(dim)])
            coords[dim], indexes[dim] = _labels(str(dim), names, any(isinstance(name, float) for name in names[:1]))
        elif (holder := next((each for each in known if dim in each), None)) is not None:
            coords[dim], indexes[dim] = holder.variables[dim], holder[dim]
        if dim in coords and len(coords[dim]) != variable.sizes[dim]:
            raise ValueError(f"'{dim}' has {len(coords[dim])} labels and is {variable.sizes[dim]} long")
    return xr.DataArray(variable, coords, indexes=indexes, fastpath=True)


def at(array: xr.DataArray, **labels: Hashable | list[Any]) -> xr.Variable:
    """Give the variable at some labels: one label of a dimension takes it away, a list keeps those in its order.

    Labels that follow one another are not copied: what is given is to be read, not written. Raises `KeyError` for a
    label that is not there.
    """
    places: dict[Hashable, object] = {}
    for dim, label in labels.items():
        place: Callable[[Any], Any] = array.get_index(dim).get_loc
        places[dim] = _places([place(each) for each in label]) if isinstance(label, list) else place(label)
    return array.variable.isel(places)


def renamed(array: xr.DataArray, dim: str, to: str) -> xr.DataArray:
    """Give an array one of whose dims goes by another name."""
    dims = [to if each == dim else each for each in array.dims]
    return labelled(xr.Variable(dims, array.values), array, **{to: array.get_index(dim)})


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


@lru_cache(maxsize=4096)
def _labels(dim: str, names: tuple[Hashable, ...], floats: bool) -> tuple[xr.IndexVariable, PandasIndex]:
    """Give the labels of a dim, made once for all arrays that have them; 2025 and 2025.0 are told apart."""
    given = xr.IndexVariable(dim, list(names))
    return given, PandasIndex(given.to_index(), dim)


def _places(found: list[int]) -> slice | list[int]:
    """Give places as a slice where they follow one another: it copies nothing."""
    first = found[0] if found else 0
    return slice(first, first + len(found)) if found == [*range(first, first + len(found))] else found


def _some(one: pd.Index, other: pd.Index) -> str:
    return ", ".join(map(str, one.symmetric_difference(other)[:5])) or "none"
