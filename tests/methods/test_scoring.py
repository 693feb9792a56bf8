"""Scoring by several criteria: directions, known totals, and an order that says how much it rests on the weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from planbook.methods import scoring

SCORES = pd.DataFrame(
    {"people": [90.0, 40.0, 40.0], "gap": [10.0, 80.0, 20.0], "doable": [50.0, 50.0, 40.0]}, index=["a", "b", "c"]
)
EQUAL = pd.Series({"people": 1.0, "gap": 1.0, "doable": 1.0})


def test_a_total_is_the_weighted_mean_of_the_scores() -> None:
    assert scoring.weighted_scores(SCORES, EQUAL).round(4).to_dict() == {"a": 50.0, "b": 56.6667, "c": 33.3333}
    heavy = scoring.weighted_scores(SCORES, EQUAL * [3, 1, 1])
    assert heavy["a"] == pytest.approx(66.0)
    assert heavy.idxmax() == "a"


def test_only_proportions_of_weights_count() -> None:
    pd.testing.assert_series_equal(scoring.weighted_scores(SCORES, EQUAL), scoring.weighted_scores(SCORES, EQUAL * 7.5))


def test_weights_are_not_negative_and_not_all_nought() -> None:
    with pytest.raises(ValueError, match="weights"):
        scoring.weighted_scores(SCORES, EQUAL * [1, -1, 1])
    with pytest.raises(ValueError, match="weights"):
        scoring.weighted_scores(SCORES, EQUAL * 0)


def test_the_worst_is_100_and_what_is_not_wrong_is_0() -> None:
    assert scoring.on_scale(pd.Series([5.0, -3.0, 10.0])).tolist() == [50.0, 0.0, 100.0]
    assert scoring.on_scale(pd.Series([-1.0, 0.0])).tolist() == [0.0, 0.0]


def test_equal_totals_share_the_better_rank() -> None:
    assert scoring.ranks(np.array([3.0, 5.0, 5.0, 1.0])).tolist() == [3.0, 1.0, 1.0, 4.0]


@given(
    arrays.arrays(np.float64, (4, 3), elements=st.floats(0, 100)),
    st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
    st.integers(0, 3),
    st.integers(0, 2),
)
def test_a_higher_score_never_worsens_a_rank(
    values: np.ndarray, weights: list[float], option: int, criterion: int
) -> None:
    scores = pd.DataFrame(values, columns=["x", "y", "z"])
    given_weights = pd.Series(weights, index=scores.columns)
    before = scoring.ranks(scoring.weighted_scores(scores, given_weights).to_numpy())[option]
    better = scores.copy()
    better.iloc[option, criterion] = 100.0
    after = scoring.ranks(scoring.weighted_scores(better, given_weights).to_numpy())[option]
    assert after <= before


@given(st.floats(0, 99), st.integers(0, 1000))
def test_nearby_weights_stay_within_the_spread(spread: float, seed: int) -> None:
    drawn = scoring.weights_nearby(EQUAL, spread, 32, seed)
    assert drawn.shape == (32, 3)
    assert (np.abs(drawn - 1) <= spread / 100 + 1e-12).all()


def test_any_weights_sum_to_one_and_favour_none() -> None:
    drawn = scoring.any_weights(["x", "y", "z"], 2000, 1)
    assert np.allclose(drawn.sum(axis=1), 1)
    assert np.allclose(drawn.mean(axis=0), 1 / 3, atol=0.02)
    assert np.array_equal(drawn, scoring.any_weights(["x", "y", "z"], 2000, 1))


def test_what_is_best_on_everything_comes_first_under_any_weights() -> None:
    scores = pd.DataFrame({"x": [90.0, 10.0], "y": [80.0, 20.0]}, index=["best", "other"])
    found = scoring.robustness(scores, scoring.any_weights(["x", "y"], 64, 3))
    assert found.loc["best"].to_dict() == {"first_pct": 100.0, "rank_low": 1.0, "rank_high": 1.0}
    assert found.loc["other", "first_pct"] == 0


def test_ranks_hold_80_in_100_and_no_spread_leaves_one_rank() -> None:
    wide = scoring.robustness(SCORES, scoring.any_weights(list(SCORES), 512, 3))
    assert (wide["rank_low"] <= wide["rank_high"]).all()
    assert 0 < wide.loc["a", "first_pct"] < 100
    none = scoring.robustness(SCORES, scoring.weights_nearby(EQUAL, 0, 16, 3))
    assert none["first_pct"].to_dict() == {"a": 0.0, "b": 100.0, "c": 0.0}
    assert (none["rank_low"] == none["rank_high"]).all()


def test_at_the_overtaking_weight_the_two_are_level() -> None:
    found = scoring.overtaking_weight(SCORES, EQUAL, ahead="b", behind="a")
    level = found["people"]
    others = (1 - level) / 2
    totals = scoring.weighted_scores(SCORES, pd.Series({"people": level, "gap": others, "doable": others}))
    assert totals["a"] == pytest.approx(totals["b"])
    assert 1 / 3 < level < 1


def test_what_is_behind_on_everything_never_overtakes() -> None:
    scores = pd.DataFrame({"x": [90.0, 10.0], "y": [80.0, 20.0]}, index=["best", "other"])
    assert scoring.overtaking_weight(scores, pd.Series({"x": 1.0, "y": 1.0}), "best", "other").isna().all()
