"""How need reads: who will need care, where they live, and how that compares with England and with sister places."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import charts, page, provenance, words
from planbook.present.charts import Chart
from planbook.present.here import ENGLAND, Here
from planbook.present.html import Html

AGES = {"0-19": "Under 20", "20-64": "20 to 64", "65-74": "65 to 74", "75+": "75 and over"}
OLDEST_AGES = "75+"
EVERYONE = "All ages"
CONDITIONS_SHOWN = 8
WELL = "healthy"
HIGH_TIERS = ("very_high", "high")
LOW_TIER = "low"
PROJECTION_FROM = "mid-2023"


def opening(growth: pd.DataFrame, cohort: pd.DataFrame, deprivation: pd.DataFrame, here: Here) -> Html:
    """Open the page: how many older people, how deprived, and whom neighbourhood teams would look after."""
    now = row_of(here.own(cohort).set_index("year"), here.plan_start)
    facts = {
        "What this is": "A projection of people and need, before any change in how care is given",
        "How sure we are": "Numbers of people follow England's projection; segments are modelled from England's rates",
        "Made from": f"Population estimates of {PROJECTION_FROM} and England's projection from 2022",
        **here.round,
    }
    sentences = [
        f"{everyone(growth, here)}.",
        f"{deprived(deprivation, here)}.",
        f"About {words.number(now['mean'], 'people', low=now['p10'], high=now['p90'])} people, "
        f"{words.in_every_100(now['share_pct'] / 100)}, belong to the group neighbourhood teams would look after first "
        f"in {words.year_words(here.plan_start)}.",
        "No programme of change is counted here.",
    ]
    return page.masthead(older(growth, here), " ".join(sentences), facts)


def older(growth: pd.DataFrame, here: Here) -> str:
    """Say how the number of people aged 75 and over changes to the horizon."""
    return _change(growth, OLDEST_AGES, here, f"people aged {AGES[OLDEST_AGES]}")


def everyone(growth: pd.DataFrame, here: Here) -> str:
    """Say how the number of all people changes to the horizon."""
    return _change(growth, EVERYONE, here, "people of all ages")


def _change(growth: pd.DataFrame, group: str, here: Here, who: str) -> str:
    rows = here.own(growth)
    last = rows[(rows["age_group"] == group) & (rows["year"] == here.horizon)]
    change = words.change_words(1 + float(last["change_pct"].iloc[0]) / 100, less="fewer")
    if change == "little changed":
        return f"{here.short} will have about as many {who} in {here.horizon} as in {here.base_year}"
    return f"{here.short} will have {change} {who} in {here.horizon} than in {here.base_year}"


def growth_chart(growth: pd.DataFrame, here: Here) -> Chart:
    """Draw how each age group changes from the base year; the message is about the oldest."""
    rows = here.own(growth)
    rows = rows[rows["age_group"].isin(AGES)].assign(ages=rows["age_group"].map(AGES)).reset_index(drop=True)
    return charts.lines(
        rows,
        "year",
        "change_pct",
        "ages",
        message=older(growth, here),
        subtitle=f"Change in people since {words.year_label(here.base_year)}, {here.short}, per cent",
        name="growth",
        about=here.about(rows, f"{PROJECTION_FROM}, projected"),
        unit="percent_change",
        focus=AGES[OLDEST_AGES],
        x_words=words.year_label,
        columns={"ages": "Age", "year": "Year", "people": "People", "change_pct": "Change"},
        units={"people": "people", "change_pct": "percent_change"},
    )


def deprived(deprivation: pd.DataFrame, here: Here) -> str:
    """Say how many live in England's most deprived fifth, which holds 20 in every 100 of England."""
    most = row_of(here.own(deprivation).set_index("imd_quintile"), 1)
    share = words.in_every_100(most["share_pct"] / 100)
    there = words.in_every_100(most["england_share_pct"] / 100)
    said = f"{share} of the people in {here.short} live in England's most deprived fifth, against {there} in England"
    return said[:1].upper() + said[1:]


