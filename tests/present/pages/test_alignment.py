"""What the page of agreement says follows the figures, and a system without plans is never said to agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from planbook.present.here import Here
from planbook.present.pages import alignment, alignment_tables

AREA = "QAA"
STATUS: dict[str, Any] = {
    "area": AREA, "round": 2, "submitted": 3, "compared": 40, "open_count": 2, "close_count": 1, "explained_count": 0,
    "closed_count": 1, "new_count": 2, "overdue_count": 1, "unowned_count": 1, "worth_gbp": 3.2e6, "signed_by": "",
    "signed_on": "", "aligned": False, "finding": "2 differences are open.", "basis": "local", "source": "p",
}  # fmt: skip
BREACH: dict[str, Any] = {
    "area": AREA, "kind": "between", "check": "contract", "party": "Hospital", "counterpart": "ICB",
    "label": "Day cases",
    "check_title": "Activity of the contract", "value": 1_100.0, "reference": 1_000.0, "unit": "episodes",
    "period": "2027", "part": "all", "periods": 3, "worth_gbp": 107_000.0, "mover": "Hospital", "owner": "", "due": "",
    "resolution": "", "agreed_by": "", "status": "open", "overdue": False, "basis": "local", "source": "p",
}  # fmt: skip
TRUSTS = pd.DataFrame(
    [(AREA, "emergency", True, 91.0), (AREA, "emergency", False, 9.0)], columns=["area", "family", "inside", "care_pct"]
)


def status(**changes: Any) -> pd.DataFrame:
    return pd.DataFrame([STATUS | changes])


def breaches(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([BREACH | each for each in changes or ({},)])


def test_the_title_says_how_many_are_open_and_what_they_are_worth(here: Here) -> None:
    assert "2 differences between the plans of" in alignment.title(status(), TRUSTS, here)
    assert "are open, worth £3.2 million a year" in alignment.title(status(), TRUSTS, here)
    assert "1 difference between" in alignment.title(status(open_count=1), TRUSTS, here)
    agreed = alignment.title(status(open_count=0), TRUSTS, here)
    assert "nobody has signed them yet" in agreed
    assert alignment.title(status(open_count=0, aligned=True), TRUSTS, here).endswith(" agree")


def test_without_plans_nothing_is_said_to_agree_and_the_border_is(here: Here) -> None:
    none = status(submitted=0, open_count=0)
    said = alignment.title(none, TRUSTS, here)
    assert "9 in every 100 emergency admissions" in said
    assert "no submitted plan is on record" in said
    assert "agree" not in said.replace("agreed", "")
    assert "whether plans agree cannot be said" in alignment.title(none, TRUSTS.iloc[:0], here)
    assert "none is made up here" in alignment.standfirst(none, breaches().iloc[:0], TRUSTS, here)


def test_the_story_names_the_dearest_who_must_move_and_what_has_no_owner(here: Here) -> None:
    rows = breaches({}, {"mover": "Hospital and ICB", "worth_gbp": float("nan")})
    said = alignment.standfirst(status(), rows, TRUSTS, here)
    assert "The dearest is day cases in 2027/28: Hospital has 1,100 and ICB 1,000 (£110,000)" in said
    assert "Hospital must move next: it has a part in 2 of 2." in said
    assert "1 has no owner or date and 1 is past the date" in said
    assert "1 difference closed and 2 differences opened" in said


def test_the_register_shows_nobody_where_nobody_answers(here: Here) -> None:
    rows = breaches({}, {"owner": "Planner", "due": "2026-12-04", "resolution": "Agreed", "party": "Trust"})
    said = str(alignment.register(rows, here))
    assert "Nobody yet" in said
    assert "Nothing agreed yet" in said
    assert "Planner, 4 December 2026" in said
    assert str(alignment.register(breaches({"status": "closed"}).iloc[:0], here)) == ""


def test_a_place_is_referred_to_the_systems_own_report(here: Here) -> None:
    row = BREACH | {"seen_in": "now", "timeframe": "annual", "apart": 9.5, "near": 0.5, "far": 1.0, "verdict": "red"}
    compared = pd.DataFrame([row | {"measure": "day_case"}])
    place = replace(here, area=next(iter(here.places)))
    said = str(alignment_tables.contracts(compared, place))
    assert "stand in its own report" in said
    assert "<table" not in said
