"""What the board and the planning lead read of governance: the few rows that matter, each with who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

Row = dict[str, Any]
BOARD_RISKS, BOARD_WEAK, LEAD_STEPS = 5, 3, 10
PLACE = 3


def board(readiness: pd.DataFrame, risks: pd.DataFrame, decisions: pd.DataFrame, tests: pd.DataFrame) -> list[Row]:
    """Give what the board reads: what is shown, how ready, the risks above appetite first, and what is asked."""
    return numbered(
        [
            *(_row("statement", each["key"], each["label"], each["finding"], value=each["value"], unit=each["unit"])
              for each in records(tests)),
            *_ready(readiness),
            *(_row("risk", each["key"], each["label"], _risk_words(each), value=each["residual"], unit="score",
                   owner=each["owner"], due=each["review_by"], audience=each["audience"])
              for each in records(_gravest(risks))),
            *(_row("decision", each["key"], each["question"], each["choices"], owner=each["asked_by"],
                   due=each["needed_by"], days=each["days_over"], audience=each["audience"])
              for each in records(decisions[decisions["status"] == "open"])),
        ]
    )  # fmt: skip


def lead(
    timetable: pd.DataFrame, assumptions: pd.DataFrame, findings: pd.DataFrame, readiness: pd.DataFrame
) -> list[Row]:
    """Give what the planning lead reads: days to submission, what is overdue, then the next steps by date."""
    ahead = timetable[timetable["submission"] & (timetable["done_on"] == "") & (timetable["days_left"] >= 0)]
    late = assumptions[assumptions["days_over"] > 0]
    over = findings[(findings["days_over"] > 0) & (findings["kind"] != "assumption")]
    steps = readiness[(readiness["set_by"] == "own") & (readiness["due"] != "")].sort_values("due", kind="stable")
    return numbered(
        [
            *(_row("submission", each["key"], each["label"], each["who"], value=each["days_left"], unit="days",
                   owner=each["who"], due=each["due"], audience=each["audience"])
              for each in records(ahead.sort_values("days_left", kind="stable"))),
            *(_row("overdue assumption", each["key"], each["label"], each["finding"], owner=each["owner"],
                   due=each["review_by"], days=each["days_over"], audience=each["audience"]) for each in records(late)),
            *(_row(f"overdue {each['kind']}", each["key"], each["label"], each["finding"], owner=each["owner"],
                   due=each["due"], days=each["days_over"], audience=each["audience"]) for each in records(over)),
            *(_row("next step", each["key"], each["action"], each["label"], owner=each["owner"], due=each["due"],
                   days=each["days_over"], audience=each["audience"]) for each in records(steps.head(LEAD_STEPS))),
        ]
    )  # fmt: skip


def records(frame: pd.DataFrame) -> list[Row]:
    """Give a frame's rows as mappings."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def numbered(rows: Iterable[Row]) -> list[Row]:
    """Number rows from 1."""
    return [{"order": order, **row} for order, row in enumerate(rows, start=1)]


def _ready(readiness: pd.DataFrame) -> list[Row]:
    scored = readiness[readiness["ready"].notna()]
    in_place = int((scored["ready"] >= PLACE).sum())
    said = f"{in_place} of {len(readiness)} factors are in place; {len(readiness) - len(scored)} are not scored"
    first = _row("readiness", "all", "How ready the system is", said, value=float(in_place), unit="items")
    weak = scored.sort_values("ready", kind="stable").head(BOARD_WEAK)
    return [first, *(_row("readiness", each["key"], each["label"], each["action"], value=each["ready"], unit="score",
                          owner=each["owner"], due=each["due"], days=each["days_over"], audience=each["audience"])
                     for each in records(weak))]  # fmt: skip


def _gravest(risks: pd.DataFrame) -> pd.DataFrame:
    there = risks[risks["status"] == "open"]
    return there.sort_values(["above", "residual"], ascending=False, kind="stable").head(BOARD_RISKS)


def _risk_words(each: Row) -> str:
    held = "above" if each["above"] else "within"
    return f"{each['because']}. Residual score {each['residual']}, {held} the appetite of {each['appetite']}"


def _row(
    kind: str,
    key: str,
    label: str,
    text: str,
    *,
    value: float | None = None,
    unit: str = "items",
    owner: str = "",
    due: str = "",
    days: int = 0,
    audience: str = "public",
) -> Row:
    return {"kind": kind, "key": key, "label": label, "value": value, "unit": unit, "text": text, "owner": owner,
            "due": due, "days_over": days, "audience": audience}  # fmt: skip
