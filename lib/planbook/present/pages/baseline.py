"""How the baseline reads: one version of the truth, each figure with its source, date and basis."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, page, provenance, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html

TOPICS = {
    "people": "People",
    "activity": "Activity in the latest 12 published months",
    "performance": "Waits and standards",
    "beds": "Beds",
    "workforce": "Staff",
}
STAFF_GROUPS_SHOWN = 8
ADDED_UP = ("people", "attendances", "admissions", "pathways", "tests", "incidents", "beds", "patients", "wte")


def opening(figures: pd.DataFrame, here: Here) -> Html:
    """Open the page: how many people, how much hospital care, and how old the oldest figure is."""
    mine = here.own(figures).set_index("measure")
    title = f"{here.short}: {_said(mine, 'people')}{_and(mine, 'ae_attendances', ' A&E visits a year')}"
    sentences = [
        f"{here.short} is home to {_said(mine, 'people')}, {_share(mine, 'share_65_plus')} of them aged 65 and over.",
        _compared(mine, "core20_share", "live in the most deprived fifth of England's neighbourhoods"),
        _oldest(mine),
        "Figures nobody publishes for this area are listed as not held, with the template that would supply them.",
    ]
    facts = {
        "What this is": "The starting point for planning: published figures, each with its source and date",
        "How sure we are": _bases(mine),
        "Made from": f"Published data to {words.month_words(str(mine['period_to'].max()))}",
        **here.round,
    }
    return page.masthead(title, " ".join(filter(None, sentences)), facts)


def _said(mine: pd.DataFrame, measure: str) -> str:
    return words.quantity(mine["value"].get(measure), mine["unit"].get(measure, "people"), figures=3)


def _share(mine: pd.DataFrame, measure: str) -> str:
    return words.in_every_100(mine["value"].get(measure, float("nan")) / 100)


def _and(mine: pd.DataFrame, measure: str, after: str) -> str:
    if measure not in mine.index:
        return ""
    row = row_of(mine, measure)
    return f" and {words.number(row['value'], row['unit'], figures=3)}{after}"


def _compared(mine: pd.DataFrame, measure: str, what: str) -> str:
    """Say a share of people beside England's, and which way it differs."""
    row = row_of(mine, measure)
    return (
        f"{words.in_every_100(row['value'] / 100).capitalize()} {what}, "
        f"against {words.in_every_100(row['england_rate'] / 100)} in England."
    )


def _oldest(mine: pd.DataFrame) -> str:
    first = mine.sort_values("period_to", kind="stable").iloc[0]
    return f"The oldest figure here is {words.in_sentence(first['label'])}, {words.month_words(first['period_to'])}."


def _bases(mine: pd.DataFrame) -> str:
    counted = mine["basis"].value_counts()
    return words.listing([f"{words.count_words(int(n), 'figure')} {basis}" for basis, n in counted.items()])


def topic_table(figures: pd.DataFrame, topic: str, here: Here) -> Html:
    """Show one topic's figures: value, England's where fair, date and basis."""
    mine = here.own(figures)
    rows = mine[mine["topic"] == topic]
    shown = pd.DataFrame(
        {
            "label": rows["label"],
            "value": [words.quantity(row.value, row.unit) for row in rows_of(rows)],
            "rate": ["" if row.rate_unit == row.unit else _rate(row.rate, row.rate_unit) for row in rows_of(rows)],
            "england": [_rate(row.england_rate, row.rate_unit) for row in rows_of(rows)],
            "when": [words.period_words(row.period_from, row.period_to) for row in rows_of(rows)],
            "basis": rows["basis"],
            "note": rows["note"].fillna(""),
        }
    )
    columns = {
        "label": "What", "value": "Figure", "rate": "As a rate", "england": "England", "when": "When",
        "basis": "Basis", "note": "Before you use it",
    }  # fmt: skip
    said = {key for key in ("rate", "england", "note") if shown[key].str.len().any()}
    columns = {key: head for key, head in columns.items() if key in said or key not in ("rate", "england", "note")}
    return page.table(
        shown, f"{TOPICS[topic]}, {here.short}", columns, about=here.about(rows), name=f"baseline-{topic}"
    )


def _rate(value: float, unit: str) -> str:
    return words.quantity(value, unit) if unit else ""


