# ruff: noqa: E501 - one mistake a line reads best
"""Levers are read whole: every number an assumption, every mistake said at once with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data import reference
from planbook.errors import InputError
from planbook.methods.supply.words import GROUPS
from planbook.params import Beliefs, load_beliefs
from planbook.params.lever_numbers import keys_of
from planbook.params.lever_words import LEVELS, MECHANISMS, OUTCOME_AREAS
from planbook.params.programme_words import GRADES

ROOT = Path(__file__).parents[2]
HELP = "levers/keep.yaml"


def number(unit: str, value: str, low: str = "", high: str = "", by: str = "", more: str = "") -> str:
    ends = f"low: {low}, high: {high}" if low else "distribution: fixed"
    return (
        f"{{meaning: A number, unit: {unit}, {f'by: {by}, ' if by else ''}value: {value}, {ends}, {more}source: study_2016, "
        f"as_of: 2016, quality: red, because: A test}}"
    )


TEXT = f"""\
lever: keep
title: Keep people
story: People would stay.
outcome_area: 3
mechanism: leavers
size: {number("percent_change", "{doctors: -10}", "{doctors: -20}", "{doctors: -5}", by="staff_group", more="most: 0, ")}
reach_pct: {number("percent", "40", "30", "50")}
start: 2027-04
lead_months: {number("months", "6", "3", "9")}
ramp_months: {number("months", "12", "6", "18")}
least_pct: {number("percent", "10")}
cost:
  recurrent: {number("gbp_per_unit", "100", "50", "150")}
  one_off: {number("gbp_per_unit", "10", "5", "15")}
  set_up: {number("gbp_per_unit", "1000", "500", "3000")}
evidence: {{source: study_2016, grade: M, says: It worked once}}
holder: provider
held_by: Trusts
levels: {{provider: Does it, nation: Pays for it}}
side_effects:
  cover: {{into: required, staff_group: midwives, says: Cover, wte_per_100: {number("wte_per_100", "5", "1", "9")}}}
