"""How workforce reads: how many staff the work takes, of which kind, what drives it, and one line for the board."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, explain, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html

NHS, PAID = "nhs", "paid"
TOTALS = (NHS, PAID)
VOLUNTEERS = "volunteers"
TILES = 4  # more do not stand side by side
DRAWN = 10  # groups; the table below has them all
AS_OF = "May 2025, projected"


def opening(groups: pd.DataFrame, changes: pd.DataFrame, headcount: pd.DataFrame, here: Here) -> Html:
    """Open the page: how many more staff, which most, what drives it, beyond the NHS, and how sure that is."""
    facts = {
        "What this is": "Staff the work would take, whole-time and in post; not a plan, nor whether they can be found",
        "How sure we are": sureness(groups, here),
        "Made from": "Staff published for May 2025, shared by whom they work for; activity of steps 04 and 05",
        **here.round,
    }
    sentences = [
        range_sentence(groups, here),
        most_sentence(groups, here),
        drivers_sentence(changes, here),
        people_sentence(headcount, here),
    ]
    return page.masthead(title(groups, here), " ".join(filter(None, sentences)), facts)


def title(groups: pd.DataFrame, here: Here) -> str:
    """Give the message: how many more NHS staff the work would take by the plan's end."""
    then = _at(groups, here, here.plan_end)
    nhs = row_of(then, NHS)
    more, today = float(nhs["more"]), float(nhs["mean"] - nhs["more"])
    year = words.year_label(here.plan_end)
    if more <= 0:
        return f"The care asked of {here.short} by {year} would take no more NHS staff than work for it now"
    change = words.change_words(1 + more / today)
    local = ", in part by its own count" if nhs["source"] == "local_return" else ""
    return (
        f"The care asked of {here.short} by {year} would take about {words.number(more, 'wte', figures=2)} more NHS "
        f"staff ({change} than work for it now){local}"
    )


def board_line(groups: pd.DataFrame, here: Here) -> str:
    """Say in one sentence for a board what the work would take: NHS staff today and then, with its range."""
    nhs = row_of(_at(groups, here, here.plan_end), NHS)
    today = words.number(nhs["mean"] - nhs["more"], "wte", figures=3)
    span = words.between(nhs["p10"], nhs["p90"], "wte")
    verb = "takes" if here.fictional else "would take"
    return (
        f"The work {verb} {span} whole-time NHS staff in {words.year_label(here.plan_end)}, where {today} work for "
        f"{here.short} now."
    )


def range_sentence(groups: pd.DataFrame, here: Here) -> str:
    """Say NHS staff today and at the plan's end, with the range."""
    nhs = row_of(_at(groups, here, here.plan_end), NHS)
    today = words.number(nhs["mean"] - nhs["more"], "wte", figures=3)
    return (
        f"{today} whole-time NHS staff work for the people of {here.short} now, wherever their employer is based; in "
        f"{words.year_label(here.plan_end)} it would take {words.between(nhs['p10'], nhs['p90'], 'wte')}."
    )


def most_sentence(groups: pd.DataFrame, here: Here) -> str:
    """Say which groups would grow most in number."""
    then = _at(groups, here, here.plan_end).drop(index=[*TOTALS, VOLUNTEERS])
    first = then[then["more"] > 0].sort_values("more", ascending=False).head(3)
    if first.empty:
        return "No group of staff would grow."
    said = [f"{words.in_sentence(row.label)} ({words.number(row.more, 'wte', figures=2)})" for row in rows_of(first)]
    return f"Most more would be {words.listing(said)}."


def drivers_sentence(changes: pd.DataFrame, here: Here) -> str:
    """Say what demand alone does to NHS staff."""
    demand = float(_drivers(changes, NHS, here).set_index("driver")["mean"]["demand"])
    added = words.number(demand, "wte", figures=2)
    return f"More people, older people and more use of care account for {added} of the change in NHS staff."


def people_sentence(headcount: pd.DataFrame, here: Here) -> str:
    """Say how many people the NHS staff of the plan's end are."""
    rows = here.own(headcount)
    nhs = rows[(rows["year"] == here.plan_end) & rows["participation_pct"].notna()]
    nhs = nhs[~nhs["staff_group"].isin(["volunteers"])]
    people, wte = float(nhs["headcount"].sum()), float(nhs["mean"].sum())
    return (
        f"All paid staff together would be {words.number(people, 'headcount', figures=3)} people, who work "
        f"{words.number(100 * wte / people, 'percent', decimals=0)} of full time on average."
    )


def sureness(groups: pd.DataFrame, here: Here) -> str:
    """Say how wide the range is, and what it does not hold."""
    nhs = row_of(_at(groups, here, here.plan_end), NHS)
    half = 50 * (float(nhs["p90"]) - float(nhs["p10"])) / float(nhs["mean"])
    return (
        f"The range is {words.number(half, 'percent', decimals=0)} either way: demand, productivity and how sick "
        "patients are. Staff outside the NHS and GPs are England's, shared out"
    )


def key_numbers(explained: pd.DataFrame, groups: pd.DataFrame, here: Here) -> Html:
    """Show the first key numbers as tiles; every one unfolds further down."""
    rows = here.own(explained)
    first = rows[rows["symbol"] == ""].head(TILES)
    today = rows[rows["symbol"] == "T"].set_index("key")["value"]
    said = {key: f"{words.number(value, 'wte', figures=3)} today" for key, value in today.items()}
    return page.key_numbers([explain.tile(row, here, said[row.key]) for row in rows_of(first)])


