from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.labelled import bare, labelled


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
