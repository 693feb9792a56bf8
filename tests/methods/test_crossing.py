"""By when a mark is passed: the first year of each draw, and years some draw gives."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.methods.demand.crossing import Passing, first_year

YEARS = [2024, 2025, 2026, 2027]


def passing(*draws: list[float], mark: float = 10.0, falls: bool = False) -> Passing:
    values = xr.DataArray(
        [[each] for each in draws], coords={"area": ["a"], "year": YEARS}, dims=("draw", "area", "year")
    )
    return Passing("k", "K", "beds", values, xr.DataArray(mark), "births", falls)


def test_the_first_year_above_the_mark_is_when_it_is_passed() -> None:
    found = first_year(passing([8, 9, 11, 9], [12, 1, 1, 1], [1, 2, 3, 4], [10, 10, 10, 10]))
    assert list(found.sel(area="a").values[:2]) == [2026, 2024]
    assert np.isinf(found.sel(area="a").values[2:]).all()


def test_a_share_passes_by_falling() -> None:
    found = first_year(passing([60, 55, 49, 40], [40, 60, 60, 60], mark=50.0, falls=True))
    assert list(found.sel(area="a").values) == [2026, 2024]


def test_a_mark_may_differ_by_area() -> None:
    values = xr.DataArray(
        [[[5.0] * 4, [5.0] * 4]], coords={"area": ["a", "b"], "year": YEARS}, dims=("draw", "area", "year")
    )
    marks = xr.DataArray([4.0, 6.0], coords={"area": ["a", "b"]})
    found = first_year(Passing("k", "K", "beds", values, marks, "births"))
    assert float(found.sel(area="a", draw=0)) == 2024
    assert np.isinf(found.sel(area="b"))
