"""The rest of monitoring: the year's end, assumptions tested, programmes, triggers, and past projections."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, provenance, words
from planbook.present.here import Here
from planbook.present.html import Html, join

NO_RECORD = (
    "Nothing is on record for this system. A plan of its own, its milestones (milestones.csv), its "
    "counts (actuals.csv) "
    "and what it measured (measured.csv) would be shown here: planbook data template NAME writes each file."
)
OURS = "ours"
STATUS = {
    "open": "to be decided",
    "nothing to decide": "nothing to decide",
    "accepted": "accepted",
    "declined": "declined",
}


def year_end_table(ends: pd.DataFrame, here: Here) -> Html:
    """Show where the year under way would end, beside what was expected of it."""
    rows = here.own(ends)
    if rows.empty:
        return page.note("No year that the model or a plan looks ahead to is under way in the months held.")
    shown = rows.assign(
        year=[f"{words.year_label(int(r.year))}, {r.months_counted} months counted" for r in rows_of(rows)],
        ends=[_with_range(r.value, r.low, r.high, r.unit) for r in rows_of(rows)],
        expected=[_with_range(r.planned, r.planned_low, r.planned_high, r.unit) for r in rows_of(rows)],
        off=["further off than such forecasts usually are" if r.outside else "no" for r in rows_of(rows)],
    )
    columns = {"label": "Measure", "year": "Year", "ends": "Would end at", "expected": "Expected", "off": "Off course?"}
    note = (
        "Counted so far, and the remaining months as expected at the level seen so far; 80% ranges. "
        "Off course: outside "
        "both ranges, and further off than the model's year-ahead forecasts have been in 8 of 10 years and ICBs."
    )
    return page.table(
        shown, f"Where the year would end, {here.name}", columns, about=here.about(rows), name="year-end", note=note
    )


def feedback_table(feedback: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Show assumptions held against what happened: assumed, seen and proposed, and what was decided."""
    if feedback.empty:
        return page.note("No month since the base year, and nothing measured, is held that tests an assumption.")
    meaning = {f"{r.key}[{r.leaf}]" if r.leaf else r.key: r.meaning for r in rows_of(assumptions)}
    units = {f"{r.key}[{r.leaf}]" if r.leaf else r.key: r.unit for r in rows_of(assumptions)}
    rows = feedback.sort_values(["outside", "key"], ascending=[False, True], ignore_index=True)
    alarm = float(assumptions.loc[assumptions["key"] == "monitoring.false_alarm_pct", "value"].iloc[0])
    unit = [units.get(r.key, r.unit or "score") for r in rows_of(rows)]
    shown = rows.drop(columns="status").assign(
        what=[f"{r.label}. {meaning.get(r.key, '')}".strip() for r in rows_of(rows)],
        was=[_with_range(r.value, r.low, r.high, u) for r, u in zip(rows_of(rows), unit, strict=True)],
        found=[_with_range(r.seen, r.seen_low, r.seen_high, u) for r, u in zip(rows_of(rows), unit, strict=True)],
        would=[_proposed(r, u) for r, u in zip(rows_of(rows), unit, strict=True)],
        then=[_decided(r) for r in rows_of(rows)],
        back=[here.steps.get(r.step, r.step) for r in rows_of(rows)],
    )
    columns = {
        "what": "Assumption", "back": "Step", "was": "Assumed", "found": "Seen", "would": "Proposed "
        "update", 
        "then": "Decision",
    }  # fmt: skip
    return page.table(
        shown, f"Assumptions and what happened, {here.names[str(rows['area'].iloc[0])]}", columns,
        about=here.about(rows), name="feedback", note=alarm_words(feedback, alarm),
    )  # fmt: skip


def alarm_words(feedback: pd.DataFrame, alarm: float) -> str:
    """Say how far apart is too far, how often a clean review would raise an alarm, and what an update is."""
    tested = feedback[feedback["how"] != "milestone"]
    mark = float(tested["too_far"].iloc[0]) if len(tested) else float("nan")
    chance = (
        f"{len(tested)} are tested together: one is called outside where assumed and seen lie more than {mark:.1f} "
        f"spreads apart, so that of 100 reviews in which nothing has changed about {alarm:g} would raise an alarm. "
        if len(tested)
        else ""
    )
    return (
        f"{chance}The update weighs both by their precision. Where the assumed range is narrow it "
        "hardly moves, however far "
        "off it is: then ask whether the range is right here. A month that slips goes on the programme's delay."
    )


