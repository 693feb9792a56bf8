"""What the levers page says, from tables made by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import levers as reads
from planbook.present.pages import levers_tables as tables

ABOUT = {"area": "QAA", "basis": "modelled", "source": "p"}


def outcome(**said: object) -> pd.DataFrame:
    row = {
        "status": "short",
        "asked": "close",
        "chosen_in": "",
        "required": 9000.0,
        "short_before": 1000.0,
        "mean": 700.0,
        "p10": 300.0,
        "p50": 690.0,
        "p90": 1200.0,
        "closed_pct": 5.0,
        "gbp_plan": 12e6,
        "wanted_pct": 80.0,
    }
    return pd.DataFrame([{**ABOUT, **row, **said}])


UNFUNDED = pd.DataFrame(
    [
        {
            **ABOUT,
            "order": order,
            "key": key,
            "label": key,
            "value": value,
            "low": low,
            "high": high,
            "unit": unit,
            "how": "x",
        }
        for order, (key, value, low, high, unit) in enumerate(
            [
                ("short_before", 1000.0, 500.0, 1500.0, "wte"),
                ("short_after", 700.0, 300.0, 1200.0, "wte"),
                ("levers_cost", 3e6, 2e6, 4e6, "gbp"),
                ("beyond", 1e6, 0.0, 2e6, "gbp"),
                ("unfunded", 31e6, 20e6, 44e6, "gbp"),
            ],
            start=1,
        )
    ]
)
WHO = pd.DataFrame(
    [
        {
            **ABOUT,
            "order": 1,
            "staff_group": "doctors",
            "label": "Doctors",
            "mean": 300.0,
            "p10": 100.0,
            "p50": 290.0,
            "p90": 500.0,
            "why": "No lever helps",
            "who": "Their employers",
            "remedy": "A lever is needed",
        }
    ]
)
PLAN = pd.DataFrame(
    [
        {
            **ABOUT,
            "lever": "keep",
            "label": "Keep <people>",
            "owner": "Trusts",
            "holder": "provider",
            "amount_pct": 100.0,
            "much": 4000.0,
            "each": "member of staff reached",
            "starts": "2027-04",
            "felt_from": 2027,
            "mean": 300.0,
            "p10": 100.0,
            "p50": 290.0,
            "p90": 500.0,
            "gbp_a_year": -2e6,
            "gbp_low": -3e6,
            "gbp_high": -1e6,
            "gbp_plan": 9e6,
            "grade": "L",
            "must_first": "",
            "action": "Ask why",
            "at_start": 20.0,
            "at_full": 310.0,
            "at_horizon": 500.0,
            "gbp_full": 9e6,
            "least_reach_pct": 10.0,
            "most_reach_pct": 100.0,
        },
        {
            **ABOUT,
            "lever": "train",
            "label": "Train",
            "owner": "Government",
            "holder": "nation",
            "amount_pct": 0.0,
            "much": 0.0,
            "each": "place a year",
            "starts": "2027-09",
            "felt_from": 0,
            "mean": 0.0,
            "p10": 0.0,
            "p50": 0.0,
            "p90": 0.0,
            "gbp_a_year": 0.0,
            "gbp_low": 0.0,
            "gbp_high": 0.0,
            "gbp_plan": 0.0,
            "grade": "U",
            "must_first": "Keep",
            "action": "Count",
            "at_start": 0.0,
            "at_full": 0.0,
            "at_horizon": 12.0,
            "gbp_full": 3e6,
            "least_reach_pct": 20.0,
            "most_reach_pct": 100.0,
        },
    ]
)


def bar(order: int, key: str, kind: str, mean: float, group: str = "all") -> dict[str, object]:
    said = {"staff_group": group, "order": order, "key": key, "label": key.capitalize(), "kind": kind}
    return {**ABOUT, **said, "mean": mean, "p10": mean - 1, "p50": mean, "p90": mean + 1}


BRIDGE = pd.DataFrame(
    [bar(1, "before", "before", 1000.0)]
    + [bar(at + 2, f"lever {at}", "lever", -30.0 - at) for at in range(10)]
    + [bar(20, "spare", "spare", 45.0), bar(21, "after", "after", 700.0)]
)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({}, "Levers of this kind, at full reach, could fill about 300 of about 1,000 whole-time posts"),
        ({"asked": "budget"}, "Levers of this kind, within the money, could fill about 300"),
        ({"status": "closed", "mean": 0.0}, "Levers of this kind could fill about 1,000 whole-time posts"),
        ({"asked": "adopted"}, "The levers adopted fill about 300 of about 1,000 whole-time posts in health"),
        ({"status": "off", "asked": "off", "mean": 1000.0}, "With no lever, Somewhere would be short of about 1,000"),
        ({"status": "contradicts"}, "What must be done in Somewhere cannot all be done"),
        ({"status": "unbounded"}, "A lever is written as if it had no end"),
    ],
)
def test_the_title_is_the_message_in_every_outcome(here: Here, said: dict[str, object], title: str) -> None:
    assert reads.title(outcome(**said), here).startswith(title)
    page = reads.opening(outcome(**said), UNFUNDED, WHO, PLAN, here)
    assert "None" not in page
    assert "nan" not in page


def test_levers_that_are_held_are_said_to_be_and_where_they_were_chosen(here: Here) -> None:
    held = outcome(chosen_in="Options to consider")
    page = reads.opening(held, UNFUNDED, WHO, PLAN, here)
    assert "kept as chosen in &#x27;Options to consider&#x27;: nobody chooses levers knowing beforehand" in page
    assert reads.title(held, here).startswith("Levers of this kind, as chosen beforehand, could fill about 300")
    assert "kept as chosen" not in reads.opening(outcome(), UNFUNDED, WHO, PLAN, here)
    money = pd.DataFrame([{**ABOUT, "order": 1, "gbp_plan": 1e6, "mean": 800.0}])
    said = "As things are in &#x27;Options to consider&#x27;, where the levers were chosen."
    assert said in tables.limits_table(money.iloc[:0], money, held, here)
    assert "where the levers were chosen" not in tables.limits_table(money.iloc[:0], money, outcome(), here)


def test_what_nobody_has_agreed_is_conditional_and_never_ours(here: Here) -> None:
    lines = " ".join(reads.board_lines(outcome(), UNFUNDED, WHO, here))
    assert "would cost" in lines
    assert "could fill" in lines
    assert " we " not in lines.lower()
    assert "approve" not in lines.lower()
    assert "They cost" in " ".join(reads.board_lines(outcome(asked="adopted"), UNFUNDED, WHO, here))


def test_the_unfunded_remainder_and_who_must_act_are_stated(here: Here) -> None:
    lines = reads.board_lines(outcome(), UNFUNDED, WHO, here)
    assert "The unfunded remainder is £31 million a year (between £20 million and £44 million)" in lines[2]
    assert "Shortest of all stay doctors" in lines[3]
    assert "rests first with their employers" in lines[3]
    assert reads.act_sentence(WHO.iloc[:0], here).startswith("No staff group stays short")


def test_a_place_sees_its_system_and_is_told_so(here: Here) -> None:
    east = replace(here, area="QAA/east", kind="place")
    page = reads.opening(outcome(), UNFUNDED, WHO, PLAN, east)
    assert "Staff are planned for all of Somewhere, of which East is part." in page
    assert "1,000" in reads.key_numbers(UNFUNDED, east)


def test_bars_beyond_the_largest_are_joined_and_still_sum(here: Here) -> None:
    rows = reads.shown_bars(BRIDGE)
    assert len(rows) == 1 + 8 + 1 + 1 + 1
    assert rows.loc[rows["label"] == "2 other levers", "mean"].tolist() == [-61.0]
    assert rows.loc[~rows["total"], "mean"].sum() == pytest.approx(-300)
    assert reads.bridge_chart(BRIDGE, outcome(), here).message.startswith("What would fill most posts: lever 9")


def test_the_bridge_check_finds_bars_that_do_not_sum(here: Here) -> None:
    assert reads.bars_sum(BRIDGE, here)[0]
    wrong = BRIDGE.assign(mean=BRIDGE["mean"].where(BRIDGE["key"] != "lever 3", 0.0))
    assert not reads.bars_sum(wrong, here)[0]


def test_the_action_plan_has_what_a_group_can_own(here: Here) -> None:
    table = tables.action_plan(PLAN, here)
    for said in (
        "Keep &lt;people&gt;",
        "Trusts",
        "4,000 (staff reached)",
        "April 2027; felt from 2027/28",
        "300 (100 to 500)",
        "−£2 million",
        "low",
        "nothing",
        "Ask why",
    ):
        assert said in table
    assert "Train" not in table
    rest = tables.offered(PLAN, here)
    assert "1 is not used" in rest
    assert "not in ten years" in rest
    assert "No lever is used" in tables.action_plan(PLAN.iloc[1:], here)


def test_empty_cells_of_the_matrix_are_said(here: Here) -> None:
    cells = pd.DataFrame(
        [
            {"area": "QAA", "outcome_area": 3, "level": level, "topic": "Belonging", "held": held, "supports": part}
            for level, held, part in [
                ("provider", "Keep", ""),
                ("place", "", ""),
                ("ics", "", "Train"),
                ("region", "", ""),
                ("nation", "", ""),
            ]
        ]
    )
    table = tables.matrix(cells, here)
    assert "<strong>Keep</strong>" in table
    assert "Part in: Train" in table
    assert table.count("nothing here") == 3
    assert "3 cells are empty" in table


def test_a_broken_promise_is_explained(here: Here) -> None:
    row = {**ABOUT, "promised": 100.0, "run_again": 80.0, "gap_pct": -20.0, "equal": False, "why": "Levers overlap"}
    proof = pd.DataFrame(
        [{**row, "staff_group": "all", "label": "All groups"}, {**row, "staff_group": "doctors", "label": "Doctors"}]
    )
    held, said = reads.promise_kept(proof, here)
    assert not held
    assert "20.0% less" in said
    assert "doctors. Levers overlap" in said
    assert reads.promise_kept(proof.iloc[:0], here)[0]
