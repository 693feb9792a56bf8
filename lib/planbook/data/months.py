"""Months as text, 'YYYY-MM', and the distance between them."""

from __future__ import annotations

from datetime import date

import pandas as pd


def months_between(months: pd.Series, as_at: date) -> pd.Series:
    """Give whole months from each 'YYYY-MM' to the month of a date; 0 in the same month."""
    years = months.str[:4].astype(int)
    return (as_at.year - years) * 12 + as_at.month - months.str[5:7].astype(int)
