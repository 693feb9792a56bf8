"""What a reader of goals is told follows from the figures, and nothing is said for a system that has said nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import goals, goals_plans

NONE = float("nan")
SERVED = {
    "serving": "Help", "result_year": 2028, "result": 77.0, "result_low": 76.0, "result_high": 79.0, "shortfall": 8.0,
    "shortfall_low": 6.0, "shortfall_high": 9.0,
}  # fmt: skip


def outcomes(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "area": "QAA", "order": 1, "outcome": "o", "label": "People are seen in A&E within 4 hours", "aims": "A1",
        "measure": "figures.ae", "how": "A share", "value": 75.0, "unit": "percent", "reference": 74.0,
        "better": "higher", "target": 85.0, "by_when": "2028/29", "set_by": "national", "distance": 10.0, "owner": "",
        "basis": "observed", "source": "p", "period_to": "2025-07", "stale": True, "note": "",
        "serving": "", "result_year": 0, "result": NONE, "result_low": NONE, "result_high": NONE,
        "shortfall": NONE, "shortfall_low": NONE, "shortfall_high": NONE,
    }  # fmt: skip
    return pd.DataFrame([{**plain, "outcome": f"o{order}", **row} for order, row in enumerate(rows or ({},))])


def vision(text: str = "") -> pd.DataFrame:
    return pd.DataFrame([{"area": "QAA", "vision": text, "agreed_by": "a board", "agreed_on": "2026-07-16"}])


UNHELD = {"value": None, "target": None, "distance": None, "reference": None, "basis": "not held", "source": "",
          "period_to": "", "label": "Care uses less carbon", "stale": False, "note": "Not published"}  # fmt: skip
MINUTES = {
    "value": 30.0,
    "target": 18.0,
    "distance": 12.0,
    "unit": "minutes",
    "label": "Ambulances come",
    "better": "lower",
}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (({},), "Somewhere last stood short of 1 of 1 target, furthest on this one: people are seen in A&E"),
        (({}, MINUTES), "short of 2 of 2 targets, furthest on this one: ambulances come"),
        (({"distance": -1.0},), "Somewhere meets all 1 targets"),
        ((UNHELD,), "No target can be followed with figures of Somewhere"),
    ],
)
def test_the_title_follows_the_figures(here: Here, rows: tuple[dict, ...], said: str) -> None:
    assert said in goals.title(here.own(outcomes(*rows)), here)


def test_a_real_system_is_said_to_have_decided_nothing(here: Here) -> None:
    shown = goals.opening(outcomes({}, UNHELD), vision(), here)
    assert "Nothing is decided here" in shown
    assert "Of 2 outcomes, 1 have no figure" in shown
    assert goals.NONE_ON in shown
    assert "none is invented" in goals.agreed(vision(), here)


def test_the_expected_result_and_the_shortfall_are_said_with_their_range(here: Here) -> None:
    shown = goals.outcomes_table(outcomes(SERVED, {"label": "Other"}), here)
    assert "77.0% (76.0% to 79.0%), 2028/29" in shown
    assert "8 percentage points (6 to 9)" in shown
    assert "no programme" in shown
    opened = goals.opening(outcomes(SERVED), vision(), here)
    assert (
        "none would be met; people are seen in A&amp;E within 4 hours would still be 8 percentage points short"
        in opened
    )
    met = goals.expected(outcomes({**SERVED, "shortfall": -1.0, "shortfall_low": -2.0, "shortfall_high": 0.0}))
    assert met.startswith("Of 1 target missed that programmes serve, 1 would be met")


def test_without_a_programme_on_no_result_is_shown(here: Here) -> None:
    shown = goals.outcomes_table(outcomes({}), here)
    assert "Shortfall left" not in shown
    assert goals.NONE_ON in shown


def test_a_system_with_a_vision_is_quoted(here: Here) -> None:
    shown = goals.opening(outcomes(), vision("Everyone lives longer."), here)
    assert "Everyone lives longer." in shown
    assert "own goals" in shown
    assert "16 July 2026" in goals.agreed(vision("Everyone lives longer."), here)


def test_the_furthest_is_told_with_its_date_and_england(here: Here) -> None:
    said = goals.standing(here.own(outcomes()), here)
    assert said == "On that one it was 75% (July 2025); England 74%; the national target is 85% in 2028/29."
    fictional = goals.standing(here.own(outcomes()), replace(here, fictional=True))
    assert "England" not in fictional


def test_distances_read_as_points_and_met_ones_as_met(here: Here) -> None:
    shown = goals.outcomes_table(outcomes({}, {"distance": -2.0, "label": "Other"}, UNHELD), here)
    assert "10 percentage points" in shown
    assert ">met<" in shown
    assert "not held" in shown
    assert "over six months old" in shown


def test_owners_show_only_where_somebody_is_named(here: Here) -> None:
    assert "Owner" not in goals.outcomes_table(outcomes(), here)
    assert "Owner" in goals.outcomes_table(outcomes({"owner": "A director"}), here)


def test_the_chart_names_the_longest_way_to_go(here: Here) -> None:
    chart = goals.distance_chart(outcomes({}, {"distance": 28.0, "label": "Planned care"}, MINUTES), here)
    assert chart.message == "The longest way to go: planned care, 28 percentage points"
    assert list(chart.frame["label"]) == ["Planned care", "People are seen in A&E within 4 hours"]


def order(first: float) -> pd.DataFrame:
    rows = [("a", "Young people", 60.0, first), ("b", "Ambulances", 50.0, 100 - first)]
    frame = pd.DataFrame(rows, columns=["outcome", "label", "score", "first_pct"])
    return frame.assign(
        area="QAA",
        order=[1, 2],
        first_any_pct=first,
        rank_low=1.0,
        rank_high=2.0,
        note="",
        basis="modelled",
        source="p",
    )


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (97.0, "first with almost any weights near these, 97 in every 100 tried"),
        (70.0, "not by much"),
        (40.0, "open order"),
    ],
)
def test_an_order_says_how_far_it_rests_on_the_weights(here: Here, first: float, said: str) -> None:
    assert said in goals.priorities_message(order(first), here)


def test_the_order_says_who_scored(here: Here) -> None:
    scores = pd.DataFrame(
        [("QAA", "a", "c", "People", 60.0, 1.0, False, "Worked out")],
        columns=["area", "outcome", "criterion", "label", "score", "weight", "judged", "note"],
    )
    assert "published figures alone" in goals.priorities(order(60.0), scores, here)
    assert "what the partners judged" in goals.priorities(order(60.0), scores.assign(judged=True), here)
    assert "nothing is scored" in goals.priorities(order(60.0).iloc[:0], scores, here)


def plans() -> pd.DataFrame:
    row = {
        "area": "QAA", "order": 1, "plan": "strategy", "label": "Strategy", "layer": "what", "who": "Partners",
        "span": "Long", "valid_from": "2022-07", "valid_to": "", "status": "In force", "requirement": "needs",
        "contains": "Needs", "steps": "need finance", "met_where": "", "source": "p",
    }  # fmt: skip
    return pd.DataFrame([row, {**row, "order": 2, "requirement": "money", "contains": "Money", "steps": "finance"}])


def test_a_requirement_points_only_to_steps_there_are(here: Here) -> None:
    there = replace(here, steps={"need": "03 Need"})
    shown = goals_plans.plans_table(plans(), there)
    assert "03 Need and finance (to come)" in shown
    assert "this workbook shows 1; the system says where it meets 0" in shown
    assert "from July 2022" in goals_plans.layers_table(plans(), there)


def test_what_a_system_has_not_said_is_said_to_be_missing(here: Here) -> None:
    nothing = pd.DataFrame({"area": []})
    assert "not listed here" in goals_plans.coverage_table(nothing, here)
    assert "Nobody has said what is left out" in goals_plans.scope_table(nothing, here)
    assert "No link of the golden thread is broken" in goals_plans.broken_table(nothing, here)


def test_gaps_and_duplications_come_first(here: Here) -> None:
    rows = [("a", "Named by one"), ("b", "Named by none"), ("c", "Named by more than one")]
    frame = pd.DataFrame(rows, columns=["label", "finding"]).assign(area="QAA", order=[1, 2, 3], strategies="")
    shown = goals_plans.coverage_table(frame, here)
    assert "1 outcome in no local strategy, 1 in more than one" in shown
    assert shown.index(">c<") < shown.index(">a<") < shown.index("In no local strategy: b.")


def test_the_thread_shows_what_is_assumed_with_its_range_and_evidence(here: Here) -> None:
    thread = pd.DataFrame(
        [
            ("QAA", 1, "A1", "o", "Seen", "", "help", "programmes.help.x", -10.0, "percent_change", "L", "p", "",
             "", "The Trust"),
            ("QAA", 2, "A1", "u", "Unserved", "", "", "", None, "percent", "", "", "", "", ""),
        ],
        columns=["area", "order", "aim", "outcome", "label", "action", "programme", "key", "value", "unit", "grade",
                 "source", "owner", "by_when", "lead"],
    )  # fmt: skip
    programmes = pd.DataFrame([{"area": "QAA", "programme": "help", "label": "Help for all"}])
    assumed = pd.DataFrame(
        [("programmes.help.x", "", -10.0, -20.0, 0.0), ("goals.weight", "a", 1.0, 1.0, 1.0)],
        columns=["key", "leaf", "value", "low", "high"],
    )
    shown = goals_plans.thread_table(thread, programmes, assumed, here)
    assert "−10% (−20% to 0%)" in shown
    assert "Low: A publication<" in shown
    assert "would be led by the Trust" in shown
    assert "Help for all" in shown


def test_checks_fail_where_a_position_was_changed(here: Here) -> None:
    mine = outcomes({})
    national = pd.DataFrame([{"area": "QAA", "measure": "ae", "target": 85.0, "value": 75.0}])
    thread = pd.DataFrame([{"area": "QAA", "outcome": "o0"}])
    assert all(held for held, _ in goals.checks(mine, national, thread, here))
    assert not all(held for held, _ in goals.checks(mine.assign(value=70.0), national, thread, here))
    assert not all(held for held, _ in goals.checks(mine, national, thread.assign(outcome="x"), here))


def test_sources_of_what_nobody_holds_are_not_asked_for() -> None:
    assert goals.sources_shown(outcomes({}, UNHELD)) == ["p"]
