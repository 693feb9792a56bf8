"""Charts over time: lines by year, and months."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planbook.errors import InputError, Problem
from planbook.present.about import About
from planbook.present.chart import Chart, drawable, finished, focused, groups_of
from planbook.present.chart_canvas import Canvas
from planbook.present.chart_style import (
    AXIS,
    CATEGORIES,
    FOCUS,
    GREY,
    GRID,
    LINE,
    MUTED,
    REFERENCE,
    REFERENCE_TEXT,
    WIDTH,
    Scale,
    colours,
    pushed_apart,
    text_colour,
    text_width,
    tick_texts,
    ticks,
    wrap,
)
from planbook.present.words import SIGNED, month_words, number

HEIGHT, BOTTOM, TOP = 250.0, 26.0, 12.0
LABEL_WIDTH, LABEL_GAP = 108.0, 7.0


@dataclass(frozen=True)
class _Label:
    """What stands at the right end of a line: the value it belongs to, its lines of text, and its colour."""

    value: float
    lines: list[str]
    colour: str
    bold: bool = False


def lines(
    frame: pd.DataFrame,
    x: str,
    y: str,
    by: str | None = None,
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
    x_words: Callable[[Any], str] = str,
    zero: bool = False,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw one line a group (at most six), each labelled at its end; `low` and `high` draw its interval as a band.

    `x` holds numbers (years). `focus` names the groups in colour (the rest are grey; none named: all in colour).
    `reference` is a level and its label. `x_words` writes an x value (`words.year_label`). `zero` starts at zero.
    """
    rows = drawable(frame, (x, y, by, low, high), y, name)
    groups = groups_of(rows, by, name) if by else [""]
    chosen = focused(focus, groups, name)
    shade = colours(groups, chosen)
    ends, labels = _ends(rows, x, (y, low, high), by, groups, chosen, shade, unit), []
    labels = [*ends, *_reference_label(reference, unit)]
    everything = [v for c in (y, low, high) if c for v in rows[c].dropna()] + [la.value for la in labels]
    sheet, across, up = _sheet(rows[x].astype(float), everything, labels, unit, x_words, zero)
    for group in sorted(groups, key=lambda g: g in chosen):
        own = rows[rows[by].astype(str) == group] if by else rows
        xs = [across(v) for v in own[x].astype(float)]
        if low and high:
            sheet.band(xs, [up(v) for v in own[low]], [up(v) for v in own[high]], shade[group])
        wide = 3.0 if group in chosen or not chosen else 2.0
        sheet.line(xs, [up(v) for v in own[y].astype(float)], shade[group], wide=wide)
    _finish_lines(sheet, across, up, labels, reference)
    drawn = {x: "", **({by: ""} if by else {}), y: unit, **{c: unit for c in (low, high) if c}}
    table = rows.assign(**{x: [x_words(v) for v in rows[x]]})
    return finished(
        sheet, table, drawn, kind="Line chart", message=message, subtitle=subtitle, alt=alt, name=name,
        about=about, columns=columns, units=units, interval=(y, low, high),
    )  # fmt: skip


