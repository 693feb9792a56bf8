"""Waiting lists, against the published worked numbers and in the right directions."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.waiting_list import (
    leaving_rate,
    load,
    pressure,
    relief_capacity,
    rolled,
    target_capacity,
    target_queue,
    waits_factor,
)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (load(30, 27), 1.111111),
        (target_queue(30, 52, 4), 390),
        (relief_capacity(30, 1200, 390, 26), 61.153846),
        (target_capacity(30, 52), 30.076923),
        (pressure(63, 52), 2.423077),
        (waits_factor(0.982), 4.017384),
    ],
)
def test_the_published_numbers(found: float, said: float) -> None:
    assert found == pytest.approx(said, abs=1e-6)


def flow(*months: float) -> xr.DataArray:
    return xr.DataArray([list(months)], dims=("draw", "month"))


def one(value: float) -> xr.DataArray:
    return xr.DataArray([value], dims="draw")


def test_a_list_is_what_came_less_what_was_done_and_who_left() -> None:
    months = rolled(one(100.0), flow(50, 50), flow(30, 30), one(0.1))
    assert np.allclose(months, [[110.0, 119.0]])


def test_a_list_is_never_below_nought() -> None:
    assert float(rolled(one(10.0), flow(0), flow(50), one(0.0)).min()) == 0.0


@given(extra=st.floats(0, 100), list_now=st.floats(0, 1e4), capacity=st.floats(0, 200))
def test_more_referrals_never_shorten_and_more_capacity_never_lengthens(
    extra: float, list_now: float, capacity: float
) -> None:
    plain = rolled(one(list_now), flow(80, 80), flow(capacity, capacity), one(0.03))
    more = rolled(one(list_now), flow(80 + extra, 80), flow(capacity, capacity), one(0.03))
    able = rolled(one(list_now), flow(80, 80), flow(capacity + extra, capacity), one(0.03))
    assert (more >= plain - 1e-9).all()
    assert (able <= plain + 1e-9).all()


def test_who_leaves_otherwise_follows_from_the_list_and_is_not_below_nought() -> None:
    assert leaving_rate(100, 90, 60, 50, 400) == pytest.approx(0.05)
    assert leaving_rate(100, 150, 60, 50, 400) == 0.0
