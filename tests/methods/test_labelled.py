from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.labelled import at, bare, labelled, product_over, renamed, spread, stacked


def laid(dims: str, seed: int = 0, **labels: list[str]) -> xr.DataArray:
    every = {"a": ["x", "y"], "b": ["p", "q", "r"], "c": ["m"]} | labels
    shape = [len(every[dim]) for dim in dims]
    values = np.random.default_rng(seed).normal(size=shape)
    return xr.DataArray(values, dims=tuple(dims), coords={dim: every[dim] for dim in dims})


@given(st.permutations("abc"), st.permutations("abc"), st.integers(0, 3), st.integers(0, 3))
def test_sums_of_bare_arrays_are_those_of_labelled_ones(
    first: list[str], second: list[str], few: int, many: int
) -> None:
    one, other = laid("".join(first[:few]), 1), laid("".join(second[:many]), 2)
    left, right = bare(one, other)
    found = labelled(left * right + left, one, other)
    xr.testing.assert_identical(found, one * other + one)


def test_labels_that_differ_are_refused_and_named() -> None:
    with pytest.raises(ValueError, match=r"labels of 'a' differ: y, z"):
        bare(laid("ab"), laid("a", a=["x", "z"]))
    with pytest.raises(ValueError, match="in order"):
        bare(laid("ab"), laid("a", a=["y", "x"]))


def test_a_dimension_may_be_given_labels_of_its_own() -> None:
    one = laid("ab")
    (variable,) = bare(one)
    found = labelled(variable.isel(a=[0]), one, a=["both"])
    assert list(found["a"].values) == ["both"]
    assert list(found["b"].values) == ["p", "q", "r"]
    with pytest.raises(ValueError, match="a"):
        labelled(variable, one, a=["one too few"])


@given(st.permutations("abc"), st.permutations("abc"), st.sets(st.sampled_from("abc"), min_size=1))
def test_a_product_over_dims_is_the_sum_of_products_by_name(
    first: list[str], second: list[str], over: set[str]
) -> None:
    one, other = bare(laid("".join(first), 1), laid("".join(second)[:2], 2))
    drawn = one * xr.Variable("draw", [1.0, -2.0])
    shared = [dim for dim in over if dim in other.dims]
    found = product_over(drawn, other, shared)
    wanted = (drawn * other).sum(shared)
    xr.testing.assert_allclose(found.transpose(*wanted.dims), wanted)


def test_parts_are_spread_over_the_dims_of_all_and_put_side_by_side() -> None:
    one, other = bare(laid("a", 1), laid("b", 2))
    assert [each.dims for each in spread(one, other)] == [("a", "b"), ("a", "b")]
    beside = stacked([one, other], "part")
    assert beside.dims == ("a", "b", "part")
    assert (beside.values[:, 0, 0] == one.values).all()
    assert (beside.values[1, :, 1] == other.values).all()


def test_values_at_labels() -> None:
    one = laid("ab")
    assert at(one, a="y").identical(one.variable[1])
    assert at(one, b=["r", "p"]).identical(one.variable[:, [2, 0]])
    with pytest.raises(KeyError):
        at(one, a="z")


def test_labels_in_a_row_are_not_copied_and_others_come_in_their_order() -> None:
    array = xr.DataArray(np.arange(8.0).reshape(2, 4), coords={"area": ["a", "b"], "year": [1, 2, 3, 4]})
    assert np.shares_memory(at(array, year=[2, 3]).values, array.values)
    for years in ([2, 3], [3, 1], [1, 3], [2]):
        assert np.array_equal(at(array, year=years).values, array.sel(year=years).values)
    assert at(array, year=[]).shape == (2, 0)


def test_a_dim_by_another_name_keeps_its_labels() -> None:
    array = xr.DataArray([[1.0, 2.0]], coords={"draw": [0], "leaf": ["x", "y"]})
    assert renamed(array, "leaf", "staff_group").equals(array.rename(leaf="staff_group"))


def test_whole_numbers_and_fractions_stay_what_they_are_as_labels() -> None:
    values = xr.Variable("at", [1.0, 2.0])
    whole, part = labelled(values, at=[1, 2]), labelled(values, at=[1.0, 2.0])
    assert whole.indexes["at"].dtype.kind == "i"
    assert part.indexes["at"].dtype.kind == "f"
