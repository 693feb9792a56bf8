"""How one programme reads: its story, where people go before and after, what it would do to everything, its logic."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, element, join
from planbook.present.pages.pathways import sizes, sourced
from planbook.present.pathway_picture import COLUMNS, model, ways

THEMES = {
    "urgent": "A&E and ambulance",
    "diagnostics": "Diagnostics",
    "wards": "Hospital wards",
    "mental_health_wards": "Mental health wards",
    "planned": "Clinics and planned care",
    "primary": "General practice and pharmacy",
    "community": "Community, mental health and voluntary care",
    "social": "Social care",
    "workforce": "Workforce",
    "budgets": "Budgets",
    "supplies": "Supply chain",
    "estate": "Estate",
}
NO_CHANGE = "No change is claimed"
BED_DAYS, DAYS, FEW = "bed_days", 365, 10
COUNTED = ("gbp", "wte", "items", "square_metres")


def programmes(
    listed: pd.DataFrame, things: pd.DataFrame, logic: pd.DataFrame, stages: pd.DataFrame, here: Here
) -> Html:
    """Show each programme in full; the first is open, the others unfold."""
    rows = here.own(listed)
    order = sorted(rows["programme"], key=lambda name: name != "mental_health")
    parts = [_one(rows[rows["programme"] == name].iloc[0], things, logic, stages, here) for name in order]
    folded = [
        page.unfold(str(rows.loc[rows["programme"] == name, "label"].iloc[0]), part)
        for name, part in zip(order[1:], parts[1:], strict=True)
    ]
    return join([parts[0], *folded])


def _one(row: pd.Series, things: pd.DataFrame, logic: pd.DataFrame, stages: pd.DataFrame, here: Here) -> Html:
    name, title = str(row["programme"]), str(row["label"])
    steps = here.own(logic)
    mine = steps[steps["programme"] == name]
    does = effects_table(name, title, things, here) if row["on"] else claims_table(name, title, stages, here)
    lanes = [list(mine.loc[mine["stage"] == side, "label"]) for side in ("before", "after")]
    stages_said = {key: _stage(mine[mine["stage"] == key], bool(row["on"])) for key in COLUMNS}
    parts = [
        element("h3", title),
        element("p", row["story"]),
        element("p", _reach(row, here)) if row["on"] else "",
        ways(lanes[0], lanes[1], title),
        does,
        page.unfold("From what goes in to what changes: the logic model", model(stages_said, title)),
        page.unfold("When it would be widened or stopped, and what must be there first", _rules(row)),
    ]
    return element("div", join(parts), class_="programme")


def _reach(row: pd.Series, here: Here) -> str:
    """Say how many a programme would help, of how many it is for."""
    helped = words.quantity(row["mean"], row["unit"], low=row["p10"], high=row["p90"])
    ends = words.to(row["p10"], row["p90"], row["unit"])
    of = words.number(row["cohort"], row["unit"], figures=2)
    who = words.in_sentence(str(row["who"]))
    return f"In {words.year_label(here.plan_end)} it would help {helped} ({ends}) of about {of}: {who}."


def effects_table(name: str, title: str, things: pd.DataFrame, here: Here) -> Html:
    """Show what a programme would do to each part of health and care, in a sentence each."""
    rows = here.own(things)
    mine = rows[(rows["programme"] == name) & (rows["year"] == here.plan_end)]
    shown = pd.DataFrame(
        {
            "theme": list(THEMES.values()),
            "said": [_theme(mine[mine["theme"] == theme]) for theme in THEMES],
        }
    )
    year = words.year_label(here.plan_end)
    columns = {"theme": "What it would do to", "said": f"In {year}, with its 80% range"}
    return page.table(
        shown, f"What this programme would do in {here.short}", columns,
        about=sourced(mine, here),
        note="After the haircut for optimism, each unit counted once, and only as far as there is room elsewhere.",
    )  # fmt: skip


def _theme(rows: pd.DataFrame) -> str:
    said = [item(row) for row in rows_of(rows) if row.mean or row.p10 or row.p90]
    sentence = "; ".join(said) if said else NO_CHANGE
    return sentence[:1].upper() + sentence[1:]


def item(row: Any) -> str:
    """Say one thing a programme changes or takes: "310 fewer A&E visits (100 to 600)"."""
    label, unit = words.in_sentence(row.label), row.unit
    value, low, high = (getattr(row, each) for each in ("mean", "p10", "p90"))
    ends = sizes(low, high, unit)
    size = words.number(abs(value), unit, low=min(abs(low), abs(high)), high=max(abs(low), abs(high)))
    if unit == "gbp":
        return f"{size} ({ends}): {label}"
    if unit in COUNTED:
        kind = {"wte": "whole-time staff: ", "items": "", "square_metres": "square metres: "}[unit]
        return f"{size} {kind}{label} ({ends})"
    if low < 0 < high:
        return f"no clear change in {label} ({words.to(low, high, unit)})"
    beds = _beds(abs(value) / DAYS) if unit == BED_DAYS else ""
    return f"{size} {'fewer' if value < 0 else 'more'} {label} ({ends}){beds}"


def _beds(used: float) -> str:
    """Say bed days as beds in use through the year, the smaller with one decimal."""
    return f", about {words.number(used, 'beds', decimals=0 if used >= FEW else 1)} beds"


def claims_table(name: str, title: str, stages: pd.DataFrame, here: Here) -> Html:
    """Show what is claimed of a programme that is off: each effect, where someone is helped, with its evidence."""
    rows = here.own(stages)
    mine = rows[rows["programme"] == name]
    shown = mine.assign(
        claim=[words.number(row.claim_pct, "percent_change", signed=True) for row in rows_of(mine)],
        ends=[words.to(row.claim_low, row.claim_high, "percent_change") for row in rows_of(mine)],
        to=[row.moves_to or "nothing moves" for row in rows_of(mine)],
        evidence=mine["grade"].map({"H": "High", "M": "Medium", "L": "Low", "U": "Unverified"}),
    )
    columns = {
        "label": "Of these", "claim": "Change where someone is helped", "ends": "Range", "to": "Work moves to",
        "evidence": "Evidence",
    }  # fmt: skip
    return page.table(shown, f"What is claimed: {words.in_sentence(title)}", columns)


def _stage(rows: pd.DataFrame, switched_on: bool) -> list[str]:
    return [_line(row, switched_on) for row in rows_of(rows)]


def _line(row: Any, switched_on: bool) -> str:
    if words.is_missing(row.value):
        return str(row.label)
    if not switched_on:
        return str(row.label)
    signed = row.unit in words.SIGNED or row.stage == "outcomes"
    low, high = sorted((row.low, row.high))
    return f"{row.label}: {words.quantity(row.value, row.unit, low=low, high=high, signed=signed)}"


def _rules(row: pd.Series) -> Html:
    lines = [
        f"Led by: {words.in_sentence(str(row['lead']))}. Takes part: {row['partners']}.",
        f"Held against: {words.in_sentence(str(row['comparator']))}.",
        f"{row['stop_or_scale']}. Looked at again in {words.month_words(str(row['review']))}.",
        f"Must be there first: {words.in_sentence(str(row['prerequisites']))}." if row["prerequisites"] else "",
    ]
    return page.text(*filter(None, lines))
