"""How pathways read: what programmes would change, where the work lands, and what it would take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, explain, page, words
from planbook.present.about import About
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html

TILES = 4
OFF = "Nothing is switched on in this scenario, so this is nought for every programme."
FALLING = (
    *("ae_major", "ae_minor", "ambulance", "emergency_same_day", "emergency_overnight", "emergency_bed_days"),
    *("mental_health_bed_days", "referrals", "outpatient_first", "outpatient_follow_up", "elective_ordinary"),
)
GRADES = {"H": "high", "M": "medium", "L": "low", "U": "unverified"}


def on(programmes: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give the programmes that are on here."""
    rows = here.own(programmes)
    return rows[rows["on"]].reset_index(drop=True)


def subject(programmes: pd.DataFrame, here: Here) -> str:
    """Say whose programmes these are: the system's own, or of a kind that others run."""
    mine = on(programmes, here)
    return "The programmes adopted" if len(mine) and mine["adopted"].all() else "Programmes of this kind"


def opening(
    programmes: pd.DataFrame, explained: pd.DataFrame, room: pd.DataFrame, gaps: pd.DataFrame, here: Here
) -> Html:
    """Open the page: what programmes would free, what they would bring elsewhere, whether there is room, the cost."""
    mine = on(programmes, here)
    facts = {
        "What this is": what_this_is(programmes, here),
        "How sure we are": sureness(mine if len(mine) else here.own(programmes)),
        "Made from": "Demand as projected in 04, and what is published or judged of each programme; 2024/25 prices",
        **here.round,
    }
    if mine.empty:
        count = words.count_words(len(here.own(programmes)), "option")
        said = (
            f"In this scenario demand stays as it is and no programme changes anything. The {count} below can be "
            "switched on: the scenario 'Options to consider' has them all on, with what they would do and take."
        )
        return page.masthead(f"Nothing is switched on for {here.short}; {count} could be considered", said, facts)
    sentences = [hospital(explained, here), tightest(room, here), cost(explained, here), fairness(gaps, here)]
    return page.masthead(title(programmes, explained, here), " ".join(filter(None, sentences)), facts)


def what_this_is(programmes: pd.DataFrame, here: Here) -> str:
    """Say whether these are options or what a system has adopted."""
    mine = on(programmes, here)
    if len(mine) and mine["adopted"].all():
        return f"What the {words.count_words(len(mine), 'programme')} adopted would do, if they went as written"
    return "Options: what would happen if programmes of this kind reached these people here. Nobody has agreed to them"


def sureness(rows: pd.DataFrame) -> str:
    """Say how well evidenced programmes are at their weakest."""
    counted = rows["grade"].map(GRADES).value_counts()
    graded = words.listing([f"{count} {grade}" for grade, count in counted.items()])
    return f"Weak. By its weakest effect each programme's evidence is: {graded}. How many are reached is judgement"


def title(programmes: pd.DataFrame, explained: pd.DataFrame, here: Here) -> str:
    """Give the message: hospital beds set free, and care asked for outside hospital."""
    beds, contacts = number_of(explained, "beds_change", here), number_of(explained, "contacts_change", here)
    freed = f"free about {_size(beds)} hospital beds" if beds["value"] < 0 else "free no hospital beds"
    asked = f"ask for {_large(contacts)} more appointments and contacts outside it"
    subject_said = subject(programmes, here)
    return f"{subject_said} would {freed} in {here.short} by {words.year_label(here.plan_end)}, and {asked}"


def hospital(explained: pd.DataFrame, here: Here) -> str:
    """Say what would happen to A&E visits and emergency admissions in a year."""
    said = [
        _fewer(number_of(explained, key, here), what)
        for key, what in (("ae_visits_change", "A&E visits"), ("admissions_change", "emergency admissions"))
    ]
    return (
        f"In {words.year_label(here.plan_end)} there would be {words.listing(said)}, each unit counted once and after "
        "a haircut for optimism."
    )


def tightest(room: pd.DataFrame, here: Here) -> str:
    """Say where work would arrive that there is least room for."""
    rows = here.own(room)
    rows = rows[(rows["year"] == here.plan_end) & (rows["arriving"] > 0)]
    if rows.empty or rows["share_pct"].min() > 99:
        return "There would be room for the work they move elsewhere."
    row = next(rows_of(rows.sort_values("share_pct").head(1)))
    arriving, free = words.number(row.arriving, row.unit, figures=2), words.number(row.mean, row.unit, figures=2)
    what = f"Room is tightest for {words.in_sentence(row.label)}: {arriving} more would arrive and there"
    if row.arriving > row.mean:
        return f"{what} is room for {free}, so what rests on it counts only in part."
    return f"{what} is probably room, for about {free}."


def cost(explained: pd.DataFrame, here: Here) -> str:
    """Say what programmes would cost a year."""
    row = number_of(explained, "cost_a_year", here)
    amount = words.number(row["value"], "gbp", low=row["low"], high=row["high"])
    return f"They would cost {amount} a year before anything is released."


