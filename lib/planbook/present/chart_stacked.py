"""Shares of a whole: one bar a label, made of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planbook.errors import InputError, Problem, raise_if_any
from planbook.present.about import About
from planbook.present.chart import Chart, drawable, finished, groups_of
from planbook.present.chart_canvas import Canvas
from planbook.present.chart_style import (
    CATEGORIES,
    INK,
    LINE,
    MUTED,
    ORDERED,
    WIDTH,
    on_colour,
    text_width,
    wrap,
)
from planbook.present.words import number

THICK, ROW, PAD = 26.0, 56.0, 6.0


def stacked(
    frame: pd.DataFrame,
    label: str,
    part: str,
    value: str,
    *,
    message: str,
    subtitle: str,
    name: str,
    about: About,
    unit: str = "percent",
    alt: str = "",
    ordered: bool = False,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Chart:
    """Draw one bar a label made of its parts (at most six, in the order given) as shares of 100%.

    `value` (in `unit`) may be counts or shares: each bar is scaled to its own total. `ordered` parts (quintiles) go
    from dark to light. Raises `InputError` for a negative part, a part given twice, or a bar of nothing.
    """
    rows = drawable(frame, (label, part, value), value, name)
    parts = groups_of(rows, part, name)
    shares = _shares(rows, label, part, value, name)[parts]
    shade = dict(zip(parts, ORDERED if ordered else CATEGORIES, strict=False))
    names = _names(parts, shares.iloc[0])
    key_rows = [] if names else _key_rows(parts)
    top = LINE * max(map(len, names.values())) if names else LINE * 1.35 * len(key_rows)
    sheet = Canvas(top + ROW * len(shares) + (6 if names else 2))
    if not names:
        _draw_key(sheet, key_rows, shade)
    for i, (bar, row) in enumerate(shares.iterrows()):
        y = sheet.height - top - ROW * (i + 1) + 4
        sheet.text(0, y + THICK + 14, wrap(str(bar), WIDTH, most_lines=1), INK, bold=True)
        _draw_parts(sheet, row, y, shade)
        if i == 0 and names:
            _draw_names(sheet, row, names)
    return finished(
        sheet, rows, {label: "", part: "", value: unit}, kind="Stacked bar chart", message=message,
        subtitle=subtitle, alt=alt, name=name, about=about, columns=columns, units=units,
    )  # fmt: skip


def _shares(rows: pd.DataFrame, label: str, part: str, value: str, name: str) -> pd.DataFrame:
    """Give one row a label and one column a part, each row summing to one."""
    where = f"chart '{name}'"
    twice = rows[rows.duplicated([label, part])]
    totals = rows.groupby(label, sort=False)[value].sum()
    raise_if_any(
        [Problem(f"{r[part]} of {r[label]} given twice", where, "one row a part") for _, r in twice.iterrows()]
        + [Problem("a part below zero", where, "zero or more")] * bool((rows[value] < 0).any())
        + [Problem(f"'{bar}' adds up to nothing", where, "more than zero") for bar in totals.index[totals <= 0]]
    )
    wide = rows.assign(**{part: rows[part].astype(str)}).pivot(index=label, columns=part, values=value)
    if wide.empty:
        raise InputError(Problem("no rows to draw", where))
    return wide.fillna(0.0).loc[totals.index].div(totals, axis=0)


def _names(parts: Sequence[str], shares: pd.Series) -> dict[str, list[str]]:
    """Give each part's name wrapped to stand over its own piece of the first bar, or nothing if one does not fit."""
    written = {p: wrap(p, float(shares[p]) * WIDTH - PAD, most_lines=3) for p in parts}
    whole = all(not any(line.endswith("…") for line in lines) for lines in written.values())
    return written if whole else {}


def _draw_names(sheet: Canvas, shares: pd.Series, names: Mapping[str, Sequence[str]]) -> None:
    left = 0.0
    for part, lines in names.items():
        height = sheet.height - LINE * len(lines) / 2
        sheet.text(left + 1, height, lines, MUTED)
        left += float(shares[part]) * WIDTH


def _key_rows(parts: Sequence[str]) -> list[list[str]]:
    """Lay the names of the parts out in lines, in the order they are drawn."""
    rows: list[list[str]] = [[]]
    for part in parts:
        used = sum(text_width(p) + 32 for p in rows[-1])
        if rows[-1] and used + text_width(part) + 18 > WIDTH:
            rows.append([])
        rows[-1].append(part)
    return rows


def _draw_key(sheet: Canvas, rows: Sequence[Sequence[str]], shade: Mapping[str, str]) -> None:
    for i, row in enumerate(rows):
        x, y = 0.0, sheet.height - LINE * 1.35 * (i + 0.5)
        for part in row:
            sheet.bar(x + 0.5, y - 5.5, 11, 11, shade[part])
            shown = wrap(part, WIDTH - 20, most_lines=1)
            sheet.text(x + 17, y, shown, MUTED)
            x += text_width(shown[0]) + 32


def _draw_parts(sheet: Canvas, shares: pd.Series, y: float, shade: Mapping[str, str]) -> None:
    """Draw the pieces of one bar, white between them, each with its share where it fits."""
    left = 0.0
    for part, share in shares.items():
        width = float(share) * WIDTH
        colour = shade[str(part)]
        sheet.bar(left, y, max(width - 1.5, 0.0), THICK, colour)
        text = number(float(share) * 100, "percent", decimals=0)
        if text_width(text) + PAD <= width:
            sheet.text(left + width / 2, y + THICK / 2, text, on_colour(colour), at="center")
        left += width
