# ruff: noqa: E501 - one mistake a line reads best
"""Programmes are read whole: every number an assumption, every mistake said at once with its file and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planbook.data import reference
from planbook.errors import InputError
from planbook.methods.demand.lines import LINES
from planbook.methods.need.groups import SEGMENTS as NEED_SEGMENTS
from planbook.params import Beliefs, Override, draws, load_beliefs
from planbook.params.programme_numbers import number_paths
from planbook.params.programme_words import GRADES, NHS_STAFF, POINTS, SEGMENTS

ROOT = Path(__file__).parents[2]
HELP = "programmes/help.yaml"


def number(unit: str, value: str, low: str = "", high: str = "", by: str = "", quality: str = "red") -> str:
    ends = f"low: {low}, high: {high}" if low else "distribution: fixed"
    return (
        f"{{meaning: A number, unit: {unit}, {f'by: {by}, ' if by else ''}value: {value}, {ends}, source: study_2016, "
        f"as_of: 2016, quality: {quality}, because: A test}}"
    )


FIFTHS = "{1: 50, 2: 50, 3: 50, 4: 50, 5: 50}"
TEXT = f"""\
programme: help
title: Help
story: People would be helped.
aims: [A1]
cohort:
  who: People who need help
  counts: people
  share_pct: {number("percent", "10", "5", "15")}
reach_pct: {number("percent", "40", "30", "50")}
uptake_pct: {number("percent", FIFTHS, FIFTHS, FIFTHS, by="imd_quintile")}
start: 2027-10
ramp: linear
ramp_months: {number("months", "12", "6", "18")}
delay_months: {number("months", "0", "0", "6")}
outcomes:
  seen:
    share_of: Everyone
    grade: L
    change: {number("percentage_points", "2", "0", "4")}
follows: {{stays: visits}}
effects:
  visits:
    point: ae_major
    share_of: Visits of people helped
    grade: L
    part_pct: {number("percent", "5", "3", "8")}
    change_pct: {number("percent_change", "-10", "-20", "0")}
    displaces:
      gp_appointments: {number("per_avoided", "0.5", "0.2", "0.9")}
delivers:
  community_contacts: {number("per_helped", "2", "1", "3")}
staff:
  doctors: {number("wte_per_1000", "1", "0.5", "2")}
cost:
  recurrent: {number("gbp_per_unit", "100", "50", "150")}
  one_off: {number("gbp_per_unit", "10", "5", "15")}
  capital: {number("gbp_per_unit", "1", "0", "3")}
pathway:
  before: [Waits]
  after: [Is helped]
lead: Somebody
partners:
  - {{who: A charity, sector: voluntary, part: Helps}}
milestones:
  - {{milestone: hired, label: People hired, due: 2027-09, gates: true}}
comparator: The year before
review: 2028-10
stop_or_scale: Stop where nothing changes
overlap_group: urgent
overlap_order: 1
"""
GOALS = """\
goals: national
aims:
  A1: {statutory: one, shorthand: [x], source: study_2016}
  A2: {statutory: two, shorthand: [x], source: study_2016}
  A3: {statutory: three, shorthand: [x], source: study_2016}
  A4: {statutory: four, shorthand: [x], source: study_2016}
outcomes:
  seen: {label: Seen, aims: [A1], measured_as: A share, measure: figures.seen_pct, better: higher}
  stays: {label: Fewer stays, aims: [A1], measured_as: A rate, measure: rates.stays, better: lower}
