"""Rows of a frame, where a sentence is made of each."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Give each row as a named tuple of its columns, without the index."""
    columns = [frame[name].tolist() for name in frame.columns]
    return map(_kind(tuple(map(str, frame.columns)))._make, zip(*columns, strict=True))


def row_of(frame: pd.DataFrame, label: Hashable) -> Any:
    """Give the one row of that index label, by column; raises KeyError when there is none."""
    return frame.loc[label]  # type: ignore[call-overload]


@lru_cache
def _kind(columns: tuple[str, ...]) -> Any:
    """Give the kind of row that has these columns, named by position where a name is no word: making one is slow."""
    return namedtuple("Row", columns, rename=True)
