"""Sums of some labels of a dimension beside the labels themselves: all NHS staff beside each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from planbook.methods.labelled import labelled


def with_sums(array: xr.DataArray, dim: str, sums: Mapping[str, Sequence[str]], first: bool = False) -> xr.DataArray:
    """Add sums of some labels of a dimension to it, after them or before, each under its name; dims as given."""
    index, axis = array.indexes[dim], array.get_axis_num(dim)
    parts = [array.values.take(index.get_indexer(list(some)), axis).sum(axis, keepdims=True) for some in sums.values()]
    ordered = [*parts, array.values] if first else [array.values, *parts]
    names = [*sums, *index] if first else [*index, *sums]
    return labelled(xr.Variable(array.dims, np.concatenate(ordered, axis)), array, **{dim: names})