def fairness(gaps: pd.DataFrame, here: Here) -> str:
    """Say how many programmes would reach poor neighbourhoods less than rich ones."""
    rows = here.own(gaps)
    wider = rows[rows["finding"] == "widens"]
    if wider.empty:
        return ""
    helped = int((rows["finding"] != "nobody is helped").sum())
    return (
        f"As written, {len(wider)} of {words.count_words(helped, 'programme')} would reach people in poor "
        "neighbourhoods less often than in rich ones."
    )


def number_of(explained: pd.DataFrame, key: str, here: Here) -> pd.Series:
    """Give a key number's own row."""
    rows = here.own(explained)
    return rows[(rows["key"] == key) & (rows["symbol"] == "")].iloc[0]


def _large(row: pd.Series) -> str:
    """Say a size, in millions where it is that large."""
    size = abs(row["value"])
    return f"{size / words.MILLION:.1f} million" if size >= words.MILLION else _size(row)


def _size(row: pd.Series) -> str:
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    return words.number(abs(row["value"]), row["unit"], low=low, high=high)


def sizes(low: float, high: float, unit: str) -> str:
    """Write the interval of a change by its size, smallest first: -22,000 to -4,000 is "4,000 to 22,000"."""
    least, most = sorted((abs(low), abs(high)))
    return words.to(least, most, unit)


def _fewer(row: pd.Series, what: str) -> str:
    """Say a change with its range: "6,000 fewer A&E visits (3,000 to 9,000)"; no clear change where it spans nought."""
    if row["low"] < 0 < row["high"]:
        return f"no clear change in {what}"
    way = "fewer" if row["value"] < 0 else "more"
    ends = sizes(row["low"], row["high"], str(row["unit"]))
    return f"{_size(row)} {way} {what} ({ends})"


def key_numbers(programmes: pd.DataFrame, explained: pd.DataFrame, here: Here) -> Html:
    """Show the first key numbers as tiles; every one unfolds further down."""
    if on(programmes, here).empty:
        return page.note(OFF)
    rows = here.own(explained).assign(period_to="")  # the source named is our judgement, which has no newest figure
    return page.key_numbers([explain.tile(row, here) for row in rows_of(rows[rows["symbol"] == ""].head(TILES))])


def summary_table(programmes: pd.DataFrame, things: pd.DataFrame, gaps: pd.DataFrame, here: Here) -> Html:
    """Show each programme on a row: whom it would help, what it would take, how strong its evidence is."""
    rows, taken = here.own(programmes), _at_the_end(things, here)
    findings = here.own(gaps).set_index("programme")["finding"]
    shown = rows.assign(
        helped=[_helped(row) for row in rows_of(rows)],
        staff=[_sum_said(taken, name, "workforce", "wte") for name in rows["programme"]],
        a_year=[_yearly(taken, name) for name in rows["programme"]],
        start=[words.month_words(month) for month in rows["begins"]],
        evidence=rows["grade"].map(GRADES).str.capitalize(),
        fair=rows["programme"].map(findings).str.capitalize(),
    )
    columns = {
        "label": "Programme",
        "who": "For whom",
        "start": "Begins",
        "lead": "Lead",
        "evidence": "Weakest evidence",
    }
    if len(on(programmes, here)):
        year = words.year_label(here.plan_end)
        columns = {
            "label": "Programme", "helped": f"Helped in {year}", "staff": "Staff", "a_year": "Cost a year",
            "fair": "Gap between rich and poor", "start": "Begins", "evidence": "Weakest evidence",
        }  # fmt: skip
    return page.table(shown, f"{subject(programmes, here)}, {here.short}", columns, about=here.about(rows, "2026"))


def _helped(row: Any) -> str:
    if row.mean == 0:
        return "off"
    return words.quantity(row.mean, row.unit, low=row.p10, high=row.p90)


def _at_the_end(things: pd.DataFrame, here: Here) -> pd.DataFrame:
    rows = here.own(things)
    return rows[rows["year"] == here.plan_end]


def _sum_said(taken: pd.DataFrame, programme: str, theme: str, unit: str) -> str:
    mine = taken[(taken["programme"] == programme) & (taken["theme"] == theme) & (taken["thing"] != "volunteers")]
    total = float(mine["mean"].sum())
    return words.number(total, unit, figures=2) if total else "none"


def _yearly(taken: pd.DataFrame, programme: str) -> str:
    mine = taken[(taken["programme"] == programme) & taken["thing"].isin(["recurrent", "digital"])]
    total = float(mine["mean"].sum())
    return words.number(total, "gbp", figures=2) if total else "none"


