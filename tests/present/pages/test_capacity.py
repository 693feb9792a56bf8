"""What the capacity pages say follows the figures: change them and the words change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import (
    capacity,
    capacity_beds,
    capacity_board,
    capacity_proof,
    capacity_rooms,
    capacity_waiting,
)

YEARS = (2024, 2027, 2028, 2031, 2036)


def explained(beds: tuple[float, float, float] = (660.0, 490.0, 820.0), more: float = 170_000.0) -> pd.DataFrame:
    rows = [
        ("beds_short", "General and acute beds short in 2031/32 (below 0: spare)", *beds, "beds"),
        ("waiting_list", "Waiting list in March 2032", 430_000.0, 290_000.0, 590_000.0, "pathways"),
        ("more_to_complete", "More pathways to complete", more, more - 50_000, more + 50_000, "pathways"),
        ("metres_more", "Square metres more", 69_000.0, 41_000.0, 100_000.0, "m2"),
    ]
    frame = pd.DataFrame(rows, columns=["key", "label", "value", "low", "high", "unit"])
    frame = frame.assign(area="QAA", symbol="", formula="A - B", basis="modelled", source="p", period_to="2025-03")
    occupancy = frame.iloc[:1].assign(symbol="O", value=0.92, unit="share")
    return pd.concat([frame, occupancy], ignore_index=True)


def resources(**short: float) -> pd.DataFrame:
    rows = []
    for name, gap in short.items():
        held = not np.isnan(gap)
        for year in YEARS:
            need = 1000.0 + (year - 2024) * 10 if not held else 1000.0 + gap * (year - 2024) / 7
            rows.append(
                {
                    "area": "QAA", "year": year, "resource": name, "label": name.replace("_", " ").capitalize(),
                    "group": "beds", "unit": "beds", "in_place": 1000.0 if held else np.nan,
                    "in_place_basis": "apportioned" if held else "not held", "mean": need, "p10": need - 20,
                    "p50": need, "p90": need + 20, "more": need - 1000, "more_low": need - 1010,
                    "more_high": need - 990, "short": need - 1000 if held else np.nan,
                    "chance_short_pct": (97.0 if gap > 0 else 3.0) if held else np.nan, "planned_pct": 92.0,
                    "in_use_pct": 95.0 if held else np.nan, "peak": need * 1.04, "peak_high": need * 1.05,
                    "hours_a_week": 400.0 if not held else np.nan, "basis": "modelled", "source": "p",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def beds(now: float = 34.0, then: float = 99.9) -> pd.DataFrame:
    rows = [
        {
            "area": "QAA", "year": year, "kind": "general_acute", "label": "General and acute beds", "in_place": 1000.0,
            "in_use": 950.0, "in_use_pct": 95.0, "winter_in_use_pct": 98.0, "pool": 200.0, "full_pct": 0.2,
            "wait_pct": wait, "winter_full_pct": 4.0, "winter_wait_pct": max(wait, 72.0), "basis": "modelled",
            "source": "p",
        }
        for year, wait in ((2024, now), (2031, then))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def summary(share: float = 52.0) -> pd.DataFrame:
    rows = []
    for year in (2024, 2027, 2028, 2029, 2030, 2031):
        for measure in (*capacity_waiting.SHOWN, "standard", "today"):
            percent = measure.endswith("_pct")
            unit = "percent" if percent else "weeks" if measure == "mean_wait" else "pathways"
            value = (
                share if measure == "within_18_pct" else 92.0 if measure == "target_pct" else 5.0 if percent else 1e5
            )
            rows.append(("QAA", year, measure, measure.replace("_", " ").capitalize(), unit, value))
    frame = pd.DataFrame(rows, columns=["area", "year", "measure", "label", "unit", "mean"])
    return frame.assign(
        p10=frame["mean"] * 0.9, p50=frame["mean"], p90=frame["mean"] * 1.05, basis="modelled", source="p"
    )


def test_the_title_says_short_spare_or_neither(here: Here) -> None:
    said = capacity.title(explained(), here)
    assert said.startswith("Somewhere would have 660 general and acute beds too few at 92% occupancy (490 to 820)")
    assert "a waiting list of 430,000 (290,000 to 590,000) by March 2032" in said
    spare = capacity.title(explained((-300.0, -350.0, -240.0)), here)
    assert "300 general and acute beds to spare at 92% occupancy (240 to 350)" in spare
    assert "about as many general and acute beds as it needs" in capacity.title(explained((5.0, -40.0, 50.0)), here)


def test_the_opening_tells_planned_care_chances_and_what_is_not_held(here: Here) -> None:
    frame = resources(general_acute=600.0, clinic_rooms=np.nan)
    html = capacity.opening(explained(), beds(), frame, here)
    assert "170,000 (120,000 to 220,000) more pathways a year" in html
    assert "34 times in 100 today, and almost always in 2031/32" in html
    assert "1 of 2 kinds of capacity have a published figure" in html
    enough = capacity.more_to_complete(explained(more=-5_000.0), here)
    assert "enough to meet 18 weeks on time" in enough


@pytest.mark.parametrize(
    ("percent", "said"), [(0.2, "hardly ever"), (34.2, "34 times in 100"), (99.9, "almost always")]
)
def test_a_chance_is_said_in_words(percent: float, said: str) -> None:
    assert capacity.chance_words(percent) == said


@pytest.mark.parametrize(("percent", "said"), [(0.2, "under 1%"), (0.0, "0%"), (34.2, "34%"), (99.9, "over 99%")])
def test_a_chance_is_never_nought_that_can_happen(percent: float, said: str) -> None:
    assert capacity_beds.share_words(percent) == said


def test_the_table_tells_short_from_spare_and_keeps_what_is_not_held_apart(here: Here) -> None:
    html = capacity.resources_table(resources(general_acute=600.0, virtual=-80.0, clinic_rooms=np.nan), here)
    assert "600 short" in html
    assert "80 spare" in html
    assert "97 of 100 futures" in html
    assert "1 kind of capacity that nobody holds" in html
    behind = html[html.index("<details") :]
    assert "Clinic rooms" in behind
    assert "not held" in behind
    assert "+70" in behind


def test_the_message_of_beds_says_since_when(here: Here) -> None:
    assert "short from 2027/28, and would be 600 short in 2031/32" in capacity_beds.beds_message(
        resources(general_acute=600.0), here
    )
    assert "would be spare in 2031/32" in capacity_beds.beds_message(resources(general_acute=-80.0), here)
    chart = capacity_beds.beds_chart(resources(general_acute=600.0), here)
    assert chart.message == capacity_beds.beds_message(resources(general_acute=600.0), here)


def test_the_table_of_beds_has_now_and_then(here: Here) -> None:
    html = capacity_beds.beds_table(beds(), here)
    assert "General and acute beds, 2024/25" in html
    assert "General and acute beds, 2031/32" in html
    assert "over 99%" in html


def test_the_list_is_drawn_against_the_standard(here: Here) -> None:
    chart = capacity_waiting.path_chart(summary(), here)
    assert "of those waiting would be within 18 weeks by March 2032, where 92%" in chart.message
    assert "92% is asked for" in chart.message
    html = capacity_waiting.by_year_table(summary(), here)
    assert "Mean wait, weeks" in html
    assert html.count("<tr>") == len(capacity_waiting.SHOWN) + 1


def test_rooms_are_ordered_by_how_much_more_is_needed(here: Here) -> None:
    frame = resources(clinic_rooms=np.nan, gp_rooms=np.nan)
    frame.loc[(frame["resource"] == "gp_rooms") & (frame["year"] == 2031), ["more", "more_low", "more_high"]] = (
        200.0,
        190.0,
        210.0,
    )
    chart = capacity_rooms.rooms_chart(frame, here)
    assert chart.message.startswith("Gp rooms: +20%")
    assert list(chart.frame["label"]) == ["Gp rooms", "Clinic rooms"]


def test_the_board_is_told_short_or_spare_by_year_and_the_shortest(here: Here) -> None:
    frame = resources(general_acute=600.0, virtual=-80.0, clinic_rooms=np.nan)
    html = capacity_board.short_or_spare(frame, here)
    assert "2027/28" in html
    assert "+600" in html
    assert "−80" in html
    assert "Clinic" not in html
    said = capacity_board.sentences(frame, summary(), here)
    assert said[0].startswith("Shortest for their number would be general acute: 600 (580 to 620), or 60%")
    assert "within 18 weeks" in said[1]
    assert "No kind of bed" in capacity_board.shortest(resources(virtual=-80.0), here)


def test_a_broken_check_says_so(here: Here) -> None:
    months = pd.DataFrame(
        {
            "area": "QAA",
            "month": ["2027-04", "2027-05"],
            "started": 10.0,
            "done": 6.0,
            "left": 1.0,
            "mean": [50.0, 53.0],
        }
    )
    assert capacity_proof.conserved(months, here) == (
        True,
        "Waiting list: its change is additions less removals in every month.",
    )
    assert not capacity_proof.conserved(months.assign(mean=[50.0, 60.0]), here)[0]
    assert capacity_proof.are_chances(beds(), here)[0]
    assert not capacity_proof.are_chances(beds(then=130.0), here)[0]
    estate = pd.DataFrame({"area": "QAA", "year": 2031, "space": ["a", "b", "total"], "mean": [1.0, 2.0, 3.0]})
    assert capacity_proof.metres_add_up(estate, here)[0]
    assert not capacity_proof.metres_add_up(estate.assign(mean=[1.0, 2.0, 4.0]), here)[0]
