"""Seasons come from whole years and days, and shares of a year sum to one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.demand.past import seasonal_trend
from planbook.methods.seasons import index_of


def series(daily: dict[int, float], years: list[int], growth: float = 0.0) -> pd.Series:
    months = [month for year in years for month in months_of(year)]
    level = {month: (1 + growth) ** (place / 12) for place, month in enumerate(months)}
    return pd.Series({month: daily[int(month[5:7])] * days_in(month) * level[month] for month in months})


WINTER = {month: 130.0 if month in (12, 1) else 100.0 for month in range(1, 13)}


def test_the_index_knows_days_from_season() -> None:
    found = index_of(series(WINTER, [2023, 2024]), "every")
    assert found is not None
    assert np.isclose(found.mean(), 1.0)
    assert np.isclose(found[8] / found[0], 1.3)  # December beside April
    assert np.isclose(found[10], found[0])  # February is short, not quiet


def test_less_than_a_year_says_nothing() -> None:
    assert index_of(series(WINTER, [2024]).iloc[:11], "every") is None


def test_a_trend_is_found_under_a_season() -> None:
    trend = seasonal_trend(series(WINTER, [2022, 2023, 2024], growth=0.04))
    assert np.isclose(trend.value, 4.0, atol=1e-6)
    noisy = series(WINTER, [2022, 2023, 2024], growth=0.04) * np.resize([1.01, 0.99, 1.0, 1.02, 0.98], 36)
    trend = seasonal_trend(noisy)
    assert trend.low < 4.0 < trend.high
