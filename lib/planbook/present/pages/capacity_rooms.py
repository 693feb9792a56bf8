"""How rooms, estate and supplies read: what care takes, and how that changes."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, join

MEASURED = "base year 2024/25, projected"
ROOMS = (
    *("ae_major_spaces", "same_day_spaces", "theatre_lists", "clinic_rooms", "ct_scanners", "mri_scanners"),
    *("endoscopy_rooms", "gp_rooms", "community_rooms", "mental_health_rooms"),
)
ESTATE_NOTE = (
    "With the rooms and corridors that go with each. What is in place is not held. Rooms are "
    "planned to be used for the share of open hours named; rooms for what programmes deliver come with the programmes."
)
SUPPLIES_NOTE = "Ratios are our judgement; what is in stock and on contract is not held."


def rooms_chart(resources: pd.DataFrame, here: Here) -> Chart:
    """Draw how much more of each kind of room care would take by the plan's end, most first."""
    rows = here.own(resources)
    base = rows[rows["year"] == here.base_year].set_index("resource")["mean"]
    then = rows[(rows["year"] == here.plan_end) & rows["resource"].isin(ROOMS)]
    now = base.reindex(then["resource"]).to_numpy()
    then = then.assign(**{f"{name}_pct": 100 * then[name] / now for name in ("more", "more_low", "more_high")}, now=now)
    ordered = then.sort_values("more_pct", ascending=False, ignore_index=True)
    return charts.bars(
        ordered,
        "label",
        "more_pct",
        message=rooms_message(ordered),
        subtitle=f"Rooms and spaces that care takes, change from {words.year_label(here.base_year)} to "
        f"{words.year_label(here.plan_end)}, {here.name}, 80% interval, per cent",
        name="rooms-more",
        about=here.about(ordered, MEASURED),
        unit="percent_change",
        low="more_low_pct",
        high="more_high_pct",
        columns={
            "label": "Rooms", "now": "Today's care takes", "mean": "Then", "more_pct": "Change",
        },
        units={"now": "rooms", "mean": "rooms", "more_pct": "percent_change"},
    )  # fmt: skip


def rooms_message(ordered: pd.DataFrame) -> str:
    """Say which kind of room grows most, and which least."""
    most, least = ordered.iloc[0], ordered.iloc[-1]
    said = [words.number(row["more_pct"], "percent_change", decimals=0, signed=True) for row in (most, least)]
    return (
        f"{most['label']}: {said[0]}, the most of any kind of room; {words.in_sentence(str(least['label']))}: {said[1]}"
    )


def estate_and_supplies(estate: pd.DataFrame, supplies: pd.DataFrame, here: Here) -> Html:
    """Show square metres by kind of space and items by line: today's care, the plan's end, and what programmes add."""
    year = words.year_label(here.plan_end)
    metres = _change_table(estate, "m2", f"Estate in square metres, {here.name}", "estate", ESTATE_NOTE, here)
    items = _change_table(supplies, "items", f"Supplies a year, {here.name}", "supplies", SUPPLIES_NOTE, here)
    return join([metres, page.unfold(f"Supplies by line, {words.year_label(here.base_year)} and {year}", items)])


def _change_table(frame: pd.DataFrame, unit: str, caption: str, name: str, note: str, here: Here) -> Html:
    rows = here.own(frame)
    end = rows[rows["year"] == here.plan_end].reset_index(drop=True)
    shown = end.assign(
        now=[words.number(row.mean - row.more, unit, figures=3) for row in rows_of(end)],
        then=[words.number(row.mean, unit, figures=3) for row in rows_of(end)],
        change=[
            words.number(row.more, unit, low=row.more_low, high=row.more_high, signed=True) for row in rows_of(end)
        ],
        span=[words.to(row.more_low, row.more_high, unit) for row in rows_of(end)],
    )
    if "planned_pct" in end:
        planned = [
            words.number(v, "percent", decimals=0) if not words.is_missing(v) else "" for v in end["planned_pct"]
        ]
        shown = shown.assign(used=planned)
    used = {"used": "Planned to be used"} if "planned_pct" in end else {}
    columns = {
        "label": "What", "now": f"Today's care ({words.year_label(here.base_year)})",
        "then": words.year_label(here.plan_end), "change": "Change",
        "span": "Range of change", **used, "basis": "Basis",
    }  # fmt: skip
    return page.table(shown, caption, columns, about=here.about(end, MEASURED), name=name, note=note)
