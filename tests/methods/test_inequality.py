from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.methods.inequality import midpoint_ranks, slope_index

PEOPLE = (7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534)
VALUES = (
    *(75.933459, 78.344238, 83.836063, 83.637540, 80.465503),
    *(81.115676, 81.693084, 84.190006, 80.595564, 86.289435),
)

groups = st.lists(st.tuples(st.floats(1, 1e6), st.floats(-50, 50)), min_size=3, max_size=12)


def test_the_worked_number():
    slope = slope_index(PEOPLE, VALUES)
    assert slope.slope_index == pytest.approx(6.934616, abs=1e-6)
    assert slope.relative_index == pytest.approx(1.088818, abs=1e-6)
    assert slope.low < slope.slope_index < slope.high


def test_ranks_are_the_middles_of_shares():
    assert midpoint_ranks([1, 1, 2]) == pytest.approx([0.125, 0.375, 0.75])


@settings(deadline=None)
@given(groups, st.floats(-20, 20), st.floats(-20, 20))
def test_a_straight_line_is_found_exactly(rows, start, slope):
    people = [each for each, _ in rows]
    found = slope_index(people, start + slope * midpoint_ranks(people))
    assert found.slope_index == pytest.approx(slope, abs=1e-7)
    assert found.high - found.low == pytest.approx(0, abs=1e-5)


@settings(deadline=None)
@given(groups)
def test_turning_the_order_round_turns_the_sign_and_adding_to_all_changes_nothing(rows):
    people, values = (np.array(each) for each in zip(*rows, strict=True))
    there = slope_index(people, values).slope_index
    assert slope_index(people[::-1], values[::-1]).slope_index == pytest.approx(-there, abs=1e-6)
    assert slope_index(people, values + 7).slope_index == pytest.approx(there, abs=1e-6)


def test_scatter_widens_the_interval():
    straight = np.linspace(70, 80, 10)
    bent = straight + np.tile([2, -2], 5)
    narrow, wide = slope_index(PEOPLE, straight), slope_index(PEOPLE, bent)
    assert wide.high - wide.low > narrow.high - narrow.low


def test_errors_of_the_values_carry_into_the_limits():
    less, more = (slope_index(PEOPLE, VALUES, np.full(10, error)) for error in (0.5, 1.0))
    assert (more.high - more.low) == pytest.approx(2 * (less.high - less.low))


def test_the_carried_error_agrees_with_simulation():
    slope = slope_index(PEOPLE, VALUES, np.full(10, 1.0))
    noise = np.random.default_rng(1).normal(size=(4000, 10))
    simulated = [slope_index(PEOPLE, np.array(VALUES) + each).slope_index for each in noise]
    assert (slope.high - slope.low) / (2 * 1.959964) == pytest.approx(np.std(simulated), rel=0.05)


def test_too_few_groups_have_no_slope_or_no_limits():
    assert np.isnan(slope_index([5], [1]).slope_index)
    two = slope_index([5, 5], [1, 3])
    assert two.slope_index == pytest.approx(4)
    assert np.isnan(two.low)


def test_groups_without_people_count_for_nothing():
    assert slope_index([5, 0, 5, 5], [1, 99, 2, 3]).slope_index == pytest.approx(3)
