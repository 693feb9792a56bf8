"""How the case for change reads: what grows furthest, and the beds, staff and pounds that meeting demand would take."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html


def case_for_change(matters: pd.DataFrame, here: Here) -> Html:
    """Say the three or four things that matter most, as sentences."""
    said = said_of_matters(matters, here)
    return page.text(*said) if said else page.note("Nothing measured here grows by the end of the plan.")


def case_table(matters: pd.DataFrame, here: Here) -> Html:
    """Show the things that matter most: today, then, and the change."""
    rows = here.own(matters)
    if rows.empty:
        return page.note("Nothing measured here grows by the end of the plan.")
    shown = rows.assign(
        now=[words.number(row.reference, row.unit, figures=3) for row in rows_of(rows)],
        then=[_then(row) for row in rows_of(rows)],
        span=["" if words.is_missing(row.low) else words.to(row.low, row.high, row.unit) for row in rows_of(rows)],
        change=[words.number(row.change_pct, "percent_change", decimals=0, signed=True) for row in rows_of(rows)],
    )
    columns = {
        "label": "If nothing changes", "now": "Today", "then": words.year_label(here.plan_end), "span": "Range",
        "change": "Change", "basis": "Basis",
    }  # fmt: skip
    return page.table(
        shown,
        f"What grows furthest from today, {here.name}",
        columns,
        about=here.about(rows, "2024/25, projected"),
        name="case-for-change",
    )


def _then(row: Any) -> str:
    """Write a value as its interval supports, or to three figures where it has none."""
    if words.is_missing(row.low):
        return words.number(row.value, row.unit, figures=3)
    return words.number(row.value, row.unit, low=row.low, high=row.high)


def said_of_matters(matters: pd.DataFrame, here: Here) -> list[str]:
    """Give one sentence for each thing that matters most, most first, its numbers from the table."""
    return [matter_sentence(row, here) for row in rows_of(here.own(matters))]


def matter_sentence(row: Any, here: Here) -> str:
    """Say one thing that matters: from what to what, by when, and how sure."""
    year = words.year_label(int(row.year))
    if row.key == "waiting_list":
        now, span = words.number(row.reference, row.unit, figures=3), _in_brackets(row.low, row.high, row.unit)
        then = f"{_then(row)}{span} by March {int(row.year) + 1}"
        return f"The waiting list would go from {now} to {then} at today's capacity."
    more = words.number(row.value - row.reference, row.unit, figures=2)
    low, high = (float("nan") if words.is_missing(end) else float(end) for end in (row.low, row.high))
    span = _in_brackets(low - row.reference, high - row.reference, row.unit)
    if row.key == "beds":
        return f"Meeting demand would take {more}{span} more general and acute beds by {year} than are open today."
    if row.key == "staff":
        return f"At today's ratio of staff to work it would take {more}{span} more NHS staff by {year}."
    change = words.change_words(row.value / row.reference, less="fewer")
    least, most = (100 * (end / row.reference - 1) for end in (low, high))
    span = _in_brackets(least, most, "percent_change")
    return f"{row.label} would be {change}{span} in {year} than in {words.year_label(here.base_year)}."


def _in_brackets(low: float, high: float, unit: str) -> str:
    return "" if words.is_missing(low) else f" ({words.to(low, high, unit)})"


def beds_table(beds: pd.DataFrame, here: Here) -> Html:
    """Show beds open today and needed in the first and last plan year and at the horizon."""
    rows = here.own(beds)
    years = (here.plan_start, here.plan_end, here.horizon)
    shown = [_beds_row(mine.set_index("year"), years, here.plan_end) for _, mine in rows.groupby("kind", sort=False)]
    end = words.year_label(here.plan_end)
    columns = {
        "label": "Beds", "open": "Open today", "in_use": "In use",
        **{str(year): f"Needed {words.year_label(year)}" for year in years},
        "range": f"Range {end}", "safe": f"Needed {end} at planned-for occupancy", "basis": "Basis",
    }  # fmt: skip
    note = (
        "Needed at today's occupancy unless said. Beds of trusts shared by where their patients live: good for size, "
        "not for comparing areas. Mental health beds follow from England's bed days, shared by need."
    )
    return page.table(
        pd.DataFrame(shown),
        f"Beds, {here.name}",
        columns,
        about=here.about(rows, "March 2025, projected"),
        name="beds",
        note=note,
    )


def _beds_row(by_year: pd.DataFrame, years: tuple[int, ...], plan_end: int) -> dict[str, str]:
    end = row_of(by_year, plan_end)
    return {
        "label": end["label"],
        "open": words.number(end["available"], "beds"),
        "in_use": words.number(end["occupancy_pct"], "percent", decimals=0),
        **{str(year): words.number(row_of(by_year, year)["mean"], "beds") for year in years},
        "range": words.to(end["p10"], end["p90"], "beds"),
        "safe": words.number(end["safe"], "beds"),
        "basis": end["basis"],
    }


def staff_chart(staff: pd.DataFrame, here: Here) -> Chart:
    """Draw how many more of each staff group it would take by the plan's end, most first."""
    rows = here.own(staff)
    then = rows[(rows["year"] == here.plan_end) & (rows["staff_group"] != "total") & (rows["unit"] == "wte")]
    ordered = then.sort_values("more", ascending=False, ignore_index=True)
    return charts.bars(
        ordered,
        "label",
        "more",
        message=staff_message(staff, here),
        subtitle=f"More whole-time equivalent staff than today by {words.year_label(here.plan_end)}, {here.name}, at "
        "England's ratio of staff to work",
        name="staff-needed",
        about=here.about(ordered, "May 2025, projected"),
        unit="wte",
        columns={"label": "Staff group", "mean": "Needed", "p10": "From", "p90": "To", "more": "More than today"},
        units=dict.fromkeys(("mean", "p10", "p90", "more"), "wte"),
    )


