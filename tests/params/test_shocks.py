"""Shocks in a scenario: read, checked against the plan, and refused with where and what is allowed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.methods.capacity.resources import BED_KINDS
from planbook.methods.demand.lines import KEYS
from planbook.methods.finance.words import NON_PAY
from planbook.methods.supply.words import GROUPS
from planbook.params import load_beliefs
from planbook.params.programme_words import POINTS
from planbook.params.shock import BEDS, MOVES, PRICED, SOUGHT, SUPPLIED

PARAMS = Path(__file__).parents[2] / "params"
WINTER = """
scenario: winter
title: A hard winter
story: Flu and cold come together.
on: baseline
shocks:
  flu:
    title: Flu fills wards
    moves: activity
    of: [emergency_overnight]
    start: 2028-12
    months: 3
    profile: peak
    size: {meaning: More emergency admissions at the height, unit: percent_change, value: 12, low: 6, high: 20,
           source: planbook_judgement, as_of: 2026, quality: red, because: Judgement.}
"""


def beliefs_with(folder: Path, text: str, name: str = "winter"):
    shutil.copytree(PARAMS, folder / "params")
    (folder / f"params/scenarios/{name}.yaml").write_text(text)
    return load_beliefs(folder / "params")


def test_a_shock_is_an_assumption_and_holds_for_its_scenario_only(tmp_path: Path) -> None:
    beliefs = beliefs_with(tmp_path, WINTER)
    assert beliefs.resolve("QWO", None, "winter")["shocks.winter_flu"].scalar == 12
    assert list(beliefs.shocks_of("winter")) == ["shocks.winter_flu"]
    assert not beliefs.shocks_of("baseline")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("moves: activity", "moves: activty", "unknown thing to move 'activty' (did you mean 'activity'"),
        ("[emergency_overnight]", "[emergency_overnigth]", "did you mean 'emergency_overnight'"),
        ("2028-12", "2019-12", "2019-12 is outside the plan (April 2027 to March"),
        ("unit: percent_change", "unit: percent", "'percent' does not fit activity (percent_change)"),
        ("profile: peak", "profile: epidemic", "follows an epidemic that is not described (add epidemic:)"),
        ("profile: peak", "profile: epidmic", "did you mean 'epidemic'"),
        (
            "[emergency_overnight]",
            "all\n    epidemic: {reproduction: 2, latent_days: 1, infectious_days: 2, susceptible_pct: 9,"
            " source: planbook_judgement, because: A test.}",
            "goes with profile: epidemic",
        ),
        (
            "shocks:",
            "epidemic: {reproduction: 0.9, latent_days: 1, infectious_days: 2, susceptible_pct: 9,"
            " source: planbook_judgement, because: A test.}\nshocks:",
            "more than 1",
        ),
        ("moves: activity", "moves: pay", "all pay moves together"),
        ("story:", "stary: x\nstory:", "unknown key 'stary' (did you mean 'story'"),
        ("start: 2028-12", "start: 2040-12", "2040-12 is outside the plan"),
        ("start: 2028-12", "start: December 2028", "not in the right form (a month such as 2027-04)"),
        ("low: 6", "low: 16", "low"),
        ("    start: 2028-12\n", "", "'start' is missing"),
        ("months: 3", "months: 0", "months"),
        ("value: 12", "value: 30", "value"),
    ],
)
def test_what_cannot_be_is_refused_with_where_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(InputError) as raised:
        beliefs_with(tmp_path, WINTER.replace(old, new))
    assert said in str(raised.value)
    assert "params/scenarios/winter.yaml:" in str(raised.value)


def test_the_guide_says_all_that_may_move_and_its_example_is_taken(tmp_path: Path) -> None:
    guide = (PARAMS.parent / "docs/scenarios.md").read_text()
    for moves, said in MOVES.items():
        row = next(line for line in guide.splitlines() if line.startswith(f"| `{moves}` |"))
        assert f"| `{said.unit}` |" in row
        named = set(re.findall(r"`(\w+)`", row.split("|")[3]))
        assert named <= {*said.of, "referrals", "endoscopy"}
        assert named == set(said.of) or "..." in row or len(said.of) in (0, len(POINTS)) or "the same" in row
    example = guide.split("```yaml\n")[1].split("```")[0]
    shocks = beliefs_with(tmp_path, example, "my_winter").shocks_of("my_winter")
    assert list(shocks)[-1] == "shocks.my_winter_flu"
    assert len(shocks) > 1, "the shocks of strikes are laid under its own"


def test_what_may_move_is_known_to_the_steps() -> None:
    assert set(PRICED) == {*NON_PAY, "contracts"}
    assert set(SUPPLIED) == set(GROUPS)
    assert set(BEDS) == {*BED_KINDS} - {"community"}, "nobody publishes community beds, so none can be closed"
    assert set(SOUGHT) == set(KEYS)


def test_shocks_that_move_nothing_at_home_are_refused_by_name(tmp_path: Path) -> None:
    text = WINTER.replace("[emergency_overnight]", "[virtual_ward_days]")
    with pytest.raises(InputError, match="unknown name 'virtual_ward_days' for activity"):
        beliefs_with(tmp_path, text)