def deprivation_chart(deprivation: pd.DataFrame, here: Here) -> Chart:
    """Draw the share of people in each national deprivation fifth."""
    names = {1: "Most deprived fifth", 2: "Second", 3: "Middle", 4: "Fourth", 5: "Least deprived fifth"}
    rows = here.own(deprivation)
    rows = rows.assign(fifth=rows["imd_quintile"].map(names))
    return charts.bars(
        rows,
        "fifth",
        "share_pct",
        message=deprived(deprivation, here),
        subtitle=f"People by national deprivation fifth (Indices of Deprivation 2025), {here.short}, per cent",
        name="deprivation",
        about=here.about(rows, "Census March 2021"),
        unit="percent",
        focus=names[1],
        columns={"fifth": "Fifth", "people": "People", "share_pct": "Share", "england_share_pct": "England"},
        units={"people": "people", "share_pct": "percent", "england_share_pct": "percent"},
    )


def segments_chart(segments: pd.DataFrame, here: Here) -> Chart:
    """Draw people by segment at the start of the plan, with intervals; everyone is in exactly one."""
    rows = here.own(segments)
    now = rows[(rows["year"] == here.plan_start) & (rows["segment"] != WELL)].reset_index(drop=True)
    return charts.bars(
        now,
        "label",
        "mean",
        message=segments_message(segments, here),
        subtitle=f"People by segment, {here.short}, {words.year_label(here.plan_start)}, 80% interval; others are well",
        name="segments",
        about=here.about(now, f"{PROJECTION_FROM}, projected"),
        unit="people",
        low="p10",
        high="p90",
        columns={"label": "Segment", "mean": "People", "p10": "From", "p90": "To", "share_pct": "Share"},
        units={"mean": "people", "p10": "people", "p90": "people", "share_pct": "percent"},
    )


def segments_message(segments: pd.DataFrame, here: Here) -> str:
    """Say which segment grows most, in people, from the start of the plan to the horizon."""
    rows = here.own(segments)
    wide = rows.pivot(index="label", columns="year", values="mean")
    more = (wide[here.horizon] - wide[here.plan_start]).sort_values()
    name, added = str(more.index[-1]), float(more.iloc[-1])
    if added <= 0:
        return f"No segment of need grows in {here.short} from {here.plan_start} to {here.horizon}"
    return (
        f"The segment that grows most is {words.in_sentence(name)}: about "
        f"{words.number(added, 'people', figures=2)} more people, {here.plan_start} to {here.horizon}"
    )


def tiers_chart(tiers: pd.DataFrame, here: Here) -> Chart:
    """Draw the share of people in each raised risk tier at the start of the plan, beside England in the table."""
    now = tiers[(tiers["year"] == here.plan_start) & (tiers["tier"] != LOW_TIER)]
    england = here.beside(now).set_index("tier")["share_pct"]
    rows = here.own(now).assign(england=lambda frame: frame["tier"].map(england))
    return charts.bars(
        rows,
        "label",
        "share_pct",
        message=tiers_message(tiers, here),
        subtitle=f"People by risk tier, {here.short}, {words.year_label(here.plan_start)}, per cent; others: low risk",
        name="tiers",
        about=here.about(rows, f"{PROJECTION_FROM}, projected"),
        unit="percent",
        columns={
            "label": "Tier", "mean": "People", "p10": "From", "p90": "To", "share_pct": "Share", "england": "England",
        },
        units={"mean": "people", "p10": "people", "p90": "people", "share_pct": "percent", "england": "percent"},
    )  # fmt: skip


def tiers_message(tiers: pd.DataFrame, here: Here) -> str:
    """Say the share in the two highest tiers together, beside England's."""
    now = tiers[(tiers["year"] == here.plan_start) & tiers["tier"].isin(HIGH_TIERS)]
    mine, there = (float(now.loc[now["area"] == code, "share_pct"].sum()) for code in (here.area, ENGLAND))
    said, england = (words.number(share, "percent", decimals=1) for share in (mine, there))
    if said == england:
        return f"{said} of people in {here.short} are at high or very high risk, as in England"
    return f"{said} of people in {here.short} are at high or very high risk, against {england} in England"


def cohort_chart(cohort: pd.DataFrame, here: Here) -> Chart:
    """Draw the neighbourhood cohort by year, with its interval."""
    rows = here.own(cohort)
    first, last = (rows[rows["year"] == year].iloc[0] for year in (here.base_year, here.horizon))
    change = words.change_words(last["mean"] / first["mean"], less="fewer")
    said = "changes little in number" if change == "little changed" else f"has {change} people"
    return charts.lines(
        rows,
        "year",
        "mean",
        message=f"The group neighbourhood teams would look after first {said}, {here.base_year} to {here.horizon}",
        subtitle=f"People in the neighbourhood health cohort, {here.short}, 80% interval",
        name="cohort",
        about=here.about(rows, f"{PROJECTION_FROM}, projected"),
        unit="people",
        low="p10",
        high="p90",
        x_words=words.year_label,
        columns={"year": "Year", "mean": "People", "p10": "From", "p90": "To", "share_pct": "Share"},
        units={"mean": "people", "p10": "people", "p90": "people", "share_pct": "percent"},
    )


