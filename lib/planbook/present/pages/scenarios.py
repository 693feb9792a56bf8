"""How scenarios read: what each shock would break, when and for how long; then each measure beside the run's own."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, explain, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, element, join

OWN, BASE = "own", "base"
LESS_IS_WORSE = ("within_18", "beds_open")
YEARLY = ("cost",)
NOT_SURE = 10.0  # per cent: rarer than this is not told as a risk
SHORT = {
    "beds_used": "Beds", "waiting_list": "Waiting list", "within_18": "Within 18 weeks", "staff_away": "Sickness",
    "staff_short": "Posts filled", "ae_visits": "A&E", "emergency_admissions": "Admissions", "cost": "Cost",
}  # fmt: skip
PLAINLY = {
    "beds_used": "beds", "waiting_list": "the waiting list", "within_18": "waits of 18 weeks", "cost": "cost",
    "staff_away": "staff sickness", "staff_short": "posts that cannot be filled", "ae_visits": "A&E visits",
    "emergency_admissions": "emergency admissions",
}  # fmt: skip
AS_OF = "base year 2024/25, projected"
BEFORE, AFTER = 6, 24
NAMED = 2


def opening(
    breaks: pd.DataFrame, names: pd.DataFrame, sensitivity: pd.DataFrame, board: pd.DataFrame, here: Here
) -> Html:
    """Open the page: which shock would break most, how soon it is over, what none would break, what it hangs on."""
    order = worst(board, here)
    facts = {
        "What this is": f"{words.count_words(len(order), 'scenario')} laid one at a time on '{here.scenario}', each "
        "taken through demand, programmes, beds, waiting lists, staff and money",
        "How sure we are": "The size of every shock is judgement; what can be borne is a choice. Both are listed below",
        "Made from": "The steps before, run again for each scenario with the same draws",
        **here.round,
    }
    story = [broken_sentence(breaks, order, here), recovery(breaks, order, here)]
    story += [holding(breaks, names, here), matters(sensitivity, here)]
    return page.masthead(title(breaks, names, order, here), " ".join(filter(None, story)), facts)


def title(breaks: pd.DataFrame, names: pd.DataFrame, order: list[str], here: Here) -> str:
    """Give the message: the worst scenario, what it would break first, and when."""
    rows = broken(breaks, order[0], here)
    if rows.empty:
        return f"None of the shocks looked at would take {here.short} past what it can bear"
    first = row_of(rows, rows.index[0])
    said = f"{PLAINLY[str(first['measure'])]}, {from_words(first)}"
    others = list(rows["measure"].map(PLAINLY))[1:]
    if len(others) > NAMED:
        others = [*others[:NAMED], f"{len(others) - NAMED} more"]
    then = f", then {words.listing(others)}" if others else ""
    label = capital(words.in_sentence(label_of(names, order[0])))
    return f"{label} would take {here.short} past what it can bear: {'first ' if others else ''}{said}{then}"


def broken_sentence(breaks: pd.DataFrame, order: list[str], here: Here) -> str:
    """Say how far what breaks first goes in its worst month, with its range and what can be borne."""
    rows = broken(breaks, order[0], here)
    if rows.empty:
        return ""
    row = row_of(rows, rows.index[0])
    unit = str(row["unit"])
    amount = words.quantity(row["peak"], unit, low=row["peak_low"], high=row["peak_high"])
    span = words.to(row["peak_low"], row["peak_high"], unit)
    limit = words.quantity(row["limit"], unit, figures=3)
    when = peak_words(row)
    return f"{row['label']} would reach {amount} ({span}) in {when}, against {limit} that can be borne."


def recovery(breaks: pd.DataFrame, order: list[str], here: Here) -> str:
    """Say what takes longest to come back after the worst scenario, or that it does not."""
    rows = broken(breaks, order[0], here)
    if rows.empty:
        return ""
    lasting = rows[rows["not_back_pct"] >= 100 - rows["not_back_pct"]]
    if len(lasting):
        what = words.listing(list(lasting["measure"].map(PLAINLY)))
        return f"It would not be over: {what} would not come back by March {here.horizon + 1}."
    row = row_of(rows, rows["recover"].idxmax())
    return f"Longest to come back would be {PLAINLY[str(row['measure'])]}: {recover_words(row)}."


def holding(breaks: pd.DataFrame, names: pd.DataFrame, here: Here) -> str:
    """Name the scenarios that would break nothing."""
    rows = here.own(breaks)
    rows = rows[rows["scenario"] != OWN]
    safe = [name for name, mine in rows.groupby("scenario", sort=False) if not mine["breaks"].any()]
    if not safe:
        return "Every one of the others would break something too."
    said = words.listing([words.in_sentence(label_of(names, str(name))) for name in safe])
    return f"Nothing would break under {said}."


def matters(sensitivity: pd.DataFrame, here: Here) -> str:
    """Say which assumption the plan hangs on most."""
    told = sensitivity[sensitivity["told"]] if len(sensitivity) else sensitivity
    if told.empty or here.area != here.system:
        return ""
    first = row_of(told, told.index[0])
    share = words.number(first["variance_pct"], "percent", decimals=0)
    return (
        f"Of all that is assumed, most hangs on one thing: '{words.in_sentence(str(first['label']))}' explains {share} "
        f"of how unsure the {words.in_sentence(str(first['answer_label']))} is, on {first['quality']} evidence."
    )


def strip(breaks: pd.DataFrame, names: pd.DataFrame, board: pd.DataFrame, here: Here) -> Html:
    """Show every scenario by every measure: when it breaks and for how long, by word and colour, worst first."""
    rows = here.own(breaks)
    measures = [key for key in SHORT if key in set(rows["measure"])]
    shown = []
    for name in [*worst(board, here), OWN]:
        mine = rows[rows["scenario"] == name].set_index("measure", drop=False)
        shown.append({"label": label_of(names, name), **{key: cell(row_of(mine, key)) for key in measures}})
    note = (
        "A month: from when it is likelier than not to be past what can be borne, and for how many months until it is "
        "back for good ('stays': not by the horizon). '22 in 100': the chance of it, where that is under half. What "
        "can be borne is a level, or so much worse than without the shock where that level is passed already; both are "
        "listed under what we assume. The last row is without any shock, against levels alone."
    )
    return page.table(
        pd.DataFrame(shown), f"What would break, and when, {here.name}",
        {"label": "Scenario", **{key: SHORT[key] for key in measures}},
        about=here.about(rows, AS_OF), name="what-breaks", note=note,
    )  # fmt: skip


def cell(row: pd.Series) -> Html:
    """Say what becomes of one measure in one scenario, marked by word and colour."""
    if row["breaks"]:
        month = str(row["first_month"])
        when = year_of(month) if row["measure"] in YEARLY else month_short(month)
        back = recover_words(row).removeprefix("back in ").replace("not back for good", "stays")
        return element("span", f"{when}, {back}", class_="tag tag-red")
    if row["chance_pct"] >= NOT_SURE:
        return element("span", f"{row['chance_pct']:.0f} in 100", class_="tag tag-amber")
    return element("span", "holds", class_="tag tag-green")


def worst_chart(
    months: pd.DataFrame, breaks: pd.DataFrame, names: pd.DataFrame, board: pd.DataFrame, here: Here
) -> Chart:
    """Draw the worst month by month of the worst scenario beside the run without it, with what can be borne."""
    row = furthest(breaks, worst(board, here)[0], here)
    name, key, unit = str(row["scenario"]), str(row["measure"]), str(row["unit"])
    rows = here.own(months)
    rows = rows[(rows["measure"] == key) & rows["scenario"].isin([name, OWN])]
    every = sorted(rows["month"].unique())
    at = every.index(row["first_month"] if row["breaks"] else row["peak_month"])
    near = every[max(0, at - BEFORE) : max(at + AFTER, every.index(row["peak_month"]) + 1)]
    label = label_of(names, name)
    near_rows = rows[rows["month"].isin(near)].reset_index(drop=True)
    drawn = near_rows.assign(
        at=[near.index(month) for month in near_rows["month"]],
        what=near_rows["scenario"].map({name: label, OWN: "Without it"}),
    ).sort_values(["scenario", "at"])
    return charts.lines(
        drawn, "at", "mean", "what",
        message=chart_message(row, label),
        subtitle=f"{row['label']}, {here.name}, {words.period_words(near[0], near[-1])}, 80% interval",
        name="worst-scenario", about=here.about(drawn, AS_OF), unit=unit, low="p10", high="p90", focus=label,
        reference=(float(f"{row['limit']:.3g}"), "Can be borne:"), x_words=lambda place: month_short(near[int(place)]),
        columns={"at": "Month", "what": "Scenario", "mean": str(row["label"])},
        units=dict.fromkeys(("mean", "p10", "p90"), unit),
    )  # fmt: skip


def chart_message(row: pd.Series, label: str) -> str:
    """Say how far the worst scenario takes its worst measure, and how long it takes to come back."""
    unit = str(row["unit"])
    amount = words.quantity(row["peak"], unit, low=row["peak_low"], high=row["peak_high"])
    back = f"; {recover_words(row)}" if row["breaks"] else ""
    return f"{label}: {words.in_sentence(str(row['label']))} would reach {amount} in {peak_words(row)}{back}"


def side_by_side(years: pd.DataFrame, names: pd.DataFrame, here: Here) -> Html:
    """Show what else could be built on; tell the scenarios; show every measure by year under each behind one line."""
    rows = here.own(years)
    parts = [to_build_on(rows, names, here), told_table(names, here)]
    for key, mine in rows.groupby("measure", sort=False):
        label = str(mine["label"].iloc[0])
        parts.append(page.unfold(label, _measure(str(key), mine, names, here)))
    return join(parts)


def to_build_on(rows: pd.DataFrame, names: pd.DataFrame, here: Here) -> Html:
    """Show every measure in the plan's last year under the run's own scenario and under others to build on."""
    others = list(names.loc[names["kind"] == BASE, "scenario"].drop_duplicates())
    if not others:
        return Html("")
    last = rows[(rows["year"] == here.plan_end) & rows["scenario"].isin([OWN, *others])]
    shown = []
    for _, mine in last.groupby("measure", sort=False):
        by = mine.set_index("scenario")
        cells: dict[str, str] = {"label": mine["label"].iloc[0], OWN: _with_range(row_of(by, OWN))}
        for name in others:
            row = row_of(by, name)
            cells |= {name: _with_range(row), f"{name} more": _more(row, str(row["unit"]), name)}
        shown.append(cells)
    columns = {"label": "Measure", OWN: here.scenario}
    for name in others:
        columns |= {name: label_of(names, name), f"{name} more": "Difference"}
    year = words.year_label(here.plan_end)
    note = f"Without any shock. Differences are to '{here.scenario}', taken in the same futures."
    return page.table(
        pd.DataFrame(shown), f"What could be built on, side by side in {year}, {here.name}", columns,
        about=here.about(last, AS_OF), name="to-build-on", note=note,
    )  # fmt: skip


def _with_range(row: pd.Series) -> str:
    unit, low, high = str(row["unit"]), row["p10"], row["p90"]
    span = f" ({words.to(low, high, unit)})" if low < high else ""
    return f"{words.number(row['mean'], unit, low=low, high=high)}{span}"


def _measure(key: str, rows: pd.DataFrame, names: pd.DataFrame, here: Here) -> Html:
    unit, label = str(rows["unit"].iloc[0]), str(rows["label"].iloc[0])
    order = [name for name in names["scenario"].drop_duplicates() if name in set(rows["scenario"])]
    heads = {str(year): words.year_label(year) for year in sorted(rows["year"].unique())}
    shown = []
    for name in order:
        mine = rows[rows["scenario"] == name].set_index("year")
        cells = {
            str(year): words.number(mine.loc[year, "mean"], unit, low=mine.loc[year, "p10"], high=mine.loc[year, "p90"])
            for year in mine.index
        }
        largest = row_of(mine, mine["more"].abs().idxmax())
        shown.append({"label": label_of(names, name), **cells, "more": _more(largest, unit, name)})
    columns = {"label": "Scenario", **heads, "more": "Largest difference in a year"}
    about = here.about(rows, AS_OF)
    return page.table(
        pd.DataFrame(shown), f"{label}, {here.name}", columns, about=about, name=f"side-by-side-{key.replace('_', '-')}"
    )


def _more(row: pd.Series, unit: str, name: str) -> str:
    if name == OWN:
        return ""
    if row["more_low"] == row["more_high"] == 0:
        return "none"
    kind = "percentage_points" if unit == "percent" else unit
    return (
        f"{words.number(row['more'], kind, low=row['more_low'], high=row['more_high'], signed=True)} "
        f"({words.to(row['more_low'], row['more_high'], kind)})"
    )


def told_table(names: pd.DataFrame, here: Here) -> Html:
    """Tell each scenario's story, what it brings, and from when to when."""
    rows = here.own(names)
    rows = rows[rows["scenario"] != OWN]
    shown = rows.assign(
        when=[
            "all years" if words.is_missing(row.from_month) else words.period_words(row.from_month, row.to_month)
            for row in rows_of(rows)
        ]
    )
    columns = {"label": "Scenario", "story": "What happens", "shocks": "What it brings", "when": "Felt"}
    summary = f"The {words.count_words(len(shown), 'scenario')}, and what each brings"
    return page.unfold(summary, page.table(shown.reset_index(drop=True), summary, columns))


