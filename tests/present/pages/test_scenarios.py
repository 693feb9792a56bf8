"""What the scenario pages say follows the figures: change them and the words change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import scenarios, scenarios_board, scenarios_what

NAMES = pd.DataFrame(
    {"area": "QAA", "scenario": ["own", "cold", "calm"], "label": ["Without any shock", "A cold winter", "A calm year"]}
)


def broken(**changes: Any) -> pd.DataFrame:
    row = {
        "area": "QAA", "order": 1, "scenario": "cold", "measure": "beds_used", "label": "Beds in use",
        "unit": "percent",
        "breaks": True, "first_month": "2028-12", "chance_pct": 90.0, "peak_month": "2029-01", "peak": 116.0,
        "peak_low": 110.0, "peak_high": 122.0, "limit": 98.0, "months_past": 3.0, "recover": 3.0, "recover_low": 3.0,
        "recover_high": 3.0, "not_back_pct": 0.0, "basis": "modelled", "source": "p",
    } | changes  # fmt: skip
    calm = row | {"scenario": "calm", "breaks": False, "first_month": None, "chance_pct": 2.0, "peak": 95.0}
    own = calm | {"scenario": "own"}
    return pd.DataFrame([row, calm, own])


def board(breaks: pd.DataFrame) -> pd.DataFrame:
    rows = breaks[breaks["scenario"] != "own"].assign(
        kind="scenario", key=lambda each: each["scenario"], what=lambda each: each["label"],
        value=lambda each: each["peak"],
        low=lambda each: each["peak_low"], high=lambda each: each["peak_high"], quality="",
    )  # fmt: skip
    rows["label"] = rows["key"].map(NAMES.set_index("scenario")["label"])
    return rows.assign(order=range(1, len(rows) + 1))


def test_the_title_says_what_breaks_first_and_when_or_that_nothing_does(here: Here) -> None:
    breaks = broken()
    said = scenarios.title(breaks, NAMES, scenarios.worst(board(breaks), here), here)
    assert said == "A cold winter would take Somewhere past what it can bear: beds, from December 2028"
    none = broken(breaks=False, first_month=None)
    assert "None of the shocks" in scenarios.title(none, NAMES, ["cold", "calm"], here)


@pytest.mark.parametrize(
    ("changes", "said", "colour"),
    [
        ({}, "Dec 2028, 3 months", "tag-red"),
        ({"recover_low": 2.0, "recover_high": 9.0}, "Dec 2028, 2 to 9 months", "tag-red"),
        ({"recover": np.nan, "not_back_pct": 100.0}, "Dec 2028, stays", "tag-red"),
        ({"measure": "cost", "first_month": "2028-04"}, "2028/29, 3 months", "tag-red"),
        ({"breaks": False, "chance_pct": 34.0}, "34 in 100", "tag-amber"),
        ({"breaks": False, "chance_pct": 2.0}, "holds", "tag-green"),
    ],
)
def test_a_cell_says_it_in_words_and_colour(changes: dict[str, Any], said: str, colour: str) -> None:
    found = str(scenarios.cell(broken(**changes).iloc[0]))
    assert said in found
    assert colour in found


def test_what_holds_is_named(here: Here) -> None:
    assert scenarios.holding(broken(), NAMES, here) == "Nothing would break under a calm year."
    both = broken().assign(breaks=True)
    assert "Every one" in scenarios.holding(both, NAMES, here)


def points(**changes: Any) -> pd.DataFrame:
    first = {
        "area": "QAA", "answer": "beds", "label": "Beds in use", "misses": "needs more beds than are open",
        "target": 100.0, "unit": "percent", "order": 1, "missed_pct": 41.0, "inside_pct": 72.0,
        "coverage_pct": 55.0, "key": "a",
        "assumption_label": "A&E growth", "bad_side": "above", "limit": 1.9, "limit_unit": "percent_per_year",
        "beyond_pct": 40.0, "leaves": 1,
    } | changes  # fmt: skip
    second = first | {
        "order": 2, "key": "b", "assumption_label": "Community capacity", "bad_side": "below", "limit": 80.0,
        "limit_unit": "percent",
    }  # fmt: skip
    return pd.DataFrame([first, second] if first["key"] else [first])


def test_a_tipping_point_is_said_in_words(here: Here) -> None:
    said = scenarios_what.sentence(points(), here)
    assert said.startswith(
        "If 'A&E growth' is above 1.9% a year and 'community capacity' is below 80%, Somewhere needs"
    )
    assert "in 7 of 10 futures, instead of 4 of 10 in all" in said
    assert "55 of 100 futures that miss it" in said


def test_of_an_assumption_with_many_values_its_place_in_the_range_is_said(here: Here) -> None:
    assert "is among its highest 40 in 100" in scenarios_what.sentence(points(leaves=5), here)


@pytest.mark.parametrize(("missed", "said"), [(97.0, "nearly every"), (3.0, "hardly any"), (50.0, "nothing assumed")])
def test_without_a_tipping_point_the_page_says_why(missed: float, said: str, here: Here) -> None:
    assert said in scenarios_what.sentence(points(key="", missed_pct=missed), here)


def test_what_cannot_be_reached_is_said(here: Here) -> None:
    row = {
        "target": 100.0, "unit": "percent", "assumption_label": "Growth", "label": "Beds in use", "value": 2.0,
        "limit_unit": "percent_per_year", "needed": -1.5, "best": 104.0, "reached": False,
    }  # fmt: skip
    said = scenarios_what.seek_sentence(pd.Series(row))
    assert "No value of 'growth' alone" in said
    assert "104%" in said
    assert "would have to be" in scenarios_what.seek_sentence(pd.Series(row | {"reached": True}))


def years(scenario: str, mean: float, more: float) -> dict[str, Any]:
    spread = {"mean": mean, "p10": mean - 5, "p50": mean, "p90": mean + 5}
    differs = {"more": more, "more_low": more - abs(more) / 2, "more_high": more + abs(more) / 2}
    about = {"label": "Beds needed", "unit": "beds", "basis": "modelled", "source": "p"}
    return {"area": "QAA", "scenario": scenario, "measure": "beds_needed", "year": 2031, **spread, **differs, **about}


def test_what_could_be_built_on_stands_beside_the_runs_own_before_any_shock(here: Here) -> None:
    here = replace(here, plan_end=2031)
    rows = pd.DataFrame([years("own", 500, 0), years("cold", 600, 100), years("other", 460, -40)])
    names = pd.DataFrame(
        [
            ("QAA", "own", "own", "Without any shock", "", "", None, None),
            ("QAA", "laid", "cold", "A cold winter", "It is cold.", "cold", "2028-12", "2029-02"),
            ("QAA", "base", "other", "Something else", "It is otherwise.", "", None, None),
        ],
        columns=["area", "kind", "scenario", "label", "story", "shocks", "from_month", "to_month"],
    )
    page = str(scenarios.side_by_side(rows, names, here))
    first, rest = page.split("The 2 scenarios", 1)
    assert "What could be built on, side by side in 2031/32" in first
    assert "Something else" in first
    assert "460 (455 to 465)" in first
    assert "\u221240 (\u221260 to \u221220)" in first
    assert "A cold winter" not in first
    table = rest.split("Beds needed", 1)[1]
    assert "A cold winter" in table
    assert "Something else" in table
    alone = str(scenarios.side_by_side(rows, names[names["kind"] != "base"], here))
    assert "built on" not in alone


def test_what_is_of_the_system_is_off_a_places_page(here: Here) -> None:
    place = replace(here, area="QAA/east", kind="place")
    empty = pd.DataFrame()
    assert str(scenarios_what.triggers(empty, NAMES, place)) == ""
    assert str(scenarios_what.tipping(points(), place)) == ""
    assert str(scenarios_what.appendix(empty, empty, empty, empty, NAMES, place)) == ""


def test_the_board_is_told_what_could_break_the_plan(here: Here) -> None:
    said = scenarios_board.could_break(board(broken()), points(), here)
    assert said[0].startswith("A cold winter: beds in use would pass what can be borne from December 2028")
    assert said[0].endswith("be back in 3 months.")
    assert said[1].startswith("If 'A&E growth'")
    nothing = scenarios_board.could_break(board(broken(first_month=None)), points(key=""), here)
    assert nothing == ["None of the shocks looked at would take Somewhere past what can be borne."]
    assert "Resilience by scenario" in str(scenarios_board.resilience(board(broken()), here))
