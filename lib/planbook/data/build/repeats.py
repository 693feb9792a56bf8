"""Notice months that repeat earlier ones: a file stacked from monthly files may hold one month twice."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def repeated_months(frame: pd.DataFrame, key: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    """Give each month whose rows equal an earlier month's exactly, with that earlier month.

    `frame` has one row per `month` x `key`. Months of fewer than 10 rows are left alone: small tables repeat by
    chance.
    """
    seen: dict[tuple[object, ...], str] = {}
    repeated: dict[str, str] = {}
    for month, rows in frame.sort_values(["month", *key]).groupby("month", sort=True):
        if len(rows) < 10:
            continue
        content = tuple(rows[[*key, *values]].fillna(-1).itertuples(index=False, name=None))
        if content in seen:
            repeated[str(month)] = seen[content]
        else:
            seen[content] = str(month)
    return repeated