def key_numbers(explained: pd.DataFrame, here: Here) -> Html:
    """Show the key numbers as tiles; every one unfolds further down."""
    rows = here.own(explained)
    return page.key_numbers([explain.tile(row, here) for row in rows_of(rows[rows["symbol"] == ""])])


def worst(board: pd.DataFrame, here: Here) -> list[str]:
    """Give the scenarios by how much they break, worst first."""
    rows = here.own(board)
    return list(rows[rows["kind"] == "scenario"].sort_values("order")["key"])


def broken(breaks: pd.DataFrame, scenario: str, here: Here) -> pd.DataFrame:
    """Give what breaks in a scenario, what breaks first first."""
    rows = here.own(breaks)
    return rows[(rows["scenario"] == scenario) & rows["breaks"]].sort_values("order").reset_index(drop=True)


def furthest(breaks: pd.DataFrame, scenario: str, here: Here) -> pd.Series:
    """Give the monthly measure that a scenario takes furthest past what can be borne."""
    rows = here.own(breaks)
    rows = rows[(rows["scenario"] == scenario) & ~rows["measure"].isin(YEARLY)].reset_index(drop=True)
    sign = rows["measure"].isin(LESS_IS_WORSE).map({True: -1, False: 1})
    return row_of(rows, (sign * (rows["peak"] - rows["limit"]) / rows["limit"]).idxmax())