def programmes_table(programmes: pd.DataFrame, here: Here) -> Html:
    """Show adopted programmes: start, milestones, next review, comparator, and when to stop or scale."""
    if programmes.empty:
        return page.note(NO_RECORD)
    rows = programmes
    shown = rows.assign(
        start=[_start(r) for r in rows_of(rows)],
        when=[_review(r) for r in rows_of(rows)],
    )
    columns = {
        "title": "Programme", "start": "Began", "state": "Milestones", "when": "Review",
        "comparator": "Held against", "stop_or_scale": "Stop or scale", "lead": "Lead",
    }  # fmt: skip
    return page.table(shown, f"Programmes, {here.names[str(rows['area'].iloc[0])]}", columns, name="")


def milestones_table(milestones: pd.DataFrame, here: Here) -> Html:
    """Show milestones: due, done or expected, months late, and why."""
    if milestones.empty:
        return page.note("No programme has been adopted, so no milestone is tracked.")
    rows = milestones
    shown = rows.assign(
        due=[words.month_words(month) for month in rows["due"]],
        seen=["nothing recorded" if month == "" else words.month_words(month) for month in rows["seen_month"]],
        late=[
            f"{r.months_late}{', the effect waits for it' if r.gates and r.months_late else ''}" for r in rows_of(rows)
        ],
    )
    columns = {
        "label": "Milestone", "title": "Programme", "due": "Due", "seen": "Done or expected", "state": "State",
        "late": "Months late", "note": "Why",
    }  # fmt: skip
    return page.table(shown, f"Milestones, {here.names[str(rows['area'].iloc[0])]}", columns, name="")


def slips_table(slips: pd.DataFrame, here: Here) -> Html:
    """Show what slipped starts take from each year of the plan."""
    if slips.empty:
        return page.note("No slipped milestone delays an effect that is not in the plan already.")
    rows = slips
    shown = rows.assign(
        year=[words.year_label(int(year)) for year in rows["year"]],
        was=[words.number(r.planned, r.unit) for r in rows_of(rows)],
        now=[words.number(r.value, r.unit) for r in rows_of(rows)],
        late=[words.count_words(int(r.months_late), "month") for r in rows_of(rows)],
    )
    columns = {
        "title": "Programme",
        "label": "What",
        "year": "Year",
        "was": "Planned",
        "now": "With the slip",
        "late": "Late by",
    }
    note = (
        "Until the slip is accepted the plan has the earlier start. Accepted, it goes on the "
        "programme's delay and every "
        "step after pathways moves with it: care, beds, staff, money and value."
    )
    return page.table(
        shown,
        "What slipped milestones take from the plan",
        columns,
        about=here.about(rows, "projected"),
        name="slips",
        note=note,
    )


def triggers_table(triggers: pd.DataFrame, here: Here) -> Html:
    """Show triggers: mark, latest month, whether and when each fired, and what follows."""
    if triggers.empty:
        return page.note("No trigger is on record: a system writes its own in its monitoring record.")
    rows = triggers
    shown = rows.assign(
        now=[
            "not held" if r.period_to == "" else f"{words.number(r.value, r.unit)} in {words.month_words(r.period_to)}"
            for r in rows_of(rows)
        ],
        state=[_fired(r) for r in rows_of(rows)],
    )
    columns = {"label": "Trigger", "now": "Latest", "state": "Fired?", "action": "What follows", "owner": "Owner"}
    return page.table(shown, f"Triggers, {here.names[str(rows['area'].iloc[0])]}", columns, name="")


