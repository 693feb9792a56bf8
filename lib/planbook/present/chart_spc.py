"""A control chart: months as dots, their mean and limits, what is not chance by colour and by shape, and the plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planbook.present.about import About
from planbook.present.chart import Chart, drawable, finished
from planbook.present.chart_canvas import Canvas
from planbook.present.chart_style import (
    GRID,
    LINE,
    MUTED,
    REFERENCE,
    REFERENCE_TEXT,
    WIDTH,
    Scale,
    pushed_apart,
    text_width,
    tick_texts,
    ticks,
    wrap,
)
from planbook.present.words import month_words, number

HEIGHT, BOTTOM, TOP = 260.0, 26.0, 12.0
GAP, ROOM = 7.0, 104.0
BETTER, WORSE, CHANCE, NEITHER = "#00b0f0", "#e46c0a", "#a6a6a6", "#490092"
COMMON = "common"


def control(
    frame: pd.DataFrame,
    *,
    better: str,
    message: str,
    subtitle: str,
    name: str,
    about: About,
    unit: str,
    target: tuple[float, str] | None = None,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw a control chart of consecutive months: columns month, value, centre, lower, upper, flag, beyond, planned.

    A point that is chance is a grey dot; one that is not is a larger dot in the colour of what it says, with a sign:
    + for better, - for worse, ! where neither way is better. `planned` (missing where there is none) is a dashed line;
    `target` a level and its label.
    """
    rows = drawable(frame, ("month", "value", "centre", "lower", "upper", "flag", "beyond"), "value", name)
    limits = rows[["lower", "upper"]].to_numpy(dtype=float)
    planned = rows["planned"].to_numpy(dtype=float)
    marks = [target[0]] if target else []
    levels = ticks(float(np.nanmin([*rows["value"], *limits.ravel(), *planned, *marks])),
                   float(np.nanmax([*rows["value"], *limits.ravel(), *planned, *marks])))  # fmt: skip
    written = tick_texts(levels, unit)
    left = max(map(text_width, written)) + 8
    across = Scale(0.0, max(len(rows) - 1.0, 1.0), left + 4, WIDTH - ROOM)
    up = Scale(levels[0], levels[-1], BOTTOM, HEIGHT - TOP)
    sheet = Canvas(HEIGHT)
    for level, text in zip(levels, written, strict=True):
        sheet.line([left, across.end], [up(level)] * 2, GRID)
        sheet.text(left - 6, up(level), text, MUTED, at="right")
    _process(sheet, rows, across, up)
    if np.isfinite(planned).any():
        xs = [across(float(place)) for place in np.flatnonzero(np.isfinite(planned))]
        sheet.line(xs, [up(v) for v in planned[np.isfinite(planned)]], "#801650", wide=2.0, dash=True)
    _points(sheet, rows, across, up, better)
    for place, at in ((0, "left"), (len(rows) - 1, "right")):
        month = str(rows["month"].iloc[place])
        sheet.text(across(place), 10, f"{month_words(month)[:3]} {month[:4]}", MUTED, at=at)
    _labels(sheet, rows, across, up, unit, target)
    table = rows.assign(month=[month_words(str(each)) for each in rows["month"]])
    drawn = {"month": "", "value": unit, "centre": unit, "lower": unit, "upper": unit}
    return finished(
        sheet, table, drawn, kind="Control chart by month", message=message, subtitle=subtitle, alt="", name=name,
        about=about, columns=columns, units=units,
    )  # fmt: skip


def colour_of(flag: str, beyond: int, better: str) -> tuple[str, str]:
    """Give the colour and the sign of a point: what is not chance says better, worse, or only that it has changed."""
    if flag == COMMON:
        return CHANCE, ""
    if better not in ("higher", "lower"):
        return NEITHER, "!"
    return (BETTER, "+") if (beyond > 0) == (better == "higher") else (WORSE, "-")


def _process(sheet: Canvas, rows: pd.DataFrame, across: Scale, up: Scale) -> None:
    """Draw mean and limits, each phase apart."""
    for _, phase in rows.groupby("phase", sort=False):
        xs = [across(float(place)) for place in (phase.index[0], phase.index[-1])]
        for column, dash in (("centre", False), ("lower", True), ("upper", True)):
            sheet.line(xs, [up(float(phase[column].iloc[0]))] * 2, MUTED, wide=1.4, dash=dash)


def _points(sheet: Canvas, rows: pd.DataFrame, across: Scale, up: Scale, better: str) -> None:
    places = [(across(float(i)), up(float(v))) for i, v in zip(rows.index, rows["value"], strict=True)]
    sheet.line([x for x, _ in places], [y for _, y in places], CHANCE, wide=1.4)
    for (x, y), flag, beyond in zip(places, rows["flag"], rows["beyond"], strict=True):
        colour, sign = colour_of(str(flag), int(beyond), better)
        sheet.dot(x, y, colour, size=9.0 if sign else 6.0)
    last = colour_of(str(rows["flag"].iloc[-1]), int(rows["beyond"].iloc[-1]), better)
    if last[1]:
        sheet.text(places[-1][0], places[-1][1] + 12, last[1], at="center", bold=True)


def _labels(
    sheet: Canvas, rows: pd.DataFrame, across: Scale, up: Scale, unit: str, target: tuple[float, str] | None
) -> None:
    last = rows.iloc[-1]
    texts = [
        (float(last["value"]), f"{number(last['value'], unit)} latest", "#16202b", True),
        (float(last["upper"]), "upper limit", MUTED, False),
        (float(last["lower"]), "lower limit", MUTED, False),
    ]
    if last["planned"] == last["planned"]:
        texts.append((float(last["planned"]), f"{number(last['planned'], unit)} planned", "#801650", False))
    if target:
        sheet.line([across.start, across.end], [up(target[0])] * 2, REFERENCE, wide=1.8, dash=True)
        texts.append((target[0], f"{target[1]} {number(target[0], unit)}", REFERENCE_TEXT, False))
    lines = [wrap(text, ROOM - GAP, bold=bold) for _, text, _, bold in texts]
    placed = pushed_apart([up(v) for v, *_ in texts], [len(each) * LINE for each in lines], BOTTOM - 18, HEIGHT)
    for (_, _, colour, bold), each, here in zip(texts, lines, placed, strict=True):
        sheet.text(across.end + GAP + 4, here, each, colour, bold=bold)
