"""How supply reads: how many staff there would be, who is short and when, what moves it, and one line for the board.

Staff are planned for the whole system: the page of a place shows its ICB's, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, explain, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html

NHS, ALL, CARE = "nhs", "all", "social_care_staff"
TOTALS = (NHS, ALL)
TILES = 4  # more do not stand side by side
AS_OF = "May 2025, projected"
LIKELY = 50.0
LEAVES = ("leavers", "retirements")
JOINS = ("training", "international", "returners", "others")


def of_system(here: Here) -> Here:
    """Give the same page as its system sees it: what is planned for the system only is shown for the system."""
    return replace(here, area=here.system)


def opening(bites: pd.DataFrame, moves: pd.DataFrame, here: Here) -> Html:
    """Open the page: how many are short, which group most and from when, who comes and goes, and how sure that is."""
    mine = of_system(here)
    facts = {
        "What this is": "Staff there would be if recruiting, training and leaving go on as they do, against what the "
        "work takes",
        "How sure we are": sureness(bites, mine),
        "Made from": "Staff published for May 2025; England's leaving, training and joining, partly by judgement",
        **where(here),
        **here.round,
    }
    sentences = [
        shortest_sentence(bites, mine),
        flows_sentence(moves, mine),
        care_sentence(bites, mine),
    ]
    return page.masthead(title(bites, mine), " ".join(filter(None, sentences)), facts)


def where(here: Here) -> dict[str, str]:
    """Say, on the page of a place, whose staff it shows."""
    if here.area == here.system:
        return {}
    return {
        "Where": f"All of {here.short_of(here.system)}. Nobody publishes who joins and leaves by place: {here.short} "
        "draws on the same staff, and this page shows the ICB's"
    }


def title(bites: pd.DataFrame, here: Here) -> str:
    """Give the message: how many NHS staff would be short by the plan's end, with the range."""
    nhs = _of(bites, NHS, here)
    year = words.year_label(here.plan_end)
    if nhs["mean"] <= 0:
        return f"{here.short} would have the NHS staff its work takes in {year}, if recruiting goes on as it does"
    short = words.number(nhs["mean"], "wte", low=nhs["p10"], high=nhs["p90"])
    if nhs["p10"] > 0:
        return f"{here.short} would be short of about {short} NHS staff in {year}, if recruiting goes on as it does"
    return f"{here.short} could be short of about {short} NHS staff in {year}, or of none, as recruiting goes"


def board_line(bites: pd.DataFrame, here: Here) -> str:
    """Say in one sentence for a board what would be short, of whom most, and from when."""
    nhs = _of(bites, NHS, of_system(here))
    if nhs["mean"] <= 0:
        return f"As recruiting goes, {here.short_of(here.system)} would have the NHS staff its work takes."
    span = words.to(nhs["p10"], nhs["p90"], "wte")
    first = _shortest(bites, of_system(here)).head(1)
    most = "".join(f", most of all {words.in_sentence(row.label)}" for row in rows_of(first))
    since = _since(nhs)
    return (
        f"As recruiting goes, {here.short_of(here.system)} would be short of {span} NHS staff in "
        f"{words.year_label(here.plan_end)}{most}{f'; it is likelier felt than not {since}' if since else ''}."
    )


def shortest_sentence(bites: pd.DataFrame, here: Here) -> str:
    """Say which NHS groups would be short of most, and when it is first felt."""
    first = _shortest(bites, here).head(2)
    if first.empty:
        return "No group of NHS staff would be short."
    said = [
        f"{words.in_sentence(row.label)} ({words.number(row.mean, 'wte', figures=2)}, or "
        f"{words.in_every_100(min(row.short_pct, 100) / 100)} posts)"
        for row in rows_of(first)
    ]
    since = _since(_of(bites, NHS, here))
    felt = f" A gap among NHS staff is likelier felt than not {since}." if since else ""
    return f"The largest shortages would be of {words.listing(said)}.{felt}"


def _since(row: Any) -> str:
    """Say from when a gap is likelier felt than not, and how likely then and at the plan's end."""
    if words.is_missing(row["first_year"]):
        return ""
    year = words.year_label(int(row["first_year"]))
    now, then = (words.number(row[name], "percent", decimals=0) for name in ("first_chance_pct", "chance_pct"))
    return f"from {year} (a chance of {now}, and of {then} by the end of the plan)"


