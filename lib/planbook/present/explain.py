"""Asking a number where it comes from: its formula, its inputs as printed, and the evidence behind them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, element, join
from planbook.present.tiles import KeyNumber

PLACES = {"share": 6, "times": 6}
POUNDS = "gbp"


def numbers(explained: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Unfold every key number of this area, in the order of the table; works without script.

    `explained` has one row per key x order, the number itself first (no symbol); `assumptions` is what the run
    recorded.
    """
    mine = here.own(explained)
    return join(unfolded(mine[mine["key"] == key], assumptions, here) for key in mine["key"].drop_duplicates())


def tile(row: Any, here: Here, words_beside: str = "") -> KeyNumber:
    """Give the tile of a key number, from its own row among those explained; `words_beside` stand under its range."""
    return KeyNumber(
        label=row.label,
        value=row.value,
        low=row.low,
        high=row.high,
        unit=row.unit,
        words=words_beside,
        how=[f"Worked out as {row.formula}; each letter is given under 'How each number is worked out'."],
        basis=row.basis,
        source=here.publications.get(row.source, row.source),
        as_of=words.month_words(row.period_to) if row.period_to else "",
    )


def unfolded(rows: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Unfold one number into formula, inputs with values, basis and dates, and the assumptions behind them."""
    number, inputs = rows.iloc[0], rows.iloc[1:]
    summary = (
        f"How this is worked out: {words.in_sentence(number['label'])}, {printed(number['value'], number['unit'])}"
    )
    behind = assumptions[assumptions["key"].isin(behind_any(inputs))]
    parts = [
        element("p", join([element("strong", "Formula: "), f"{number['label']} = {number['formula']}"])),
        _inputs_table(number, inputs, here),
        page.text("Inputs are means over the joint draws; the range of the number comes from all draws together."),
        assumed_table(behind),
    ]
    return page.unfold(summary, join(parts))


def behind_any(inputs: pd.DataFrame) -> list[str]:
    """Give the keys of the assumptions behind any of the inputs, once each, in order."""
    return list(dict.fromkeys(key for keys in inputs["assumed"] for key in str(keys).split()))


def printed(value: float, unit: str) -> str:
    """Write an input so that the formula can be worked out again from print: whole units, six places of parts."""
    places = PLACES.get(unit, 0)
    sign = words.MINUS if value < 0 else ""
    before = "£" if unit == POUNDS else ""
    return f"{sign}{before}{abs(value):,.{places}f}"


def _inputs_table(number: pd.Series, inputs: pd.DataFrame, here: Here) -> Html:
    shown = pd.DataFrame(
        {
            "symbol": inputs["symbol"],
            "label": inputs["label"],
            "value": [printed(row.value, row.unit) for row in rows_of(inputs)],
            "unit": [_unit(row.unit) for row in rows_of(inputs)],
            "when": [words.month_words(row.period_to) if row.period_to else "" for row in rows_of(inputs)],
            "publication": [here.publications.get(row.source, row.source) for row in rows_of(inputs)],
            "basis": inputs["basis"].mask(inputs["source"] == "", number["basis"]),  # a constant is as the number
        }
    )
    columns = {
        "symbol": "Symbol", "label": "What it is", "value": "Value", "unit": "Unit", "when": "Newest data",
        "publication": "Rests on", "basis": "Basis",
    }  # fmt: skip
    return page.table(shown, f"What goes into it: {number['label']}", columns)


def assumed_table(behind: pd.DataFrame, caption: str = "What is assumed in it") -> Html:
    """Show each assumption on one row: its value or the span of its values, source, date and rating."""
    if behind.empty:
        return page.note("Nothing is assumed in this number but what its inputs say.")
    ends = behind.groupby("key", sort=False).agg(
        least=("value", "min"), most=("value", "max"), low=("low", "min"), high=("high", "max")
    )
    first = behind.drop_duplicates("key")
    rows = [
        {
            "name": one.meaning,
            "value": words.to(end.least, end.most, one.unit),
            "span": words.to(end.low, end.high, one.unit),
            "source": one.source_title,
            "as_of": one.as_of,
            "rating": one.quality,
        }
        for one, end in zip(rows_of(first), rows_of(ends), strict=True)
    ]
    columns = {
        "name": "Assumption", "value": "Value, or from least to most", "span": "Range", "source": "Source",
        "as_of": "Of", "rating": "Evidence",
    }  # fmt: skip
    return page.table(pd.DataFrame(rows), caption, columns)


def _unit(key: str) -> str:
    kind = words.unit(key)
    return kind.words or kind.after