def change_chart(points: pd.DataFrame, here: Here) -> Chart:
    """Draw the change of each main line of care against demand, with its interval."""
    rows = here.own(points)
    chosen = rows[(rows["year"] == here.plan_end) & rows["point"].isin(FALLING)].copy()
    for end in ("p10", "p90"):
        chosen[f"{end}_pct"] = 100 * chosen[end] / chosen["before"]
    ordered = chosen.sort_values("of_demand_pct", ignore_index=True)
    return charts.bars(
        ordered,
        "label",
        "of_demand_pct",
        message=change_message(points, here),
        subtitle="Change in hospital and ambulance work against demand in "
        f"{words.year_label(here.plan_end)}, {here.name}, per cent, 80% interval",
        name="pathways-change",
        about=sourced(ordered, here),
        unit="percent_change",
        low="p10_pct",
        high="p90_pct",
        columns={"label": "Care", "of_demand_pct": "Change", "before": "Demand", "mean": "Change a year"},
        units={"of_demand_pct": "percent_change", "before": "contacts", "mean": "contacts"},
    )


def change_message(points: pd.DataFrame, here: Here) -> str:
    """Say which line falls furthest, and which of all rises most."""
    rows = here.own(points)
    chosen = rows[(rows["year"] == here.plan_end) & rows["of_demand_pct"].notna()].sort_values("of_demand_pct")
    least, most = next(rows_of(chosen.head(1))), next(rows_of(chosen.tail(1)))
    if least.of_demand_pct >= 0:
        return f"No line of care would fall; {words.in_sentence(most.label)} would grow most"
    falls = words.number(abs(least.of_demand_pct), "percent", decimals=1)
    rises = words.number(most.of_demand_pct, "percent_change", decimals=0, signed=True)
    return f"{least.label} would fall furthest, by {falls}; {words.in_sentence(most.label)} would grow most, {rises}"


def where_it_lands(points: pd.DataFrame, programmes: pd.DataFrame, here: Here) -> Html:
    """Show the chart and table of where work lands, or that nothing is on."""
    if on(programmes, here).empty:
        return page.note(OFF)
    return Html(page.figure(change_chart(points, here)) + points_table(points, here))


def points_table(points: pd.DataFrame, here: Here) -> Html:
    """Show work before and after at each point, what is avoided, what reappears and what programmes deliver."""
    rows = here.own(points)
    end = rows[rows["year"] == here.plan_end]
    first = rows[rows["year"] == here.plan_start].set_index("point")["mean"]
    shown = end.assign(
        start=[_signed(first[row.point], row.unit) for row in rows_of(end)],
        was=[words.number(row.before, row.unit, figures=3) for row in rows_of(end)],
        change=[words.number(row.mean, row.unit, low=row.p10, high=row.p90, signed=True) for row in rows_of(end)],
        ends=[_ends(row) for row in rows_of(end)],
        less=[_signed(-row.avoided, row.unit) for row in rows_of(end)],
        more=[_signed(row.displaced, row.unit) for row in rows_of(end)],
        given=[_signed(row.delivered, row.unit) for row in rows_of(end)],
    )
    year = words.year_label(here.plan_end)
    columns = {
        "label": "Care", "was": f"Demand in {year}", "start": f"Change in {words.year_label(here.plan_start)}",
        "change": f"Change in {year}", "ends": "Range", "less": "Avoided", "more": "Reappears here",
        "given": "Programmes deliver",
    }  # fmt: skip
    table = page.table(
        shown, f"Work at each point of delivery, {here.name}", columns,
        about=sourced(end, here), name="pathways-points",
    )  # fmt: skip
    return page.unfold(f"All {len(end)} points of delivery: avoided, reappearing and delivered", table)


def sourced(rows: pd.DataFrame, here: Here) -> About:
    """Give source, date and basis of what rests on demand and on what is believed of programmes."""
    about = here.about(rows, "base year 2024/25, projected")
    return replace(about, source="Demand as in its own report; what is believed of programmes, as listed below")


def _signed(value: float, unit: str) -> str:
    return words.number(value, unit, figures=2, signed=True) if abs(value) >= 0.5 else "0"


def _ends(row: Any) -> str:
    return words.to(row.p10, row.p90, row.unit)


def checks(
    points: pd.DataFrame, things: pd.DataFrame, shared: pd.DataFrame, fifths: pd.DataFrame, here: Here
) -> list[tuple[bool, str]]:
    """Check that credits add up to the change, parts to the whole, and that nobody is helped who is not in a cohort."""
    rows = here.own(points)
    end = rows[rows["year"] == here.plan_end].set_index("point")
    given = _at_the_end(things, here)
    credited = given[given["thing"].isin(end.index)].groupby("thing")["mean"].sum().reindex(end.index).fillna(0.0)
    gap = float((credited - end["mean"]).abs().max())
    whole = (end["after"] - (end["before"] - end["avoided"] + end["displaced"] + end["delivered"])).abs().max()
    people = here.own(fifths)
    outside = int((people["mean"] > people["cohort"] * 1.000001 + 1e-9).sum())
    return [
        (gap < 1e-3, f"What programmes are credited with adds up to the change at each of {len(end)} points."),
        (float(whole) < 1e-3, "Work after is work before, less what is avoided, plus what reappears and is delivered."),
        (outside == 0, "Nobody is helped twice by one programme, or outside its cohort, in any deprivation fifth."),
        (len(here.own(shared)) > 0, "Each line's change is shared among programmes alone, in order and by credit."),
    ]