def flows_sentence(moves: pd.DataFrame, here: Here) -> str:
    """Say how many NHS staff leave or retire and how many join in the first plan year."""
    flows = _flows(moves, NHS, here.plan_start, here)
    gone, come = (float(flows.reindex(list(names))["mean"].sum()) for names in (LEAVES, JOINS))
    said = [words.number(value, "headcount", figures=2) for value in (gone, come)]
    return (
        f"In {words.year_label(here.plan_start)} about {said[0]} people would leave or retire from the NHS here and "
        f"about {said[1]} join."
    )


def care_sentence(bites: pd.DataFrame, here: Here) -> str:
    """Say what adult social care would be short of."""
    care = _of(bites, CARE, here)
    if care["mean"] <= 0:
        return ""
    return (
        f"Adult social care would be short of {words.to(care['p10'], care['p90'], 'wte')} whole-time staff, as new "
        "visas for care workers have ended: the least certain figure here."
    )


def base_note(positions: pd.DataFrame, here: Here) -> Html:
    """Say that today's gap is nought by construction, and what that leaves out."""
    now = _position(positions, NHS, here.base_year, "in_post", here)
    return page.note(
        f"The {words.number(now['mean'], 'wte', figures=3)} whole-time NHS staff in post for people here today count "
        "as all that their work takes, beside today's bank and agency staff and with today's vacancies. So the gap "
        "starts at nought by construction, and any shortage of today comes on top."
    )


def sureness(bites: pd.DataFrame, here: Here) -> str:
    """Say how wide the range is, and that most of it is judgement."""
    nhs = _of(bites, NHS, here)
    return (
        f"Not very: {words.to(nhs['p10'], nhs['p90'], 'wte')} NHS staff. Ages, joining and absence are beliefs "
        "about England until the system supplies its own"
    )


def key_numbers(explained: pd.DataFrame, here: Here) -> Html:
    """Show the key numbers as tiles; every one unfolds further down."""
    rows = here.own(explained)
    first = rows[rows["symbol"] == ""].head(TILES)
    return page.key_numbers([explain.tile(row, here) for row in rows_of(first)])


def years_chart(positions: pd.DataFrame, here: Here) -> Chart:
    """Draw posts that NHS work takes and posts filled, by year, each with its interval."""
    rows = here.own(positions)
    rows = rows[(rows["staff_group"] == NHS) & rows["measure"].isin(["required", "available"])]
    rows = rows.sort_values(["measure", "year"], ascending=[False, True], ignore_index=True)
    return charts.lines(
        rows,
        "year",
        "mean",
        "label",
        message=years_message(positions, here),
        subtitle=f"Whole-time NHS staff for the people of {here.name}, 80% interval",
        name="supply-years",
        about=here.about(rows, AS_OF),
        unit="wte",
        low="p10",
        high="p90",
        x_words=words.year_label,
        columns={"year": "Year", "label": "What", "mean": "Staff", "p10": "From", "p90": "To"},
        units=dict.fromkeys(("mean", "p10", "p90"), "wte"),
    )


def years_message(positions: pd.DataFrame, here: Here) -> str:
    """Say how posts taken and posts filled would change by the plan's end."""
    said = []
    for measure in ("required", "available"):
        now, then = (
            float(_position(positions, NHS, year, measure, here)["mean"]) for year in (here.base_year, here.plan_end)
        )
        said.append(words.change_words(then / now))
    year = words.year_label(here.plan_end)
    return f"By {year} the work of NHS staff would take {_than(said[0])}, and those there would fill {_than(said[1])}"


def _than(change: str) -> str:
    return "about as many posts as today" if change == "little changed" else f"{change} posts than today"


