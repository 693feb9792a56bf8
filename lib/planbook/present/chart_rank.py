"""Charts that compare: bars, and dots with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planbook.errors import InputError, unknown
from planbook.present.about import About
from planbook.present.chart import Chart, drawable, finished, focused
from planbook.present.chart_rows import Plan, interval
from planbook.present.chart_style import AXIS, GRID
from planbook.present.words import is_missing

THICK = 19.0
AXIS_FOOT = 26.0
ORDERS = ("given", "largest", "smallest")


def bars(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    message: str,
    subtitle: str,
    name: str,
    about: About,
    unit: str,
    alt: str = "",
    low: str | None = None,
    high: str | None = None,
    focus: str | Sequence[str] = (),
    reference: tuple[float, str] | None = None,
    order: str = "given",
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw one horizontal bar a row from zero, its number at its end; `order` is given, largest or smallest first.

    `focus` names the labels in colour (the rest grey; none: all in colour). `reference` is a value and its label
    ("England"), drawn as a line. `low` and `high` draw an interval on each bar. Missing values read "not held".
    """
    rows = _ordered(drawable(frame, (label, value, low, high), value, name), value, order, name)
    plan = Plan.of(rows, label, value, low, high, unit, focused(focus, map(str, rows[label]), name), reference)
    sheet, along = plan.sheet(from_zero=True)
    sheet.line([along(0)] * 2, [plan.foot, plan.ceiling], AXIS)
    for i, row in enumerate(plan.rows):
        y = plan.middle(i)
        if not is_missing(row.value):
            start, end = sorted((along(0), along(row.value)))
            sheet.bar(start, y - THICK / 2, end - start, THICK, plan.colour(row.label))
            interval(sheet, along, row, y, cased=True)
        plan.write(sheet, along, i, beside_end=True)
    plan.draw_reference(sheet, along)
    return finished(
        sheet, rows, {label: "", **{c: unit for c in (value, low, high) if c}}, kind="Bar chart", message=message,
        subtitle=subtitle, alt=alt, name=name, about=about, columns=columns, units=units,
        interval=(value, low, high),
    )  # fmt: skip


def dots(
    frame: pd.DataFrame,
    label: str,
    value: str,
    low: str | None = None,
    high: str | None = None,
    *,
    message: str,
    subtitle: str,
    name: str,
    about: About,
    unit: str,
    alt: str = "",
    focus: str | Sequence[str] = (),
    reference: tuple[float, str] | None = None,
    order: str = "given",
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw one dot a row with its interval as a line, numbers in a column at the right; zero need not show."""
    rows = _ordered(drawable(frame, (label, value, low, high), value, name), value, order, name)
    chosen = focused(focus, map(str, rows[label]), name)
    plan = Plan.of(rows, label, value, low, high, unit, chosen, reference, foot=AXIS_FOOT)
    sheet, along = plan.sheet(from_zero=False)
    plan.draw_reference(sheet, along)
    for i, row in enumerate(plan.rows):
        y = plan.middle(i)
        sheet.line([along.start, along.end], [y, y], GRID)
        if not is_missing(row.value):
            colour = plan.colour(row.label, plain="#8796a5")
            interval(sheet, along, row, y, colour=colour, wide=3.0)
            sheet.dot(along(row.value), y, colour)
        plan.write(sheet, along, i, beside_end=False)
    return finished(
        sheet, rows, {label: "", **{c: unit for c in (value, low, high) if c}}, kind="Dot chart", message=message,
        subtitle=subtitle, alt=alt, name=name, about=about, columns=columns, units=units,
        interval=(value, low, high),
    )  # fmt: skip


def _ordered(frame: pd.DataFrame, value: str, order: str, name: str) -> pd.DataFrame:
    if order not in ORDERS:
        raise InputError(unknown("order", order, ORDERS, f"chart '{name}'"))
    if order == "given":
        return frame
    return frame.sort_values(value, ascending=order == "smallest", kind="stable", ignore_index=True)