def prevalence_chart(prevalence: pd.DataFrame, here: Here) -> Chart:
    """Draw the registers that differ most from England's, in points, with 95% intervals where they can be had."""
    rows = here.own(prevalence)
    away = (rows["prevalence_pct"] - rows["england_prevalence_pct"]).abs()
    shown = rows.loc[away.nlargest(CONDITIONS_SHOWN).index].assign(
        gap=lambda frame: frame["prevalence_pct"] - frame["england_prevalence_pct"]
    )
    ordered = shown.sort_values("gap", ascending=False, ignore_index=True)
    return charts.bars(
        ordered,
        "label",
        "gap",
        message=prevalence_message(prevalence, here),
        subtitle=f"People on registers or in surveys, {here.short} less England, percentage points",
        name="prevalence",
        about=here.about(ordered),
        unit="percentage_points",
        columns={
            "label": "Condition", "prevalence_pct": "Here", "low": "From", "high": "To",
            "england_prevalence_pct": "England", "period_to": "Year to",
        },
        units=dict.fromkeys(("prevalence_pct", "low", "high", "england_prevalence_pct"), "percent"),
    )  # fmt: skip


def prevalence_message(prevalence: pd.DataFrame, here: Here) -> str:
    """Say which register differs most from England's, in points."""
    rows = here.own(prevalence)
    gap = rows["prevalence_pct"] - rows["england_prevalence_pct"]
    first = row_of(rows, gap.abs().idxmax())
    mine, there = (words.number(first[name], "percent") for name in ("prevalence_pct", "england_prevalence_pct"))
    if mine == there:
        return f"Every disease register in {here.short} holds about the same share of people as England's"
    return f"{first['label']} differs most: {mine} of those counted in {here.short}, {there} in England"


def index_chart(index: pd.DataFrame, here: Here) -> Chart:
    """Draw need a person by component, England being 1."""
    rows = here.own(index)
    return charts.bars(
        rows,
        "label",
        "index",
        message=index_message(index, here),
        subtitle=f"Need a person in the national allocation formula, {here.short}, England is 1",
        name="need-index",
        about=here.about(rows, "allocations for 2025/26"),
        unit="index",
        reference=(1.0, "England"),
        columns={
            "label": "Component",
            "registered_people": "Registered",
            "weighted_people": "Weighted",
            "index": "Index",
        },
        units={"registered_people": "people", "weighted_people": "people", "index": "index"},
    )


def index_message(index: pd.DataFrame, here: Here) -> str:
    """Say which component of need is furthest above England's, or that none is."""
    rows = here.own(index)
    first = row_of(rows, rows["index"].idxmax())
    if first["index"] <= 1:
        return f"No component of need in {here.short} is above England's"
    above = words.number(100 * (first["index"] - 1), "percent", decimals=0)
    return f"Need in {here.short} is furthest above England for {str(first['label']).lower()}: {above} more a person"


def places_chart(index: pd.DataFrame, here: Here) -> Chart:
    """Draw overall need a person in the system and its places, in order of name, as they are apportioned."""
    overall = index[(index["component"] == "overall") & (index["area"] != ENGLAND)]
    rows = overall.assign(who=overall["area"].map(here.short_of)).reset_index(drop=True)
    low, high = row_of(rows, rows["index"].idxmin()), row_of(rows, rows["index"].idxmax())
    least, most = words.number(low["index"], "index"), words.number(high["index"], "index")
    return charts.bars(
        rows,
        "who",
        "index",
        message=f"Need a person runs from {least} in {low['who']} to {most} in {high['who']}, England being 1",
        subtitle="Overall need in the national allocation formula, England is 1; places in order of name",
        name="need-places",
        about=here.about(rows, "allocations for 2025/26"),
        unit="index",
        focus=here.short,
        reference=(1.0, "England"),
        columns={"who": "Area", "registered_people": "Registered", "weighted_people": "Weighted", "index": "Index"},
        units={"registered_people": "people", "weighted_people": "people", "index": "index"},
    )


