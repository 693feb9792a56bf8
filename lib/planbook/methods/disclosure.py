"""Small counts of people never leave: METHODS, disclosure control for sub-national counts."""

from __future__ import annotations

import pandas as pd

SMALLEST_SHOWN = 8
NEAREST = 5
COUNTED = (
    "people", "attendances", "admissions", "pathways", "patients", "incidents", "contacts", "appointments",
    "procedures", "episodes", "births", "requests", "treatments", "consultations", "doses",
)  # fmt: skip


def safe_counts(values: pd.Series) -> pd.Series:
    """Give counts as they may leave: 0 stays, 1 to 7 are hidden (missing), others to the nearest 5 (8 and 12 are 10).

    Anything above nought and below 8 is hidden, parts of one too. Halves go up, so 13 is 15.
    """
    rounded = ((values / NEAREST + 0.5).floordiv(1) * NEAREST).where(values >= SMALLEST_SHOWN)
    return rounded.where(values != 0, 0.0)


def hidden_where_small(frame: pd.DataFrame, columns: list[str], unit: str = "unit") -> pd.DataFrame:
    """Give a frame with counts of people, told by their `unit`, made safe in `columns`; others stay as they are."""
    counted = frame[unit].isin(COUNTED)
    safe = {name: frame[name].where(~counted, safe_counts(frame[name].where(counted))) for name in columns}
    return frame.assign(**safe)
