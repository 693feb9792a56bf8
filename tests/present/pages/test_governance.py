"""Governance reads in words: the matrix without colour, nothing made up where nothing is kept, places pointed on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import governance, governance_plan, governance_registers

TESTS = pd.DataFrame(
    {
        "area": "QAA",
        "part": ["credible", "deliverable", "affordable"],
        "key": ["forecast", "staff", "position"],
        "label": ["How far the model missed", "Posts nobody fills", "Spending above income"],
        "value": [1.0, 15.0, None],
        "low": [None, 6.0, None],
        "high": [None, 24.0, None],
        "mark_value": [2.0, 2.0, 0.5],
        "wanted": "most",
        "unit": "percent",
        "finding": [governance.SUPPORTS, governance.NOT, governance.UNKNOWN],
        "how": "So",
        "to_show": "the income",
        "basis": ["observed", "modelled", "modelled"],
        "source": "p",
    }
)
NONE_KEPT = pd.DataFrame({"area": ["QAA"], "register": ["risks"], "label": ["Risks"], "given": [False],
                          "entries": [0], "template": ["planbook data template risks"]})  # fmt: skip
KEPT = NONE_KEPT.assign(given=True, entries=3)
FOUND = pd.DataFrame({"area": "QAA", "kind": "risk", "key": ["a", "b"], "label": ["A risk", "Another"],
                      "finding": ["review overdue", "no owner"], "owner": ["Somebody", ""], "due": "2026-11-01",
                      "days_over": [20, 0], "remedy": "Do"})  # fmt: skip
RISKS = pd.DataFrame({"area": "QAA", "key": ["a", "b"], "label": ["A risk", "Another"], "because": "So",
                      "owner": ["Somebody", ""], "first_likelihood": 5, "first_impact": 5, "likelihood": [4, 4],
                      "impact": [5, 5], "residual": [20, 20], "appetite": [12, 25], "above": [True, False],
                      "review_by": ["2026-11-01", ""], "days_over": [20, 0], "status": "open",
                      "place": ["", "east"]})  # fmt: skip
ACTIONS = pd.DataFrame({"area": ["QAA"], "key": ["a"], "label": ["A risk"], "action": ["Act"], "owner": [""],
                        "due": ["2027-01-01"], "trigger": [""], "status": ["planned"]})  # fmt: skip


def test_the_message_is_what_holds_and_what_has_passed(here: Here) -> None:
    assert governance.title(TESTS, FOUND, KEPT, here) == "1 of 3 tests of the plan holds, and 1 date has passed"
    story = governance.standfirst(TESTS, FOUND, KEPT, here)
    assert "it is shown to be credible" in story
    assert "it is not shown to be deliverable (posts nobody fills: 15%, to be at most 2%)" in story
    assert "1 gap" in story


def test_where_nothing_is_kept_nothing_is_made_up_and_the_tense_is_conditional(here: Here) -> None:
    story = governance.standfirst(TESTS, FOUND.iloc[:0], NONE_KEPT, here)
    assert "it would not be shown to be deliverable" in story
    assert "nothing is made up" in story
    assert " we " not in story
    assert "not written down here" in governance.title(TESTS, FOUND.iloc[:0], NONE_KEPT, here)
    assert "No register is kept" in str(governance.missing(FOUND.iloc[:0], NONE_KEPT, here))


def test_what_is_overdue_comes_before_gaps_which_unfold(here: Here) -> None:
    shown = str(governance.missing(FOUND, KEPT, here))
    assert shown.index("20 days over") < shown.index("<details>") < shown.index("nobody named")


def test_the_matrix_says_each_cell_in_words_and_numbers(here: Here) -> None:
    shown = str(governance_registers.matrix(RISKS, here))
    assert shown.count("Score ") == 25
    assert "Score 20: risk 1 (above appetite), 2 (within appetite)" in shown
    assert "4, likely" in shown
    assert "Impact 5, severe" in shown
    assert "style=" not in shown


def test_a_place_sees_its_own_risks_only(here: Here) -> None:
    east = replace(here, area="QAA/east", kind="place")
    shown = str(governance_registers.risks(RISKS, ACTIONS, east))
    assert "Another" in shown
    assert "A risk" not in shown
    west = replace(here, area="QAA/west", kind="place")
    assert "No risk is recorded for West alone" in str(governance_registers.risks(RISKS, ACTIONS, west))
    assert "governed with" in governance.title(TESTS, FOUND, KEPT, east)
    assert str(governance_plan.readiness(RISKS, east)) == ""


@pytest.mark.parametrize(("sha256", "under", "said"), [
    ("", "plan", "not signed"), ("x", "plan", "as signed"), ("y", "plan", "have changed since it was signed"),
    ("x", "options", "signed under scenario options"),
])  # fmt: skip
def test_a_version_says_whether_it_still_stands(here: Here, sha256: str, under: str, said: str) -> None:
    versions = pd.DataFrame({"area": ["QAA"], "label": ["One"], "status": ["signed"], "signed_by": ["A board"],
                             "signed_on": ["2026-10-01"], "sha256": [sha256], "scenario": [under]})  # fmt: skip
    content = pd.DataFrame({"area": "QAA", "name": ["all", "a_table"], "sha256": "x"})
    assert said in str(governance_plan.signed(versions, content, "plan", here))


def test_a_verdict_that_does_not_follow_is_a_check_that_fails(here: Here) -> None:
    grid = pd.DataFrame({"area": ["QAA"], "level": ["place"], "timeframe": ["annual"], "lens": ["place"]})
    register, content = pd.DataFrame({"area": ["QAA"], "key": ["a"]}), pd.DataFrame({"area": ["QAA"] * 2})
    assert all(held for held, _ in governance.checks(grid, TESTS, register, content, here))
    wrong = TESTS.assign(finding=governance.SUPPORTS)
    assert not all(held for held, _ in governance.checks(grid, wrong, register, content, here))