def months_chart(months: pd.DataFrame, measure: str, what: str, here: Here) -> Chart:
    """Draw a monthly series; the message compares its last 12 months with the 12 before."""
    rows = here.own(months)
    rows = rows[rows["measure"] == measure].reset_index(drop=True)
    unit = str(rows["unit"].iloc[0])
    return charts.months(
        rows,
        "month",
        "value",
        message=year_on_year(rows, what),
        subtitle=f"{what} by month, {here.short}",
        name=f"months-{measure.replace('_', '-')}",
        about=here.about(rows),
        unit=unit,
    )


def year_on_year(rows: pd.DataFrame, what: str) -> str:
    """Say how the last 12 months compare with the 12 before, or only what the last 12 hold."""
    values = rows.sort_values("month")["value"]
    last, before = values.iloc[-12:].sum(), values.iloc[-24:-12].sum()
    until = words.month_words(str(rows["month"].max()))
    if len(values) < 24 or before == 0:
        return f"{what}: {words.number(last, str(rows['unit'].iloc[0]), figures=3)} in the 12 months to {until}"
    change = words.change_words(last / before, less="fewer")
    held = "little changed from" if change == "little changed" else f"{change} than"
    return f"{what}: {held} the year before, 12 months to {until}"


def targets_table(targets: pd.DataFrame, here: Here) -> Html:
    """Show each national standard, where the area stood, and how far it had to go."""
    rows = here.own(targets)
    shown = rows.assign(
        standard=[words.quantity(row.target, row.unit) for row in rows_of(rows)],
        stood=[words.quantity(row.value, row.unit) for row in rows_of(rows)],
        gap=[_distance(row.distance, row.unit) for row in rows_of(rows)],
        by=[words.year_label(row.year) for row in rows_of(rows)],
        when=[words.month_words(row.period_to) for row in rows_of(rows)],
    )
    columns = {
        "label": "Standard", "by": "Year", "standard": "To reach", "stood": "Last published", "when": "When",
        "gap": "Distance then", "basis": "Basis",
    }  # fmt: skip
    return page.table(
        shown, f"National standards and where {here.short} last stood", columns, about=here.about(rows),
        name="standards", note=staleness(rows),
    )  # fmt: skip


def _distance(distance: float, unit: str) -> str:
    if distance <= 0:
        return "met"
    return words.quantity(distance, "percentage_points" if unit == "percent" else unit)


def staleness(targets: pd.DataFrame) -> str:
    """Say that old figures are not rated, when any is."""
    if not targets["stale"].any():
        return ""
    old = int(targets.drop_duplicates("measure")["stale"].sum())
    return (
        f"{words.count_words(old, 'figure')} here {'is' if old == 1 else 'are'} over six months old: the distance is "
        "what it was then, not a rating of today."
    )


def staff(groups: pd.DataFrame, here: Here) -> Html:
    """Show staff by group, or say why a place has none of its own."""
    if here.own(groups).empty:
        return page.note("NHS staff are published by employer and ICB, not by place: see the report of the ICB.")
    return page.figure(staff_chart(groups, here))


def staff_chart(staff: pd.DataFrame, here: Here) -> Chart:
    """Draw staff in post by group, largest first."""
    rows = here.own(staff)
    groups = rows[rows["staff_group"] != "total"].nlargest(STAFF_GROUPS_SHOWN, "fte").reset_index(drop=True)
    total = float(rows.loc[rows["staff_group"] == "total", "fte"].iloc[0])
    first = groups.iloc[0]
    message = (
        f"{first['label']}: {words.number(first['fte'], 'wte', figures=3)} of the "
        f"{words.number(total, 'wte', figures=3)} NHS staff counted here"
    )
    return charts.bars(
        groups, "label", "fte", message=message, name="staff-groups", about=here.about(groups), unit="wte",
        subtitle=f"Full-time equivalent staff in post by group, {here.short}", focus=str(first["label"]),
    )  # fmt: skip


def not_held_table(missing: pd.DataFrame, here: Here) -> Html:
    """Show what nobody publishes for this area, and the template that would supply it."""
    rows = here.own(missing).rename(columns={"subject": "what"})
    rows = rows.assign(supply=rows["template"].map(provenance.how_supplied))
    return page.not_held(rows[["what", "why", "supply"]])


def checks(figures: pd.DataFrame, here: Here) -> list[tuple[bool, str]]:
    """Check that what can be added up over places adds up to the system."""
    counts = figures[figures["unit"].isin(ADDED_UP)]
    return [
        provenance.adds_up(rows, "value", ["measure"], str(rows["label"].iloc[0]), here)
        for _, rows in counts.groupby("measure", sort=False)
        if rows["area"].isin(here.places).any()
    ] or [(True, "There are no places to add up.")]
