"""Draws depend on the key, the seed and their number, and on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.params import draws
from planbook.params.assumption import Assumption

N = 256
SYMMETRIC = Assumption(
    "need.x", "x", "score", None, ("",), (10.0,), (8.0,), (12.0,), "normal", None, None, "s", "2020", "red", "x"
)
keys = st.from_regex(r"[a-z]{1,8}\.[a-z_]{1,8}", fullmatch=True)


def test_one_draw_in_each_slice():
    found = np.sort(draws.percentiles("need.x", N, 1))
    assert (np.floor(found * N) == np.arange(N)).all()
    assert found[0] > 0
    assert found[-1] < 1


def test_the_stream_is_for_ever():
    assert draws.percentiles("need.frailty_pct", 4, 20261121) == pytest.approx(
        [0.63613341, 0.28387687, 0.94439891, 0.01206260], abs=1e-8
    )


@given(st.lists(keys, min_size=2, max_size=6, unique=True), st.randoms())
def test_adding_or_reordering_parameters_never_reshuffles_draws(names, random):
    alone = {name: draws.sample(replace(SYMMETRIC, key=name), 32, 7) for name in names[:-1]}
    random.shuffle(names)
    together = {name: draws.sample(replace(SYMMETRIC, key=name), 32, 7) for name in names}
    assert all((alone[name] == together[name]).all() for name in alone)


def test_keys_seeds_and_numbers_of_draws_each_give_other_draws():
    first = draws.percentiles("need.x", N, 1)
    assert abs(np.corrcoef(first, draws.percentiles("need.y", N, 1))[0, 1]) < 0.2
    assert (first != draws.percentiles("need.x", N, 2)).any()
    assert (first[:128] != draws.percentiles("need.x", 128, 1)).any()


def test_the_worked_number_of_an_80_percent_interval():
    found = draws.sample(SYMMETRIC, 20_000, 1)[:, 0]
    assert found.std() == pytest.approx((12 - 8) / 2.563103, rel=0.002)
    assert found.mean() == pytest.approx(10, abs=0.001)


@given(
    value=st.floats(-50, 50),
    below=st.floats(0, 30),
    above=st.floats(0, 30),
    key=keys,
)
def test_p10_p50_and_p90_of_draws_are_low_value_and_high(value, below, above, key):
    skewed = replace(SYMMETRIC, key=key, value=(value,), low=(value - below,), high=(value + above,))
    found = np.percentile(draws.sample(skewed, N, 3)[:, 0], [10, 50, 90])
    assert found == pytest.approx([value - below, value, value + above], abs=0.02 * (below + above) + 1e-9)


def test_draws_are_clipped_to_what_is_possible():
    found = draws.sample(replace(SYMMETRIC, least=9.0, most=11.0), N, 1)
    assert found.min() == 9
    assert found.max() == 11


def test_leaves_of_one_assumption_move_together():
    two = replace(SYMMETRIC, by="age_band", leaves=("a", "b"), value=(10.0, 100.0), low=(8.0, 50.0), high=(12.0, 150.0))
    found = draws.sample(two, N, 1)
    assert found.shape == (N, 2)
    assert (np.argsort(found[:, 0]) == np.argsort(found[:, 1])).all()
    assert (found[:, 0] == draws.sample(SYMMETRIC, N, 1)[:, 0]).all()


def test_fixed_uniform_and_triangular():
    assert (draws.sample(replace(SYMMETRIC, distribution="fixed"), N, 1) == 10).all()
    uniform = draws.sample(replace(SYMMETRIC, distribution="uniform"), N, 1)
    assert (uniform.min(), uniform.mean(), uniform.max()) == pytest.approx((8, 10, 12), abs=0.03)
    leaning = replace(SYMMETRIC, distribution="triangular", value=(9.0,))
    triangular = draws.sample(leaning, 4096, 1)
    assert triangular.mean() == pytest.approx((8 + 9 + 12) / 3, abs=0.005)
    assert triangular.min() >= 8
    assert triangular.max() <= 12
    assert (draws.sample(replace(leaning, low=(9.0,), high=(9.0,)), N, 1) == 9).all()
