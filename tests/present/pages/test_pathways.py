"""What the pathways pages say follows the figures: change them and the words change."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import pathways, pathways_programmes, pathways_proof


def programmes(*given: dict) -> pd.DataFrame:
    row = {
        "area": "QAA", "programme": "mental_health", "label": "Mental health: earlier help", "story": "Help, earlier.",
        "who": "People aged 11 to 64", "unit": "people", "cohort": 190_000.0, "mean": 22_000.0, "p10": 8_000.0,
        "p50": 20_000.0, "p90": 40_000.0, "ramp_pct": 100.0, "on": True, "adopted": False, "begins": "2027-10",
        "ramp": "linear", "lead": "A collaborative", "partners": "Schools (education)", "comparator": "Places later",
        "review": "2029-04", "stop_or_scale": "Stop what shows no difference", "prerequisites": "A shared record",
        "grade": "U", "group": "urgent care", "basis": "modelled", "source": "p",
    }  # fmt: skip
    return pd.DataFrame([row | each for each in given or ({},)])


NUMBERS = {
    "ae_visits_change": ("attendances", -12_000.0, -22_000.0, -4_000.0),
    "beds_change": ("beds", -33.0, -60.0, -10.0),
    "contacts_change": ("contacts", 1_120_000.0, 700_000.0, 1_600_000.0),
    "cost_a_year": ("gbp", 130e6, 90e6, 180e6),
    "admissions_change": ("admissions", -1_000.0, -1_900.0, -200.0),
}


def explained(**changed: tuple[float, float, float]) -> pd.DataFrame:
    rows = []
    for order, (key, (unit, *ends)) in enumerate(NUMBERS.items(), start=1):
        value, low, high = changed.get(key, ends)
        rows.append(
            ("QAA", key, order, "", f"Number {order}", value, low, high, unit, "A + B", "", "modelled", "p", "")
        )
    columns = "area key order symbol label value low high unit formula assumed basis source period_to"
    return pd.DataFrame(rows, columns=columns.split())


ROOM = "area year point label sector unit arriving delivered mean p10 p50 p90 share_pct short basis source"
GAPS = "area programme label most_pct least_pct mean p10 p50 p90 finding basis source"
MILESTONES = "area programme order milestone label due gates begins"


def room(arriving: float, free: float, share: float) -> pd.DataFrame:
    return pd.DataFrame(
        [("QAA", 2031, "community_contacts", "Community contacts", "Community services", "contacts", arriving, 10.0,
          free, free * 0.5, free, free * 1.5, share, 0.0, "modelled", "p")],
        columns=ROOM.split(),
    )  # fmt: skip


def gaps(finding: str = "widens") -> pd.DataFrame:
    return pd.DataFrame(
        [("QAA", "mental_health", "Mental health", 11.0, 13.0, -2.0, -2.5, -2.0, -1.5, finding, "modelled", "p")],
        columns=GAPS.split(),
    )


def things(*rows: tuple) -> pd.DataFrame:
    given = rows or (
        ("urgent", "ae_major", "A&E visits", "attendances", -310.0, -900.0, -20.0),
        ("diagnostics", "physiology", "Tests of the heart", "tests", 2_500.0, 600.0, 5_400.0),
        ("wards", "emergency_bed_days", "Emergency bed days", "bed_days", -3_650.0, -7_000.0, -900.0),
        ("workforce", "doctors", "Hospital doctors", "wte", 5.0, 1.0, 11.0),
        ("budgets", "recurrent", "Care, every year", "gbp", 31.5e6, 10e6, 59e6),
        ("supplies", "licences", "Digital licences", "items", 7_000.0, 1_000.0, 14_000.0),
        ("estate", "rooms", "Consulting rooms", "square_metres", 1_400.0, 400.0, 2_800.0),
    )
    rows_ = [
        ("QAA", 2031, "mental_health", order, theme, thing, label, unit, mean, low, mean, high, "modelled", "p")
        for order, (theme, thing, label, unit, mean, low, high) in enumerate(given, start=1)
    ]
    columns = "area year programme order theme thing label unit mean p10 p50 p90 basis source"
    return pd.DataFrame(rows_, columns=columns.split())


def logic() -> pd.DataFrame:
    rows = [
        ("before", 1, "Waits at home", None, None, None, "items"),
        ("after", 1, "School team", None, None, None, "items"),
        ("inputs", 1, "Hospital doctors", 5.0, 1.0, 11.0, "wte"),
        ("activities", 1, "Schools: host teams", None, None, None, "items"),
        ("outputs", 1, "Helped in a year", 22_000.0, 8_000.0, 40_000.0, "people"),
        ("outcomes", 1, "Recovery", 0.1, 0.0, 0.2, "percentage_points"),
    ]
    columns = ["stage", "order", "label", "value", "low", "high", "unit"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(area="QAA", programme="mental_health", basis="modelled", source="p")


def stages(**given: object) -> pd.DataFrame:
    row = {
        "area": "QAA", "effect": "mental_health.harm", "programme": "mental_health", "label": "Admissions for harm",
        "point": "emergency_overnight", "point_label": "Emergency admissions", "unit": "admissions", "grade": "L",
        "claim_pct": -18.0, "claim_low": -52.0, "claim_high": -2.0, "national": -18.0, "national_low": -50.0,
        "national_high": -2.0, "claimed": -3_500.0, "claimed_low": -6e3, "claimed_high": -1e3, "agreed": -3_500.0,
        "after_haircut": -2_000.0, "counted": -1_000.0, "counted_low": -2e3, "counted_high": -200.0, "room_pct": 60.0,
        "moves_to": "Community services", "because": "Why", "basis": "modelled", "source": "p",
    }  # fmt: skip
    return pd.DataFrame([row | given])


def test_the_title_says_what_is_freed_and_what_is_asked_for(here: Here) -> None:
    said = pathways.title(programmes(), explained(), here)
    assert said == (
        "Programmes of this kind would free about 33 hospital beds in Somewhere by 2031/32, "
        "and ask for 1.1 million more appointments and contacts outside it"
    )
    own = pathways.title(programmes({"adopted": True}), explained(), here)
    assert own.startswith("The programmes adopted would free")
    none = pathways.title(programmes(), explained(beds_change=(5.0, 1.0, 9.0)), here)
    assert "would free no hospital beds" in none


def test_no_clear_change_is_said_so(here: Here) -> None:
    assert "12,000 fewer A&E visits (4,000 to 22,000)" in pathways.hospital(explained(), here)
    said = pathways.hospital(explained(admissions_change=(-10.0, -30.0, 5.0)), here)
    assert "no clear change in emergency admissions" in said


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (room(630_000.0, 180_000.0, 28.0), "there is room for 180,000, so what rests on it counts only in part"),
        (room(100.0, 180.0, 95.0), "there is probably room, for about 180"),
        (room(100.0, 1_800.0, 100.0), "There would be room for the work they move elsewhere"),
    ],
)
def test_room_is_said_as_it_is(here: Here, frame: pd.DataFrame, said: str) -> None:
    assert said in pathways.tightest(frame, here)


def test_nothing_on_says_so_and_shows_options(here: Here) -> None:
    off = programmes({"on": False, "mean": 0.0, "p10": 0.0, "p90": 0.0})
    opened = pathways.opening(off, explained(), room(0.0, 1.0, 100.0), gaps("nobody is helped"), here)
    assert "Nothing is switched on for Somewhere; 1 option could be considered" in opened
    assert "would free" not in opened
    shown = pathways_programmes.programmes(off, things(), logic(), stages(), here)
    assert "What is claimed" in shown
    assert "−18%" in shown
    assert "In 2031/32 it would help" not in shown
    assert pathways.OFF in pathways.key_numbers(off, explained(), here)


def test_a_programme_is_told_for_every_part_of_health_and_care(here: Here) -> None:
    html = pathways_programmes.programmes(programmes(), things(), logic(), stages(), here)
    for theme in pathways_programmes.THEMES.values():
        assert f">{theme.replace('&', '&amp;')}<" in html
    for said in (
        "300 fewer A&amp;E visits (0 to 900)",
        "2,500 more tests of the heart (600 to 5,400)",
        "about 10 beds",
        "5 whole-time staff: hospital doctors (1 to 11)",
        "£32 million (£10 million to £59 million): care, every year",
        "7,000 digital licences (1,000 to 14,000)",
        "1,400 square metres: consulting rooms (400 to 2,800)",
        "No change is claimed",
        "it would help 22,000 people",
        "Waits at home",
        "School team",
        "Stop what shows no difference. Looked at again in April 2029.",
    ):
        assert said in html, said


def test_the_pathway_reads_in_order_without_a_drawing(here: Here) -> None:
    html = pathways_programmes.programmes(programmes(), things(), logic(), stages(), here)
    assert html.index("<h4>Today</h4>") < html.index("Waits at home") < html.index("<h4>With the programme</h4>")
    assert 'role="group"' in html
    assert "<svg" not in html


def test_belief_is_cut_step_by_step_and_agreement_shows_only_where_there_is_any(here: Here) -> None:
    assert pathways_proof.belief_message(stages(), here) == (
        "Of 3,500 emergency admissions that are claimed to be avoided a year, 1,000 are counted"
    )
    assert "agreed" not in pathways_proof.shown_steps(stages())
    assert "agreed" in pathways_proof.shown_steps(stages(agreed=-2_800.0))
    assert "Nothing has been agreed here" in pathways_proof.stages_table(stages(), here)
    assert "Nothing has been agreed here" not in pathways_proof.stages_table(stages(agreed=-2_800.0), here)
    assert "None" not in pathways_proof.stages_table(stages(national=float("nan")), here)


def test_what_has_no_room_is_said_not_to_be_counted(here: Here) -> None:
    moved = pd.DataFrame({"area": ["QAA"], "point": ["community_contacts"], "mean": [7_600.0]})
    html = pathways_proof.room_table(room(630_000.0, 180_000.0, 28.0), moved, programmes(), here)
    assert "Not counted in full: no room in community services" in html
    assert "Not enough room in 2031/32 in community services" in html
    other = pathways_proof.room_table(room(10.0, 180.0, 100.0), moved, programmes(), here)
    assert "there would be room for what programmes move" in other
    alone = pathways_proof.room_table(room(630_000.0, 180_000.0, 28.0), moved.iloc[:0], programmes(), here)
    assert "No saving rests on it" in alone


def fifths() -> pd.DataFrame:
    rows = [("QAA", "mental_health", fifth, "Mental health", "people", 100.0, 10.0 + fifth) for fifth in range(1, 6)]
    frame = pd.DataFrame(rows, columns=["area", "programme", "imd_quintile", "label", "unit", "cohort", "share_pct"])
    return frame.assign(mean=frame["share_pct"], p10=0.0, p50=1.0, p90=2.0, basis="modelled", source="p")


def test_a_gap_that_widens_is_flagged(here: Here) -> None:
    html = pathways_proof.fairness_table(fifths(), gaps(), programmes(), here)
    assert "1 of 1 programmes would widen the gap" in html
    assert "Widens: 2.0 points fewer of the poorest are reached" in html
    even = pathways_proof.fairness_table(fifths(), gaps("hardly differs"), programmes(), here)
    assert "No programme would clearly widen the gap" in even
    assert "Hardly differs" in even


def results(**given: object) -> pd.DataFrame:
    row = {
        "area": "QAA", "year": 2031, "outcome": "x", "label": "Seen in 4 hours", "value": 0.2, "low": 0.0, "high": 0.4,
        "unit": "percentage_points", "better": "higher", "how": "Claims", "serving": "Help", "basis": "modelled",
        "source": "p",
    }  # fmt: skip
    return pd.DataFrame([row | given])


def test_results_show_their_change_or_where_to_look(here: Here) -> None:
    assert "+0.2 percentage points" in pathways_proof.results_table(results(), here)
    by_list = results(value=float("nan"), low=float("nan"), high=float("nan"))
    assert "see capacity" in pathways_proof.results_table(by_list, here)
    assert pathways.OFF in pathways_proof.results_table(results(serving=""), here)


def test_milestones_say_what_waits(here: Here) -> None:
    frame = pd.DataFrame(
        [("QAA", "mental_health", 1, "hired", "Staff hired", "2027-09", True, "2027-10")],
        columns=MILESTONES.split(),
    )
    html = pathways_proof.milestones_table(frame, programmes(), here)
    assert "The effect waits for it" in html
    assert "September 2027" in html
