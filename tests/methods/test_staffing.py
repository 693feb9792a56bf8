"""Staff for an amount of work: worked numbers, and what must hold whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.staffing import (
    FULL_TIME_HOURS,
    WEEK_HOURS,
    allowance_factor,
    available_days,
    headcount,
    individual_allowance,
    wte_for_hours,
    wte_for_posts,
    wte_for_units,
)

amounts = st.floats(min_value=0.0, max_value=1e7)
shares = st.floats(min_value=0.0, max_value=0.9)


def test_a_year_less_leave_holidays_sickness_and_study() -> None:
    assert available_days(260.0, 27.0, 8.0, 11.4, 5.0) == pytest.approx(208.6)


def test_contacts_at_so_many_a_day() -> None:
    assert wte_for_units(120_000.0, 9.0, 208.6, 0.0) == pytest.approx(63.9182, abs=5e-5)


def test_an_allowance_multiplies_and_a_duty_of_some_is_added() -> None:
    assert allowance_factor(0.25) == pytest.approx(4 / 3)
    assert wte_for_units(120_000.0, 9.0, 208.6, 0.25) == pytest.approx(63.9182 * 4 / 3, abs=1e-3)
    assert individual_allowance(4.0, 391.125, 1564.5) == pytest.approx(1.0)


def test_one_post_round_the_clock() -> None:
    assert wte_for_posts(1.0, 0.22) == pytest.approx(168 * 1.22 / 37.5)
    assert wte_for_posts(1.0, 0.0, cover_hours=FULL_TIME_HOURS) == pytest.approx(1.0)


@given(amounts, amounts, shares)
def test_more_work_never_takes_fewer_staff(one: float, other: float, share: float) -> None:
    less, more = sorted((one, other))
    assert wte_for_units(less, 9.0, 208.6, share) <= wte_for_units(more, 9.0, 208.6, share)
    assert wte_for_posts(less, 0.22) <= wte_for_posts(more, 0.22)


@given(amounts, st.floats(min_value=100.0, max_value=2000.0), shares)
def test_staff_times_hours_left_for_the_work_covers_it(hours: float, available: float, share: float) -> None:
    staff = wte_for_hours(hours, available, share)
    assert staff * available * (1 - share) == pytest.approx(hours)


@given(st.floats(min_value=0.0, max_value=100.0), st.floats(min_value=0.0, max_value=1.0))
def test_posts_are_filled_after_time_out(posts: float, time_out: float) -> None:
    at_work = wte_for_posts(posts, time_out) * FULL_TIME_HOURS / (1 + time_out)
    assert at_work == pytest.approx(posts * WEEK_HOURS)


@given(amounts, st.floats(min_value=0.01, max_value=1.0))
def test_people_are_never_fewer_than_whole_time_staff(wte: float, participation: float) -> None:
    assert headcount(wte, participation) >= wte