def gap_chart(bites: pd.DataFrame, here: Here) -> Chart:
    """Draw how many of each group would be short by the plan's end, most first, with the interval."""
    rows = here.own(bites)
    groups = rows[~rows["staff_group"].isin([*TOTALS, CARE])].sort_values("mean", ascending=False, ignore_index=True)
    columns = {"label": "Staff group", "mean": "Short", "p10": "From", "p90": "To", "short_pct": "Of posts"}
    return charts.bars(
        groups,
        "label",
        "mean",
        message=gap_message(bites, here),
        subtitle=f"Posts short in {words.year_label(here.plan_end)}, whole-time, {here.name}, 80% interval; below 0 is "
        "more than the work takes; social care is in the table",
        name="supply-gap",
        about=here.about(groups, AS_OF),
        unit="wte",
        low="p10",
        high="p90",
        columns=columns,
        units={"mean": "wte", "p10": "wte", "p90": "wte", "short_pct": "percent_change"},
    )


def gap_message(bites: pd.DataFrame, here: Here) -> str:
    """Say which group would be shortest, and which would have most to spare."""
    rows = here.own(bites)
    groups = rows[~rows["staff_group"].isin([*TOTALS, CARE])].sort_values("mean", ascending=False)
    first, last = groups.iloc[0], groups.iloc[-1]
    if first["mean"] <= 0:
        return "No group would be short"
    said = f"{first['label']} would be shortest, by {words.number(first['mean'], 'wte', figures=2)}"
    if last["mean"] < 0:
        more = words.number(-last["mean"], "wte", figures=2)
        said += f"; of {words.in_sentence(str(last['label']))} there would be {more} more than their work takes"
    return said


def drivers_chart(drivers: pd.DataFrame, here: Here) -> Chart:
    """Draw what each driver adds to the gap among NHS staff by the plan's end."""
    rows = _drivers(drivers, NHS, here).sort_values("mean", ascending=False, ignore_index=True)
    return charts.bars(
        rows,
        "label",
        "mean",
        message=drivers_message(drivers, here),
        subtitle=f"Whole-time NHS staff added to the gap, {words.year_label(here.base_year)} to "
        f"{words.year_label(here.plan_end)}, {here.name}, 80% interval; below 0 narrows it",
        name="supply-drivers",
        about=here.about(rows, AS_OF),
        unit="wte",
        low="p10",
        high="p90",
        columns={"label": "Driver", "mean": "Adds", "p10": "From", "p90": "To"},
        units={"mean": "wte", "p10": "wte", "p90": "wte"},
    )


def drivers_message(drivers: pd.DataFrame, here: Here) -> str:
    """Say what leaves and what joins, and what the work takes on top."""
    means = _drivers(drivers, NHS, here).set_index("driver")["mean"]
    gone = float(means.reindex(["retirements", "leavers"]).sum())
    come = -float(means.reindex(["training", "international", "other_joiners"]).sum())
    work = float(means["required"])
    said = [words.number(value, "wte", figures=2) for value in (gone, come, abs(work))]
    way = "more" if work >= 0 else "fewer"
    return (
        f"Leaving and retiring would take {said[0]} staff and joining bring {said[1]}, while the work takes "
        f"{said[2]} {way}"
    )


def _of(bites: pd.DataFrame, group: str, here: Here) -> Any:
    rows = here.own(bites)
    return row_of(rows.set_index("staff_group"), group)


def _shortest(bites: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give NHS and practice groups that would be short, most first."""
    rows = here.own(bites)
    groups = rows[~rows["staff_group"].isin([*TOTALS, CARE]) & (rows["mean"] > 0)]
    return groups.sort_values("mean", ascending=False, ignore_index=True)


def _flows(moves: pd.DataFrame, group: str, year: int, here: Here) -> pd.DataFrame:
    rows = here.own(moves)
    return rows[(rows["staff_group"] == group) & (rows["year"] == year)].set_index("flow")


def _position(positions: pd.DataFrame, group: str, year: int, measure: str, here: Here) -> Any:
    rows = here.own(positions)
    chosen = rows[(rows["staff_group"] == group) & (rows["year"] == year) & (rows["measure"] == measure)]
    return chosen.iloc[0]


def _drivers(drivers: pd.DataFrame, group: str, here: Here) -> pd.DataFrame:
    rows = here.own(drivers)
    return rows[(rows["staff_group"] == group) & (rows["year"] == here.plan_end)].reset_index(drop=True)