def staff_message(staff: pd.DataFrame, here: Here) -> str:
    """Say how many more NHS staff it would take, and which group most."""
    rows = here.own(staff)
    then = rows[(rows["year"] == here.plan_end) & (rows["unit"] == "wte")].set_index("staff_group")
    total = row_of(then, "total")
    more, today = float(total["more"]), float(total["mean"]) - float(total["more"])
    if more <= 0:
        return f"Meeting demand would take no more NHS staff by {words.year_label(here.plan_end)} than today"
    change = words.change_words(1 + more / today)
    most = then.drop(index="total").sort_values("more").iloc[-1]
    return (
        f"Meeting demand would take {words.number(more, 'wte', figures=2)} more NHS staff ({change} than today's ratio "
        "gives), "
        f"most of all {words.in_sentence(str(most['label']))}"
    )


def cost_table(cost_rows: pd.DataFrame, here: Here) -> Html:
    """Show cost and cost pressure by line at today's unit costs."""
    rows = here.own(cost_rows)
    end = rows[rows["year"] == here.plan_end].reset_index(drop=True)
    shown = end.assign(
        now=[words.number(row.mean - row.more, "gbp") for row in rows_of(end)],
        then=[words.number(row.mean, "gbp") for row in rows_of(end)],
        span=[words.to(row.p10, row.p90, "gbp") for row in rows_of(end)],
        more=[words.number(row.more, "gbp", signed=True) for row in rows_of(end)],
    )
    columns = {
        "label": "Care", "now": words.year_label(here.base_year), "then": words.year_label(here.plan_end),
        "span": "Range", "more": "More than the base year", "basis": "Basis",
    }  # fmt: skip
    note = (
        "2024/25 prices. The national collection's cost over England's volume, so each return is costed once. "
        "Endoscopies are costed within day cases and bed days within admissions."
    )
    caption, about = f"What demand would cost by line of care, {here.name}", here.about(end, "2024/25")
    return page.unfold(caption, page.table(shown, caption, columns, about=about, name="cost", note=note))


def social_care_words(staff: pd.DataFrame, activity: pd.DataFrame, here: Here) -> str:
    """Say how requests for adult social care would grow, and the filled posts they would take at today's ratio."""
    rows, care = here.own(staff), here.own(activity)
    posts = rows[(rows["unit"] == "posts") & (rows["year"] == here.plan_end)].iloc[0]
    asked = care[(care["line"] == "social_care_requests") & (care["year"] == here.plan_end)].iloc[0]
    change = words.change_words(1 + asked["change_pct"] / 100, less="fewer")
    more = words.number(abs(posts["more"]), "posts", figures=2)
    way = "more" if posts["more"] > 0 else "fewer"
    return (
        f"Requests leading to adult social care would be {change} in {words.year_label(here.plan_end)} than in "
        f"{words.year_label(here.base_year)}: at today's ratio {more} {way} filled posts, of all employers. What they "
        "would cost councils is not held."
    )


def left_out(uncosted: pd.DataFrame, here: Here) -> Html:
    """Show what the cost leaves out: published costs with no line here, and what nobody holds."""
    rows = here.own(uncosted)
    held = rows[rows["basis"] != "not held"]
    missing = words.listing([words.in_sentence(label) for label in rows.loc[rows["basis"] == "not held", "label"]])
    amount = words.number(held["value"].sum(), "gbp", figures=2)
    said = f"Not in these costs: about {amount} a year of care that has no line here, and {missing}."
    columns = {"label": "Care", "value": "A year, 2024/25", "why": "Why it is left out"}
    caption = "What the cost of demand leaves out"
    about = here.about(held, "2024/25")
    shown = page.table(rows, caption, columns, units={"value": "gbp"}, about=about, name="left-out")
    return Html(page.text(said) + page.unfold(caption, shown))


def rates(rates_rows: pd.DataFrame, here: Here) -> Html:
    """Show use per 1,000 people beside England's, or say why there is nothing fair to compare."""
    rows = here.own(rates_rows)
    if rows.empty:
        return page.note(
            "Nothing is compared per 1,000 people here: figures are shared out by need, or trusts treat people from "
            "elsewhere, so a difference would say nothing of this area."
        )
    shown = rows.assign(
        here=[words.number(row.rate, "per_1000") for row in rows_of(rows)],
        england=[words.number(row.england_rate, "per_1000") for row in rows_of(rows)],
        when=[words.period_words(row.period_from, row.period_to) for row in rows_of(rows)],
    )
    columns = {
        "label": "Use a year",
        "here": here.short,
        "england": "England",
        "when": "When",
        "note": "Before comparing",
    }
    return page.table(
        shown, "Use per 1,000 people, not adjusted for age", columns, about=here.about(rows), name="rates"
    )
