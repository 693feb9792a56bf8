"""What the workforce pages say follows the figures: change them and the words change."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import workforce, workforce_tables

YEARS = (2024, 2027, 2031, 2036)
LABELS = {
    "nurses_and_health_visitors": "Nurses and health visitors",
    "gps": "GPs",
    "volunteers": "Volunteers",
    "nhs": "NHS staff",
    "paid": "All paid staff",
}


def groups(area: str = "QAA", source: str = "p", **then: tuple[float, float]) -> pd.DataFrame:
    """Give staff today and at the plan's end by group."""
    wanted = {
        "nurses_and_health_visitors": (14_700.0, 17_200.0), "gps": (1_670.0, 2_050.0), "volunteers": (0.0, 60.0),
        "nhs": (60_500.0, 70_400.0), "paid": (112_000.0, 130_000.0),
    } | then  # fmt: skip
    rows = [
        (area, year, group, LABELS[group], "s", now + (end - now) * part)
        for group, (now, end) in wanted.items()
        for year, part in zip(YEARS, (0.0, 0.5, 1.0, 1.6), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["area", "year", "staff_group", "label", "group", "mean"])
    today = frame["staff_group"].map({group: now for group, (now, _) in wanted.items()})
    frame = frame.assign(
        more=frame["mean"] - today, p10=frame["mean"] * 0.95, p50=frame["mean"], p90=frame["mean"] * 1.05
    )
    return frame.assign(basis="modelled", source=source)


def changes(**mean: float) -> pd.DataFrame:
    wanted = {"demand": 9_000.0, "programmes": 800.0, "acuity": 5.0, "productivity": 20.0, "skill_mix": 0.0} | mean
    labels = {"demand": "Demand if nothing changes", "programmes": "Programmes", "acuity": "Sicker patients"}
    rows = [
        ("QAA", 2031, group, driver, labels.get(driver, driver), value, value - 50, value, value + 50, "modelled", "p")
        for group in ("nhs", "paid")
        for driver, value in wanted.items()
    ]
    columns = "area year staff_group driver label mean p10 p50 p90 basis source"
    return pd.DataFrame(rows, columns=columns.split())


def headcount(people: float = 19_200.0) -> pd.DataFrame:
    row = {
        "area": "QAA", "year": 2031, "staff_group": "nurses_and_health_visitors", "label": "Nurses and health visitors",
        "mean": 17_200.0, "participation_pct": 100 * 17_200.0 / people, "headcount": people, "low": people - 900,
        "high": people + 900, "on_leave": 2_500.0, "absent": 780.0, "in_training": 350.0, "at_work": 13_570.0,
        "vacant": float("nan"), "basis": "modelled", "source": "p",
    }  # fmt: skip
    return pd.DataFrame([row, {**row, "year": 2024, "vacant": 950.0}])


def test_the_title_is_how_many_more_and_how_large_a_part(here: Here) -> None:
    said = workforce.title(groups(), here)
    assert said.startswith("The care asked of Somewhere by 2031/32 would take about 9,900 more NHS staff (16% more")
    assert "about 3,000 more NHS staff (5% more" in workforce.title(groups(nhs=(60_500.0, 63_500.0)), here)
    assert "no more NHS staff" in workforce.title(groups(nhs=(60_500.0, 60_000.0)), here)
    assert "by its own count" in workforce.title(groups(source="local_return"), here)


def test_the_board_gets_one_line_with_today_then_and_the_range(here: Here) -> None:
    assert workforce.board_line(groups(), here) == (
        "The work would take between 67,000 and 74,000 whole-time NHS staff in 2031/32, where 60,500 work for "
        "Somewhere now."
    )
    assert workforce.board_line(groups(), replace(here, fictional=True)).startswith("The work takes between")


def test_the_group_that_needs_most_more_is_named(here: Here) -> None:
    assert workforce.more_message(groups(), here) == (
        "Nurses and health visitors would need most more: 2,500, 17% more than today"
    )
    turned = groups(gps=(1_670.0, 9_000.0))
    assert workforce.more_message(turned, here).startswith("GPs would need most more: 7,300")
    assert "gPs" not in workforce.most_sentence(turned, here)
    none = groups(nurses_and_health_visitors=(10.0, 9.0), gps=(10.0, 9.0))
    assert workforce.more_message(none, here) == "No group of staff that works now would need to grow"
    assert workforce.most_sentence(none, here) == "No group of staff would grow."


def test_volunteers_are_in_no_chart_of_paid_staff_and_last_in_the_table(here: Here) -> None:
    assert "Volunteers" not in workforce.more_chart(groups(), here).svg
    table = workforce_tables.groups_table(groups(), here)
    assert table.index("All paid staff") < table.index("Volunteers")
    assert "+2,500" in table


def test_the_story_says_range_people_and_what_demand_does(here: Here) -> None:
    html = workforce.opening(groups(), changes(), headcount(), here)
    assert "60,500 whole-time NHS staff work for the people of Somewhere now" in html
    assert "account for 9,000 of the change" in html
    assert "19,200 people, who work 90% of full time" in html
    assert "800" not in html.split("standfirst")[1].split("</p>")[0]  # no option in a standfirst
    assert "The range is 5% either way" in html


def test_what_drives_it_follows_the_drivers(here: Here) -> None:
    assert "demand if nothing changes: 9,000" in workforce.drivers_chart(changes(), here).message
    assert "sicker patients: 20,000" in workforce.drivers_chart(changes(acuity=20_000.0), here).message


def test_the_year_chart_says_where_it_goes(here: Here) -> None:
    assert workforce.years_chart(groups(), here).message == (
        "NHS staff needed would be 16% more in 2031/32 than now: between 67,000 and 74,000"
    )


def programmes(on: bool = True, brings: float = 200.0, elsewhere: float = -30.0) -> pd.DataFrame:
    rows = [
        ("QAA", 2031, "care", "Care without any programme", True, 0.0, 100_000.0),
        ("QAA", 2031, "frailty", "Frailty", on, brings if on else 0.0, elsewhere if on else 0.0),
    ]
    frame = pd.DataFrame(rows, columns=["area", "year", "programme", "label", "on", "brings", "elsewhere"])
    frame["mean"] = frame["brings"] + frame["elsewhere"]
    return frame.assign(p10=frame["mean"] - 5, p50=frame["mean"], p90=frame["mean"] + 5, basis="modelled", source="p")


def test_programmes_say_what_they_bring_and_change_or_that_there_is_none(here: Here) -> None:
    html = workforce_tables.programmes_table(programmes(), here)
    assert "200" in html
    assert "−30" in html
    assert "+170" in html
    assert "Care without" not in html
    assert "No programme is on here" in workforce_tables.programmes_table(programmes(on=False), here)


def test_people_and_time_stand_apart_from_vacancies(here: Here) -> None:
    html = workforce_tables.people_table(headcount(), here)
    for said in ("19,200", "90%", "2,500", "780", "950", "stand apart"):
        assert said in html


def calibration(**row: object) -> pd.DataFrame:
    base = {
        "area": "QAA", "staff_group": "nhs", "label": "NHS staff", "employed": 64_000.0, "value": 60_500.0,
        "modelled": 60_500.0, "gap_pct": 0.0, "equal": True, "england_ratio": 55_500.0, "unit": "wte", "how": "shared",
        "basis": "apportioned", "source": "p", "period_to": "2025-05",
    }  # fmt: skip
    return pd.DataFrame([base | row])


def test_the_base_year_is_explained_beside_employers_and_englands_ratio(here: Here) -> None:
    said = workforce_tables.calibration_words(calibration(), here)
    assert "5,000 more than there" in said
    assert "3,500 more of the staff employed here work for people elsewhere" in said
    assert "come from elsewhere" in workforce_tables.calibration_words(calibration(employed=58_000.0), here)
    assert "Nobody publishes staff by place" in workforce_tables.calibration_words(calibration(employed=None), here)
    assert "5,000 fewer than there" in workforce_tables.calibration_words(calibration(england_ratio=65_500.0), here)
    assert "the same" in workforce_tables.calibration_table(calibration(), here)


@pytest.mark.parametrize(("value", "held"), [(130_000.0, True), (131_000.0, False)])
def test_services_are_checked_against_all_paid_staff(here: Here, value: float, held: bool) -> None:
    services = pd.DataFrame({"area": ["QAA"], "year": [2031], "service": ["urgent"], "mean": [value]})
    wide = groups()
    paid = wide[wide["staff_group"] == "paid"]
    ok = workforce_tables._sums_to_paid(services, paid, "Services", here)
    assert ok[0] is held
    assert ("do not add up" in ok[1]) is not held


def test_checks_are_sentences(here: Here) -> None:
    wide = groups()
    services = wide[wide["staff_group"] == "paid"].assign(service="urgent")
    drivers = changes(demand=9_075.0, programmes=800.0)
    added = drivers[drivers["staff_group"] == "nhs"]
    tables = {
        "groups": wide, "services": services, "programmes": services, "changes": added, "headcount": headcount(),
        "calibration": calibration(),
    }  # fmt: skip
    found = workforce_tables.checks(tables, here)
    assert len(found) == 6
    assert all(held for held, _ in found)
    assert "by construction" in found[-1][1]
    broken = workforce_tables.checks({**tables, "changes": added.assign(mean=0.0)}, here)
    assert not broken[3][0]
