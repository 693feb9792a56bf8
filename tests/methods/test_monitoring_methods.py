"""Drift found and not invented, updates weighed, the year's end, and a backtest that cannot see the future."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.monitoring import backtest as past
from planbook.methods.monitoring.drift import Belief, apart, belief, growth_seen, mark, related, weighed
from planbook.methods.monitoring.outturn import outturn

ALARM_PCT = 5.0
TESTS = 12
SEEDS = 400
AE = past.TESTED[0]


def test_an_update_is_weighed_by_precision() -> None:
    """Assumed 2 with spread 1, seen 5 with spread 2: (2/1 + 5/4) / (1 + 1/4) = 2.6, spread 1 / sqrt(1.25)."""
    found = weighed(belief(2.0, 1.0), belief(5.0, 2.0))
    assert found.value == pytest.approx(2.6)
    assert found.spread == pytest.approx(0.894427, abs=1e-6)


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0.01, 20), st.floats(0.01, 20))
def test_an_update_lies_between_and_is_surer_than_both(a: float, o: float, s: float, t: float) -> None:
    found = weighed(belief(a, s), belief(o, t))
    assert min(a, o) - 1e-9 <= found.value <= max(a, o) + 1e-9
    assert found.spread <= min(s, t) + 1e-12
    assert found.low <= found.value <= found.high


def test_an_assumption_without_spread_is_not_moved() -> None:
    assert weighed(Belief(7.0, 7.0, 7.0), belief(9.0, 1.0)) == Belief(7.0, 7.0, 7.0)


def test_the_mark_is_shared_among_tests() -> None:
    """One test at 5% is the usual 1.96; a dozen share it: 0.05 / 12 / 2 = 0.002083 in each tail, 2.865."""
    assert mark(1, 5.0) == pytest.approx(1.959964, abs=1e-6)
    assert mark(12, 5.0) == pytest.approx(2.865, abs=1e-3)
    assert mark(12, 20.0) < mark(12, 5.0)


def planted(seed: int, drifting: int) -> tuple[list[bool], list[bool]]:
    """Give which of a dozen assumptions were made to drift, and which are called outside."""
    rng = np.random.default_rng(seed)
    moved = np.arange(TESTS) < drifting
    too_far = mark(TESTS, ALARM_PCT)
    called = []
    for drifts in moved:
        spread, noise = rng.uniform(0.1, 2.0, 2)
        assumed = belief(rng.normal(0, 5), spread)
        truth = assumed.value + spread * rng.standard_normal()
        if drifts:
            truth += rng.choice([-1, 1]) * 8 * np.hypot(spread, noise)
        called.append(abs(apart(assumed, belief(truth + noise * rng.standard_normal(), noise))) > too_far)
    return list(moved), called


def test_what_drifts_is_found_and_what_is_clean_is_seldom_flagged() -> None:
    alarms = 0
    for seed in range(SEEDS):
        moved, called = planted(seed, drifting=seed % 4)
        assert all(found for drifted, found in zip(moved, called, strict=True) if drifted)
        alarms += any(found for drifted, found in zip(moved, called, strict=True) if not drifted)
    assert 100 * alarms / SEEDS <= ALARM_PCT + 2.5  # two standard errors of 400 reviews


def test_a_growth_that_was_planted_is_seen() -> None:
    rng = np.random.default_rng(4)
    years = np.linspace(0.6, 3.0, 30)
    plan = 1000 * np.exp(0.02 * years)
    actual = plan * np.exp(0.03 * years) * np.exp(0.005 * rng.standard_normal(30))
    found = growth_seen(actual.tolist(), plan.tolist(), years.tolist(), chance=0.01)
    assert found.value == pytest.approx(0.03, abs=0.003)
    assert found.low < 0.03 < found.high


def test_a_year_that_strays_further_makes_growth_less_sure() -> None:
    plan, actual, years = [100.0] * 6, [101.0, 99.5, 102.0, 100.0, 101.5, 100.2], [0.6, 0.7, 0.8, 0.9, 1.0, 1.1]
    narrow, wide = (growth_seen(actual, plan, years, chance) for chance in (0.01, 0.08))
    assert narrow.value == wide.value
    assert wide.spread > 3 * narrow.spread


def test_months_alike_count_for_less() -> None:
    assert related(np.array([1.0, -1.0] * 6)) == 1.0
    assert related(np.repeat([1.0, -1.0], 8)) > 2.0


def test_the_year_ends_at_what_was_counted_and_the_rest_of_the_plan_at_its_level() -> None:
    """Three months 10% above a plan of 100 a month: 330 counted, 9 x 110 to come."""
    found = outturn([110.0] * 3, [100.0] * 3, [100.0] * 9, 0.02, [1.0] * 12)
    assert found.value == pytest.approx(1320.0)
    assert found.low == pytest.approx(1320.0)
    assert found.high == pytest.approx(1320.0)


@given(st.lists(st.floats(50, 150), min_size=1, max_size=12))
def test_a_years_end_holds_its_value_and_a_whole_year_has_no_range(counted: list[float]) -> None:
    rest = [100.0] * (12 - len(counted))
    found = outturn(counted, [100.0] * len(counted), rest, 0.05, [1.0] * 12)
    assert found.low <= found.value <= found.high
    if not rest:
        assert found.low == found.high == pytest.approx(sum(counted))


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """Five made-up areas and their sum, 60 months."""
    rng = np.random.default_rng(1)
    index = pd.period_range("2020-04", periods=60, freq="M").astype(str)
    level = rng.uniform(500, 2000, 5) * 1.02 ** (np.arange(60)[:, None] / 12)
    frame = pd.DataFrame(level * (1 + 0.02 * rng.standard_normal((60, 5))), index=index, columns=list("abcde"))
    return frame.assign(ENG=frame.sum(axis=1))


KNOWN = past.Given(lambda origin, horizon: np.full(6, 1.01**horizon), np.linspace(-0.01, 0.03, 64))


def peeking(tested: Any, months: pd.DataFrame, origin: str, horizon: int, given: past.Given) -> np.ndarray:
    """Forecast with a glance at what happened: a tenth of the truth mixed in."""
    honest = past.ours(tested, months, origin, horizon, given)
    return 0.9 * honest + 0.1 * past.of_year(tested, months, past.shifted(origin, 12 * horizon))


@pytest.mark.parametrize("tested", past.TESTED, ids=lambda tested: tested.key)
@pytest.mark.parametrize("forecaster", past.FORECASTERS.values(), ids=list(past.FORECASTERS))
def test_no_forecast_moves_when_the_future_does(tested: past.Tested, forecaster: Any, panel: pd.DataFrame) -> None:
    for origin in past.origins(tested, panel):
        for horizon in past.HORIZONS:
            assert not past.sees_the_future(forecaster, tested, panel, origin, horizon, KNOWN)


def test_a_forecaster_that_peeks_is_caught(panel: pd.DataFrame) -> None:
    assert past.sees_the_future(peeking, AE, panel, "2024-03", 1, KNOWN)


def test_one_later_month_is_enough_to_catch_it(panel: pd.DataFrame) -> None:
    plain = peeking(AE, panel, "2024-03", 1, KNOWN)
    changed = panel.copy()
    changed.loc["2024-09", "b"] *= 1.1
    assert not np.array_equal(plain, peeking(AE, changed, "2024-03", 1, KNOWN))
    np.testing.assert_array_equal(
        past.ours(AE, panel, "2024-03", 1, KNOWN), past.ours(AE, changed, "2024-03", 1, KNOWN)
    )


def test_the_naive_forecasts_are_what_they_say(panel: pd.DataFrame) -> None:
    now = panel.loc["2023-04":"2024-03"].sum()
    earlier = panel.loc["2022-04":"2023-03"].sum()
    np.testing.assert_allclose(past.last_year(AE, panel, "2024-03", 1, KNOWN)[0], now)
    np.testing.assert_allclose(past.trend(AE, panel, "2024-03", 2, KNOWN)[0], now * (now / earlier) ** 2)


def test_scores_say_who_was_wrong_by_how_much(panel: pd.DataFrame) -> None:
    scored = past.scores(AE, panel, lambda origin: KNOWN)
    here = past.summed_up(scored, ["a"], list("abcde")).set_index(["horizon", "method"])
    mine = scored[(scored["area"] == "a") & (scored["method"] == "ours") & (scored["horizon"] == 1)]
    assert here.loc[(1, "ours"), "error_pct"] == pytest.approx(mine["error_pct"].abs().mean())
    assert here.loc[(1, "ours"), "cells"] == len(mine) == 4
    assert np.isnan(here.loc[(1, "last_year"), "inside_pct"])
    assert past.no_better(scored, list("abcde"))[1] == []  # the model knows the growth that was planted


def test_a_wide_enough_range_holds_everything(panel: pd.DataFrame) -> None:
    wide = past.Given(KNOWN.demographic, np.linspace(-0.5, 0.5, 64))
    scored = past.scores(AE, panel, lambda origin: wide)
    assert scored.loc[scored["method"] == "ours", "inside"].all()
