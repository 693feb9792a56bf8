"""A bridge from one total to another: what each step takes off or adds, bar by bar (a waterfall, drawn sideways)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from planbook.errors import InputError, Problem, raise_if_any
from planbook.present.about import About
from planbook.present.chart import Chart, drawable, finished
from planbook.present.chart_canvas import Canvas
from planbook.present.chart_rows import GAP, Plan
from planbook.present.chart_style import AXIS, CATEGORIES, FOCUS, GRID, INK, MUTED, Scale
from planbook.present.words import number

THICK = 19.0
LESS, MORE = CATEGORIES[1], CATEGORIES[3]
SAME = 1e-6  # relative: steps and total may differ by rounding in the last place only


def bridge(
    frame: pd.DataFrame,
    label: str,
    value: str,
    total: str,
    *,
    message: str,
    subtitle: str,
    name: str,
    about: About,
    unit: str,
    alt: str = "",
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw one row a step: totals from zero, and between them what takes off or adds, where the last one ended.

    `total` names a column that is true for the totals; the first and the last row are totals. Raises `InputError`
    where they are not, or where the steps do not sum from one total to the next.
    """
    rows = drawable(frame, (label, value, total), value, name)
    ends = _running(rows[value].tolist(), rows[total].astype(bool).tolist(), name)
    plan = Plan.of(rows, label, value, None, None, unit, rows.loc[rows[total].astype(bool), label].tolist(), None)
    wholes = rows[total].astype(bool).tolist()
    figures = [(row.value, 3 if whole else 2, not whole) for row, whole in zip(plan.rows, wholes, strict=True)]
    texts = [number(value, unit, figures=shown, signed=signed) for value, shown, signed in figures]
    plan = Plan(plan.rows, plan.labels, texts, plan.focus, None, unit)
    sheet, along = _sheet(plan, plan.sheet(from_zero=True)[1], ends)
    for i, ((start, end), whole) in enumerate(zip(ends, wholes, strict=True)):
        _draw(sheet, along, plan, i, start, end, whole=whole)
    return finished(
        sheet, rows, {label: "", value: unit}, kind="Bridge chart", message=message, subtitle=subtitle, alt=alt,
        name=name, about=about, columns=columns, units=units,
    )  # fmt: skip


def _running(values: Sequence[float], totals: Sequence[bool], name: str) -> list[tuple[float, float]]:
    """Give where each bar starts and ends."""
    where = f"chart '{name}'"
    if not (totals[0] and totals[-1]):
        raise InputError(Problem("does not begin and end with a total", where, "the first and last row are totals"))
    found, level = [], 0.0
    size = max(1.0, *(abs(value) for value in values))
    wrong = []
    for at, (value, whole) in enumerate(zip(values, totals, strict=True)):
        if whole and at and abs(level - value) > SAME * size:
            wrong.append(Problem(f"the steps come to {level:g}, the total is {value:g}", where, "steps sum to totals"))
        found.append((0.0, value) if whole else (level, level + value))
        level = value if whole else level + value
    raise_if_any(wrong)
    return found


def _sheet(plan: Plan, along: Scale, ends: Sequence[tuple[float, float]]) -> tuple[Canvas, Scale]:
    every = [0.0, *np.array(ends).reshape(-1).tolist()]
    low, high = min(every), max(every)
    start = plan.left + (plan.room if low < 0 else 0)
    return Canvas(plan.ceiling + 4), Scale(low, high if high > low else low + 1, start, along.end)


def _draw(sheet: Canvas, along: Scale, plan: Plan, i: int, start: float, end: float, *, whole: bool) -> None:
    y, (left, right) = plan.middle(i), sorted((along(start), along(end)))
    colour = FOCUS if whole else LESS if end < start else MORE
    sheet.text(plan.left - GAP, y, plan.labels[i], INK if whole else MUTED, at="right", bold=whole)
    sheet.line([along(0)] * 2, [y - plan.foot - THICK / 2, y + THICK / 2 + plan.foot], AXIS)
    if not whole:
        sheet.line([along(start)] * 2, [y + THICK / 2, y + THICK / 2 + 10], GRID, wide=1.5)
    sheet.bar(left, y - THICK / 2, max(right - left, 1.0), THICK, colour)
    sheet.text(right + 5, y, plan.numbers[i], INK, bold=whole)
