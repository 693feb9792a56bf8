"""Rows of a frame: one by one, where a sentence is made of each, or laid out as an array over what names them."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import codes_index


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Give each row as a named tuple of its columns, without the index."""
    columns = [frame[name].tolist() for name in frame.columns]
    return map(_kind(tuple(map(str, frame.columns)))._make, zip(*columns, strict=True))


def row_of(frame: pd.DataFrame, label: Hashable) -> Any:
    """Give the one row of that index label, by column; raises KeyError when there is none."""
    return frame.loc[label]  # type: ignore[call-overload]


def laid_out(rows: pd.DataFrame, axes: Mapping[str, Iterable[Any]], value: str) -> xr.DataArray:
    """Give a column as an array with a dim for each of `axes` (column, its labels); NaN where no row is.

    Rows with other labels are left out; of several rows in one cell the last counts.
    """
    indexes = {name: codes_index(tuple(labels)) for name, labels in axes.items()}
    array = np.full([len(index) for index in indexes.values()], np.nan)
    places = [index.get_indexer(pd.Index(rows[name])) for name, index in indexes.items()]
    known = np.logical_and.reduce([place >= 0 for place in places])
    array[tuple(place[known] for place in places)] = rows[value].to_numpy(dtype=float)[known]
    return xr.DataArray(array, indexes, list(axes))


def groups_of(frame: pd.DataFrame, *by: str) -> Iterator[tuple[Any, np.ndarray]]:
    """Give what the columns `by` hold and the places of its rows, in order, as first met; of one column it alone."""
    keys = [frame[name].tolist() for name in by]
    found: dict[Any, list[int]] = {}
    for place, key in enumerate(keys[0] if len(by) == 1 else zip(*keys, strict=True)):
        found.setdefault(key, []).append(place)
    return ((key, np.array(places)) for key, places in found.items())


@lru_cache
def _kind(columns: tuple[str, ...]) -> Any:
    """Give the kind of row that has these columns, named by position where a name is no word: making one is slow."""
    return namedtuple("Row", columns, rename=True)
