"""How beds read: needed beside those open, how full they would be, and what cannot be done."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html

ACUTE = "general_acute"
ALMOST = 99.5  # per cent: nearer to always than can be told
MEASURED = "base year 2024/25, projected"


def beds_chart(resources: pd.DataFrame, here: Here) -> Chart:
    """Draw general and acute beds needed by year beside those open today."""
    rows = here.own(resources)
    rows = rows[rows["resource"] == ACUTE].reset_index(drop=True)
    place = float(rows["in_place"].iloc[0])
    return charts.lines(
        rows,
        "year",
        "mean",
        message=beds_message(resources, here),
        subtitle=f"General and acute beds needed at {words.number(rows['planned_pct'].iloc[0], 'percent', decimals=0)} "
        f"occupancy, {here.name}, 80% interval",
        name="beds-needed",
        about=here.about(rows, "March 2025, projected"),
        unit="beds",
        low="p10",
        high="p90",
        reference=(place, "open today"),
        x_words=words.year_label,
        columns={"year": "Year", "in_place": "Open today", "mean": "Needed", "short": "Short"},
        units=dict.fromkeys(("in_place", "mean", "p10", "p90", "short"), "beds"),
    )  # fmt: skip


def beds_message(resources: pd.DataFrame, here: Here) -> str:
    """Say by when general and acute beds run short, and by how many at the plan's end."""
    rows = here.own(resources)
    rows = rows[rows["resource"] == ACUTE].set_index("year")
    then = row_of(rows, here.plan_end)
    amount = words.number(abs(then["short"]), "beds", low=then["p10"], high=then["p90"])
    end = words.year_label(here.plan_end)
    if then["short"] <= 0:
        return f"At the occupancy planned for, {amount} general and acute beds would be spare in {end}"
    first = int(rows.index[rows["short"] > 0][0])
    since = "already short today" if first == here.base_year else f"short from {words.year_label(first)}"
    return f"General and acute beds are {since}, and would be {amount} short in {end}"


def beds_table(beds: pd.DataFrame, here: Here) -> Html:
    """Show each kind of bed now and at the plan's end: in use, and the chance of having to wait, year and winter."""
    rows = here.own(beds)
    ends = rows[rows["year"].isin((here.base_year, here.plan_end)) & rows["in_place"].notna()].reset_index(drop=True)
    shown = ends.assign(
        what=[f"{row.label}, {words.year_label(row.year)}" for row in rows_of(ends)],
        place=[words.number(row.in_place, "beds") for row in rows_of(ends)],
        used=[in_use(row.in_use_pct) for row in rows_of(ends)],
        winter=[in_use(row.winter_in_use_pct) for row in rows_of(ends)],
        pool_of=[words.number(row.pool, "beds") for row in rows_of(ends)],
        full=[share_words(row.full_pct) for row in rows_of(ends)],
        wait=[share_words(row.wait_pct) for row in rows_of(ends)],
        cold=[share_words(row.winter_wait_pct) for row in rows_of(ends)],
    )
    columns = {
        "what": "Beds", "place": "In place", "used": "Would be in use", "winter": "In winter",
        "pool_of": "Beds of a unit",
        "full": "Chance it is full", "wait": "Chance of waiting", "cold": "Chance in winter", "basis": "Basis",
    }  # fmt: skip
    note = (
        "The same occupancy is safe in a large unit and not in a small one. A unit's beds are those among which a "
        "person can be placed. Full: all taken when someone comes and nobody waits (Erlang B); waiting: someone who "
        "comes must wait (Erlang C). More than 100% cannot be in use: those are people without a bed."
    )
    return page.table(
        shown, f"How full beds would be, {here.name}", columns, about=here.about(ends, "2024/25, projected"),
        name="beds-full", note=note,
    )  # fmt: skip


def in_use(percent: float) -> str:
    """Write a share of beds in use, which may pass 100."""
    return f"{percent:.0f}%"


def share_words(percent: float) -> str:
    """Write a chance so that what can happen is never nought and what may not is never certain."""
    if 0 < percent < 0.5:
        return "under 1%"
    return "over 99%" if percent >= ALMOST else f"{percent:.0f}%"


def activity_table(activity: pd.DataFrame, here: Here) -> Html:
    """Show what is asked, what can be done with what is in place, and what waits, at the plan's end."""
    rows = here.own(activity)
    end = rows[rows["year"] == here.plan_end].reset_index(drop=True)
    shown = end.assign(
        asked=[words.number(row.demand, row.unit, figures=3) for row in rows_of(end)],
        can=[words.number(row.done, row.unit, figures=3) for row in rows_of(end)],
        waits=[words.number(row.mean, row.unit, low=row.p10, high=row.p90) for row in rows_of(end)],
        span=[words.to(row.p10, row.p90, row.unit) for row in rows_of(end)],
        counted=[words.unit(row.unit).words for row in rows_of(end)],
    )
    columns = {
        "label": "What", "asked": "Asked in the year", "can": "Can be done", "waits": "Waits", "span": "Range",
        "counted": "Counted in", "basis": "Basis",
    }  # fmt: skip
    note = (
        "Demand is kept apart from activity. Planned care: what waits is the list at the year's end. Beds: what waits "
        "is bed days that cannot be given; they show as waits in A&E, cancelled operations and people sent elsewhere."
    )
    return page.table(
        shown, f"Asked, done and waiting in {words.year_label(here.plan_end)}, {here.name}", columns,
        about=here.about(end, MEASURED), name="asked-and-done", note=note,
    )  # fmt: skip
