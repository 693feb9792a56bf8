"""Governance finds what is missing or overdue and nothing else, and judges a plan by its own tables."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook import workflow
from planbook.methods.governance import agreed, dates, findings, grid, signing, statement
from planbook.params import Beliefs, load_beliefs
from planbook.params.governance import OWN, Governance
from planbook.params.governance_words import GROUPS, LENSES, LEVELS, TIMEFRAMES

PARAMS = Path(__file__).parents[2] / "params"
STEP = workflow.step("governance")
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("governance.")]
ON, OPTIONS = ("EXAMPLE", "plan"), ("QR1", "options")
AS_AT = date(2026, 11, 21)
PROGRAMMES = ("discharge", "same_day")


# --- a seeded generator: clean registers, in which disagreements are planted ---


def clean(chance: random.Random) -> dict[str, Any]:
    """Give registers in which nothing is missing and nothing overdue, of random size and dates."""

    def soon() -> date:
        return AS_AT + timedelta(days=chance.randint(0, 400))

    def past() -> date:
        return AS_AT - timedelta(days=chance.randint(1, 400))

    def risk(n: int) -> dict[str, Any]:
        after = chance.randint(1, 3)
        done = {"what": "Act", "owner": "Somebody", "by": soon(), "trigger": "A sign"}
        return {"title": f"Risk {n}", "because": "It may", "category": "safety", "owner": "Somebody",
                "inherent": {"likelihood": 5, "impact": 5}, "residual": {"likelihood": after, "impact": after},
                "opened": past(), "review_by": soon(), "mitigations": (done,)}  # fmt: skip

    def decision(n: int) -> dict[str, Any]:
        asked = AS_AT - timedelta(days=500)
        if chance.random() < 0.5:
            return {"asked": f"Question {n}", "asked_by": "Somebody", "asked_on": asked, "needed_by": soon()}
        return {"asked": f"Question {n}", "asked_by": "Somebody", "asked_on": asked, "decided": "Yes",
                "decided_by": "A board", "decided_on": past(), "review_by": soon(),
                "numbers": {"scenario": "plan", "figures": "Beds short"}}  # fmt: skip

    keys = ["demand.other_growth_pct_per_year", "need.last_year_pct", "supply.leaving_pct"]
    heard = tuple({"group": group, "who": "Some", "on": past(), "about": "Care", "heard": "A lot", "changed": "A thing"}
                  for group in GROUPS for _ in range(chance.randint(1, 2)))  # fmt: skip
    return {
        "risks": {"appetite": {"safety": {"most": 9, "because": "So"}},
                  "risks": {f"r{n}": risk(n) for n in range(chance.randint(1, 6))}},
        "decisions": {"decisions": {f"d{n}": decision(n) for n in range(chance.randint(1, 6))}},
        "assumptions": {"agreed": {key: {"owner": "Somebody", "agreed_by": "A group", "review_by": soon()}
                                   for key in keys}},
        "dependencies": {"dependencies": {f"n{n}": {"what": "A thing", "on": "Others", "needed_by": soon(),
                                                    "owner": "Somebody", "status": "asked", "if_late": "Trouble"}
                                          for n in range(2)}},
        "timetable": {"milestones": {f"m{n}": {"what": "A step", "owner": "Somebody", "due": soon()}
                                     for n in range(3)}},
        "engagement": {"heard": heard, "leads": {name: {"clinical": "A doctor", "professional": "A nurse"}
                                                 for name in PROGRAMMES}},
        "readiness": {"factors": {"engagement": {"score": 4, "evidence": "Heard"},
                                  "cohesion": {"score": 1, "evidence": "Little",
                                               "next": {"what": "Meet", "owner": "Somebody", "by": soon()}}}},
    }  # fmt: skip


def built(raw: dict[str, Any]) -> Governance:
    return Governance({}, {name: OWN[name].model_validate({"system": "EXAMPLE", **each}) for name, each in raw.items()})


def late(chance: random.Random) -> date:
    return AS_AT - timedelta(days=chance.randint(1, 300))


def pick(chance: random.Random, rows: dict[str, Any]) -> str:
    return chance.choice(sorted(rows))


def plant_owner(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = pick(chance, raw["risks"]["risks"])
    raw["risks"]["risks"][key]["owner"] = None
    return key, "no owner"


def plant_review(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = pick(chance, raw["risks"]["risks"])
    raw["risks"]["risks"][key]["review_by"] = late(chance)
    return key, "review overdue"


def plant_appetite(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = pick(chance, raw["risks"]["risks"])
    raw["risks"]["risks"][key] |= {"residual": {"likelihood": 5, "impact": 4}, "mitigations": ()}
    return key, "above appetite, nothing under way"


def plant_assumption(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = pick(chance, raw["assumptions"]["agreed"])
    raw["assumptions"]["agreed"][key]["review_by"] = late(chance)
    return key, "review overdue"


def plant_decision(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    rows = raw["decisions"]["decisions"]
    key = pick(chance, rows)
    asked = AS_AT - timedelta(days=600)
    rows[key] = {"asked": "Which?", "asked_by": "Somebody", "asked_on": asked, "needed_by": late(chance)}
    return key, "decision overdue"


def plant_step(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = pick(chance, raw["timetable"]["milestones"])
    raw["timetable"]["milestones"][key]["due"] = late(chance)
    return key, "step overdue"


def plant_dependency(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = pick(chance, raw["dependencies"]["dependencies"])
    raw["dependencies"]["dependencies"][key]["needed_by"] = late(chance)
    return key, "dependency overdue"


def plant_silence(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = chance.choice(sorted(GROUPS))
    raw["engagement"]["heard"] = tuple(each for each in raw["engagement"]["heard"] if each["group"] != key)
    return key, "group not heard"


def plant_lead(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    key = chance.choice(PROGRAMMES)
    raw["engagement"]["leads"][key]["clinical"] = None
    return key, "no clinical lead"


def plant_next(raw: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    raw["readiness"]["factors"]["cohesion"]["next"]["by"] = late(chance)
    return "cohesion", "next step overdue"


PLANTS = [
    plant_owner, plant_review, plant_appetite, plant_assumption, plant_decision, plant_step, plant_dependency,
    plant_silence, plant_lead, plant_next,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_nothing_clean_is_flagged(seed: int) -> None:
    assert findings.findings(built(clean(random.Random(seed))), AS_AT, PROGRAMMES) == []


@pytest.mark.parametrize("seed", range(25))
def test_all_that_is_planted_is_found_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    raw = clean(chance)
    planted = {plant(raw, chance) for plant in chance.sample(PLANTS, chance.randint(1, len(PLANTS)))}
    found = findings.findings(built(raw), AS_AT, PROGRAMMES)
    assert {(each.key, each.finding) for each in found} == planted
    assert len(found) == len(planted)
    assert [each.over for each in found] == sorted((each.over for each in found), reverse=True)


def test_what_is_closed_done_or_met_is_never_late() -> None:
    raw = clean(random.Random(1))
    for each in raw["risks"]["risks"].values():
        each |= {"status": "closed", "owner": None, "review_by": AS_AT - timedelta(days=9)}
    for each in raw["dependencies"]["dependencies"].values():
        each |= {"status": "met", "needed_by": AS_AT - timedelta(days=9)}
    for each in raw["timetable"]["milestones"].values():
        each |= {"done": AS_AT, "due": AS_AT - timedelta(days=9)}
    assert findings.findings(built(raw), AS_AT, PROGRAMMES) == []


@given(st.integers(-500, 500))
def test_a_day_is_over_only_when_it_has_passed(days: int) -> None:
    due = AS_AT + timedelta(days=days)
    assert dates.days_over(due, AS_AT) == max(0, -days)
    assert dates.days_left(due, AS_AT) == days


def test_a_finding_is_for_those_its_row_is_for() -> None:
    raw = clean(random.Random(3))
    key, _ = plant_owner(raw, random.Random(3))
    raw["risks"]["risks"][key]["audience"] = "confidential"
    raw["timetable"]["audience"] = "partners"
    plant_step(raw, random.Random(3))
    found = {each.kind: each.audience for each in findings.findings(built(raw), AS_AT, PROGRAMMES)}
    assert found == {"risk": "confidential", "step": "partners"}


# --- the grid, the register, signing, the statement ---


def test_every_cell_is_there_once_and_empty_ones_are_listed(beliefs: Beliefs) -> None:
    rows = grid.cells(beliefs.governance_of("EXAMPLE").grid)
    assert len(rows) == len({(row["level"], row["timeframe"], row["lens"]) for row in rows})
    assert len(rows) == len(LEVELS) * len(TIMEFRAMES) * len(LENSES)
    assert {row["status"] for row in rows} == {grid.FILLED, grid.HALF, grid.EMPTY, grid.NOT_NEEDED}
    assert {row["status"] for row in grid.cells(None)} == {grid.EMPTY}


def test_overdue_assumptions_come_first_then_weak_ones_on_which_much_hangs(beliefs: Beliefs) -> None:
    known = beliefs.resolve("EXAMPLE", None, "plan")
    share = pd.DataFrame({"key": list(known), "impact_rating": "low", "impact_pct": 1.0, "drives": "cost"})
    share.loc[share["key"] == "supply.leaving_pct", ["impact_rating", "impact_pct"]] = ["high", 50.0]
    rows = agreed.register(known, beliefs.governance_of("EXAMPLE"), share, AS_AT)
    over = [row["days_over"] for row in rows]
    assert over == sorted(over, reverse=True)
    assert [row["key"] for row in rows if row["days_over"]] == [
        "finance.efficiency_identified_pct",
        "demand.other_growth_pct_per_year",
    ]
    first = next(row for row in rows if not row["days_over"])
    assert first["impact_rating"] == "high" or first["rating"] == "red"
    real = agreed.register(known, beliefs.governance_of("QWO"), share, AS_AT)
    assert {(row["owner"], row["agreed_on"], row["days_over"]) for row in real} == {("", "", 0)}


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_verdict_needs_the_whole_range_on_the_right_side(one: float, two: float, mark: float) -> None:
    low, high = sorted((one, two))
    test = statement.Test(
        "credible", "k", "l", (low + high) / 2, mark, "percent", "most", "", "", "modelled", "s", low, high
    )
    said = statement.verdict(test)
    assert (said == statement.SUPPORTS) == (high <= mark)
    assert (said == statement.NOT) == (low > mark)
    turned = replace(test, wanted="least")
    assert (statement.verdict(turned) == statement.SUPPORTS) == (low >= mark)
    assert statement.verdict(replace(test, value=None)) == statement.UNKNOWN


def test_short_by_hand() -> None:
    assert statement.short_pct(195.18, 1942.2563) == pytest.approx(10.0492, abs=1e-4)
    assert statement.short_pct(-3, 10) == 0
    assert statement.share_pct(9, 13) == pytest.approx(69.2308, abs=1e-4)


def test_one_changed_number_breaks_what_was_signed() -> None:
    frame = pd.DataFrame({"area": ["A", "B"], "mean": [1.0, 2.0]})
    text = "area,mean\nA,1\nB,2\n"
    assert signing.table_hash(frame) == hashlib.sha256(text.encode()).hexdigest()
    now = {"one": signing.table_hash(frame), "two": signing.table_hash(frame)}
    moved = now | {"two": signing.table_hash(frame.assign(mean=[1.0, 2.0000001]))}
    assert signing.content_hash(now) != signing.content_hash(moved)
    assert signing.changed(now, moved) == ["two"]
    assert signing.table_hash(frame * 1) == signing.table_hash(frame.assign(mean=frame["mean"] + 1e-13))
    assert signing.checked("a", "plan", "plan", "a") == signing.AS_SIGNED
    assert signing.checked("a", "plan", "plan", "b") == signing.CHANGED
    assert signing.checked("a", "plan", "options", "b") == signing.OTHER
    assert signing.checked("", "plan", "plan", "b") == signing.UNSIGNED


# --- the step's tables ---


@pytest.mark.parametrize("name", [each.name for each in STEP.produces])
def test_a_real_system_has_nothing_that_is_made_up(governed: Any, name: str) -> None:
    real, fictional = governed(*OPTIONS)(name), governed(*ON)(name)
    assert set(real["area"]) <= {"QR1"}
    assert len(fictional)
    only_own = {"decisions", "risks", "mitigations", "dependencies", "engagement", "groups", "consultations", "path",
                "findings", "versions"}  # fmt: skip
    assert real.empty == (name.removeprefix("governance_") in only_own)
    if "owner" in real and name != "governance_for_lead":
        assert set(real["owner"]) <= {""}
    if "audience" in real:
        assert set(real["audience"]) <= {"public", "partners"}


def test_dates_are_counted_from_the_round_and_none_is_made_up(governed: Any) -> None:
    rows = governed(*OPTIONS)("governance_timetable").set_index("key")
    assert rows.loc["forward_plan", "due"] == "2027-03-31"
    assert rows.loc["forward_plan", "days_left"] == (date(2027, 3, 31) - AS_AT).days == 130
    assert rows.loc["first_submission", "due"] == ""
    assert rows.loc["first_submission", "why"]
    own = governed(*ON)("governance_for_lead")
    assert own.iloc[0]["kind"] == "submission"
    assert own.iloc[0]["value"] == (date(2026, 12, 17) - AS_AT).days


def test_the_statement_says_what_the_plans_tables_say(governed: Any) -> None:
    make = governed(*ON)
    rows = make("governance_statement").set_index("key")
    whole = make("levers_outcome").set_index("area").loc["EXAMPLE"]
    assert rows.loc["staff", "value"] == pytest.approx(100 * whole["mean"] / whole["required"])
    beds = make("capacity_resources").set_index(["area", "resource", "year"]).loc[("EXAMPLE", "general_acute", 2031)]
    assert rows.loc["beds", "value"] == pytest.approx(100 * (1 - beds["in_place"] / beds["mean"]))
    assert set(rows["part"]) == {"credible", "deliverable", "affordable"}
    real = governed(*OPTIONS)("governance_statement").set_index("key")["finding"]
    assert {real["position"], real["efficiency"], real["actions"], real["overdue"]} == {statement.UNKNOWN}


def test_a_score_above_what_can_be_counted_is_said(governed: Any) -> None:
    rows = governed(*ON)("governance_readiness").set_index("key")
    assert rows.loc["one_truth", "counted_words"].startswith("0 of ")
    assert rows.loc["one_truth", "finding"] == "higher than the evidence"
    assert rows.loc["agreed_vision", "finding"] == ""
    assert "8 stand empty" not in rows.loc["senior_turnover", "counted_words"]
    assert "33%" in rows.loc["senior_turnover", "counted_words"]


@pytest.mark.parametrize("key", ASSUMED)
def test_every_assumption_bites(money: Any, key: str) -> None:
    printed = ("governance_statement", "governance_readiness")
    plain = money.tables(*ON)
    before = {name: plain.made(name).frame for name in printed}
    kept = {name: each for name, each in plain._made.items() if name not in printed}
    kept["governance_assumptions"] = plain.made("governance_assumptions")
    again = replace(plain, parameters=money.moved(*ON, key, times=0.5).parameters, _made=kept, _making=[])
    assert any(not again.made(name).frame.equals(before[name]) for name in printed)


@pytest.fixture(scope="session")
def governed(money: Any) -> Callable[[str, str], Callable[[str], pd.DataFrame]]:
    """Give a function that gives a system's tables under a scenario, with few draws, each made once."""
    return lambda code, scenario: lambda name: money.table(code, scenario, name)
