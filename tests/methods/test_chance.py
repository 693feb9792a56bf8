"""Chance is the same whatever else is asked for, and as wide as it should be."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.methods.chance import bed_days, counted


def expected(areas: list[str], level: float, draws: int = 4000) -> xr.DataArray:
    return xr.DataArray(
        np.full((draws, len(areas), 1), level), dims=("draw", "area", "year"), coords={"area": areas, "year": [2030]}
    )


def test_an_area_added_elsewhere_moves_nothing() -> None:
    few, many = counted(expected(["a", "b"], 50.0), 1, "x"), counted(expected(["c", "b", "a"], 50.0), 1, "x")
    assert (few.sel(area="a") == many.sel(area="a")).all()
    assert not (few.sel(area="a") == few.sel(area="b")).all()
    assert not (few == counted(expected(["a", "b"], 50.0), 2, "x")).all()


def test_counts_spread_as_poisson() -> None:
    drawn = counted(expected(["a"], 400.0), 1, "x")
    assert abs(float(drawn.mean()) - 400) < 2
    assert abs(float(drawn.var()) / 400 - 1) < 0.1


def test_bed_days_spread_more_than_counts_of_stays_do() -> None:
    stay, spread = xr.DataArray(np.full(4000, 8.0), dims="draw"), xr.DataArray(np.full(4000, 1.5), dims="draw")
    drawn = bed_days(expected(["a"], 8000.0), stay, spread, 1, "x")
    assert abs(float(drawn.mean()) / 8000 - 1) < 0.01
    assert abs(float(drawn.var()) / (1000 * 8**2 * (1 + 1.5**2)) - 1) < 0.1
    even = bed_days(expected(["a"], 8000.0), stay, 0 * spread, 1, "x")
    assert float(even.var()) < float(drawn.var())