def benefits_table(benefits: pd.DataFrame, here: Here) -> Html:
    """Show people helped by each programme since it began, beside the plan for the same months."""
    if benefits.empty:
        return page.note("No programme is on, so no benefit is tracked.")
    rows = benefits
    shown = rows.assign(
        counted=[
            "not held: supply actuals"
            if r.value != r.value
            else f"{words.number(r.value, r.unit)} to {words.month_words(r.period_to)}"
            for r in rows_of(rows)
        ],
        was=["" if r.planned != r.planned else words.number(r.planned, r.unit) for r in rows_of(rows)],
        when=[words.month_words(month) for month in rows["review"]],
    )
    columns = {
        "title": "Programme",
        "label": "Measure",
        "was": "Planned for the same months",
        "counted": "Counted",
        "owner": "Owner",
        "when": "Review",
    }
    return page.table(
        shown,
        f"Benefits, {here.names[str(rows['area'].iloc[0])]}",
        columns,
        about=here.about(rows, "to date"),
        name="benefits",
    )


def not_held_table(missing: pd.DataFrame, here: Here) -> Html:
    """Show the measures of which no month is held, why, and the template that would supply them."""
    rows = here.own(missing)
    if rows.empty:
        return page.note("A month is held of every measure.")
    shown = rows.rename(columns={"label": "what"}).assign(supply=[f"template {name}" for name in rows["template"]])
    return page.not_held(shown)


def checks(measures: pd.DataFrame, ends: pd.DataFrame, backtest: pd.DataFrame) -> list[str]:
    """Say what was checked, in sentences."""
    inside = bool((ends["low"] <= ends["value"] + 1e-9).all() and (ends["value"] <= ends["high"] + 1e-9).all())
    tried = backtest[backtest["method"] == OURS]
    return [
        f"Every one of {len(measures)} measures has limits that hold its mean."
        if bool((measures["lower"].isna() | (measures["lower"] <= measures["upper"])).all())
        else "A measure has limits that do not hold its mean.",
        "Every year's end lies within its range." if inside else "A year's end lies outside its range.",
        f"{int(tried['cells'].sum())} forecasts were run on months up to their origin; a changed "
        "later month moves none of them "
        "(tested with one that cheats, which is caught).",
    ]


def _proposed(row: Any, unit: str) -> str:
    return (
        _with_range(row.proposed, row.proposed_low, row.proposed_high, unit) if row.outside else "none: within chance"
    )


def _decided(row: Any) -> str:
    said = STATUS.get(row.status, row.status)
    return f"{said}, {words.date_words(row.decided_on)}, {row.who}: {row.why}" if row.decided_on else said


def _start(row: Any) -> str:
    if not row.months_late:
        return words.month_words(row.begins)
    return f"{words.month_words(row.begins)}, {words.count_words(int(row.months_late), 'month')} late"


def _review(row: Any) -> str:
    ahead = int(row.months_ahead)
    when = (
        "now"
        if ahead == 0
        else f"in {words.count_words(ahead, 'month')}"
        if ahead > 0
        else f"{words.count_words(-ahead, 'month')} ago"
    )
    return f"{words.month_words(row.review)} ({when})"


def _fired(row: Any) -> str:
    if not row.fired:
        return "no"
    return (
        f"yes, in {words.month_words(row.fired)}, and still past the mark"
        if row.on
        else f"in {words.month_words(row.fired)}; back since"
    )


def _with_range(value: float, low: float, high: float, unit: str) -> str:
    said = words.number(value, unit)
    return said if words.is_missing(low) else f"{said} ({words.to(low, high, unit)})"


def tracked(
    programmes: pd.DataFrame, milestones: pd.DataFrame, slips: pd.DataFrame, benefits: pd.DataFrame, here: Here
) -> Html:
    """Show adopted programmes, their milestones, what slips take, and benefits; one note where none is adopted."""
    if programmes.empty:
        return page.note(NO_RECORD)
    return join(
        [
            programmes_table(programmes, here),
            benefits_table(benefits, here),
            milestones_table(milestones, here),
            slips_table(slips, here),
        ]
    )


def assumed(assumptions: pd.DataFrame) -> Html:
    """Show what this step assumes of its own; what it tests stands above, and on the pages of its steps."""
    return provenance.assumptions_table(assumptions[assumptions["key"].str.startswith("monitoring.")])


def closing(missing: pd.DataFrame, said: list[str], sources: pd.DataFrame, here: Here) -> Html:
    """Close the page: what nobody holds, the checks, and the sources."""
    return join([not_held_table(missing, here), page.checks(said), provenance.sources_table(sources)])
