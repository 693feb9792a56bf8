"""Is the plan still valid? Each test, its result and its reason; and what board and planning lead are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from planbook.methods.monitoring.milestones import LATE
from planbook.methods.monitoring.tested import SLIP

HOLDS, FAILS, UNKNOWN = "holds", "does not hold", "cannot be said"
COLUMNS = ["area", "order", "key", "label", "verdict", "found", "because_of"]
Row = dict[str, Any]
OF_THE_MODEL = ("assumptions", "year_end")


@dataclass(frozen=True)
class Held:
    """What the tests look at: assumptions tested, years' ends, measures, milestones and triggers."""

    tested: pd.DataFrame
    ends: pd.DataFrame
    measures: pd.DataFrame
    milestones: pd.DataFrame
    triggers: pd.DataFrame


def valid(area: str, held: Held, most_late: float, has_plan: bool) -> pd.DataFrame:
    """Give one row per test of one area: holds, does not hold or cannot be said, how many failed it, and which.

    The first row is the answer to all. `most_late`: months a gating milestone may slip before the plan is in doubt.
    """
    tested, milestones, triggers = held.tested, held.milestones, held.triggers
    ends, measures = held.ends, held.measures
    own_ends, own = ends[ends["area"] == area], measures[measures["area"] == area]
    drifted = tested[tested["outside"] & (tested["how"] != SLIP)] if len(tested) else tested
    outside = own_ends[own_ends["outside"]]
    worse = own[own["variation"] == "concern"]
    never = own[own["assurance"] == "never"]
    late = milestones[milestones["gates"] & (milestones["months_late"] > most_late)]
    silent = milestones[milestones["state"] == LATE]
    fired = triggers[triggers["on"]]
    cases = [
        ("assumptions", "Its assumptions agree with what happened", len(tested), drifted["label"]),
        ("year_end", "The year ends where the plan has it", len(own_ends), outside["label"]),
        ("worse", "No measure gets worse by more than chance", int((own["better"] != "none").sum()), worse["label"]),
        ("standards", "No standard is out of reach of the process as it runs", _rated(own), never["label"]),
        ("milestones", f"What its effects wait for came within {most_late:.0f} months", len(milestones), late["label"]),
        ("silent", "Every milestone that is due was reported on", len(milestones), silent["label"]),
        ("triggers", "No trigger has fired", len(triggers), fired["label"]),
    ]
    rows = [_case(area, order, *case) for order, case in enumerate(cases, start=2)]
    return pd.DataFrame([_answer(area, rows, has_plan), *rows], columns=COLUMNS)


def _rated(own: pd.DataFrame) -> int:
    return int(own["assurance"].isin(["consistently", "hit_and_miss", "never"]).sum())


def _case(area: str, order: int, key: str, label: str, looked: int, failed: pd.Series) -> Row:
    result = UNKNOWN if looked == 0 else FAILS if len(failed) else HOLDS
    reason = "Nothing is held to test it by." if looked == 0 else "; ".join(failed) or f"{looked} looked at."
    return {
        "area": area, "order": order, "key": key, "label": label, "verdict": result, "found": len(failed),
        "because_of": reason,
    }  # fmt: skip


def _answer(area: str, rows: list[Row], has_plan: bool) -> Row:
    asked = rows if has_plan else [row for row in rows if row["key"] in OF_THE_MODEL]
    failed = [row["label"] for row in asked if row["verdict"] == FAILS]
    known = [row for row in asked if row["verdict"] != UNKNOWN]
    result = FAILS if failed else HOLDS if known else UNKNOWN
    said = "There is no plan of the system's own: what can be held against published months is." if not has_plan else ""
    reason = f"Not so: {'; '.join(failed)}" if failed else said or "Nothing speaks against it."
    what = "The plan is still valid" if has_plan else "What was expected since the base year agrees with what happened"
    return {
        "area": area, "order": 1, "key": "valid", "label": what, "verdict": result, "found": len(failed),
        "because_of": reason if not failed or has_plan else f"{reason}. {said}",
    }  # fmt: skip


def next_reviews(programmes: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Give the adopted programmes by when they are next reviewed, those past their review first."""
    months = 12 * as_at.year + as_at.month - 1
    ahead = [12 * int(each[:4]) + int(each[5:7]) - 1 - months for each in programmes["review"]]
    return programmes.assign(months_ahead=ahead).sort_values(["months_ahead", "programme"], ignore_index=True)
