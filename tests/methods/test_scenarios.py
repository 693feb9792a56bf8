"""What breaks, what can be borne, and what a trigger does, on months made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from planbook.methods.scenarios.breaks import NEVER, broken, likely_from, worst_month
from planbook.methods.scenarios.limits import LEVEL, POINTS, TIMES, limit_of, past
from planbook.methods.scenarios.measures import BY_MONTH
from planbook.methods.scenarios.triggers import BY_KEY, Means, Rule, acts, lived
from planbook.methods.scenarios.worst import first_broken, worst_first

MONTHS = [f"2028-{month:02d}" for month in range(4, 13)]


def months(*rows: list[float]) -> np.ndarray:
    return np.array(rows)[:, None, :]


def choices() -> dict[str, dict[str, np.ndarray]]:
    given = {LEVEL: {"beds_used": 98}, POINTS: {"beds_used": 2, "within_18": 2}, TIMES: {"waiting_list": 5}}
    return {name: {key: np.array([float(value)]) for key, value in each.items()} for name, each in given.items()}


def test_breaking_peak_and_recovery_are_read_month_by_month() -> None:
    found = broken(np.array([[-1.0, 2, 5, 1, -1, -1], [-1, -1, -1, -1, -1, -1], [-1, 1, -1, 1, 3, 2]]))
    assert found.first.tolist() == [1, NEVER, 1]
    assert found.peak.tolist() == [5, -1, 3]
    assert found.peak_at.tolist() == [2, NEVER, 4]
    assert found.months.tolist() == [3, 0, 4]
    assert found.recover[:2].tolist() == [3, 0]
    assert np.isnan(found.recover[2]), "not back by the last month"


def test_what_breaks_after_the_plan_does_not_count_but_recovery_may_be_later() -> None:
    late = broken(np.array([[-1.0, -1, -1, 4], [-1, 1, 1, -1]]), within=2)
    assert late.first.tolist() == [NEVER, 1]
    assert late.recover.tolist() == [0, 2]


@given(nps.arrays(float, (4, 9), elements=st.floats(-5, 5)))
def test_a_larger_excess_never_breaks_later_or_for_shorter(past_limit: np.ndarray) -> None:
    less, more = broken(past_limit), broken(past_limit + 1)
    assert (more.months >= less.months).all()
    first = [np.where(each.first == NEVER, 99, each.first) for each in (less, more)]
    assert (first[1] <= first[0]).all()


def test_likely_is_when_so_many_draws_are_broken() -> None:
    passes = np.array([[False, True, True], [False, False, True]])
    assert likely_from(passes, 0.5) == 1
    assert likely_from(passes, 0.6) == 2
    assert likely_from(~passes[:, :1] & False, 0.5) == NEVER


def test_the_worst_month_is_the_first_of_those_as_far_beyond() -> None:
    assert worst_month(np.array([[[-2.0, -2 + 1e-12, -3], [-2, 5, 1]]])).tolist() == [0, 1]
    assert worst_month(np.full((2, 3), -np.inf)) == 0


def test_a_level_counts_until_the_run_is_past_it_itself() -> None:
    own = months([90.0, 97.0, 99.0])
    limit = limit_of(choices(), BY_MONTH["beds_used"], own, shocked=True)
    assert limit[0, 0].tolist() == [98, 99, 101]
    assert limit_of(choices(), BY_MONTH["beds_used"], own, shocked=False)[0, 0].tolist() == [98, 98, 98]


def test_without_a_level_only_worse_than_without_the_shock_counts() -> None:
    own = months([100.0, 200.0])
    limit = limit_of(choices(), BY_MONTH["waiting_list"], own, shocked=True)
    assert limit[0, 0].tolist() == [105, 210]
    alone = limit_of(choices(), BY_MONTH["waiting_list"], own, shocked=False)
    assert (past(BY_MONTH["waiting_list"], own, alone) == -np.inf).all()


def test_less_is_worse_where_it_is() -> None:
    own = months([60.0, 60.0])
    limit = limit_of(choices(), BY_MONTH["within_18"], own, shocked=True)
    over = past(BY_MONTH["within_18"], months([59.0, 55.0]), limit)
    assert over[0, 0].tolist() == [-1, 3]


def rule(level: float = 98, after: float = 2, ready: float = 1, lasts: float = 2, gives: float = 10) -> Rule:
    return Rule(level, after, ready, lasts, np.array([gives]), np.array([100.0]))


def means(count: int, done: float = 1000, leaving: float = 0.1) -> Means:
    same = np.ones((1, count))
    return Means(2000 * same, 5000 * same, done * same, leaving * same)


def test_a_trigger_fires_after_months_in_a_row_acts_when_ready_and_is_watched_again() -> None:
    there = np.array([[99.0, 97, 99, 99, 99, 99, 99, 99, 99]])
    did = lived(BY_KEY["more_beds"], rule(), there, there, means(9))
    assert did.first.tolist() == [3], "one month alone does not count"
    assert did.acting[0].tolist() == [0, 0, 0, 0, 0, 1, 1, 0, 0]
    assert (lived(BY_KEY["more_beds"], rule(level=100), there, there, means(9)).acting == 0).all()


def test_more_beds_and_bank_staff_act_only_while_they_are_there() -> None:
    there = np.array([[99.0] * 6])
    did = lived(BY_KEY["more_beds"], rule(after=1, ready=0), there, there, means(6))
    change, units = acts(BY_KEY["more_beds"], there, did, rule(), means(6), MONTHS[:6])
    assert did.acting[0].tolist() == [0, 1, 1, 0, 1, 1]
    assert change[0, [1, 2]] == pytest.approx([99 / 1.1 - 99] * 2)
    assert change[0, [0, 3]].tolist() == [0, 0]
    assert units[0, 1] == pytest.approx(2000 * 0.1 * 31)
    change, units = acts(BY_KEY["more_bank"], there, did, rule(), means(6), MONTHS[:6])
    assert (change[0, 1], units[0, 1]) == pytest.approx((-10, 500))


def test_extra_sessions_shorten_the_list_by_what_they_see_less_who_would_have_left() -> None:
    own, there = np.array([[10_000.0] * 5]), np.array([[11_000.0] * 5])
    did = lived(BY_KEY["more_sessions"], rule(level=5, after=1, ready=0, lasts=2), own, there, means(5))
    assert did.first.tolist() == [0]
    assert did.shorter[0, :4] == pytest.approx([0, 100, 190, 171])
    change, _ = acts(BY_KEY["more_sessions"], there, did, rule(), means(5), MONTHS[:5])
    assert change[0, 2] == pytest.approx(-190)


@given(st.floats(0, 30), st.floats(0, 30))
def test_giving_more_never_makes_the_list_longer(less: float, more: float) -> None:
    own, there = np.array([[100.0] * 8]), np.array([[120.0] * 8])
    lists = [
        lived(BY_KEY["more_sessions"], rule(5, 1, 0, 8, gives), own, there, means(8, done=50)).shorter
        for gives in sorted((less, more))
    ]
    assert (lists[1] >= lists[0] - 1e-9).all()
    assert (lists[1] <= 120).all()


def breaks() -> pd.DataFrame:
    rows = [
        ("cold", "beds_used", True, 110, 100, 1), ("cold", "waiting_list", False, 100, 105, 2),
        ("long", "waiting_list", True, 120, 105, 1), ("long", "within_18", True, 50, 58, 2),
        ("own", "beds_used", True, 99, 98, 1),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["scenario", "measure", "breaks", "peak", "limit", "order"])
    return frame.assign(area="QAA")


def test_the_worst_scenario_is_that_in_which_most_breaks() -> None:
    found = worst_first(breaks())
    assert found["scenario"].tolist() == ["long", "cold"]
    assert found["broken"].tolist() == [2, 1]
    assert first_broken(breaks()).set_index("scenario")["measure"].to_dict() == {
        "cold": "beds_used", "long": "waiting_list",
    }  # fmt: skip
