"""Halving finds what meets a target, and says where nothing does; the least regret is worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.regret import least_regret, regrets
from planbook.methods.seek import sought


@given(st.floats(0.2, 5), st.booleans(), st.floats(-3, 3), st.floats(0.05, 0.95))
def test_the_value_that_meets_a_target_is_found(slope: float, falls: bool, level: float, part: float) -> None:
    way = -slope if falls else slope
    low, high = -2.0, 4.0
    target = level + way * (low + part * (high - low))
    found = sought(lambda value: level + way * value, target, low, high)
    assert found.reached
    assert found.value == pytest.approx(low + part * (high - low), abs=0.01)


@pytest.mark.parametrize(("target", "end"), [(100.0, 10.0), (-1.0, 0.0)])
def test_what_cannot_be_reached_is_said_with_the_nearest_end(target: float, end: float) -> None:
    found = sought(lambda value: 2 * value, target, 0.0, 10.0)
    assert not found.reached
    assert found.value == end
    assert (found.at_low, found.at_high) == (0.0, 20.0)


LOSS = pd.DataFrame({"wait": [5.0, 40.0, 10.0], "build": [20.0, 22.0, 21.0]}, index=["mild", "hard", "long"])


def test_regret_is_what_is_lost_beside_the_best_choice_in_the_same_scenario() -> None:
    assert regrets(LOSS)["wait"].tolist() == [0, 18, 0]
    assert regrets(LOSS)["build"].tolist() == [15, 0, 11]


def test_the_choice_regretted_least_at_worst_comes_first() -> None:
    found = least_regret(LOSS)
    assert found["choice"].tolist() == ["build", "wait"]
    assert found["worst"].tolist() == [15, 18]
    assert found["scenario"].tolist() == ["mild", "hard"]
