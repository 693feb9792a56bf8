"""What if: where key numbers go with the assumptions that matter most, and what is tried beside what is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.errors import Problem
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, element, join, safe
from planbook.present.tables import rating_mark

SHOWN = 3
LEAST = 0.005  # of a number's range: what moves less is not worth a line
STILL = 1e-9  # of a number: less than this is the computer's rounding
HEADING = "What if?"


def swings(rows: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Show where an area's key numbers go at the two ends of its first three assumptions, one table each.

    `rows` are of one area, columns as `methods.swings`; `assumptions` what the run recorded. Nothing where nothing
    moves.
    """
    ranked = rows[rows["order"] <= SHOWN].sort_values("order", kind="stable")
    if ranked.empty:
        return Html("")
    of = here.short_of(str(ranked["area"].iloc[0]))
    count = ranked["assumption"].nunique()
    lead = (
        f"The {words.count_words(count, 'assumption')} that these numbers hang on most, for {of}, one at a time: "
        "everything else at its middle value."
    )
    tables = [_one(each, assumptions, here) for _, each in ranked.groupby("assumption", sort=False)]
    note = page.note(
        "8 in 10 of what is thought possible lies between the two ends. In the notebook behind this page each can be "
        "moved, several at once, and what comes of it saved as a scenario with reports of its own."
    )
    return join([page.section(HEADING, lead), *tables, note])


def _one(rows: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Show one assumption: what it is, its range and evidence, and by how much each number moves that it moves."""
    mine = assumptions[assumptions["key"] == rows["assumption"].iloc[0]]
    first = mine.iloc[0]
    meaning, several = str(first["meaning"]), len(mine) > 1
    shown = pd.DataFrame(
        {
            "label": row.label,
            "value": words.number(row.value, row.unit, low=row.low, high=row.high),
            "low": _by(row.at_low - row.value, row),
            "high": _by(row.at_high - row.value, row),
        }
        for row in rows_of(rows)
        if max(abs(row.at_low - row.value), abs(row.at_high - row.value))
        > LEAST * max(abs(row.value), row.high - row.low)
    )
    ends = {side: _end(mine[side], str(first["unit"]), side, several) for side in ("low", "high")}
    heads = {"label": "Number", "value": "As reported", **ends}
    said = f"All its {len(mine)} values move together. " if several else ""
    about = [said, "Evidence: ", rating_mark(first["quality"]), f". {first['source_title']}."]
    return join([page.table(shown, meaning, heads), element("p", join(about), class_="source")])


def _end(values: pd.Series, unit: str, side: str, several: bool) -> str:
    """Write one end of an assumption's range: one value, or from its least to its most."""
    said = words.to(float(values.min()), float(values.max()), unit)
    return f"If all are {side}: {said}" if several else f"If {said}"


def _by(change: float, row: Any) -> str:
    """Write a change, as finely as the distance between the two ends asks."""
    ends = sorted((row.at_low - row.value, row.at_high - row.value))
    return words.number(change, row.unit, low=min(ends[0], 0.0), high=max(ends[1], 0.0), signed=True)


def compared(numbers: pd.DataFrame, caption: str, names: tuple[str, str]) -> Html:
    """Show key numbers of two runs beside each other, with the difference and its interval.

    `numbers` has columns label, unit, saved, saved_low, saved_high, value, low, high, change, change_low, change_high.
    """
    shown = pd.DataFrame(
        {
            "label": row.label,
            "saved": _with_range(row.saved, row.saved_low, row.saved_high, row.unit),
            "value": _with_range(row.value, row.low, row.high, row.unit),
            "change": difference(row),
        }
        for row in rows_of(numbers)
    )
    heads = {"label": "Number", "saved": names[0], "value": names[1], "change": "Difference"}
    return page.table(shown, caption, heads)


def difference(row: Any) -> Html:
    """Write a number's difference with its sign, and its interval under it; "no change" where there is none."""
    said, ends = difference_words(row)
    return join([said, " ", element("span", ends, class_="ends")]) if ends else safe(said)


def difference_words(row: Any) -> tuple[str, str]:
    """Say a number's difference and its interval; "no change" and nothing where there is none."""
    ends = (row.change, row.change_low, row.change_high)
    if max(map(abs, ends)) <= STILL * max(abs(row.saved), abs(row.saved_high - row.saved_low)):
        return "no change", ""
    said = words.number(row.change, row.unit, low=min(ends), high=max(ends), signed=True)
    return said, words.to(min(ends), max(ends), row.unit)


def _with_range(value: float, low: float, high: float, unit: str) -> Html:
    said = words.number(value, unit, low=low, high=high)
    return join([said, " ", element("span", words.to(low, high, unit), class_="ends")])


def problems(found: Sequence[Problem], title: str = "This cannot be done") -> Html:
    """Say what is wrong, where, and what is allowed, one problem an item."""
    items = join(element("li", str(problem)) for problem in found)
    return element("div", join([element("h3", title), element("ul", items)]), class_="callout", role="alert")