def more_chart(groups: pd.DataFrame, here: Here) -> Chart:
    """Draw how many more of the groups that grow most the work would take by the plan's end, most first."""
    then = _at(groups, here, here.plan_end).drop(index=[*TOTALS, VOLUNTEERS]).reset_index()
    shown = then[then["mean"] > 0].sort_values("more", ascending=False, ignore_index=True).head(DRAWN)
    today = shown["mean"] - shown["more"]
    shown = shown.assign(least=shown["p10"] - today, most=shown["p90"] - today)
    return charts.bars(
        shown,
        "label",
        "more",
        message=more_message(groups, here),
        subtitle=f"More whole-time staff than today by {words.year_label(here.plan_end)}, {here.name}, 80% "
        "interval of what is needed",
        name="staff-more",
        about=here.about(shown, AS_OF),
        unit="wte",
        low="least",
        high="most",
        columns={"label": "Staff group", "mean": "Needed", "p10": "From", "p90": "To", "more": "More than today"},
        units=dict.fromkeys(("mean", "p10", "p90", "more", "least", "most"), "wte"),
    )


def more_message(groups: pd.DataFrame, here: Here) -> str:
    """Say which group would need most more, and how large a part of its staff today that is."""
    then = _at(groups, here, here.plan_end).drop(index=[*TOTALS, VOLUNTEERS])
    most = then.sort_values("more").iloc[-1]
    today = float(most["mean"] - most["more"])
    if most["more"] <= 0 or today <= 0:
        return "No group of staff that works now would need to grow"
    change = words.change_words(float(most["mean"]) / today)
    return f"{most['label']} would need most more: {words.number(most['more'], 'wte', figures=2)}, {change} than today"


def years_chart(groups: pd.DataFrame, here: Here) -> Chart:
    """Draw NHS staff needed by year with their interval, against those who work for the area now."""
    rows = here.own(groups)
    nhs = rows[rows["staff_group"] == NHS].reset_index(drop=True)
    today = float(nhs.loc[nhs["year"] == here.base_year, "mean"].iloc[0])
    end = row_of(nhs.set_index("year"), here.plan_end)
    change = words.change_words(float(end["mean"]) / today)
    said = words.between(end["p10"], end["p90"], "wte")
    return charts.lines(
        nhs,
        "year",
        "mean",
        message=f"NHS staff needed would be {change} in {words.year_label(here.plan_end)} than now: {said}",
        subtitle=f"Whole-time NHS staff whose work is for the people of {here.name}, 80% interval",
        name="nhs-staff",
        about=here.about(nhs, AS_OF),
        unit="wte",
        low="p10",
        high="p90",
        reference=(today, "work here now"),
        x_words=words.year_label,
        columns={"year": "Year", "mean": "Needed", "p10": "From", "p90": "To", "more": "More than today"},
        units=dict.fromkeys(("mean", "p10", "p90", "more"), "wte"),
    )


def drivers_chart(changes: pd.DataFrame, here: Here) -> Chart:
    """Draw what each driver adds to all paid staff by the plan's end, with its interval."""
    rows = _drivers(changes, PAID, here)
    moved = rows[(rows["mean"].abs() > 1e-6) | (rows["p90"].abs() > 1e-6)].reset_index(drop=True)
    shown = moved if len(moved) else rows
    most = row_of(shown, shown["mean"].abs().idxmax())
    return charts.bars(
        shown,
        "label",
        "mean",
        message=f"What moves all paid staff most is {words.in_sentence(str(most['label']))}: "
        f"{words.number(float(most['mean']), 'wte', figures=2)} by {words.year_label(here.plan_end)}",
        subtitle=f"Whole-time paid staff added by each driver since {words.year_label(here.base_year)}, {here.name}, "
        "80% interval",
        name="staff-drivers",
        about=here.about(shown, AS_OF),
        unit="wte",
        low="p10",
        high="p90",
        columns={"label": "Driver", "mean": "Adds", "p10": "From", "p90": "To"},
        units=dict.fromkeys(("mean", "p10", "p90"), "wte"),
    )


LIMITS = (
    "Staff follow work in proportion: fewer admissions release staff one by one here, but on a ward only when a shift "
    "can be left unfilled. What is released is a ceiling.",
    "Staff needed are staff in post. Bank and agency staff did part of today's work and are not among them; vacancies "
    "are named beside them and never added.",
    "Staff of trusts are shared by where their patients live: good for size, not for comparing areas. A difference "
    "from England's ratio says as much of how work is counted as of how it is done.",
    "Staff are of May 2025 and activity of 2024/25: two months apart.",
)


def limits() -> Html:
    """Say what the reader must know before using these figures."""
    return page.note(*LIMITS)


def _at(groups: pd.DataFrame, here: Here, year: int) -> pd.DataFrame:
    rows = here.own(groups)
    return rows[rows["year"] == year].set_index("staff_group")


def _drivers(changes: pd.DataFrame, group: str, here: Here) -> pd.DataFrame:
    rows = here.own(changes)
    chosen = rows[(rows["staff_group"] == group) & (rows["year"] == here.plan_end)]
    return chosen.reset_index(drop=True)
