"""Ramps, ages, room and credit: worked numbers, directions, and what must hold for any numbers."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.methods.attribute import credit_beside, shapley
from planbook.methods.pathways.brings import newly
from planbook.methods.pathways.combined import share_with_room
from planbook.methods.pathways.people import age_weights
from planbook.methods.pathways.timing import mean_share, month_number
from planbook.params.programme import Ages
from planbook.params.programme_words import Ramp

CHANGES = st.lists(st.floats(-0.95, 0.6), min_size=1, max_size=5)
RAMPS: tuple[Ramp, ...] = ("linear", "front_loaded", "back_loaded", "step")


def of(*values: float) -> xr.DataArray:
    return xr.DataArray(list(values), dims="case")


def test_credit_of_the_worked_example() -> None:
    changes = xr.DataArray([0.2, -0.1], dims="programme")
    credit = 1000 * changes * credit_beside(changes.values)
    assert list(credit.values) == pytest.approx([190.0, -110.0])


@settings(max_examples=40)  # every order each time
@given(CHANGES)
def test_credits_are_those_of_all_orders_and_add_up(values: list[float]) -> None:
    changes = xr.DataArray(values, dims="programme")
    credit = changes * credit_beside(changes.values)
    base = xr.DataArray([1.0], dims="case")
    by_orders = shapley(base, {str(k): base * (1 + value) for k, value in enumerate(values)})
    assert credit.values == pytest.approx([float(each[0]) for each in by_orders.values()], abs=1e-12)
    assert float(credit.sum()) == pytest.approx(float((1 + changes).prod()) - 1, abs=1e-12)


@pytest.mark.parametrize(
    ("ramp", "first", "second"),
    [
        ("linear", 0.25, 0.75),
        ("front_loaded", 0.5 - 1 / 12, 1 - 1 / 12),
        ("back_loaded", 1 / 12, 7 / 12),
        ("step", 0, 0),
    ],
)
def test_a_ramp_of_two_years_gives_the_mean_of_each(ramp: Ramp, first: float, second: float) -> None:
    found = mean_share(of(0.0, 12.0, 24.0), of(24.0, 24.0, 24.0), ramp)
    assert list(found.values) == pytest.approx([first, second, 1.0])


@given(st.floats(-60, 60), st.floats(0, 40), st.floats(0, 24), st.sampled_from(RAMPS))
def test_a_later_start_never_helps_more(since: float, months: float, delay: float, ramp: Ramp) -> None:
    early, late = (float(mean_share(of(each), of(months), ramp)[0]) for each in (since, since - delay))
    assert -1e-9 <= late <= early + 1e-9
    assert early <= 1 + 1e-9


def test_months_are_counted() -> None:
    assert month_number("2027-04") - month_number("2026-12") == 4


def test_ages_hold_parts_of_bands() -> None:
    weights = age_weights(Ages.model_validate({"from": 11, "to": 64})).to_series()
    assert weights["10-14"] == pytest.approx(0.8)
    assert (weights["5-9"], weights["15-19"], weights["60-64"], weights["65-69"]) == (0.0, 1.0, 1.0, 0.0)
    old = age_weights(Ages.model_validate({"from": 65})).to_series()
    assert (old["60-64"], old["65-69"], old["90+"]) == (0.0, 1.0, 1.0)
    assert (age_weights(None) == 1).all()


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_what_fits_is_never_more_than_there_is_room_for(work: float, free: float) -> None:
    share = float(share_with_room(of(work), of(free))[0])
    assert 0 <= share <= 1
    assert share * work <= free * (1 + 1e-9) + 1e-9


def test_only_those_beyond_the_most_of_earlier_years_are_new() -> None:
    helped = xr.DataArray([[0.0, 10.0, 8.0, 15.0]], dims=("draw", "year"))
    assert newly(helped).values.tolist() == [[0.0, 10.0, 0.0, 5.0]]
    assert np.all(newly(helped).values >= 0)
