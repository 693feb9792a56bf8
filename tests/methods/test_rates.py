from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.methods.rates import EUROPEAN_STANDARD_2013, byar, directly_standardised, poisson_exact, wilson

PEOPLE = (636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207)
COUNTS = (127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        (65, 50.163187710459, 82.849138545940),
        (10, 4.787449913968, 18.391458605756),
        (9, 4.115373097378, 17.084803451419),
        (0, 0.0, 3.688879454),
    ],
)
def test_limits_of_counts_match_the_published_worked_numbers(events, low, high):
    limits = byar(events)
    assert float(limits.low) == pytest.approx(low, abs=1e-9)
    assert float(limits.high) == pytest.approx(high, abs=1e-9)


def test_a_share_has_wilson_limits():
    limits = wilson(65, 100)
    assert (float(limits.low), float(limits.high)) == pytest.approx((0.552544432969, 0.736357517569), abs=1e-12)


def test_a_standardised_rate_matches_the_worked_number_with_dobson_limits():
    rate = directly_standardised(COUNTS, PEOPLE)
    assert rate == pytest.approx((10430.247991, 9717.709068, 11178.940915), abs=1e-6)


def test_the_european_standard_population_is_a_hundred_thousand():
    assert sum(EUROPEAN_STANDARD_2013) == 100_000
    assert len(EUROPEAN_STANDARD_2013) == 19


def test_a_standardised_rate_of_fewer_than_ten_events_is_not_given():
    few = np.zeros(19)
    few[3] = 9
    assert np.isnan(directly_standardised(few, PEOPLE).value)
    few[3] = 10
    assert directly_standardised(few, PEOPLE).value > 0


def test_standardising_to_ones_own_ages_gives_the_crude_rate():
    rate = directly_standardised(COUNTS, PEOPLE, standard=PEOPLE, per=1000)
    assert rate.value == pytest.approx(1000 * sum(COUNTS) / sum(PEOPLE))


@settings(deadline=None)
@given(st.integers(0, 10**7), st.floats(0.5, 0.999))
def test_limits_hold_the_count_and_widen_with_confidence(events, confidence):
    for method in (byar, poisson_exact):
        limits, wider = method(events, confidence), method(events, confidence + (1 - confidence) / 2)
        assert limits.low <= events <= limits.high
        assert wider.low <= limits.low
        assert wider.high >= limits.high


@settings(deadline=None)
@given(st.integers(1, 10**6), st.floats(0, 1))
def test_limits_of_a_share_are_shares_and_hold_it(people, part):
    events = round(people * part)
    limits = wilson(events, people)
    assert -1e-12 <= limits.low <= events / people + 1e-12
    assert events / people - 1e-12 <= limits.high <= 1 + 1e-12


@settings(deadline=None)
@given(st.integers(0, 5000))
def test_byar_lies_near_the_exact_limits(events):
    near, exact = byar(events), poisson_exact(events)
    assert near.low == pytest.approx(exact.low, abs=0.04)
    assert near.high == pytest.approx(exact.high, abs=0.04)


def test_arrays_give_arrays():
    assert byar(np.array([3, 30])).low == pytest.approx([float(byar(3).low), float(byar(30).low)])
