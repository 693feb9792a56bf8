"""Our totals held against the totals that were published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Reconciliation:
    """One published total and ours: `what` is compared, both in `unit`, and `note` says why they differ."""

    what: str
    published_total: float
    ours: float
    unit: str
    note: str = ""

    @property
    def difference(self) -> float:
        """Give ours less the published total, in `unit`."""
        return self.ours - self.published_total

    @property
    def difference_pct(self) -> float:
        """Give the difference as a percentage of the published total (0 when both are 0)."""
        if self.published_total == 0:
            return 0.0 if self.difference == 0 else float("inf")
        return 100 * self.difference / self.published_total


def reconciliation_table(rows: Iterable[Reconciliation]) -> pd.DataFrame:
    """Give one row per comparison, in the order made."""
    return pd.DataFrame(
        [
            {
                "what": row.what,
                "published_total": round(row.published_total, 3),
                "ours": round(row.ours, 3),
                "difference": round(row.difference, 3),
                "difference_pct": round(row.difference_pct, 3),
                "unit": row.unit,
                "note": row.note,
            }
            for row in rows
        ]
    )
