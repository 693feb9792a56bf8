"""How monitoring reads: is the plan still valid, what is off it, and which charts say so."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, element, join
from planbook.present.pages.monitoring_past import past_words

GROUPS = {
    "activity": "Activity", "workforce": "Workforce", "money": "Money", "performance": "Performance",
    "benefits": "Benefits", "outcomes": "Outcomes",
}  # fmt: skip
MOST_CHARTS = 3
FLAGS = ("concern", "improvement", "special")
VARIATION = {
    "improvement": ("+", "Better: more than chance"),
    "concern": ("-", "Worse: more than chance"),
    "special": ("!", "Changed: more than chance"),
    "common": ("~", "Chance"),
    "too_few": ("?", "Too few months"),
}
ASSURANCE = {
    "consistently": ("P", "Would meet it every month"),
    "never": ("F", "Would miss it as it runs"),
    "hit_and_miss": ("?", "Hit and miss"),
    "not_rated": ("", "Too old to rate"),
    "no_target": ("", "No standard"),
}
INSIDE = "within the range"


def opening(
    about: pd.DataFrame, measures: pd.DataFrame, valid: pd.DataFrame, backtest: pd.DataFrame, here: Here
) -> Html:
    """Open the page: whether the plan holds, what is furthest from it, and how good projections used to be."""
    row: Any = next(rows_of(here.own(about)))
    plan = "the plan" if row.has_plan else "the path the model drew from the base year"
    facts = {
        "What this is": f"What happened beside {plan}, looked at on {words.date_words(row.day)}",
        "How sure we are": past_words(backtest),
        "Made from": f"Months of {words.period_words(row.period_from, row.period_to)}"
        + ("" if row.has_plan else "; no plan of the system's own is on record"),
        **here.round,
    }
    return page.masthead(title(valid, measures, bool(row.has_plan), here), standfirst(measures, valid, here), facts)


def title(valid: pd.DataFrame, measures: pd.DataFrame, has_plan: bool, here: Here) -> str:
    """Say in one sentence how many measures changed by more than chance, and whether the plan holds."""
    own = here.own(measures)
    moved, held = own[own["variation"].isin(FLAGS)], own[own["variation"] != "too_few"]
    counted = f"{words.count_words(len(moved), 'measure')} of {len(held)} changed by more than chance"
    failed = valid[valid["order"].gt(1) & valid["verdict"].eq("does not hold")]
    if not has_plan:
        return f"{counted} in {here.short}; there is no plan here to hold them against"
    tests = int((valid["order"].gt(1) & valid["verdict"].ne("cannot be said")).sum())
    whose = here.short_of(str(valid["area"].iloc[0]))
    if failed.empty:
        return f"The plan of {whose} still holds: {counted}"
    return f"The plan of {whose} needs another look: {len(failed)} of {tests} tests speak against it"


def standfirst(measures: pd.DataFrame, valid: pd.DataFrame, here: Here) -> str:
    """Tell the story: off the plan, better and worse, what cannot be said."""
    own = here.own(measures)
    own = own[own["group"] != "benefits"]
    worse, better = (own[own["variation"] == name] for name in ("concern", "improvement"))
    said = [off_sentence(own)]
    if len(worse):
        said.append(f"Getting worse by more than chance: {_listed(worse)}.")
    if len(better):
        said.append(f"Getting better: {_listed(better)}.")
    old = own[own["stale"]]
    if len(old):
        newest = words.month_words(str(own["month"].max()))
        said.append(f"The newest month held is {newest}; series over six months old are not rated against a standard.")
    return " ".join(each for each in said if each)


def off_sentence(own: pd.DataFrame) -> str:
    """Say which measure was furthest from what was expected of the month, of those outside its range."""
    held = own.dropna(subset=["planned", "planned_low"])
    if held.empty:
        return "No month is held that the model or a plan looks ahead to."
    out = held[(held["value"] < held["planned_low"]) | (held["value"] > held["planned_high"])]
    if out.empty:
        return f"All {len(held)} measures with an expected month were within its range."
    row: Any = next(rows_of(out.loc[[out["off_plan_pct"].abs().idxmax()]]))
    way = "above" if row.off_plan_pct > 0 else "below"
    return (
        f"{len(out)} of {len(held)} measures were outside the range expected of their latest month, furthest "
        f"{words.in_sentence(row.label)}: {words.number(abs(row.off_plan_pct), 'percent')} {way}."
    )


def measures_table(measures: pd.DataFrame, here: Here) -> Html:
    """Show every measure at its latest month: beside what was expected, variation and assurance by sign and word."""
    rows = here.own(measures)
    if rows.empty:
        return page.note("No month is held for this area.")
    shown = rows.assign(
        kind=[GROUPS[group] for group in rows["group"]],
        when=[words.month_words(month) for month in rows["month"]],
        said=[words.number(r.value, r.unit) for r in rows_of(rows)],
        plan=[_plan(r) for r in rows_of(rows)],
        varies=[_varies(r) for r in rows_of(rows)],
        sure=[_assured(r) for r in rows_of(rows)],
    )
    order = {name: place for place, name in enumerate(GROUPS)}
    shown = shown.sort_values("group", key=lambda each: each.map(order), kind="stable", ignore_index=True)
    columns = {
        "label": "Measure", "kind": "Kind", "when": "Latest month", "said": "Counted", "plan": "Expected",
        "varies": "Variation", "sure": "Against the standard",
    }  # fmt: skip
    note = (
        "Variation: ~ chance; + better, - worse, ! changed, each by more than chance (outside the "
        "limits, 7 months on one "
        "side of the mean or going one way, or 2 of 3 near a limit). Standard: P met, F missed, ? hit and miss, if the "
        "process runs on as it does. Limits on fewer than 13 months are on trial. Seasons are not taken out."
    )
    return page.table(shown, f"What happened, {here.name}", columns, about=here.about(rows), name="measures", note=note)


def valid_table(valid: pd.DataFrame, here: Here) -> Html:
    """Show each test of whether the plan still holds, with its reason; one sentence where there is none for an area."""
    if valid.empty:
        return page.note("Whether the plan still holds is tested for the whole system.")
    columns = {"label": "Test", "verdict": "Result", "because_of": "Why"}
    return page.table(valid, f"Is the plan still valid? {here.names[str(valid['area'].iloc[0])]}", columns, name="")


def control_charts(series: pd.DataFrame, measures: pd.DataFrame, here: Here) -> Html:
    """Draw the control charts of at most three measures: those that changed first, and nearest to people."""
    own, months = here.own(measures), here.own(series)
    able = own[own["points"] > 0]
    rank = able["variation"].map({"concern": 0, "improvement": 1, "special": 2}).fillna(3)
    age = able["stale"].astype(int)
    kind = able["group"].map({"performance": 0, "workforce": 1, "activity": 2}).fillna(3)
    first = able.assign(rank=rank, age=age, kind=kind).sort_values(["age", "kind", "rank"], kind="stable")
    chosen = first.drop_duplicates("kind").head(MOST_CHARTS)
    drawn = [control_chart(months[months["measure"] == row.measure], row, here) for row in rows_of(chosen)]
    return join([page.figure(chart) for chart in drawn]) if drawn else page.note("No series is long enough to chart.")


def control_chart(months: pd.DataFrame, row: Any, here: Here) -> Chart:
    """Draw one measure's control chart with its latest state as the message."""
    run = months[months["flag"] != "too_few"].reset_index(drop=True)
    held = row.target == row.target
    target = (float(row.target), "standard") if held and row.assurance != "no_target" else None
    phases = f" Rebased: {row.rebased}" if row.rebased else ""
    return charts.control(
        run.rename(columns={}),
        better=row.better,
        message=f"{row.label}: {chart_words(row)}",
        subtitle=f"{here.name}, {words.period_words(run['month'].iloc[0], run['month'].iloc[-1])}, with mean and "
        f"limits{', limits on trial' if row.trial else ''}.{phases}",
        name=f"control-{row.measure.replace('_', '-')}",
        about=here.about(run, words.month_words(row.month)),
        unit=row.unit,
        target=target,
        columns={
            "month": "Month",
            "value": "Counted",
            "centre": "Mean",
            "lower": "Lower limit",
            "upper": "Upper limit",
        },
        units=dict.fromkeys(("value", "centre", "lower", "upper"), row.unit),
    )