def months(
    frame: pd.DataFrame,
    month: str,
    value: str,
    *,
    message: str,
    subtitle: str,
    name: str,
    about: About,
    unit: str,
    alt: str = "",
    mean_of_12: bool = True,
    reference: tuple[float, str] | None = None,
    zero: bool = False,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw a monthly series ("2025-07" or dates), gaps left open, with the mean of the 12 months up to each.

    The mean is drawn only where all 12 months are there. Raises `InputError` for a month given twice.
    """
    rows = drawable(frame, (month, value), value, name)
    series = _by_month(rows, month, value, name)
    mean = series.rolling(12, min_periods=12).mean()
    averaged = mean_of_12 and bool(mean.notna().any())
    labels = _month_labels(series, mean if averaged else None, unit) + _reference_label(reference, unit)
    xs = pd.Series(np.arange(len(series), dtype=float))
    values = [*series.dropna(), *(la.value for la in labels)]
    sheet, across, up = _sheet(xs, values, labels, unit, None, zero)
    _month_ticks(sheet, across, series)
    places = [across(v) for v in xs]
    sheet.line(places, [up(v) for v in series], "#8796a5" if averaged else FOCUS, wide=1.6 if averaged else 2.6)
    if averaged:
        sheet.line(places, [up(v) for v in mean], FOCUS, wide=3.0)
    _finish_lines(sheet, across, up, labels, reference)
    table = rows.assign(**{month: [month_words(str(v)[:7]) for v in rows[month]]})
    return finished(
        sheet, table, {month: "", value: unit}, kind="Line chart by month", message=message, subtitle=subtitle,
        alt=alt, name=name, about=about, columns=columns, units=units,
    )  # fmt: skip


def _ends(
    rows: pd.DataFrame,
    x: str,
    interval: tuple[str, str | None, str | None],
    by: str | None,
    groups: Sequence[str],
    chosen: Sequence[str],
    shade: Mapping[str, str],
    unit: str,
) -> list[_Label]:
    """Give each group's label: its name and last value."""
    labels = []
    y, low, high = interval
    for group in groups:
        own = (rows[rows[by].astype(str) == group] if by else rows).dropna(subset=[y]).sort_values(x)
        if own.empty:
            continue
        last, bold = float(own[y].iloc[-1]), group in chosen or len(groups) == 1
        ends: dict[str, Any] = (
            {"low": float(own[low].iloc[-1]), "high": float(own[high].iloc[-1])} if low and high else {}
        )
        text = f"{group} {number(last, unit, signed=unit in SIGNED, **ends)}".strip()
        labels.append(_Label(last, wrap(text, LABEL_WIDTH, bold=bold), text_colour(shade[group]), bold))
    return labels


def _reference_label(reference: tuple[float, str] | None, unit: str) -> list[_Label]:
    if reference is None:
        return []
    value, label = reference
    return [_Label(value, wrap(f"{label} {number(value, unit)}", LABEL_WIDTH), REFERENCE_TEXT)]


def _sheet(
    xs: pd.Series,
    values: Sequence[float],
    labels: Sequence[_Label],
    unit: str,
    x_words: Callable[[Any], str] | None,
    zero: bool,
) -> tuple[Canvas, Scale, Scale]:
    """Lay out a sheet with its level lines and its years; give it with its two scales."""
    levels = ticks(min([*values, 0.0] if zero else values), max(values))
    written = tick_texts(levels, unit)
    left = max(text_width(t) for t in written) + 8
    right = WIDTH - max(text_width(line, bold=la.bold) for la in labels for line in la.lines) - LABEL_GAP - 2
    first, last = float(xs.min()), float(xs.max())
    across = Scale(first - 0.5, last + 0.5, left, right) if first == last else Scale(first, last, left, right)
    up = Scale(levels[0], levels[-1], BOTTOM, HEIGHT - TOP)
    sheet = Canvas(HEIGHT)
    for level, text in zip(levels, written, strict=True):
        base = level == (0 if 0 in levels else levels[0])
        sheet.line([left, right], [up(level)] * 2, AXIS if base else GRID, wide=1.0)
        sheet.text(left - 6, up(level), text, MUTED, at="right")
    if x_words:
        _year_ticks(sheet, across, sorted(set(xs)), x_words)
    return sheet, across, up


def _year_ticks(sheet: Canvas, across: Scale, years: Sequence[float], x_words: Callable[[Any], str]) -> None:
    """Write the first and last x value and as many evenly between as fit."""
    texts = {v: x_words(int(v) if float(v).is_integer() else v) for v in years}
    room = across.end - across.start
    fit = max(1, int(room // (max(map(text_width, texts.values())) + 12)))
    gaps = next((g for g in range(min(fit, len(years) - 1), 0, -1) if (len(years) - 1) % g == 0), 1)
    step = max(1, (len(years) - 1) // gaps)
    for v in years[::step]:
        sheet.text(across(v), 10, texts[v], MUTED, at="center")


def _month_ticks(sheet: Canvas, across: Scale, series: pd.Series) -> None:
    """Mark each January with its year; of a short series, its first and last month."""
    januaries = [i for i, month in enumerate(series.index) if month.month == 1]
    if len(series) <= 18 or len(januaries) < 2:
        for i, at in ((0, "left"), (len(series) - 1, "right"))[: min(2, len(series))]:
            month = series.index[i]
            sheet.text(across(i), 10, f"{month_words(str(month))[:3]} {month.year}", MUTED, at=at)
        return
    for i in januaries:
        sheet.line([across(i)] * 2, [BOTTOM - 4, BOTTOM], AXIS)
        sheet.text(across(i), 10, str(series.index[i].year), MUTED, at="center")


def _by_month(rows: pd.DataFrame, month: str, value: str, name: str) -> pd.Series:
    """Give the series with every month between its first and last, missing where there is no row."""
    index = pd.PeriodIndex([str(v)[:7] for v in rows[month]], freq="M")
    if index.has_duplicates:
        again = ", ".join(sorted({str(m) for m in index[index.duplicated()]}))
        raise InputError(Problem(f"month given twice: {again}", f"chart '{name}'", "one row a month"))
    series = pd.Series(rows[value].astype(float).to_numpy(), index=index).sort_index()
    return series.reindex(pd.period_range(series.index[0], series.index[-1], freq="M"))


def _month_labels(series: pd.Series, mean: pd.Series | None, unit: str) -> list[_Label]:
    last = float(series.dropna().iloc[-1])
    if mean is None:
        return [_Label(last, wrap(f"{number(last, unit)} in the last month", LABEL_WIDTH), CATEGORIES[0], True)]
    level = float(mean.dropna().iloc[-1])
    twelve = wrap(f"12-month mean {number(level, unit, figures=4)}", LABEL_WIDTH, bold=True)
    return [_Label(level, twelve, FOCUS, True), _Label(last, ["each month"], MUTED)]


def _finish_lines(
    sheet: Canvas,
    across: Scale,
    up: Scale,
    labels: Sequence[_Label],
    reference: tuple[float, str] | None,
) -> None:
    """Draw the reference level, then the labels at the right, pushed apart and led to their lines."""
    if reference:
        sheet.line([across.start, across.end], [up(reference[0])] * 2, REFERENCE, wide=2.0, dash=True)
    wanted = [up(label.value) for label in labels]
    placed = pushed_apart(wanted, [len(la.lines) * LINE for la in labels], BOTTOM - 18, HEIGHT)
    for label, there, here in zip(labels, wanted, placed, strict=True):
        if abs(there - here) > LINE * 0.75:
            sheet.line([across.end + 1, across.end + LABEL_GAP - 2], [there, here], GREY)
        sheet.text(across.end + LABEL_GAP, here, label.lines, label.colour, bold=label.bold)
