"""What a board is told of scenarios: what could break the plan, how it recovers, and what matters most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.pages.scenarios import from_words, recover_words
from planbook.present.pages.scenarios_what import sentence

AS_OF = "base year 2024/25, projected"
SHOWN = 3


def could_break(board: pd.DataFrame, points: pd.DataFrame, here: Here) -> list[str]:
    """Say what could break the plan: the worst shocks with what breaks first, and each tipping point that was found."""
    rows = here.own(board)
    shocks = rows[(rows["kind"] == "scenario") & rows["first_month"].notna()].head(SHOWN)
    said = [shock_sentence(row) for row in rows_of(shocks)]
    if here.area == here.system:
        found = points[points["key"] != ""]
        said += [sentence(mine, here) for _, mine in found.groupby("answer", sort=False)]
    return said or [f"None of the shocks looked at would take {here.short} past what can be borne."]


def shock_sentence(row: Any) -> str:
    """Say of one scenario what would break first, how far, and how soon it would be back."""
    amount = words.quantity(row.value, row.unit, low=row.low, high=row.high)
    return (
        f"{row.label}: {words.in_sentence(row.what)} would pass what can be borne {from_words(row)}, reach {amount}, "
        f"and be {recover_words(row)}."
    )


def resilience(board: pd.DataFrame, here: Here) -> Html:
    """Show every scenario with what breaks first, in its worst month against what can be borne, and its recovery."""
    rows = here.own(board)
    rows = rows[rows["kind"] == "scenario"].reset_index(drop=True)
    shown = rows.assign(
        first=["holds" if words.is_missing(row.first_month) else from_words(row) for row in rows_of(rows)],
        peak=[words.number(row.value, row.unit, low=row.low, high=row.high) for row in rows_of(rows)],
        borne=[words.number(row.limit, row.unit, figures=3) for row in rows_of(rows)],
        back=["" if words.is_missing(row.first_month) else recover_words(row) for row in rows_of(rows)],
    )
    columns = {
        "label": "Scenario", "what": "What breaks, or comes nearest", "first": "When", "peak": "In the worst month",
        "borne": "Can be borne", "back": "Recovery",
    }  # fmt: skip
    return page.table(
        shown, f"Resilience by scenario, {here.name}", columns, about=here.about(rows, AS_OF), name="resilience"
    )


def matter_most(board: pd.DataFrame, here: Here) -> Html:
    """Show the three assumptions that matter most, and how well they are known."""
    rows = board[(board["area"] == here.system) & (board["kind"] == "assumption")].reset_index(drop=True)
    shown = rows.assign(
        share=[words.number(row.value, "percent", decimals=0) for row in rows_of(rows)], rating=rows["quality"]
    )
    columns = {"label": "Assumption", "what": "What hangs on it", "share": "Of its variance", "rating": "Evidence"}
    return page.table(
        shown, "The assumptions that matter most", columns, about=here.about(rows, AS_OF), name="matter-most"
    )
