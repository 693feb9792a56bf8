"""Rows of a chart: a column of labels, a drawing, and a number for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from planbook.present.chart_canvas import Canvas
from planbook.present.chart_style import (
    FOCUS,
    GREY,
    GRID,
    INK,
    LINE,
    MUTED,
    REFERENCE,
    REFERENCE_TEXT,
    WIDTH,
    Scale,
    text_width,
    tick_texts,
    ticks,
    wrap,
)
from planbook.present.words import NOT_HELD, column, is_missing, number

LABEL_WIDTH, GAP, ROW = 150.0, 8.0, 30.0


@dataclass(frozen=True)
class Row:
    """One row: its label, its value (may be missing) and its interval, if it has one."""

    label: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Plan:
    """How rows are laid out: a column of labels, the drawing, and the numbers."""

    rows: list[Row]
    labels: list[list[str]]
    numbers: list[str]
    focus: Sequence[str]
    reference: tuple[float, str] | None
    unit: str
    foot: float = 4.0

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        label: str,
        value: str,
        low: str | None,
        high: str | None,
        unit: str,
        focus: Sequence[str],
        reference: tuple[float, str] | None,
        *,
        foot: float = 4.0,
    ) -> Plan:
        """Read the rows of a frame; `foot` is the room kept under them."""
        columns = [frame[c].tolist() if c else [None] * len(frame) for c in (label, value, low, high)]
        rows = [Row(str(a), b, c, d) for a, b, c, d in zip(*columns, strict=True)]
        labels = [wrap(row.label, LABEL_WIDTH, most_lines=3, bold=row.label in focus) for row in rows]
        values = [None if is_missing(r.value) else r.value for r in rows]
        ends = {"lows": [r.low for r in rows], "highs": [r.high for r in rows]} if low and high else {}
        numbers = column(values, unit, **ends)
        return cls(rows, labels, numbers, focus, reference, unit, foot)

    @property
    def left(self) -> float:
        """Give the width of the column of labels."""
        return max(text_width(line, bold=True) for lines in self.labels for line in lines) + GAP

    @property
    def room(self) -> float:
        """Give the room kept at the right for a number."""
        held = [text for text in self.numbers if text != NOT_HELD]
        return max(text_width(text, bold=True) for text in held) + GAP

    @property
    def ceiling(self) -> float:
        """Give the height of the top of the first row."""
        return sum(self._heights()) + self.foot

    def _heights(self) -> list[float]:
        return [max(ROW, len(lines) * LINE + 8) for lines in self.labels]

    def middle(self, i: int) -> float:
        """Give the height of the middle of row `i`; the first row is on top."""
        heights = self._heights()
        return self.ceiling - sum(heights[:i]) - heights[i] / 2

    def colour(self, label: str, *, plain: str = GREY) -> str:
        """Give a row's colour: grey unless it is in focus, or nothing is."""
        return FOCUS if not self.focus or label in self.focus else plain

    def sheet(self, *, from_zero: bool) -> tuple[Canvas, Scale]:
        """Give an empty sheet of the right height, and the scale along it."""
        values = [v for r in self.rows for v in (r.value, r.low, r.high) if v is not None and not is_missing(v)]
        values += [self.reference[0]] if self.reference else []
        if from_zero:
            return self._sheet_from_zero([0.0, *values])
        levels = ticks(min(values), max(values), most=3)
        sheet = Canvas(self.ceiling + (LINE + 6 if self.reference else 4))
        along = Scale(levels[0], levels[-1], self.left + 8, WIDTH - self.room - 8)
        for level, text in zip(levels, tick_texts(levels, self.unit), strict=True):
            sheet.line([along(level)] * 2, [self.foot, self.ceiling], GRID)
            sheet.text(along(level), self.foot - 13, text, MUTED, at="center")
        return sheet, along

    def _sheet_from_zero(self, values: Sequence[float]) -> tuple[Canvas, Scale]:
        low, high = min(values), max(values)
        high = high if high > low else low + 1
        start = self.left + (self.room if low < 0 else 0)
        top = LINE + 6 if self.reference else 4
        return Canvas(self.ceiling + top), Scale(low, high, start, WIDTH - self.room)

    def write(self, sheet: Canvas, along: Scale, i: int, *, beside_end: bool) -> None:
        """Write a row's label at the left and its number: beside the bar's end, or in the column at the right."""
        row, bold, y = self.rows[i], self.rows[i].label in self.focus, self.middle(i)
        sheet.text(self.left - GAP, y, self.labels[i], INK if bold else MUTED, at="right", bold=bold)
        if is_missing(row.value):
            sheet.text(along(0) + 5 if beside_end else along.start + 5, y, self.numbers[i], MUTED)
        elif not beside_end:
            sheet.text(WIDTH - 2, y, self.numbers[i], INK, at="right", bold=bold)
        elif row.value < 0:
            sheet.text(along(min(row.value, row.low or 0)) - 5, y, self.numbers[i], INK, at="right", bold=bold)
        else:
            x = self._clear(along, along(max(row.value, row.high or 0)) + 5, self.numbers[i])
            sheet.text(x, y, self.numbers[i], INK, bold=bold)

    def _clear(self, along: Scale, x: float, text: str) -> float:
        """Give the place of a number beside its bar: past the reference line, where that would cross it."""
        line = along(self.reference[0]) if self.reference else x - 10
        return line + 5 if x - 4 < line < x + text_width(text, bold=True) + 3 else x

    def draw_reference(self, sheet: Canvas, along: Scale) -> None:
        """Draw the reference as a dashed line, its label above it."""
        if self.reference is None:
            return
        value, label = self.reference
        text = f"{label} {number(value, self.unit)}"
        half = text_width(text) / 2
        x = min(max(along(value), half + 2), WIDTH - half - 2)
        sheet.line([along(value)] * 2, [self.foot, self.ceiling + 4], REFERENCE, wide=2.0, dash=True)
        sheet.text(x, self.ceiling + 4 + LINE / 2, text, REFERENCE_TEXT, at="center")


def interval(
    sheet: Canvas, along: Scale, row: Row, y: float, *, colour: str = INK, wide: float = 2.0, cased: bool = False
) -> None:
    """Draw a row's interval as a line, in a white casing where it lies on a bar."""
    if row.low is None or row.high is None or is_missing(row.low) or is_missing(row.high):
        return
    ends = [along(row.low), along(row.high)]
    if cased:
        sheet.line(ends, [y, y], "#ffffff", wide=wide + 3)
    sheet.line(ends, [y, y], colour, wide=wide)