"""


@pytest.fixture
def with_help(params: Path) -> Path:
    for name, text in {HELP: TEXT, "governance/national/goals.yaml": GOALS}.items():
        (params / name).parent.mkdir(parents=True, exist_ok=True)
        (params / name).write_text(text)
    (params / "scenarios/options.yaml").write_text(
        "scenario: options\ntitle: Options\nstory: If.\non: baseline\nprogrammes: all\n"
    )
    (params / "scenarios/plan.yaml").write_text(
        "scenario: plan\ntitle: Plan\nstory: Ours.\non: baseline\nprogrammes: adopted\n"
    )
    return params


def test_every_number_is_an_assumption_by_where_it_stands(with_help: Path) -> None:
    beliefs = load_beliefs(with_help)
    keys = {key for key in beliefs.assumptions if key.startswith("programmes.help.")}
    assert {"programmes.help.on", "programmes.help.reach_pct", "programmes.help.cohort_share_pct"} <= keys
    assert {
        "programmes.help.effects_visits_change_pct",
        "programmes.help.effects_visits_displaces_gp_appointments",
    } <= keys
    assert {
        "programmes.help.outcomes_seen_change",
        "programmes.help.staff_doctors",
        "programmes.help.cost_one_off",
    } <= keys
    assert len(keys) == 15
    assert beliefs.assumptions["programmes.help.reach_pct"].set_by[0].file == f"params/{HELP}"
    assert beliefs.programmes["help"].effects["visits"].change_pct.value == {"": -10.0}


def test_layers_and_draws_work_as_for_assumptions(with_help: Path) -> None:
    (with_help / "systems/QWO.yaml").write_text(
        "system: QWO\nplaces:\n  leeds: {name: Leeds, areas: [E08000035]}\n  wakefield: {name: Wakefield, areas: [E08000036]}\n"
        "overrides:\n  - {key: programmes.help.reach_pct, value: 30, because: Agreed.}\n"
        "  - {key: 'programmes.help.uptake_pct[1]', value: 60, because: Agreed.}\n  - {key: 'need.frailty_pct[65-69]', value: 8, because: Counted.}\n"
    )
    beliefs = load_beliefs(with_help)
    mine = beliefs.resolve("QWO")
    assert mine["programmes.help.reach_pct"].scalar == 30
    assert mine["programmes.help.uptake_pct"].at("1") == 60
    assert mine.national()["programmes.help.reach_pct"].scalar == 40
    slipped = mine.changed([Override(key="programmes.help.delay_months", value={"": 3.0}, because="late")])
    assert slipped["programmes.help.delay_months"].scalar == 3
    drawn = draws.sample(mine["programmes.help.effects_visits_change_pct"], 64, 1)
    assert np.median(drawn) == pytest.approx(-10, abs=0.5)


def test_a_scenario_turns_programmes_on_and_those_it_does_not_name_off(with_help: Path) -> None:
    (with_help / "scenarios/none.yaml").write_text(
        "scenario: none\ntitle: Off\nstory: Off.\non: options\nprogrammes: []\n"
    )
    (with_help / "scenarios/winter.yaml").write_text("scenario: winter\ntitle: Winter\nstory: Cold.\non: options\n")
    beliefs = load_beliefs(with_help)
    on = {
        name: beliefs.resolve("QWO", None, name)["programmes.help.on"].scalar
        for name in ("baseline", "options", "none", "winter")
    }
    assert on == {"baseline": 0, "options": 1, "none": 0, "winter": 1}
    assert beliefs.resolve("QWO", None, "options")["programmes.help.on"].set_by[-1].layer == "scenario"


def test_a_plan_is_of_systems_that_have_one(with_help: Path) -> None:
    beliefs = load_beliefs(with_help)
    with pytest.raises(InputError, match=r"needs a plan of QWO's own.*systems/QWO.yaml"):
        beliefs.resolve("QWO", None, "plan")
    text = (with_help / "systems/QWO.yaml").read_text()
    plan = "plan: {programmes: [help], because: Agreed., agreed_by: The board, agreed_on: 2026-09-24}\n"
    (with_help / "systems/QWO.yaml").write_text(plan + text)
    mine = load_beliefs(with_help).resolve("QWO", "leeds", "plan")
    assert mine["programmes.help.on"].scalar == 1
    assert mine["programmes.help.on"].set_by[-1].layer == "plan"
    assert mine.national()["programmes.help.on"].scalar == 0


ONE_MISTAKE = {
    "point nobody knows": (("point: ae_major", "point: ae_mayor"), "help.yaml:23, effects.visits.point: unknown point of delivery 'ae_mayor' (did you mean 'ae_major'?"),
    "staff nobody knows": (("  doctors:", "  docters:"), "unknown staff group 'docters' (did you mean 'doctors'?"),
    "displaced to nowhere": (("      gp_appointments:", "      gp_apointments:"), "unknown point of delivery 'gp_apointments' (did you mean 'gp_appointments'?"),
    "key nobody knows": (("comparator:", "comparitor:"), "unknown key 'comparitor' (did you mean 'comparator'?"),
    "ramp nobody knows": (("ramp: linear", "ramp: linaer"), "'linaer' is not allowed (did you mean 'linear'?"),
    "unit that does not fit": (("reach_pct: {meaning: A number, unit: percent", "reach_pct: {meaning: A number, unit: people"), "help.yaml:9, reach_pct.unit: 'people' does not fit here (percent)"),
    "uptake that is one number": ((f"by: imd_quintile, value: {FIFTHS}, low: {FIFTHS}, high: {FIFTHS}", "value: 50, low: 40, high: 60"), "uptake_pct: is not by deprivation fifth"),
    "number without its range": (("value: 40, low: 30, high: 50", "value: 40, low: 30"), "help.yaml:9, reach_pct: 'high' is missing"),
    "value outside its range": (("value: 40, low: 30", "value: 20, low: 30"), "reach_pct.value: lies outside its range"),
    "number missing": (("  capital:", "  capitol:"), "help.yaml:34, cost: 'capital' is missing"),
    "month nobody can place": (("start: 2027-10", "start: 2027-13"), "'2027-13' is not in the right form (a month such as 2027-04)"),
    "review before the start": (("review: 2028-10", "review: 2027-04"), "2027-04 is not after the start"),
    "review before a milestone that slipped": (("due: 2027-09", "due: 2028-11"), "2028-10 is not after the start (later than 2028-11)"),
    "moves with itself and another": (("    grade: L\n    part_pct", "    grade: L\n    moves_with: visits\n    part_pct"), "moves_with: displaces work of its own as well"),
    "units nobody counts": (("counts: people", "counts: home_care_hours"), "'home_care_hours' is not counted in demand"),
    "segments of units": (("counts: people", "counts: births\n  segments: [healthy]"), "cannot be told apart among births"),
    "no milestone gates": ((", gates: true", ""), "none of them gates the effect"),
    "more avoided than there is": (("unit: percent, value: 5, low: 3, high: 8", "unit: percent, value: 5, low: 3, high: 108"), "108 is more than possible (at most 100)"),
    "follows from no effect": (("follows: {stays: visits}", "follows: {stays: visit}"), "follows from 'visit' (did you mean 'visits'?"),
    "outcome nobody has": (("  seen:", "  sean:"), "unknown outcome 'sean' (did you mean 'seen'?"),
    "range nobody elicited": (("    grade: L\n    part_pct", "    grade: L\n    national_range: raid_ae\n    part_pct"), "unknown activity of pathways.elicited_pct 'raid_ae'"),
    "grade better than its evidence": (("    grade: L\n    change:", "    grade: H\n    change:"), "is graded H, but its source 'study_2016' is graded M (M or weaker)"),
    "another name than its file": (("programme: help", "programme: halp"), "says it is 'halp', but the file is named for 'help'"),
    "after itself": (("overlap_group:", "after: [help]\noverlap_group:"), "comes after itself"),
    "after nobody": (("overlap_group:", "after: [hepl]\noverlap_group:"), "unknown programme 'hepl'"),
}  # fmt: skip


def test_a_milestone_that_slips_moves_the_beginning(with_help: Path) -> None:
    assert load_beliefs(with_help).programmes["help"].begins == "2027-10"
    (with_help / HELP).write_text(TEXT.replace("due: 2027-09", "due: 2028-01", 1))
    assert load_beliefs(with_help).programmes["help"].begins == "2028-01"


def test_programmes_that_wait_for_each_other_are_refused(with_help: Path) -> None:
    (with_help / HELP).write_text(TEXT + "after: [more]\n")
    (with_help / "programmes/more.yaml").write_text(
        TEXT.replace("programme: help", "programme: more") + "after: [help]\n"
    )
    with pytest.raises(InputError, match="waits for itself: help -> more -> help"):
        load_beliefs(with_help)


@pytest.mark.parametrize(("change", "said"), ONE_MISTAKE.values(), ids=list(ONE_MISTAKE))
def test_one_mistake_is_said_with_its_place(with_help: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in TEXT
    (with_help / HELP).write_text(TEXT.replace(change[0], change[1], 1))
    with pytest.raises(InputError) as caught:
        load_beliefs(with_help)
    assert said in str(caught.value)


def test_an_unverified_effect_is_red(with_help: Path) -> None:
    amber = number("percent_change", "-10", "-20", "0", quality="amber")
    text = TEXT.replace(number("percent_change", "-10", "-20", "0"), amber).replace(
        "    grade: L\n    part_pct", "    grade: U\n    part_pct"
    )
    (with_help / HELP).write_text(text)
    with pytest.raises(
        InputError, match=r"change_pct.quality: is amber, but the effect is unverified \(grade U\) \(red\)"
    ):
        load_beliefs(with_help)


def test_two_effects_cannot_take_more_than_the_whole_of_a_line(with_help: Path) -> None:
    second = (
        TEXT[TEXT.index("  visits:") : TEXT.index("delivers:")]
        .replace("  visits:", "  more:")
        .replace("value: 5, low: 3, high: 8", "value: 97, low: 90, high: 99")
    )
    (with_help / HELP).write_text(TEXT.replace("delivers:", f"{second}delivers:", 1))
    with pytest.raises(InputError, match="makes 102% of ae_major"):
        load_beliefs(with_help)


def test_all_that_is_wrong_in_one_programme_is_said_at_once(with_help: Path) -> None:
    text = TEXT.replace("value: 40, low: 30", "value: 20, low: 30").replace(
        "unit: months, value: 12", "unit: month, value: 12"
    )
    text = text.replace("ramp: linear", "ramp: linaer").replace("doctors:", "docters:")
    (with_help / HELP).write_text(text)
    with pytest.raises(InputError) as caught:
        load_beliefs(with_help)
    said = str(caught.value)
    assert len(caught.value.problems) == 4
    assert all(each in said for each in ("reach_pct.value", "unknown unit 'month'", "'linaer'", "'docters'"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("scenarios/options.yaml", "scenario: options\ntitle: O\nstory: S.\nprogrammes: [hlep]\n", "options.yaml:4, programmes[0]: unknown programme 'hlep' (did you mean 'help'?"),
        ("scenarios/options.yaml", "scenario: options\ntitle: O\nstory: S.\nprogrammes: some\n", "needs 'all', 'adopted' or a list of programmes"),
        ("systems/QF7.yaml", "system: QF7\nplan: {programmes: [hlep], because: x, agreed_by: y, agreed_on: 2026-09}\n", "QF7.yaml:2, plan.programmes[0]: unknown programme 'hlep'"),
        ("governance/QWO/goals.yaml", "goals: QWO\nactions:\n  a: {label: Act, outcomes: [sean], programme: hlep}\n", "unknown outcome 'sean' (did you mean 'seen'?"),
        ("governance/QWO/goals.yaml", "goals: QWO\nactions:\n  a: {label: Act, outcomes: [seen], programme: hlep}\n", "goals.yaml:3, actions.a.programme: unknown programme 'hlep'"),
        ("governance/QWO/goals.yaml", "goals: QWO\naims:\n  A1: {statutory: one, shorthand: [x], source: study_2016}\n", "stands in a system's file (only in governance/national/goals.yaml)"),
        ("governance/QWO/goals.yaml", "goals: QF7\n", "says it is 'QF7', but the file is named for 'QWO'"),
        ("governance/QWO/goals.yaml", "goals: QWO\nmet:\n  - {plan: strategie, requirement: x, where: here}\n", "unknown plan 'strategie'"),
        ("governance/QWO/golas.yaml", "goals: QWO\n", "params/governance/QWO/golas.yaml: this file is not read"),
        ("governance/national/goals.yaml", GOALS.replace("  A4: {statutory: four, shorthand: [x], source: study_2016}\n", ""), "(all of A1, A2, A3, A4, in order)"),
        ("governance/national/goals.yaml", GOALS.replace(", measure: figures.seen_pct", ""), "needs measure or not_held, and not both"),
        ("programmes/help.txt", "x", "params/programmes/help.txt: this file is not read"),
    ],
)  # fmt: skip
def test_names_must_be_there(with_help: Path, name: str, text: str, said: str) -> None:
    path = with_help / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_beliefs(with_help)
    assert said in str(caught.value)


# --- what ships ---


def test_the_words_of_programmes_are_those_of_the_steps() -> None:
    assert [key for key, point in POINTS.items() if point.in_demand] == [line.key for line in LINES]
    assert tuple(NEED_SEGMENTS) == SEGMENTS
    staff = reference.load("staff_groups")
    assert set(NHS_STAFF) <= set(staff.loc[staff["group_level"] == "main", "staff_group"])


def test_the_six_options_ship_and_touch_what_they_should(beliefs_shipped: Beliefs) -> None:
    programmes = beliefs_shipped.programmes
    assert sorted(programmes) == ["discharge", "elective", "frailty", "mental_health", "same_day", "vaccination"]
    touched = {name: {effect.point for effect in each.effects.values()} for name, each in programmes.items()}
    assert {"ae_major", "mental_health_bed_days", "ambulance"} <= touched["mental_health"]
    assert "emergency_bed_days" in touched["discharge"]
    assert {"referrals", "outpatient_first", "outpatient_follow_up"} <= touched["elective"]
    assert {"vaccine_doses", "cold_boxes", "needles_and_syringes"} <= set(programmes["vaccination"].supplies)
    assert "booking_slots" in programmes["vaccination"].digital


def test_every_shipped_effect_has_source_grade_and_interval(beliefs_shipped: Beliefs) -> None:
    known = {*beliefs_shipped.evidence, *reference.sources()["key"]}
    for programme in beliefs_shipped.programmes.values():
        numbers = [(each.grade, each.change_pct) for each in programme.effects.values()]
        numbers += [(each.grade, each.change) for each in programme.outcomes.values()]
        assert numbers
        for grade, entry in numbers:
            assert grade in GRADES
            assert entry.source in known
            assert entry.low is not None
            assert entry.high is not None
            assert entry.low[""] < entry.high[""]
            assert len(entry.because) > 20
            assert entry.quality == "red" or grade in "HM"


def test_partners_include_independent_and_voluntary_sectors(beliefs_shipped: Beliefs) -> None:
    for programme in beliefs_shipped.programmes.values():
        assert {"independent", "voluntary"} <= {partner.sector for partner in programme.partners}


def test_haircuts_rise_as_evidence_weakens(beliefs_shipped: Beliefs) -> None:
    cut = beliefs_shipped.assumptions["pathways.haircut_pct"]
    assert cut.leaves == tuple(GRADES)
    assert cut.value == (0, 25, 50, 75)


def test_the_national_ranges_are_the_published_ones_turned_round(
    beliefs_shipped: Beliefs, published_folder: Path
) -> None:
    import pandas as pd

    published = pd.read_csv(published_folder / "parameters" / "nhp_national_elicitation_mitigators.csv").set_index(
        "param_name"
    )
    ours = beliefs_shipped.assumptions["pathways.elicited_pct"]
    assert set(ours.leaves) == set(published.index)
    for leaf, value, low, high in zip(ours.leaves, ours.value, ours.low, ours.high, strict=True):
        row = published.loc[leaf]
        assert (value, low, high) == pytest.approx(
            (100 - row["mean"], 100 - row["percentile10"], 100 - row["percentile90"]), abs=0.051
        )


def test_only_the_example_has_a_plan(beliefs_shipped: Beliefs) -> None:
    assert [code for code, system in beliefs_shipped.systems.items() if system.plan] == ["EXAMPLE"]
    assert list(beliefs_shipped.goals) == ["EXAMPLE", "national"]
    mine = beliefs_shipped.resolve("EXAMPLE", "midvale", "plan")
    assert mine["programmes.mental_health.on"].scalar == 1
    assert mine["programmes.frailty.on"].scalar == 0
    for scenario in ("baseline", "options"):
        beliefs_shipped.resolve("QWO", "leeds", scenario)


def test_numbers_are_found_wherever_they_stand() -> None:
    data = {"a": {"value": 1}, "b": {"c": {"unit": "x"}, "d": "text"}, "e": ({"value": 2},)}
    assert list(number_paths(data)) == [("a",), ("b", "c")]


@pytest.fixture(scope="module")
def beliefs_shipped() -> Beliefs:
    return load_beliefs(ROOT / "params")
