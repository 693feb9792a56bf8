from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.methods.summary import percentiles, summarise


def draws_of(values: np.ndarray) -> xr.DataArray:
    return xr.DataArray(values, dims=("draw", "area", "year"), coords={"area": ["b", "a"], "year": [2024, 2025]})


def test_one_row_a_combination_in_the_order_given():
    frame = summarise(draws_of(np.arange(12.0).reshape(3, 2, 2)))
    assert list(frame.columns) == ["area", "year", "mean", "p10", "p50", "p90"]
    assert list(frame["area"]) == ["b", "b", "a", "a"]
    assert list(frame["mean"]) == [4, 5, 6, 7]
    assert frame["p50"].iloc[0] == 4


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_percentiles_are_in_order_and_sums_commute_with_means(n, seed):
    array = draws_of(np.random.default_rng(seed).normal(size=(n, 2, 2)))
    frame = summarise(array)
    assert (frame["p10"] <= frame["p50"]).all()
    assert (frame["p50"] <= frame["p90"]).all()
    total = summarise(array.sum("area"))
    assert total["mean"].to_numpy() == pytest.approx(frame.groupby("year")["mean"].sum().to_numpy())


def test_the_dim_order_of_the_draws_does_not_matter():
    array = draws_of(np.random.default_rng(3).normal(size=(5, 2, 2)))
    pd.testing.assert_frame_equal(summarise(array), summarise(array.transpose("area", "draw", "year")))


@settings(deadline=None)
@given(st.integers(1, 40), st.lists(st.floats(0, 100), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_percentiles_are_those_of_numpy_and_missing_where_a_draw_is(n, wanted, seed):
    values = np.random.default_rng(seed).normal(size=(n, 3, 2))
    values[n // 2, 1, 1] = np.nan
    np.testing.assert_allclose(percentiles(values, wanted), np.percentile(values, wanted, axis=0), atol=1e-12)
