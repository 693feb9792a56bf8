"""How the waiting list reads: where it goes, where the standard asks it to go, and the capacity between the two."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, join

AS_IT_IS, ON_PATH = "With today's capacity", "To meet 18 weeks"
LATEST = "February 2025, projected"
SHOWN = (
    *("started", "done", "left", "waiting", "within_18_pct", "target_pct", "over_52_pct", "path", "meet"),
    *("sustainable", "load", "mean_wait", "pressure"),
)


def path_chart(summary: pd.DataFrame, here: Here) -> Chart:
    """Draw the list at each year's end as it would be, and on the standard's path."""
    rows = here.own(summary)
    lines = [
        rows[rows["measure"] == key].assign(which=name) for key, name in (("waiting", AS_IT_IS), ("path", ON_PATH))
    ]
    shown = pd.concat(lines, ignore_index=True)
    return charts.lines(
        shown,
        "year",
        "mean",
        by="which",
        message=path_message(summary, here),
        subtitle=f"Pathways waiting at each year's end, {here.name}, 80% interval",
        name="list-path",
        about=here.about(shown, LATEST),
        unit="pathways",
        low="p10",
        high="p90",
        focus=AS_IT_IS,
        x_words=words.year_label,
        zero=True,
        columns={"year": "Year", "which": "List", "mean": "Waiting", "p10": "From", "p90": "To"},
        units=dict.fromkeys(("mean", "p10", "p90"), "pathways"),
    )


def path_message(summary: pd.DataFrame, here: Here) -> str:
    """Say how many of those waiting would be within 18 weeks at the plan's end, and how many more must be treated."""
    by = measures(summary, here)
    share = by[here.plan_end, "within_18_pct"]
    asked = by.get((here.plan_end, "target_pct"))
    said = words.number(share["mean"], "percent", low=share["p10"], high=share["p90"])
    target = "" if asked is None else f", where {words.number(asked['mean'], 'percent', decimals=0)} is asked for"
    return (
        f"With today's capacity {said} of those waiting would be within 18 weeks by March {here.plan_end + 1}{target}"
    )


def measures(summary: pd.DataFrame, here: Here) -> dict[tuple[int, str], pd.Series]:
    """Give the rows of this area by year and measure."""
    rows = here.own(summary).set_index(["year", "measure"])
    return {key: row_of(rows, key) for key in rows.index}


def by_year_table(summary: pd.DataFrame, here: Here) -> Html:
    """Show each measure of the list over the plan's years, with the range of the last."""
    rows = here.own(summary)
    years = [year for year in sorted(rows["year"].unique()) if here.plan_start <= year <= here.plan_end]
    shown = []
    for measure in SHOWN:
        mine = rows[rows["measure"] == measure].set_index("year")
        end, unit = row_of(mine, here.plan_end), str(mine["unit"].iloc[0])
        cells = {str(year): words.number(row_of(mine, year)["mean"], unit, figures=3) for year in years}
        span = words.to(end["p10"], end["p90"], unit)
        shown.append({"label": end["label"], **cells, "span": "" if measure == "target_pct" else span, "unit": unit})
    frame = pd.DataFrame(shown)
    frame["label"] = [f"{row.label}{in_unit(row.unit)}" for row in rows_of(frame)]
    heads = {str(year): words.year_label(year) for year in years}
    columns = {"label": "The list", **heads, "span": f"Range {words.year_label(here.plan_end)}"}
    note = (
        "Additions less removals are the change of the list in every month. The standard's path falls in equal steps "
        "from the start of the plan to the list that would just meet 18 weeks by the date the national target names, "
        "and stays there. Pressure over 1 means the list is too long; its source questions the factor of 2."
    )
    kept = rows[rows["year"].isin(years)]
    return page.table(
        frame,
        f"The waiting list by year, {here.name}",
        columns,
        about=here.about(kept, LATEST),
        name="list-by-year",
        note=note,
    )


def in_unit(unit: str) -> str:
    """Give the unit to name beside a label; none for shares and pathways."""
    return f", {words.unit(unit).words}" if unit in ("weeks", "ratio") else ""


def months_table(months: pd.DataFrame, here: Here) -> Html:
    """Keep the list month by month behind one line."""
    rows = here.own(months)
    shown = rows.assign(
        when=[words.month_words(month) for month in rows["month"]],
        within=[words.number(value, "percent", decimals=0) for value in rows["within_18_pct"]],
        over=[words.number(value, "percent", decimals=1) for value in rows["over_52_pct"]],
        span=[words.to(row.p10, row.p90, "pathways") for row in rows_of(rows)],
        **{
            name: [words.number(value, "pathways", figures=3) for value in rows[name]]
            for name in ("started", "done", "left", "mean")
        },
    )
    columns = {
        "when": "Month", "started": "Join", "done": "Completed", "left": "Leave otherwise", "mean": "Waiting",
        "span": "Range", "within": "Within 18 weeks", "over": "Over 52 weeks",
    }  # fmt: skip
    caption = f"The waiting list month by month, {here.name}"
    listed = page.table(shown, caption, columns, about=here.about(rows, LATEST), name="list-by-month")
    return page.unfold("The waiting list month by month", listed)


def waiting(summary: pd.DataFrame, months: pd.DataFrame, here: Here) -> Html:
    """Show the list by year, and by month behind one line."""
    return join([by_year_table(summary, here), months_table(months, here)])