def from_words(row: Any) -> str:
    """Say from when: "from December 2028"; of what is known by year, "in 2028/29"."""
    month = str(row.first_month)
    if row.measure in YEARLY:
        return f"from {year_of(month)}"
    return f"from {words.month_words(month)}"


def peak_words(row: Any) -> str:
    """Say the worst month: "January 2029"; of what is known by year, the year."""
    month = str(row.peak_month)
    return year_of(month) if row.measure in YEARLY else words.month_words(month)


def year_of(month: str) -> str:
    """Give the financial year of a month in words: "2028/29"."""
    return words.year_label(int(month[:4]) - (month[5:] < "04"))


def recover_words(row: Any) -> str:
    """Say how long until it is back: "back in 3 months", "back in 18 to 36 months", "not back by March 2037"."""
    if words.is_missing(row.recover) or row.not_back_pct >= 50:
        return "not back for good"
    low, high = round(row.recover_low), round(row.recover_high)
    if low == high:
        return f"back in {words.count_words(low, 'month')}"
    return f"back in {low} to {high} months"


def label_of(names: pd.DataFrame, scenario: str) -> str:
    """Give a scenario's title."""
    return str(names.loc[names["scenario"] == scenario, "label"].iloc[0])


def month_short(month: str) -> str:
    """Write a month for an axis: "Dec 2028"."""
    name, year = words.month_words(month).split(" ")
    return f"{name[:3]} {year}"


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]
