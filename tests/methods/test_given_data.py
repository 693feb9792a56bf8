"""Shares of variance from draws that are there: what is planted is found in size, and chance is not taken for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.given_data import explained, first_order, floor, slices_of

DRAWS = 512


def uniform(seed: int, inputs: int) -> np.ndarray:
    return np.random.default_rng(seed).random((DRAWS, inputs))


def test_a_sum_gives_each_input_its_part_of_the_variance() -> None:
    x = uniform(1, 4)
    y = (3 * x[:, 0] + 1 * x[:, 1])[:, None]
    shares = first_order(x, y)[:, 0]
    assert shares[0] == pytest.approx(0.9, abs=0.06)
    assert shares[1] == pytest.approx(0.1, abs=0.06)
    assert (shares[2:] < floor(DRAWS, 4)).all()


def test_a_bend_is_found_though_it_has_no_slope() -> None:
    x = uniform(2, 2)
    y = ((x[:, 0] - 0.5) ** 2)[:, None]
    assert abs(np.corrcoef(x[:, 0], y[:, 0])[0, 1]) < 0.1
    assert first_order(x, y)[0, 0] > 0.7


def test_an_answer_that_never_varies_hangs_on_nothing() -> None:
    assert (first_order(uniform(3, 3), np.full((DRAWS, 1), 7.0)) == 0).all()


def test_chance_alone_hardly_ever_passes_the_floor() -> None:
    passed = 0
    for seed in range(60):
        x, y = uniform(seed, 40), np.random.default_rng(1000 + seed).random((DRAWS, 1))
        passed += bool((explained(x, y) > floor(DRAWS, 40)).any())
    assert passed <= 8, "a floor for one in twenty"


def test_the_floor_falls_with_draws_and_rises_with_inputs_tried() -> None:
    assert floor(1024, 40) < floor(256, 40) < floor(256, 400)


@given(st.integers(0, 10_000))
def test_slices_hold_as_many_draws_each_and_do_not_hang_on_scale(seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(100, 2))
    found = slices_of(x)
    assert (np.bincount(found[:, 0]) == 20).all()
    assert np.array_equal(found, slices_of(np.exp(x)))
