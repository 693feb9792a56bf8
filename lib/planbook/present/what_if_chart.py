"""The chart of what is tried: each key number on a line of its own, as saved in grey and as moved in colour.

The lines keep their scale while assumptions are moved, so that only marks shift. Its few shapes are written out anew in
under a millisecond: no plotting library draws anything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import words
from planbook.present.chart_style import AXIS, FOCUS, GREY, INK, Scale
from planbook.present.html import Html, element, join
from planbook.present.what_if import difference_words

START, END, HEIGHT = 1.0, 99.0, 16.0
ROOM = 0.35  # of the saved range, kept free on either side for what is moved
KEY = "Grey: as saved. Blue: as moved. Bands hold 8 in 10 of what is thought possible."


@dataclass(frozen=True)
class Lines:
    """The line of each number, by its key."""

    scales: Mapping[str, Scale]

    def at(self, key: str, value: float) -> float:
        """Give where a value stands on its line, held at the line's ends."""
        return round(min(max(self.scales[key](value), START), END), 2)


def lines_for(numbers: pd.DataFrame, swings: pd.DataFrame) -> Lines:
    """Give each number's line: wide enough for its saved range and for every one assumption at its ends."""
    found = {}
    for row in rows_of(numbers):
        mine = swings[swings["key"] == row.key]
        ends = [row.saved_low, row.saved_high, row.saved, *mine["at_low"], *mine["at_high"]]
        room = ROOM * (row.saved_high - row.saved_low) or 1.0
        found[row.key] = Scale(min(ends) - room, max(ends) + room, START, END)
    return Lines(found)


def chart(numbers: pd.DataFrame, lines: Lines) -> Html:
    """Draw key numbers as saved and as moved; columns as `present.what_if.compared` takes them."""
    rows = (element("div", join([_said(row), _drawn(row, lines)]), class_="moved") for row in rows_of(numbers))
    said = element("p", element("strong", message(numbers)), class_="words", role="status")
    return element("div", join([said, *rows, element("p", KEY, class_="source")]), class_="what-if")


def message(numbers: pd.DataFrame) -> str:
    """Say in a sentence what moved most, against its own range."""
    moved = numbers[numbers["change"] != 0]
    if moved.empty:
        return "Nothing is moved: all numbers are as saved."
    width = (moved["saved_high"] - moved["saved_low"]).where(lambda each: each > 0, 1.0)
    first: Any = moved.iloc[int((moved["change"].abs() / width).to_numpy().argmax())]
    least, most = min(first["change_low"], first["change"]), max(first["change_high"], first["change"])
    by = words.quantity(first["change"], first["unit"], low=least, high=most, signed=True)
    return f"Moved most: {words.in_sentence(first['label'])}, by {by}."


def _said(row: Any) -> Html:
    value = words.number(row.value, row.unit, low=row.low, high=row.high)
    change, ends = difference_words(row)
    said = f"{change}: {ends}" if ends else change
    return element("p", join([f"{row.label}: ", element("strong", value), f" ({said})"]))


def _drawn(row: Any, lines: Lines) -> Html:
    at = {name: lines.at(row.key, getattr(row, name)) for name in ("saved", "saved_low", "saved_high")}
    now = {name: lines.at(row.key, getattr(row, name)) for name in ("value", "low", "high")}
    shapes = [
        _bar(START, END, 7.5, 1, AXIS),
        _bar(at["saved_low"], at["saved_high"], 4, 8, GREY),
        _bar(now["low"], now["high"], 6.5, 3, FOCUS),
        _bar(at["saved"] - 0.2, at["saved"] + 0.2, 2, 12, INK),
        _bar(now["value"] - 0.5, now["value"] + 0.5, 0, HEIGHT, FOCUS),
    ]
    return element(
        "svg", join(shapes), viewBox=f"0 0 100 {HEIGHT:g}", preserveAspectRatio="none", aria_hidden="true",
        focusable="false", style="width:100%;height:1.25rem;display:block",
    )  # fmt: skip


def _bar(start: float, end: float, top: float, height: float, colour: str) -> Html:
    width = round(max(end - start, 0.4), 2)
    return element("rect", "", x=round(start, 2), y=top, width=width, height=height, fill=colour)
