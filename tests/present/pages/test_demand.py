"""What the demand pages say follows the figures: change them and the words change."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import demand, demand_case, demand_proof, demand_when

MATTERS = {
    "waiting_list": (
        "Waiting list, if capacity stays as it is",
        "pathways",
        250_000.0,
        430_000.0,
        290_000.0,
        590_000.0,
    ),
    "beds": ("General and acute beds needed", "beds", 4_450.0, 4_970.0, 4_800.0, 5_130.0),
    "staff": ("NHS staff that residents' care takes", "wte", 55_500.0, 64_000.0, 61_800.0, 66_300.0),
    "ae_visits": ("A&E visits a year", "attendances", 1_000_000.0, 1_160_000.0, 1_100_000.0, 1_200_000.0),
}


def matters(*keys: str, **then: float) -> pd.DataFrame:
    rows = []
    for order, key in enumerate(keys, start=1):
        label, unit, now, later, low, high = MATTERS[key]
        value = then.get(key, later)
        rows.append(
            ("QAA", order, key, label, value, low, high, now, unit, 100 * (value / now - 1), 2031, "modelled", "p")
        )
    columns = "area order key label value low high reference unit change_pct year basis source"
    return pd.DataFrame(rows, columns=columns.split())


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("waiting_list", "from 250,000 to 430,000 (290,000 to 590,000) by March 2032 at today's capacity"),
        ("beds", "520 (350 to 680) more general and acute beds by 2031/32 than are open today"),
        ("staff", "8,500 (6,300 to 10,800) more NHS staff by 2031/32"),
        ("ae_visits", "A&E visits a year would be 16% more (10% to 20%) in 2031/32 than in 2024/25"),
    ],
)
def test_what_matters_is_said_with_its_numbers(here: Here, key: str, said: str) -> None:
    assert said in demand_case.said_of_matters(matters(key), here)[0]


def test_the_words_of_what_matters_follow_the_numbers(here: Here) -> None:
    assert "take 1,200 (350 to 680) more general" in demand_case.said_of_matters(matters("beds", beds=5_650.0), here)[0]
    assert "30% more (" in demand_case.said_of_matters(matters("ae_visits", ae_visits=1_300_000.0), here)[0]


def test_the_title_is_what_grows_most(here: Here) -> None:
    assert demand.title(matters("waiting_list", "beds"), here).startswith(
        "If nothing changes in Somewhere: the waiting list would go from 250,000"
    )
    assert "beds" in demand.title(matters("beds", "waiting_list"), here)
    none = matters("beds").iloc[0:0]
    assert "nothing measured here grows in Somewhere by 2031/32" in demand.title(none, here)
    assert "grows" in demand_case.case_for_change(none, here)


def test_the_case_for_change_says_every_thing_that_matters(here: Here) -> None:
    html = demand_case.case_for_change(matters("waiting_list", "beds", "staff"), here)
    assert html.count("<p>") == 3
    table = demand_case.case_table(matters("waiting_list", "beds"), here)
    assert "+72%" in table
    assert "4,970" in table


YEARS = (2024, 2027, 2031, 2036)


def activity(**change_pct: float) -> pd.DataFrame:
    rows = [
        ("QAA", year, line, line.replace("_", " ").capitalize(), "urgent", "contacts", 1000.0 * growth, change)
        for line, change in change_pct.items()
        for year, growth in zip(YEARS, (1.0, 1.0 + change / 200, 1.0 + change / 100, 1.0 + change / 60), strict=True)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area", "year", "line", "label", "group", "unit", "mean", "change_pct"])
    levels = {"p10": frame["mean"] * 0.9, "p50": frame["mean"], "p90": frame["mean"] * 1.1}
    changes = {"low": frame["change_pct"] - 5, "high": frame["change_pct"] + 5}
    return frame.assign(**levels, **changes, basis="modelled", source="p")


def test_the_change_chart_names_the_most_and_the_least(here: Here) -> None:
    frame = activity(births=3.0, imaging=24.0, gp_appointments=15.0)
    assert demand.change_message(frame, here) == "Imaging would change most, +24%; births least, +3%"
    turned = activity(births=30.0, imaging=-4.0, gp_appointments=15.0)
    assert demand.change_message(turned, here) == "Births would change most, +30%; imaging least, −4%"
    assert demand.change_chart(frame, here).message == demand.change_message(frame, here)


def test_the_activity_table_gives_each_year_and_the_range(here: Here) -> None:
    html = demand.activity_table(activity(births=10.0), here)
    assert "2036/37" in html
    assert "+10%" in html
    assert "990 to 1,210" in html


def drivers(**mean: float) -> pd.DataFrame:
    labels = {"population": "More people", "ageing": "Older people", "health": "Health at each age"}
    rows = [
        (
            "QAA",
            2031,
            "emergency_bed_days",
            key,
            labels[key],
            "bed_days",
            value,
            value - 1,
            value,
            value + 1,
            "modelled",
            "p",
        )
        for key, value in mean.items()
    ]
    columns = "area year line driver label unit mean p10 p50 p90 basis source"
    return pd.DataFrame(rows, columns=columns.split())


def test_the_largest_driver_is_named_with_its_part_of_the_change(here: Here) -> None:
    said = demand.driver_sentence(
        drivers(population=7_000.0, ageing=10_000.0, health=-600.0), "emergency_bed_days", here
    )
    assert "is older people: 10,000 a year by 2031/32, where all together add 16,000" in said
    said = demand.driver_sentence(drivers(population=12_000.0, ageing=1_000.0, health=0.0), "emergency_bed_days", here)
    assert "is more people: 12,000" in said
    none = demand.driver_sentence(drivers(population=-10.0, ageing=5.0, health=0.0), "emergency_bed_days", here)
    assert none.startswith("Nothing adds to emergency bed days")


def waiting(end: float) -> pd.DataFrame:
    rows = [("QAA", year, 1e5 + (end - 1e5) * (year - 2024) / 7) for year in range(2024, 2037)]
    frame = pd.DataFrame(rows, columns=["area", "year", "mean"])
    return frame.assign(
        p10=frame["mean"] * 0.8, p50=frame["mean"], p90=frame["mean"] * 1.2, started=9e4, capacity=8e4, standard=5e4,
        basis="modelled", source="p",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (150_000.0, "would be 150,000 (120,000 to 180,000) in March 2032: 3 times the list that meets 18 weeks"),
        (60_000.0, "60,000 (48,000 to 72,000) in March 2032: 1.2 times"),
    ],
)
def test_the_list_message_follows_the_list(here: Here, end: float, said: str) -> None:
    assert said in demand.list_message(waiting(end), here)
    assert demand.list_chart(waiting(end), here).message == demand.list_message(waiting(end), here)


def months(peak: str) -> pd.DataFrame:
    rows = [
        ("QAA", "ae_major", f"{2027 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}", 1000.0 + month % 3)
        for month in range(4, 28)
    ]
    frame = pd.DataFrame(rows, columns=["area", "line", "month", "mean"])
    frame.loc[frame["month"] == peak, "mean"] = 2000.0
    return frame.assign(
        label="A&E visits", unit="attendances", p10=frame["mean"], p90=frame["mean"], season="own months",
        basis="modelled", source="p",
    )  # fmt: skip


def test_the_busiest_month_is_named(here: Here) -> None:
    assert "most in May 2028 (2,000)" in demand.months_chart(months("2028-05"), "ae_major", here).message
    assert "most in October 2027 (2,000)" in demand.months_chart(months("2027-10"), "ae_major", here).message


def staff(more: float) -> pd.DataFrame:
    rows = [
        ("QAA", 2031, "nurses", "Nurses", 500.0 + more, more),
        ("QAA", 2031, "total", "NHS staff", 1000.0 + more, more),
    ]
    columns = ["area", "year", "staff_group", "label", "mean", "more"]
    frame = pd.DataFrame(rows, columns=columns).assign(unit="wte")
    return frame.assign(p10=frame["mean"], p50=frame["mean"], p90=frame["mean"], basis="modelled", source="p")


def test_staff_are_said_as_more_only_when_they_are(here: Here) -> None:
    assert "150 more NHS staff (15% more than today's ratio gives), most of all nurses" in demand_case.staff_message(
        staff(150.0), here
    )
    assert "no more NHS staff" in demand_case.staff_message(staff(-20.0), here)


def backtest(error: float, naive: float, measure: str = "ae_attendances") -> pd.DataFrame:
    row = (
        "QAA",
        measure,
        "A&E visits",
        1000.0,
        1000 + 10 * error,
        1000 + 10 * naive,
        error,
        naive,
        "observed",
        "p",
        "2024-08",
        "2025-07",
    )
    columns = "area measure label actual modelled naive error_pct naive_error_pct basis source period_from period_to"
    return pd.DataFrame([row], columns=columns.split())


def test_a_model_that_does_no_better_than_last_year_says_so(here: Here) -> None:
    assert "Nearer than last year's figure for A&E visits" in demand_proof.backtest_words(backtest(1.0, -3.0), here)
    said = demand_proof.backtest_words(backtest(5.0, -3.0), here)
    assert said.startswith("No nearer than last year's figure for A&E visits.")
    assert "In England" not in said
    assert "more likely one of counting" in demand_proof.backtest_words(backtest(25.0, 24.0), here)
    assert "counting" not in demand_proof.backtest_words(backtest(1.0, 2.0), here)
    place = replace(here, area="QAA/east", kind="place")
    assert "its ICB's" in demand_proof.backtest_words(backtest(1.0, 2.0).assign(area="QAA/east"), place)
    assert "missed A&E visits by 1.3%" in demand.sureness(backtest(1.3, -3.0), here)
    assert "Not yet tested" in demand.sureness(backtest(1.3, -3.0, "other"), here)


def growth(older: float) -> pd.DataFrame:
    rows = [
        (area, group, 2024, people)
        for area, share in (("QAA", older), ("ENG", 10.0))
        for group, people in (("75+", share), ("All ages", 100.0))
    ]
    return pd.DataFrame(rows, columns=["area", "age_group", "year", "people"])


def test_where_few_or_many_are_old_today_the_page_says_the_projection_has_no_moves(here: Here) -> None:
    assert "Only 6.0% of people" in demand.no_moves(growth(6.0), here)
    assert "growth here is likely too high" in demand.no_moves(growth(6.0), here)
    assert demand.no_moves(growth(9.5), here) == ""
    assert "growth here is likely too low" in demand.no_moves(growth(13.0), here)


def test_a_place_is_not_compared_per_person(here: Here) -> None:
    columns = [
        "area",
        "measure",
        "label",
        "rate",
        "england_rate",
        "note",
        "basis",
        "source",
        "period_from",
        "period_to",
    ]
    rows = pd.DataFrame(
        [("QAA", "ae", "A&E visits", 430.0, 468.0, "Note.", "observed", "p", "2024-04", "2025-03")], columns=columns
    )
    assert "430" in demand_case.rates(rows, here)
    assert "Nothing is compared" in demand_case.rates(rows, replace(here, area="QAA/east", kind="place"))


def test_the_calibration_says_what_does_not_equal(here: Here) -> None:
    columns = "area measure label value modelled gap_pct equal unit how basis source period_from period_to"
    row = (
        "QAA",
        "ae",
        "A&E visits",
        100.0,
        100.0,
        0.0,
        True,
        "attendances",
        "the return",
        "observed",
        "p",
        "2024-04",
        "2025-03",
    )
    frame = pd.DataFrame([row], columns=columns.split())
    assert demand_proof.calibrated(frame, here) == (
        True,
        "Base year: all 1 volumes equal what they claim to; 1 of them is published for this area as it is.",
    )
    off = frame.assign(modelled=103.0, gap_pct=3.0, equal=False)
    assert demand_proof.calibrated(off, here)[0] is False
    assert "differs by +3.0%" in demand_proof.calibration_table(off, here)


def test_checks_fail_when_drivers_or_months_do_not_add_up(here: Here) -> None:
    year = activity(emergency_bed_days=1.0)
    whole = drivers(population=4.0, ageing=7.0, health=-1.0)
    assert demand_proof.drivers_add_up(whole, year, here)[0]
    assert not demand_proof.drivers_add_up(drivers(population=4.0, ageing=9.0, health=-1.0), year, here)[0]
    monthly = pd.DataFrame(
        [("QAA", "births", f"{2027 + (m - 1) // 12}-{(m - 1) % 12 + 1:02d}", 100.0) for m in range(4, 16)],
        columns=["area", "line", "month", "mean"],
    )
    whole_year = activity(births=40.0)  # 2027: 1,000 x 1.2
    assert demand_proof.months_add_up(monthly, whole_year, here)[0]
    assert not demand_proof.months_add_up(monthly.assign(mean=99.0), whole_year, here)[0]


def test_where_england_did_no_better_is_said_with_both_errors(here: Here) -> None:
    both = pd.concat([backtest(1.0, -3.0), backtest(1.8, 0.6).assign(area="ENG")], ignore_index=True)
    said = demand_proof.backtest_words(both, here)
    assert "last year's figure did as well or better for A&E visits (+0.6% against the model's +1.8%)" in said
    better = pd.concat([backtest(1.0, -3.0), backtest(0.2, 0.6).assign(area="ENG")], ignore_index=True)
    assert "In England" not in demand_proof.backtest_words(better, here)


def test_the_first_screen_counts_where_the_model_did_better(here: Here) -> None:
    both = pd.concat([backtest(1.0, -3.0), backtest(5.0, -3.0, "emergency_admissions")], ignore_index=True)
    said = demand.sureness(both, here)
    assert "for 1 of 2 measures" in said
    assert "A&E visits by 1.0%; last year's figure, by 3.0%" in said


NEVER = float("nan")


def when(key: str, *years: float, value: float = 90.0, mark: float = 100.0, chance: float = 60.0) -> pd.DataFrame:
    row = ("QAA", 1, key, key, value, mark, "beds", *years, chance, 2031, "modelled", "p")
    columns = "area order key label value mark unit from_year middle_year to_year chance_pct year basis source"
    return pd.DataFrame([row], columns=columns.split())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (when("beds_full", 2028, 2030, 2033), "From 2030/31 (range 2028/29 to 2033/34) demand would fill every"),
        (when("beds_full", 2028, 2030, NEVER), "(range 2028/29 to after 2036/37)"),
        (when("beds_full", 2024, 2024, 2024), "Already in 2024/25, every general and acute bed is full"),
        (
            when("beds_full", 2035, NEVER, NEVER, chance=12.0),
            "By 2031/32 it is less likely than not (12 in every 100 of the draws)",
        ),
        (when("half_late", 2029, 2029, 2029), "From 2029/30 (nearly all draws agree) more than half of those waiting"),
        (
            when("staff", 2028, 2029, 2031, value=100.0, mark=110.0),
            "care would take 10% more NHS staff than in 2024/25",
        ),
        (when("visits", 2028, 2029, 2031, value=100.0, mark=120.0), "asked for 20% more visits"),
    ],
)
def test_by_when_is_said_with_its_range_or_its_chance(here: Here, rows: pd.DataFrame, said: str) -> None:
    assert said in " ".join(demand_when.sentences(rows, here))


def test_the_first_screen_names_full_beds_else_long_waits_else_nothing(here: Here) -> None:
    waits, beds = when("half_late", 2029, 2030, 2031), when("beds_full", 2028, 2030, 2033)
    assert "fill every" in demand_when.headline(pd.concat([waits, beds], ignore_index=True), here)
    never = when("beds_full", NEVER, NEVER, NEVER, chance=0.0)
    assert "over 18 weeks" in demand_when.headline(pd.concat([waits, never], ignore_index=True), here)
    assert demand_when.headline(never, here) == ""


def test_the_table_of_when_gives_years_ranges_and_chances(here: Here) -> None:
    rows = pd.concat([when("beds_full", 2028, 2030, NEVER), when("list_twice", 2024, 2024, 2024, chance=100.0)])
    html = demand_when.table(rows.reset_index(drop=True), here)
    for said in ("2030/31", "2028/29 to after 2036/37", "60%", "already", "100%"):
        assert said in html


def waits(within: float, over: float) -> pd.DataFrame:
    rows = [
        ("QAA", year, measure, measure, value, value - 2, value, value + 2, target)
        for measure, then, target in (("rtt_within_18_weeks_pct", within, 92.0), ("rtt_over_52_weeks_pct", over, NEVER))
        for year, value in ((2024, 60.0), (2027, 58.0), (2031, then), (2036, then))
    ]
    columns = "area year measure label mean p10 p50 p90 target"
    return pd.DataFrame(rows, columns=columns.split()).assign(unit="percent", basis="modelled", source="p")


def test_waits_are_said_now_and_then_against_what_is_asked(here: Here) -> None:
    said = demand_when.waits_words(waits(45.0, 12.0), here)
    assert "60% had waited no longer than 18 weeks in March 2025; 45% (43% to 47%) would have by March 2032" in said
    assert "where 92% is asked" in said
    assert "60% in March 2025, 12% (10% to 14%) by March 2032" in said
    assert "71% (69% to 73%) would have" in demand_when.waits_words(waits(71.0, 12.0), here)
    assert "March 2037" in demand_when.waits_table(waits(45.0, 12.0), here)


def test_social_care_is_said_in_posts_and_its_cost_is_not_held(here: Here) -> None:
    posts = staff(150.0).assign(unit="posts", staff_group="social_care_staff").head(1)
    asked = activity(social_care_requests=13.0)
    said = demand_case.social_care_words(pd.concat([staff(150.0), posts], ignore_index=True), asked, here)
    assert "13% more in 2031/32" in said
    assert "150 more filled posts" in said
    assert "not held" in said


def test_what_the_cost_leaves_out_is_added_up_and_named(here: Here) -> None:
    rows = pd.DataFrame(
        {
            "area": "QAA", "key": ["drugs", "social"], "label": ["High-cost drugs", "Adult social care"],
            "value": [4.2e7, None], "unit": "gbp", "why": "So.", "basis": ["modelled", "not held"], "source": ["p", ""],
        }
    )  # fmt: skip
    html = demand_case.left_out(rows, here)
    assert "about £42 million a year of care that has no line here, and adult social care" in html
    assert "not held" in html
