"""The choice of levers: exact on small cases, honest where nothing closes, never worse for more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planbook.methods.levers.choose import (
    CLOSED,
    CONTRADICTS,
    SHORT,
    UNBOUNDED,
    Care,
    Limits,
    Option,
    choose,
    least_cost,
    most_closed,
)

ONE = np.array([[10.0]])
SLACK = 1e-4


def lever(name: str, closes: float, pounds: float, **more: object) -> Option:
    return Option(name, np.array([[closes]]), (pounds,), **more)  # type: ignore[arg-type]


def test_greedy_choice_fails_where_levers_are_all_or_nothing() -> None:
    """By cost for each post the first lever is best, and with it closing costs 21; the best plan leaves it out."""
    options = [lever("cheap", 9, 9, least=1), lever("whole", 10, 12, least=1), lever("small", 4, 8, least=1)]
    found = choose(ONE, options)
    assert found.status == CLOSED
    assert found.amounts == {"cheap": 0.0, "whole": 1.0, "small": 0.0}
    assert found.cost == pytest.approx(12)
    assert greedy(10, options) == pytest.approx(21)


def greedy(gap: float, options: list[Option]) -> float:
    cost = 0.0
    for option in sorted(options, key=lambda each: each.spend[0] / each.closes[0, 0]):
        if gap > 0:
            gap, cost = gap - option.closes[0, 0], cost + option.spend[0]
    return cost


def test_a_set_up_is_paid_once_and_only_where_a_lever_is_begun() -> None:
    options = [lever("a", 20, 10, set_up=3), lever("b", 20, 14)]
    assert choose(ONE, options).cost == pytest.approx(7)
    assert choose(2 * ONE, options).cost == pytest.approx(13)
    dear = [lever("a", 20, 10, set_up=5), lever("b", 20, 14)]
    assert choose(ONE, dear).amounts["a"] == 0
    assert choose(ONE, dear).cost == pytest.approx(7)


def test_a_plan_holds_in_every_future_weighed_and_not_in_the_lucky_one() -> None:
    lucky, steady = np.array([[20.0], [2.0]]), np.array([[11.0], [11.0]])
    gaps = np.array([[10.0], [10.0]])
    in_one = [Option("lucky", lucky[:1], (1.0,)), Option("steady", steady[:1], (5.0,))]
    assert choose(gaps[:1], in_one).amounts["steady"] == 0
    found = choose(gaps, [Option("lucky", lucky, (1.0,)), Option("steady", steady, (5.0,))])
    assert found.status == CLOSED
    assert found.amounts["steady"] > 0.7


def test_what_cannot_be_closed_is_left_least_short_at_least_cost() -> None:
    options = [lever("a", 4, 9), lever("b", 5, 2), lever("none", 0, 1)]
    assert least_cost(ONE, options).status == SHORT
    found = choose(ONE, options)
    assert found.status == SHORT
    assert found.mean_short == pytest.approx(1, abs=SLACK)
    assert found.amounts["none"] == 0
    assert found.cost == pytest.approx(11, abs=SLACK)


def test_what_helps_one_group_and_harms_another_is_weighed_in_both() -> None:
    moves = Option("moves", np.array([[10.0, -12.0]]), (1.0,))
    assert choose(np.array([[10.0, -20.0]]), [moves]).status == CLOSED
    found = choose(np.array([[10.0, 5.0]]), [moves])
    assert found.amounts["moves"] == 0
    assert found.mean_short == pytest.approx(15)


def test_an_end_there_is_not_is_said() -> None:
    saves = [lever("saves", 0, -1, most=np.inf), lever("b", 20, 1)]
    assert choose(ONE, saves).status == UNBOUNDED
    assert most_closed(ONE, saves).status == UNBOUNDED
    closes = choose(ONE, [lever("endless", 2, 1, most=np.inf)])
    assert closes.status == CLOSED
    assert closes.amounts["endless"] == pytest.approx(5)


def test_what_must_be_done_and_cannot_is_said() -> None:
    assert choose(ONE, [lever("pinned", 20, 5, floor=1)], Limits(budget=(4.0,))).status == CONTRADICTS
    assert choose(ONE, [], Limits()).status == SHORT
    assert choose(-ONE, []).status == CLOSED


def test_levers_are_pinned_capped_and_forbidden() -> None:
    options = [lever("a", 20, 1), lever("b", 20, 9)]
    assert choose(ONE, options).amounts == {"a": 0.5, "b": 0.0}
    pinned = [lever("a", 20, 1), lever("b", 20, 9, floor=0.4, most=0.4)]
    assert choose(ONE, pinned).amounts == pytest.approx({"a": 0.1, "b": 0.4})
    capped = [lever("a", 20, 1, most=0.3), lever("b", 20, 9)]
    assert choose(ONE, capped).amounts == pytest.approx({"a": 0.3, "b": 0.2})
    forbidden = [lever("a", 20, 1, most=0.0), lever("b", 20, 9)]
    assert choose(ONE, forbidden).amounts == {"a": 0.0, "b": 0.5}


def test_amounts_come_in_whole_cohorts_from_the_least_and_with_what_they_need() -> None:
    stepped = choose(ONE, [lever("places", 30, 30, step=0.2)])
    assert stepped.amounts["places"] == pytest.approx(0.4)
    least = choose(np.array([[1.0]]), [lever("a", 20, 20, least=0.25)])
    assert least.amounts["a"] == pytest.approx(0.25, abs=SLACK)
    needs = choose(ONE, [lever("a", 20, 1, needs=("b",)), lever("b", 20, 4, least=0.5)])
    assert needs.amounts["b"] >= 0.5
    assert choose(ONE, [lever("a", 20, 1, needs=("gone",))]).mean_short == pytest.approx(10)


def test_capacity_and_money_by_year_hold() -> None:
    options = [lever("a", 20, 1, uses={"placements": 100.0}), lever("b", 20, 9)]
    found = choose(ONE, options, Limits(capacity={"placements": 30.0}))
    assert found.amounts == pytest.approx({"a": 0.3, "b": 0.2})
    yearly = [Option("a", np.array([[20.0]]), (8.0, 2.0), set_up=1.0)]
    assert most_closed(ONE, yearly, Limits(budget=(3.0, 9.0))).amounts["a"] == pytest.approx(0.25, abs=SLACK)


numbers = st.floats(0, 20, allow_nan=False, width=32).map(lambda value: round(value, 2))


@st.composite
def instances(draw: st.DrawFn) -> tuple[np.ndarray, list[Option]]:
    futures, groups, count = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    cells = futures * groups
    gaps = np.array(draw(st.lists(numbers, min_size=cells, max_size=cells))).reshape(futures, groups)
    options = [
        Option(
            f"l{at}",
            np.array(draw(st.lists(numbers, min_size=cells, max_size=cells))).reshape(futures, groups),
            (draw(numbers),),
            set_up=draw(numbers),
            least=draw(st.sampled_from([0.0, 0.5, 1.0])),
        )
        for at in range(count)
    ]
    return gaps, options


@settings(max_examples=40)
@given(instances(), numbers, numbers)
def test_more_money_never_closes_less(instance: tuple[np.ndarray, list[Option]], some: float, more: float) -> None:
    gaps, options = instance
    less, greater = (most_closed(gaps, options, Limits(budget=(pounds,))).mean_short for pounds in (some, some + more))
    assert greater <= less + SLACK * (1 + less)


GIVEN_UP = (np.array([[7.0]]), [Option("l0", np.array([[6.88]]), (6.88,), set_up=1.88)])


@settings(max_examples=40)
@given(instances(), numbers)
@example(GIVEN_UP, 6.88)
def test_one_more_lever_never_worsens(instance: tuple[np.ndarray, list[Option]], budget: float) -> None:
    gaps, options = instance
    without, whole = (most_closed(gaps, some, Limits(budget=(budget,))) for some in (options[:-1], options))
    assert whole.mean_short <= without.mean_short + SLACK * (1 + without.mean_short)
    cheap, cheaper = (least_cost(gaps, some) for some in (options[:-1], options))
    if cheap.status == CLOSED:
        assert cheaper.status == CLOSED
        assert cheaper.cost <= cheap.cost + SLACK * (1 + cheap.cost)


@settings(max_examples=25)
@given(instances())
def test_no_plan_tried_one_by_one_is_cheaper(instance: tuple[np.ndarray, list[Option]]) -> None:
    gaps, options = instance
    whole = [Option(o.name, o.closes, o.spend, o.set_up, least=1.0) for o in options]
    tried = []
    for used in product([0, 1], repeat=len(whole)):
        left = gaps - sum((on * o.closes for on, o in zip(used, whole, strict=True)), np.zeros_like(gaps))
        if (left <= 1e-9).all():
            tried.append(sum(on * (o.spend[0] + o.set_up) for on, o in zip(used, whole, strict=True)))
    found = least_cost(gaps, whole)
    assert (found.status == CLOSED) == bool(tried)
    if tried:
        assert found.cost == pytest.approx(min(tried), abs=SLACK * (1 + min(tried)))


def test_a_little_closure_may_be_given_up_for_a_cheaper_plan() -> None:
    options = [lever("a", 9.9, 1), lever("dear", 0.05, 1000)]
    assert most_closed(ONE, options).amounts["dear"] > 0.9
    assert most_closed(ONE, options, None, Care(give_up=1.5)).amounts["dear"] == 0
