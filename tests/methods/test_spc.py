"""Control charts against published worked numbers, and what must hold for any series."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.methods import spc

SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
PAIRS = [1, -1] * 7 + [5.5, -5.5]
SERIES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60)


@pytest.mark.parametrize(
    ("values", "screen", "mean", "lower", "upper", "flags"),
    [
        (SPIKE, True, 1.944444, -0.715556, 4.604444, {4: "outside"}),
        (SPIKE, False, 1.944444, -3.062614, 6.951503, {4: "outside"}),
        (PAIRS, True, 0, -6.175, 6.175, {}),
    ],
)
def test_worked_numbers(values, screen, mean, lower, upper, flags):
    charted = spc.chart(values, rules=spc.Rules(screen=screen))
    assert charted[["mean", "lower", "upper"]].iloc[0].tolist() == pytest.approx([mean, lower, upper], abs=1e-6)
    assert {i: flag for i, flag in enumerate(charted["flag"]) if flag != "common"} == flags


def flagged(values, kind, **more):
    return list(np.flatnonzero(spc.chart(values, **more)["flag"] == kind))


def test_seven_on_one_side_are_a_shift_and_a_point_on_the_mean_breaks_it():
    noise = [0.0, 4.0, -4.0] * 4
    series = [*noise, *[-1.0, 1.0] * 3, *[1.0, 2.0] * 3, 1.0]
    mean = np.mean(series)
    shifted = flagged(series, "shift")
    assert shifted
    assert all(series[i] > mean for i in shifted)
    assert len(shifted) >= 7
    assert flagged([*[-3.0, 3.0] * 6, *[1.0, 2.0, 1.0, 0.0, 2.0, 1.0, 2.0, -9.0]], "shift") == []


def test_six_moves_one_way_are_a_trend_and_a_tie_breaks_it():
    wide = [-9.0, 9.0] * 6
    assert flagged([*wide, *range(-3, 4)], "trend", fix_after=12)[-7:] == [12, 13, 14, 15, 16, 17, 18]
    assert 18 not in flagged([*wide, -3, -2, -1, -1, 0, 1, 2], "trend", fix_after=12)


def test_two_of_three_near_a_limit_are_flagged_without_the_third():
    series = [*[-1.0, 1.0] * 8, 4.6, 0.5, 4.7, *[-1.0, 1.0] * 4]
    charted = spc.chart(series, fix_after=16)
    assert list(charted["flag"].iloc[16:19]) == ["two_of_three", "common", "two_of_three"]


def test_which_way_is_better_turns_improvement_into_concern():
    high = spc.chart([*[-1.0, 1.0] * 8, 9.0], fix_after=16)
    assert spc.variation(high.iloc[-1], "higher") == "improvement"
    assert spc.variation(high.iloc[-1], "lower") == "concern"
    assert spc.variation(high.iloc[-1], "none") == "special"


def test_a_target_on_a_limit_is_hit_and_miss():
    charted = spc.chart([-1.0, 1.0] * 8)
    upper = float(charted["upper"].iloc[-1])
    assert spc.assurance(charted.iloc[-1], upper, "higher") == "hit_and_miss"
    assert spc.assurance(charted.iloc[-1], upper + 0.1, "higher") == "never"
    assert spc.assurance(charted.iloc[-1], upper + 0.1, "lower") == "consistently"


def test_a_rebase_needs_a_reason_and_a_missing_point_is_said_at_once():
    with pytest.raises(InputError) as raised:
        spc.chart([1.0, float("nan"), 2.0, 3.0, 4.0], rebase={2: " "}, fix_after=3)
    said = str(raised.value)
    assert "1 points are missing" in said
    assert "no reason" in said
    assert "fix_after is 3" in said


def test_a_rebased_phase_has_limits_of_its_own():
    charted = spc.chart([*[1.0, 2.0] * 7, *[11.0, 12.0] * 7], rebase={14: "A second site opened"})
    assert charted["mean"].iloc[0] == 1.5
    assert charted["mean"].iloc[-1] == 11.5
    assert (charted["flag"] == "common").all()
    assert not spc.trial(charted["phase"])
    assert spc.trial(spc.chart([1.0, 2.0] * 6)["phase"])


@given(SERIES, st.floats(-100, 100))
def test_moving_a_series_moves_its_limits_and_no_flag(values, by):
    ours, moved = spc.chart(np.round(values, 3)), spc.chart(np.round(values, 3) + round(by, 3))
    assert (ours["lower"] <= ours["mean"]).all()
    assert (ours["mean"] <= ours["upper"]).all()
    assert np.allclose(moved["mean"] - ours["mean"], round(by, 3), atol=1e-3)


@given(SERIES)
def test_turning_a_series_over_turns_its_flags_over(values):
    over, under = spc.chart(values), spc.chart([-each for each in values])
    assert list(over["flag"]) == list(under["flag"])
    assert list(over["side"]) == [-each for each in under["side"]]
