"""Tables: captioned, scoped, numbers to the right with their ranges, scrolling inside themselves."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.errors import Problem, raise_if_any, unknown
from planbook.present.about import About
from planbook.present.html import Html, element, join, safe
from planbook.present.words import NOT_HELD, basis_words, column, is_missing, quantity, to

RATINGS = {"green": "Green", "amber": "Amber", "red": "Red"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(
    frame: pd.DataFrame,
    caption: str,
    columns: Mapping[str, str],
    *,
    units: Mapping[str, str] | None = None,
    ranges: Mapping[str, tuple[str, str]] | None = None,
    about: About | None = None,
    name: str = "",
    note: str = "",
) -> Html:
    """Show a frame: `columns` gives the columns in order with their header words; the first is the row's header.

    A column named in `units` is written by `words.column` and set to the right; `ranges` gives its columns of low
    and high, shown under it. `basis` and `rating` columns are marked by word and colour; missing values read "not
    held". With `about`, source and basis stand below; with `name` too, the table downloads as CSV.
    Raises `InputError` naming columns that are not there, and a caption that is missing.
    """
    units, ranges = dict(units or {}), dict(ranges or {})
    _check(frame, caption, columns, units, ranges)
    cells = {key: _cells(frame, key, units.get(key, ""), ranges.get(key)) for key in columns}
    numeric = {key for key in columns if key in units}
    head = join(element("th", words, scope="col", class_=_side(key, numeric)) for key, words in columns.items())
    rows = join(
        element("tr", join(_cell(key, cells[key][i], i_column == 0, numeric) for i_column, key in enumerate(columns)))
        for i in range(len(frame))
    )
    parts = [element("caption", caption), element("thead", element("tr", head)), element("tbody", rows)]
    shown = scroll(element("table", join(parts)), caption)
    below = [element("p", note, class_="source") if note else "", *_below(frame, about, name)]
    return element("div", join([shown, *below]), class_="table") if any(below) else shown


def scroll(content: Html, label: str) -> Html:
    """Let what is wide scroll inside itself, also by keyboard."""
    return element("div", content, class_="scroll", tabindex="0", role="region", aria_label=label)


def assumptions(frame: pd.DataFrame, caption: str = "What we assume") -> Html:
    """Show assumptions: one row each; columns name, value, low, high, unit, source, rating (and key, leaf, if there).

    Rows of one `key` that differ by `leaf` (an age, a grade) are one row that unfolds. `rating` is red, amber or green
    (quality of evidence), shown by word and colour.
    """
    _check(frame, caption, dict.fromkeys(("name", "value", "low", "high", "unit", "source", "rating")), {}, {})
    keys = frame["key"] if "key" in frame else pd.Series(range(len(frame)), index=frame.index)
    leaves: dict[Any, list[Any]] = {}
    for key, leaf in zip(keys, rows_of(frame), strict=True):
        leaves.setdefault(key, []).append(leaf)
    rows = [_assumption(each) for each in leaves.values()]
    heads = {"name": "Assumption", "value": "Value", "range": "Range", "source": "Source", "rating": "Evidence"}
    return table(pd.DataFrame(rows, columns=list(heads), dtype=object), caption, heads)


def _assumption(leaves: list[Any]) -> dict[str, Any]:
    """Give the row of one assumption; where it varies, its span and each value under it."""
    first = leaves[0]
    kept = {"name": first.name, "source": first.source, "rating": first.rating}
    if len(leaves) == 1:
        return kept | {"value": quantity(first.value, first.unit), "range": _range(first.low, first.high, first.unit)}
    each = [
        element("li", f"{one.leaf}: {quantity(one.value, one.unit)} ({_range(one.low, one.high, one.unit)})")
        for one in leaves
    ]
    unfolded = element("details", join([element("summary", f"{len(leaves)} values"), element("ul", join(each))]))
    values = [one.value for one in leaves]
    span = " to ".join(quantity(value, first.unit) for value in (min(values), max(values)))
    return kept | {"name": join([first.name, unfolded]), "value": span, "range": "by value"}


def not_held(frame: pd.DataFrame, caption: str = "What nobody holds for this area") -> Html:
    """Show what is not held: columns what, why, supply (the template to fill in)."""
    heads = {"what": "What", "why": "Why it is not here", "supply": "How to supply it"}
    return table(frame, caption, heads)


def basis_mark(basis: str) -> Html:
    """Mark a basis by word, sign and colour; its explanation shows on hover. Raises for an unknown basis."""
    return element("span", basis.capitalize(), class_=f"basis basis-{basis}", title=basis_words(basis))


def rating_mark(rating: Any) -> Html:
    """Mark a rating of evidence by word and colour; raises `InputError` for an unknown one."""
    if is_missing(rating):
        return safe("Not rated")
    key = str(rating).lower()
    raise_if_any([unknown("rating", key, RATINGS)] if key not in RATINGS else [])
    return element("span", RATINGS[key], class_=f"tag tag-{key}")


def download(frame: pd.DataFrame, name: str, about: About) -> Html:
    """Give the link that saves a frame as CSV; every row carries area, source, date, basis, and "fictional"."""
    marked = {"area": about.area, "source": about.source, "as_of": about.as_of, "basis": about.basis}
    kept = {key: value for key, value in marked.items() if key not in frame}
    full = frame.assign(**kept)
    if about.fictional:  # last in every row, whatever else the table has a status of
        full = full.assign(**{"fictional" if "status" in full else "status": "fictional"})
    words = full.columns[[not pd.api.types.is_numeric_dtype(full[c]) for c in full.columns]]
    full = full.assign(**{c: list(map(_unarmed, full[c])) for c in words})
    written = full.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
    address = f"data:text/csv;charset=utf-8;base64,{base64.b64encode(written).decode()}"
    area = re.sub(r"[^a-z0-9]+", "-", about.area.lower()).strip("-")
    said = join(["Download these figures (CSV)", element("span", f": {name.replace('-', ' ')}", class_="unseen")])
    return element("a", said, href=address, download=f"{area}-{name}.csv", class_="download")


def _unarmed(value: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _below(frame: pd.DataFrame, about: About | None, name: str) -> list[Html]:
    if about is None:
        return []
    line = element("p", join([about.line, ". ", basis_mark(about.basis)]), class_="source")
    return [line, element("p", download(frame, name, about))] if name else [line]


def _check(
    frame: pd.DataFrame,
    caption: str,
    columns: Mapping[str, Any],
    units: Mapping[str, str],
    ranges: Mapping[str, tuple[str, str]],
) -> None:
    where = f"table '{caption}'"
    wanted = [*columns, *(c for pair in ranges.values() for c in pair)]
    problems = [unknown("column", c, map(str, frame.columns), where) for c in wanted if c not in frame]
    problems += [unknown("column", c, columns, f"{where}, ranges") for c in ranges if c not in units]
    if not caption:
        problems.append(Problem("no caption", "table", "a table says what it shows"))
    raise_if_any(problems)


def _cells(frame: pd.DataFrame, key: str, unit: str, ends: tuple[str, str] | None) -> list[Html]:
    """Give the written cells of one column."""
    values = frame[key].tolist()
    if key == "basis":
        return [safe(NOT_HELD) if is_missing(v) else basis_mark(str(v)) for v in values]
    if key == "rating":
        return [rating_mark(v) for v in values]
    if not unit:
        return [v if isinstance(v, Html) else safe(NOT_HELD if is_missing(v) else v) for v in values]
    if ends is None:
        return [safe(text) for text in column(values, unit)]
    lows, highs = frame[ends[0]].tolist(), frame[ends[1]].tolist()
    texts = column(values, unit, lows=lows, highs=highs)
    spans = [_span(lo, hi, unit) for lo, hi in zip(lows, highs, strict=True)]
    return [join([text, span]) for text, span in zip(texts, spans, strict=True)]


def _span(low: float | None, high: float | None, unit: str) -> Html:
    said = to(low, high, unit)
    return Html("") if said == NOT_HELD else join([" ", element("span", said, class_="ends")])


def _range(low: float | None, high: float | None, unit: str) -> str:
    said = to(low, high, unit)
    return "none given" if said == NOT_HELD else said


def _side(key: str, numeric: set[str]) -> str | None:
    return "n" if key in numeric else None


def _cell(key: str, content: Html, first: bool, numeric: set[str]) -> Html:
    if first:
        return element("th", content, scope="row", class_=_side(key, numeric))
    return element("td", content, class_=_side(key, numeric))
