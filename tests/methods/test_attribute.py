"""Credits share a change without a remainder, whatever the order."""

from __future__ import annotations

import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.methods.attribute import shapley

FACTORS = st.lists(st.floats(0.2, 3.0), min_size=1, max_size=4)


def array(value: float) -> xr.DataArray:
    return xr.DataArray([value], dims="draw")


def test_two_factors_of_a_thousand() -> None:
    credits = shapley(array(1000.0), {"more": array(1.2), "less": array(0.9)})
    assert np.allclose([credits["more"], credits["less"]], [[190.0], [-110.0]])


@given(base=st.floats(1.0, 1e6), factors=FACTORS)
def test_credits_sum_to_the_change(base: float, factors: list[float]) -> None:
    named = {str(place): array(factor) for place, factor in enumerate(factors)}
    credits = shapley(array(base), named)
    assert np.isclose(sum(float(each[0]) for each in credits.values()), base * np.prod(factors) - base, rtol=1e-9)


@settings(max_examples=40)  # two lots of every order
@given(factors=FACTORS)
def test_a_factor_of_one_earns_nothing_and_order_does_not_matter(factors: list[float]) -> None:
    named = {str(place): array(factor) for place, factor in enumerate(factors)}
    credits = shapley(array(100.0), {**named, "still": array(1.0)})
    turned = shapley(array(100.0), {"still": array(1.0), **dict(reversed(named.items()))})
    assert np.isclose(float(credits["still"][0]), 0.0)
    assert all(np.isclose(float(credits[name][0]), float(turned[name][0])) for name in named)


def test_cells_are_shared_one_by_one() -> None:
    base = xr.DataArray([[100.0, 200.0]], dims=("draw", "line"))
    credits = shapley(base, {"a": xr.DataArray([2.0], dims="draw"), "b": xr.DataArray([1.0, 3.0], dims="line")})
    total = credits["a"] + credits["b"]
    assert np.allclose(total.transpose("draw", "line"), [[100.0, 1000.0]])