first_step: Ask why people leave
measure: Leavers
"""


@pytest.fixture
def with_lever(params: Path) -> Path:
    for name, text in {
        HELP: TEXT,
        "scenarios/options.yaml": "scenario: options\ntitle: Options\nstory: If.\non: baseline\nlevers: all\n",
        "scenarios/plan.yaml": "scenario: plan\ntitle: Plan\nstory: Ours.\non: baseline\nlevers: adopted\n",
    }.items():
        (params / name).parent.mkdir(parents=True, exist_ok=True)
        (params / name).write_text(text)
    return params


def test_every_number_is_an_assumption_by_where_it_stands(with_lever: Path) -> None:
    beliefs = load_beliefs(with_lever)
    keys = {key for key in beliefs.assumptions if key.startswith("levers.keep.")}
    written = set(keys_of(beliefs.levers["keep"]))
    assert len(written) == 9
    assert keys == written | {f"levers.keep.{name}" for name in ("on", "at_least_pct", "at_most_pct")}
    assert "levers.keep.side_effects_cover_wte_per_100" in keys
    assert beliefs.assumptions["levers.keep.reach_pct"].set_by[0].file == f"params/{HELP}"


def test_scenarios_and_plans_say_what_may_be_used_and_how_much(with_lever: Path) -> None:
    system = with_lever / "systems/QWO.yaml"
    plan = "plan: {programmes: [], levers: {keep: 60}, because: Agreed., agreed_by: The board, agreed_on: 2026-09-24}\n"
    system.write_text(plan + system.read_text() + "  - {key: levers.keep.at_most_pct, value: 80, because: No room.}\n")
    beliefs = load_beliefs(with_lever)

    def held(scenario: str) -> list[float]:
        mine = beliefs.resolve("QWO", None, scenario)
        return [mine[f"levers.keep.{name}"].scalar for name in ("on", "at_least_pct", "at_most_pct")]

    assert held("baseline") == [0, 0, 80]
    assert held("options") == [1, 0, 80]
    assert held("plan") == [1, 60, 60]
    assert beliefs.resolve("QWO", None, "plan").national()["levers.keep.on"].scalar == 0


def test_a_plan_of_levers_needs_a_plan_of_the_systems_own(with_lever: Path) -> None:
    with pytest.raises(InputError, match=r"needs a plan of QWO's own"):
        load_beliefs(with_lever).resolve("QWO", None, "plan")


MISTAKES = {
    "group nobody knows": (("{doctors: -10}, low: {doctors: -20}, high: {doctors: -5}", "{docters: -10}, low: {docters: -20}, high: {docters: -5}"), "size.value.docters: unknown staff group 'docters'"),
    "size above nought": (("most: 0, ", ""), "size: could be above 0 (most: 0, for fewer leave is 0 or below)"),
    "size that is one number": (("by: staff_group, value: {doctors: -10}, low: {doctors: -20}, high: {doctors: -5}", "value: -10, low: -20, high: -5"), "size: is not by staff group"),
    "unit of another mechanism": (("mechanism: leavers", "mechanism: joiners"), "size.unit: 'percent_change' does not fit joiners (percent)"),
    "mechanism nobody knows": (("mechanism: leavers", "mechanism: leaver"), "'leaver' is not allowed (did you mean 'leavers'?"),
    "area that holds no levers": (("outcome_area: 3", "outcome_area: 9"), "9 is no outcome area that holds levers (1, 2, 3, 4, 5, 6, 7, 8, 10)"),
    "holder without a part": (("levels: {provider: Does it, nation", "levels: {place: Helps, nation"), "does not say what its holder (provider) does"),
    "level nobody knows": (("nation: Pays", "state: Pays"), "'state' is not allowed"),
    "training without training": (("mechanism: leavers", "mechanism: training_places"), "'training' is missing, but the mechanism is training_places"),
    "moves without moving": (("start:", "moves_to: gps\nstart:"), "'moves_to' is there, but the mechanism is leavers (only and always for skill_mix and new_roles)"),
    "needs nobody": (("first_step:", "needs: [kepe]\nfirst_step:"), "unknown lever 'kepe' (did you mean 'keep'?"),
    "needs itself": (("first_step:", "needs: [keep]\nfirst_step:"), "needs itself"),
    "grade better than its evidence": (("grade: M", "grade: H"), "is graded H, but its source 'study_2016' is graded M (M or weaker)"),
    "another name than its file": (("lever: keep", "lever: kept"), "says it is 'kept', but the file is named for 'keep'"),
    "key nobody knows": (("first_step:", "frist_step:"), "unknown key 'frist_step' (did you mean 'first_step'?"),
    "number without its range": (("value: 40, low: 30, high: 50", "value: 40, low: 30"), "reach_pct: 'high' is missing"),
    "side effect into nothing": (("into: required", "into: staff"), "'staff' is not allowed"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), MISTAKES.values(), ids=list(MISTAKES))
def test_one_mistake_is_said_with_its_place(with_lever: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in TEXT
    (with_lever / HELP).write_text(TEXT.replace(change[0], change[1], 1))
    with pytest.raises(InputError) as caught:
        load_beliefs(with_lever)
    assert said in str(caught.value)
    assert "levers/keep.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("scenarios/options.yaml", "scenario: options\ntitle: O\nstory: S.\nlevers: [kepe]\n", "options.yaml:4, levers[0]: unknown lever 'kepe' (did you mean 'keep'?"),
        ("scenarios/options.yaml", "scenario: options\ntitle: O\nstory: S.\nlevers: some\n", "needs 'all', 'adopted' or a list of levers"),
        ("systems/QF7.yaml", "system: QF7\nplan: {programmes: [], levers: {kepe: 50}, because: x, agreed_by: y, agreed_on: 2026-09}\n", "QF7.yaml:2, plan.levers.kepe: unknown lever 'kepe'"),
        ("systems/QF7.yaml", "system: QF7\nplan: {programmes: [], levers: {keep: 150}, because: x, agreed_by: y, agreed_on: 2026-09}\n", "150 is outside what is possible (at most 100)"),
        ("levers/keep.txt", "x", "params/levers/keep.txt: this file is not read"),
    ],
)  # fmt: skip
def test_names_must_be_there(with_lever: Path, name: str, text: str, said: str) -> None:
    (with_lever / name).write_text(text)
    with pytest.raises(InputError) as caught:
        load_beliefs(with_lever)
    assert said in str(caught.value)


# --- what ships ---


@pytest.fixture(scope="module")
def shipped() -> Beliefs:
    return load_beliefs(ROOT / "params")


def test_every_area_and_mechanism_has_a_lever_and_every_staff_group_that_supply_counts_but_few(
    shipped: Beliefs,
) -> None:
    levers = shipped.levers.values()
    assert {lever.outcome_area for lever in levers} == set(OUTCOME_AREAS)
    assert {lever.mechanism for lever in levers} == set(MECHANISMS)
    assert {lever.holder for lever in levers} >= {"provider", "place", "ics", "nation"}
    assert {level for lever in levers for level in lever.levels} == set(LEVELS)
    reached = {group for lever in levers for group in lever.groups}
    assert set(GROUPS) - reached == {"managers", "general_practice_direct_care", "pharmacists"}


def test_the_board_that_commissions_holds_no_lever_by_default(shipped: Beliefs) -> None:
    assert not [name for name, lever in shipped.levers.items() if "ICB" in lever.held_by]


def test_every_shipped_lever_has_evidence_that_is_known_and_no_better_than_said(shipped: Beliefs) -> None:
    known = {*shipped.evidence, *reference.sources()["key"]}
    for lever in shipped.levers.values():
        assert lever.evidence.source in known
        assert lever.evidence.grade in GRADES
        assert len(lever.evidence.says) > 40
        assert lever.size.quality == "red"
        assert lever.size.source in known


def test_only_scenarios_that_say_so_use_levers_and_only_the_example_has_adopted_some(shipped: Beliefs) -> None:
    for name in shipped.levers:
        assert shipped.resolve("QWO", None, "baseline")[f"levers.{name}.on"].scalar == 0
        assert shipped.resolve("QWO", "leeds", "options")[f"levers.{name}.on"].scalar == 1
    assert [code for code, file in shipped.systems.items() if file.plan and file.plan.levers] == ["EXAMPLE"]
    plan = shipped.resolve("EXAMPLE", "midvale", "plan")
    assert (
        plan["levers.flexible_working.at_least_pct"].scalar == plan["levers.flexible_working.at_most_pct"].scalar == 60
    )
    assert plan["levers.ambient_notes.on"].scalar == 0