def places(index: pd.DataFrame, here: Here) -> Html:
    """Show need beside sister places, or say that the system is one place."""
    if not here.places:
        return page.note(f"{here.short} is one place: there are no sister places to set beside it.")
    return page.figure(places_chart(index, here))


def inequality_table(inequality: pd.DataFrame, here: Here) -> Html:
    """Show the gap between the most and the least deprived ends, with 95% intervals, beside England's."""
    rows = here.own(inequality)
    england = here.beside(inequality).set_index("indicator")["slope_index"]
    shown = rows.assign(
        gap=[words.quantity(row.slope_index, _of_gap(row.unit), signed=True) for row in rows_of(rows)],
        span=[words.to(row.low, row.high, _of_gap(row.unit)) for row in rows_of(rows)],
        england=[words.number(england.get(row.indicator), _of_gap(row.unit), signed=True) for row in rows_of(rows)],
        share=[_times(row.relative_index) for row in rows_of(rows)],
        when=[words.month_words(row.period_to) for row in rows_of(rows)],
    )
    columns = {
        "label": "What", "gap": "Gap, least to most deprived", "span": "95% interval", "england": "England's gap",
        "share": "Most deprived end against least", "when": "When", "basis": "Basis", "note": "Before you use it",
    }  # fmt: skip
    if not shown["share"].str.len().any():
        columns.pop("share")
    return page.table(shown, f"Inequality within {here.short}", columns, about=here.about(rows), name="inequality")


def _of_gap(unit: str) -> str:
    return "percentage_points" if unit == "percent" else unit


def _times(relative: float) -> str:
    return "" if words.is_missing(relative) else words.quantity(relative, "ratio")


def standardised(rates: pd.DataFrame, here: Here) -> Html:
    """Show use of hospital for its age and sex, or say why a place has none of its own."""
    if here.own(rates).empty:
        return page.note(
            "Hospital use is published by ICB. A place's share of it follows need, so a comparison would only show "
            "the share."
        )
    return page.figure(standardised_chart(rates, here))


def standardised_chart(standardised: pd.DataFrame, here: Here) -> Chart:
    """Draw use of hospital for every 100 expected at England's rates by age and sex, with 95% intervals."""
    rows = here.own(standardised)
    return charts.dots(
        rows,
        "label",
        "ratio",
        "low",
        "high",
        message=standardised_message(standardised, here),
        subtitle=f"Events for every 100 expected at England's rates by age and sex, {here.short}, 95% interval",
        name="standardised",
        about=here.about(rows),
        unit="standardised_ratio",
        reference=(100.0, "England"),
        columns={
            "label": "Use", "observed": "Counted", "expected": "Expected", "ratio": "Ratio", "low": "From",
            "high": "To",
        },
        units={"observed": "people", "expected": "people", "ratio": "standardised_ratio", "low": "standardised_ratio",
               "high": "standardised_ratio"},
    )  # fmt: skip


def standardised_message(standardised: pd.DataFrame, here: Here) -> str:
    """Say whether use of hospital is above or below what age and sex would give, where the interval is clear of 100."""
    said = [_against_expected(row) for row in rows_of(here.own(standardised))]
    return f"Against what age and sex would give: {words.listing(said)}"


def _against_expected(row: Any) -> str:
    away = words.number(abs(float(row.ratio) - 100), "percent", decimals=0)
    way = "above" if row.low > 100 else "below" if row.high < 100 else ""
    label = words.in_sentence(row.label)
    return f"{label} {away} {way}" if way else f"{label} not clearly different"


def checks(people: pd.DataFrame, segments: pd.DataFrame, tiers: pd.DataFrame, here: Here) -> list[tuple[bool, str]]:
    """Check that places add up to the system, and that segments and tiers hold everyone exactly once."""
    return [
        provenance.adds_up(people, "people", ["year", "sex", "age_band"], "People by age and sex", here),
        provenance.adds_up(segments, "mean", ["year", "segment"], "People by segment", here),
        provenance.adds_up(tiers, "mean", ["year", "tier"], "People by risk tier", here),
        provenance.partition(segments, people, "segment", "Segments", here),
        provenance.partition(tiers, people, "tier", "Risk tiers", here),
    ]


def sources_shown(*frames: pd.DataFrame) -> list[str]:
    """Give the source keys of the tables shown, once each, in order."""
    return list(dict.fromkeys(key for frame in frames for key in frame["source"]))
