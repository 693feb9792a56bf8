"""What the supply pages say follows the figures: change them and the words change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import supply, supply_tables

YEARS = (2024, 2027, 2031, 2036)
GROUPS = {
    "nhs": ("NHS staff", 9_000.0, 3_000.0, 15_000.0, 2026.0),
    "all": ("All staff counted here", 20_000.0, 9_000.0, 33_000.0, 2026.0),
    "nurses_and_health_visitors": ("Nurses and health visitors", 2_600.0, 1_200.0, 4_000.0, 2026.0),
    "support_to_doctors_nurses_midwives": (
        "Support to doctors, nurses and midwives",
        3_100.0,
        1_500.0,
        4_700.0,
        2025.0,
    ),
    "midwives": ("Midwives", -60.0, -190.0, 50.0, np.nan),
    "social_care_staff": ("Adult social care staff", 11_000.0, 5_000.0, 19_000.0, 2025.0),
}
DRIVERS = {
    "required": ("What the work takes", 9_100.0),
    "retirements": ("Retirement", 7_000.0),
    "leavers": ("Leaving before retirement", 37_000.0),
    "training": ("Newly qualified staff", -9_000.0),
    "international": ("Staff trained abroad", -4_600.0),
    "other_joiners": ("Other joiners", -31_000.0),
}


def bites(**means: float) -> pd.DataFrame:
    rows = []
    for key, (label, mean, low, high, year) in GROUPS.items():
        value = means.get(key, mean)
        shift = value - mean
        felt = 60.0 if not np.isnan(year) else np.nan
        rows.append(
            ("QAA", key, label, year, felt, 94.0, value / 200, value, low + shift, value, high + shift, "modelled", "p")
        )
    columns = "area staff_group label first_year first_chance_pct chance_pct short_pct mean p10 p50 p90 basis source"
    return pd.DataFrame(rows, columns=columns.split())


def moves() -> pd.DataFrame:
    flows = {"training": 1_500.0, "international": 700.0, "returners": 500.0, "others": 4_500.0}
    flows |= {"moved_in": 400.0, "moved_out": 300.0, "leavers": 5_900.0, "retirements": 1_300.0}
    rows = [
        ("QAA", year, "nhs", flow, flow, "headcount", value, 0.9 * value, value, 1.1 * value, "modelled", "p")
        for year in (2025, 2027, 2031)
        for flow, value in flows.items()
    ]
    columns = "area year staff_group flow label unit mean p10 p50 p90 basis source"
    return pd.DataFrame(rows, columns=columns.split())


def positions(broken: float = 0.0) -> pd.DataFrame:
    rows = []
    each = {"in_post": 60_000.0, "available": 60_000.0, "required": 60_000.0, "gap": 0.0}
    for year in YEARS:
        for measure, value in each.items():
            more = {"required": 0.15 * value, "gap": 9_000.0}.get(measure, 0.0) * (year > 2024)
            total = value + more
            for group, share in (
                ("nhs", 1.0),
                ("all", 1.0 + broken),
                ("nurses_and_health_visitors", 0.6),
                ("midwives", 0.4),
            ):
                mean = total * share
                rows.append(
                    ("QAA", year, group, measure, measure, "wte", mean, 0.9 * mean, mean, 1.1 * mean, "modelled", "p")
                )
    columns = "area year staff_group measure label unit mean p10 p50 p90 basis source"
    return pd.DataFrame(rows, columns=columns.split())


def drivers(scale: float = 1.0) -> pd.DataFrame:
    rows = [
        (
            "QAA",
            2031,
            "nhs",
            "NHS staff",
            key,
            label,
            "wte",
            value * scale,
            value - 500,
            value,
            value + 500,
            "modelled",
            "p",
        )
        for key, (label, value) in DRIVERS.items()
    ]
    columns = "area year staff_group group driver label unit mean p10 p50 p90 basis source"
    return pd.DataFrame(rows, columns=columns.split())


def test_the_title_says_how_many_would_be_short_and_how_surely(here: Here) -> None:
    assert supply.title(bites(), here) == (
        "Somewhere would be short of about 9,000 NHS staff in 2031/32, if recruiting goes on as it does"
    )
    assert "could be short of about 2,000 NHS staff in 2031/32, or of none" in supply.title(bites(nhs=2_000.0), here)
    assert "would have the NHS staff its work takes in 2031/32" in supply.title(bites(nhs=-500.0), here)


def test_the_groups_shortest_and_the_year_it_is_felt_follow_the_table(here: Here) -> None:
    said = supply.shortest_sentence(bites(), here)
    assert "support to doctors, nurses and midwives (3,100" in said
    assert said.index("support") < said.index("nurses and health visitors (2,600")
    assert "likelier felt than not from 2026/27 (a chance of 60%, and of 94% by the end of the plan)" in said
    other = supply.shortest_sentence(bites(nurses_and_health_visitors=5_000.0), here)
    assert other.index("nurses and health visitors") < other.index("support to doctors")
    none = supply.shortest_sentence(
        bites(nurses_and_health_visitors=-1.0, support_to_doctors_nurses_midwives=-1.0), here
    )
    assert none == "No group of NHS staff would be short."


def test_who_comes_and_goes_is_said_for_the_first_plan_year(here: Here) -> None:
    assert supply.flows_sentence(moves(), here) == (
        "In 2027/28 about 7,200 people would leave or retire from the NHS here and about 7,200 join."
    )


def test_social_care_is_said_apart_and_only_where_it_is_short(here: Here) -> None:
    assert "5,000 to 19,000 whole-time staff" in supply.care_sentence(bites(), here)
    assert supply.care_sentence(bites(social_care_staff=-5.0), here) == ""


def test_the_page_says_that_today_is_nought_by_construction(here: Here) -> None:
    html = supply.base_note(positions(), here)
    assert "any shortage of today comes on top" in html
    assert "60,000 whole-time NHS staff" in html


def test_a_places_page_shows_its_icb_and_says_so(here: Here) -> None:
    place = replace(here, area="QAA/north", kind="place", names={**here.names, "QAA/north": "North"})
    assert "<dt>Where</dt>" not in supply.opening(bites(), moves(), here)
    html = supply.opening(bites(), moves(), place)
    assert "<dt>Where</dt>" in html
    assert "North draws on the same staff, and this page shows the ICB&#x27;s" in html
    assert "<h1>Somewhere would be short" in html
    assert supply.board_line(bites(), place) == supply.board_line(bites(), here)


def test_the_boards_line_holds_range_group_and_year(here: Here) -> None:
    said = supply.board_line(bites(), here)
    assert said == (
        "As recruiting goes, Somewhere would be short of 3,000 to 15,000 NHS staff in 2031/32, most of all support to "
        "doctors, nurses and midwives; it is likelier felt than not from 2026/27 (a chance of 60%, and of 94% by the "
        "end of the plan)."
    )
    assert supply.board_line(bites(nhs=-10.0), here).endswith("would have the NHS staff its work takes.")


def test_the_charts_say_what_they_show(here: Here) -> None:
    assert supply.years_message(positions(), here) == (
        "By 2031/32 the work of NHS staff would take 15% more posts than today, and those there would fill about as "
        "many posts as today"
    )
    assert supply.gap_message(bites(), here).startswith(
        "Support to doctors, nurses and midwives would be shortest, by 3,100"
    )
    assert "of midwives there would be 60 more than their work takes" in supply.gap_message(bites(), here)
    assert "take 44,000 staff and joining bring 45,000, while the work takes 9,100 more" in supply.drivers_message(
        drivers(), here
    )
    assert "takes 9,100 fewer" in supply.drivers_message(drivers(-1.0), here)
    for chart in (
        supply.years_chart(positions(), here),
        supply.gap_chart(bites(), here),
        supply.drivers_chart(drivers(), here),
    ):
        assert chart.svg.startswith("<svg")


def test_the_table_of_groups_says_when_a_gap_is_not_likely(here: Here) -> None:
    rows = bites()
    known = rows[rows["staff_group"].isin(["nhs", "all", "nurses_and_health_visitors", "midwives"])]
    html = supply_tables.groups_table(positions(), known, here)
    assert "not likely" in html
    assert "2026/27" in html


@pytest.mark.parametrize(("broken", "held"), [(0.0, True), (0.1, False)])
def test_a_check_that_does_not_hold_says_so(here: Here, broken: float, held: bool) -> None:
    rows = positions(broken)
    parts = drivers().assign(mean=[9_000.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    calibration = pd.DataFrame([("QAA", "nhs_in_post", True)], columns=["area", "measure", "equal"])
    tables = {"positions": rows, "drivers": parts, "calibration": calibration}
    found = supply_tables.checks(tables, here)
    assert found[0][0] is held
    assert [each for each, _ in found[1:]] == [True, True, True]
    wrong = supply_tables.checks({**tables, "drivers": parts.assign(mean=1.0)}, here)
    assert not wrong[1][0]


def test_what_is_assumed_counts_what_is_red(here: Here) -> None:
    rows = [
        ("supply.leaving_pct", "red"),
        ("supply.felt_pct", "amber"),
        ("workforce.absence_pct", "red"),
        ("demand.gp_by_age", "red"),
    ]
    frame = pd.DataFrame(rows, columns=["key", "quality"]).assign(
        leaf="", meaning="m", value=1.0, low=0.5, high=2.0, unit="percent", source="s", source_title="S", as_of="2025",
        set_by="national", because="b",
    )  # fmt: skip
    html = supply_tables.assumed(frame)
    assert "2 of 3 are rated red" in html
