"""Rows of a frame, where a sentence is made of each."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Give each row as a named tuple of its columns, without the index."""
    return iter(frame.itertuples(index=False))


def row_of(frame: pd.DataFrame, label: Hashable) -> Any:
    """Give the one row of that index label, by column; raises KeyError when there is none."""
    return frame.loc[label]  # type: ignore[call-overload]