def chart_words(row: Any) -> str:
    """Say what the latest month of a chart says."""
    value = words.number(row.value, row.unit)
    said = {
        "common": "varies by chance", "improvement": "better by more than chance", "concern": "worse "
        "by more than chance",
        "special": f"{'higher' if row.beyond > 0 else 'lower'} by more than chance",
    }  # fmt: skip
    return f"{value} in {words.month_words(row.month)}, {said[row.variation]}"


def _plan(row: Any) -> str:
    if row.planned != row.planned:
        return "nothing expected yet"
    said = words.number(row.planned, row.unit)
    if row.planned_low != row.planned_low:
        return said
    inside = row.planned_low <= row.value <= row.planned_high
    beside = INSIDE if inside else "counted is above it" if row.value > row.planned_high else "counted is below it"
    return f"{said} ({words.to(row.planned_low, row.planned_high, row.unit)}): {beside}"


def _varies(row: Any) -> Html:
    sign, said = VARIATION[row.variation]
    trial = ", on trial" if row.trial else ""
    return join([element("strong", sign), f" {said}{trial}"])


def _assured(row: Any) -> Html:
    sign, said = ASSURANCE[row.assurance]
    level = f": {words.number(row.target, row.unit)}" if row.target == row.target else ""
    return join([element("strong", sign), f" {said}{level}".strip() if not sign else f" {said}{level}"])


def _listed(rows: pd.DataFrame) -> str:
    names = [words.in_sentence(label.partition(",")[0]) for label in rows["label"]]
    more = [*names[:3], f"{len(names) - 3} more"] if len(names) > 3 else names
    return words.listing(more)
