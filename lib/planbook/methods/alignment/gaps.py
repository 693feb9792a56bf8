"""How far apart two figures are, and whether that is near enough; neither side is the yardstick."""

from __future__ import annotations

import numpy as np
import pandas as pd

GREEN, AMBER, RED = "green", "amber", "red"
SAME = 1e-9


def gap_pct(value: pd.Series, reference: pd.Series) -> pd.Series:
    """Give the gap as a per cent of the mean of the two sizes: the same, with the other sign, when they change sides.

    Nought where both are nought; 200 at most.
    """
    middle = (value.abs() + reference.abs()) / 2
    return (100 * (value - reference) / middle.where(middle > 0)).fillna(0.0).where(value.notna() & reference.notna())


def beyond_range_pct(value: pd.Series, low: pd.Series, high: pd.Series, middle: pd.Series) -> pd.Series:
    """Give how far a value lies outside a range, per cent of its middle; nought inside, below nought under it."""
    over, under = (value - high).clip(lower=0), (value - low).clip(upper=0)
    return (100 * (over + under) / middle.where(middle > 0)).fillna(0.0)


def verdict(beyond: pd.Series, near: pd.Series, far: pd.Series) -> np.ndarray:
    """Give green up to `near`, amber up to `far`, red beyond; the sign of `beyond` does not count."""
    size = beyond.abs()
    return np.select([size <= near + SAME, size <= far + SAME], [GREEN, AMBER], RED)
