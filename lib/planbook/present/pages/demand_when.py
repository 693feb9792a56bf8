"""How it reads by when demand passes what is open or acceptable today, and how long people would wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html

WITHIN, OVER = "rtt_within_18_weeks_pct", "rtt_over_52_weeks_pct"
HEADLINES = ("beds_full", "half_late")
NOW = {
    "beds_planned": "more general and acute beds are in use on an average day than is planned for",
    "beds_full": "every general and acute bed is full on an average day",
    "list_twice": "the waiting list is over twice the one that would meet 18 weeks",
    "half_late": "more than half of those waiting have waited over 18 weeks",
}
THEN = {
    "beds_planned": "more general and acute beds would be in use on an average day than is planned for",
    "beds_full": "demand would fill every general and acute bed open today, on an average day",
    "list_twice": "the waiting list would be over twice the one that would meet 18 weeks",
    "half_late": "more than half of those waiting would have waited over 18 weeks",
    "staff": "care would take {grown} more NHS staff than in {base}",
    "visits": "A&E would be asked for {grown} more visits than in {base}",
}


def headline(when: pd.DataFrame, here: Here) -> str:
    """Say for the first screen when beds would be full, else when half of those waiting wait too long."""
    rows = here.own(when).set_index("key")
    ahead = [key for key in HEADLINES if key in rows.index and not words.is_missing(rows["middle_year"][key])]
    return sentence(row_of(rows, ahead[0]), ahead[0], here) if ahead else ""


def sentences(when: pd.DataFrame, here: Here) -> list[str]:
    """Say what is passed already, and by when each other mark would be."""
    rows = here.own(when)
    already = [row for row in rows_of(rows) if _already(row, here)]
    said = [NOW[row.key] for row in already if row.key in NOW]
    first = [f"Already in {words.year_label(here.base_year)}, {words.listing(said)}."] if said else []
    return [*first, *(sentence(row, row.key, here) for row in rows_of(rows) if row not in already)]


def sentence(row: Any, key: str, here: Here) -> str:
    """Say by when one mark would be passed, with its range; or how likely that is by the plan's end."""
    grown = words.number(100 * (row.mark / row.value - 1), "percent", decimals=0) if key not in NOW else ""
    what = THEN[key].format(grown=grown, base=words.year_label(here.base_year))
    if _already(row, here):
        return f"Already in {words.year_label(here.base_year)}, {NOW.get(key, what)}."
    if words.is_missing(row.middle_year):
        chance = f"{words.in_every_100(row.chance_pct / 100)} of the draws"
        return f"By {words.year_label(here.plan_end)} it is less likely than not ({chance}) that {what}."
    return f"From {words.year_label(int(row.middle_year))} ({_spread(row, here)}) {what}."


def _already(row: Any, here: Here) -> bool:
    return not words.is_missing(row.to_year) and int(row.to_year) <= here.base_year


def _spread(row: Any, here: Here) -> str:
    return "nearly all draws agree" if row.from_year == row.to_year else f"range {_range(row, here)}"


def _range(row: Any, here: Here) -> str:
    late = f"after {words.year_label(here.horizon)}"
    ends = [late if words.is_missing(year) else words.year_label(int(year)) for year in (row.from_year, row.to_year)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def table(when: pd.DataFrame, here: Here) -> Html:
    """Show each mark: today's figure, the mark, the year it is passed and its range, and how likely that is."""
    rows = here.own(when)
    shown = rows.assign(
        now=[words.number(row.value, row.unit, figures=3) for row in rows_of(rows)],
        passing=[words.number(row.mark, row.unit, figures=3) for row in rows_of(rows)],
        year=[_year(row, here) for row in rows_of(rows)],
        span=["" if _already(row, here) else _range(row, here) for row in rows_of(rows)],
        chance=[words.number(row.chance_pct, "percent", decimals=0) for row in rows_of(rows)],
    )
    columns = {
        "label": "What", "now": words.year_label(here.base_year), "passing": "Mark", "year": "Passed",
        "span": "80% range", "chance": f"Likely by {words.year_label(here.plan_end)}", "basis": "Basis",
    }  # fmt: skip
    note = (
        "By the year named half of the joint draws have passed the mark; by the end of the range nine in ten have. "
        "Likely: the share of draws that have passed by then. A list over twice the one that meets the standard needs "
        "relief (Fong and others)."
    )
    about = here.about(rows, "2024/25, projected")
    caption = f"By when each mark is passed, {here.name}"
    return page.unfold(caption, page.table(shown, caption, columns, about=about, name="by-when", note=note))


def _year(row: Any, here: Here) -> str:
    if _already(row, here):
        return "already"
    late = f"after {words.year_label(here.horizon)}"
    return late if words.is_missing(row.middle_year) else words.year_label(int(row.middle_year))


def waits_words(waits: pd.DataFrame, here: Here) -> str:
    """Say how many of those waiting have waited no longer than 18 weeks, now and then, and how many over a year."""
    rows = here.own(waits).set_index(["measure", "year"])
    now, then = (row_of(rows, (WITHIN, year)) for year in (here.base_year, here.plan_end))
    year_now, year_then = (row_of(rows, (OVER, year)) for year in (here.base_year, here.plan_end))
    target = (
        f", where {words.number(then['target'], 'percent')} is asked" if not words.is_missing(then["target"]) else ""
    )
    return (
        f"Of those waiting, {_pct(now)} had waited no longer than 18 weeks in March {here.base_year + 1}; "
        f"{_pct(then)} ({_span(then)}) would have by March {here.plan_end + 1}{target}. "
        f"Over a year: {_pct(year_now)} in March {here.base_year + 1}, {_pct(year_then)} ({_span(year_then)}) by March "
        f"{here.plan_end + 1}."
    )


def waits_table(waits: pd.DataFrame, here: Here) -> Html:
    """Show how long people would wait at the end of the base year, the first and last plan year and the horizon."""
    rows = here.own(waits)
    years = (here.base_year, here.plan_start, here.plan_end, here.horizon)
    shown = pd.DataFrame([_waits_row(mine.set_index("year"), years, here) for _, mine in rows.groupby("measure")])
    columns = {
        "label": "At today's capacity", **{str(year): f"March {year + 1}" for year in years},
        "range": f"Range March {here.plan_end + 1}", "target": f"Asked by March {here.plan_end + 1}", "basis": "Basis",
    }  # fmt: skip
    note = (
        "Starts from the list as published over 18 and 52 weeks. Each month waited keeps today's chance of being seen, "
        "all scaled alike to what capacity does: the longest waits are served as they are today, no more."
    )
    about = here.about(rows, "February 2025, projected")
    caption = f"How long people would wait, {here.name}"
    return page.unfold(caption, page.table(shown, caption, columns, about=about, name="waits", note=note))


def _waits_row(by_year: pd.DataFrame, years: Iterable[int], here: Here) -> dict[str, str]:
    end = row_of(by_year, here.plan_end)
    return {
        "label": end["label"],
        **{str(year): _pct(row_of(by_year, year)) for year in years},
        "range": words.to(end["p10"], end["p90"], "percent"),
        "target": "" if words.is_missing(end["target"]) else words.number(end["target"], "percent"),
        "basis": end["basis"],
    }


def _pct(row: Any) -> str:
    return words.number(row["mean"], "percent", low=row["p10"], high=row["p90"])


def _span(row: Any) -> str:
    return words.to(row["p10"], row["p90"], "percent")
