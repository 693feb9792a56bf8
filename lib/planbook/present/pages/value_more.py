"""The rest of value: over time, who gains, where the money goes, and what moves when a million pounds moves."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, provenance, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.value import ALL, AS_OF, FIFTHS, NOTHING_ON, basis_words, who_sentence


def who_chart(who: pd.DataFrame, here: Here) -> Chart | None:
    """Draw who gains by deprivation fifth beside who lives here; none where nobody does."""
    rows = here.own(who)
    mine = rows[rows["programme"] == ALL]
    if float(mine["benefit"].sum()) <= 0:
        return None
    parts = {"Health gained": "share_pct", "People here": "people_share_pct"}
    drawn = pd.concat([mine.assign(what=what, value=mine[column]) for what, column in parts.items()], ignore_index=True)
    drawn["fifth"] = drawn["imd_quintile"].map(FIFTHS)
    return charts.stacked(
        drawn,
        "what",
        "fifth",
        "value",
        message=who_sentence(who, here).rstrip("."),
        subtitle=f"Part of health gained, and of people, by deprivation, {here.name}",
        name="who",
        about=here.about(drawn, AS_OF),
        unit="percent",
        ordered=True,
        columns={"what": "Of", "fifth": "Deprivation", "value": "Part"},
        units={"value": "percent"},
    )


def who_gains(who: pd.DataFrame, here: Here) -> Html:
    """Show who gains by deprivation, and with and without equity weights; one note where nobody does."""
    chart = who_chart(who, here)
    return join([page.figure(chart), who_table(who, here)]) if chart else page.note(NOTHING_ON)


def who_table(who: pd.DataFrame, here: Here) -> Html:
    """Show benefits by programme to the most deprived fifth, and with and without equity weights."""
    rows = here.own(who)
    rows = rows[rows.groupby("programme")["benefit"].transform("sum") > 0]
    if rows.empty:
        return page.note(NOTHING_ON)
    sums = rows.groupby("title", sort=False)[["benefit", "weighted"]].sum()
    first = rows[rows["imd_quintile"] == 1].set_index("title")["share_pct"]
    shown = sums.assign(first=first, times=sums["weighted"] / sums["benefit"]).reset_index()
    columns = {
        "title": "Programme",
        "first": "To the most deprived fifth",
        "benefit": "Health gained",
        "weighted": "Weighted for deprivation",
        "times": "Weighted over plain",
    }
    units = {"first": "percent", "benefit": "gbp", "weighted": "gbp", "times": "ratio"}
    note = (
        f"{basis_words(here)} Weights (red: judgement) are scaled, so that health spread as "
        "people are weighs the same. The weighted sum stands beside the plain one."
    )
    return page.table(
        shown,
        f"With and without equity weights, {here.name}",
        columns,
        units=units,
        about=here.about(rows, AS_OF),
        name="equity",
        note=note,
    )


def years_table(years: pd.DataFrame, here: Here) -> Html:
    """Show costs and benefits over time, and their sum at present worth."""
    rows = here.own(years)
    if float(rows.loc[rows["kind"] == "cost", "mean"].sum()) <= 0:
        return page.note(NOTHING_ON)
    kept = [here.plan_start, here.plan_end, here.horizon]
    wide = rows.pivot(index="label", columns="year", values="mean")[kept].reindex(rows["label"].unique())
    present = rows.groupby("label")["discounted"].sum()
    shown = wide.set_axis([f"of_{year}" for year in kept], axis=1).assign(present=present).reset_index()
    shown = shown[shown.drop(columns="label").abs().sum(axis=1) > 0]
    columns = {
        "label": "What",
        **{f"of_{year}": words.year_label(year) for year in kept},
        "present": "All years, present worth",
    }
    return page.table(
        shown,
        f"Costs and benefits over time, {here.name}",
        columns,
        units=dict.fromkeys(list(columns)[1:], "gbp"),
        about=here.about(rows, AS_OF),
        name="years",
        note=basis_words(here),
    )


def marginal_table(marginal: pd.DataFrame, here: Here) -> Html:
    """Show what the next £1 million would bring in each programme, and what moving it there would add."""
    rows = here.own(marginal).sort_values("order", ignore_index=True)
    if rows.empty:
        return page.note(NOTHING_ON)
    columns = {
        "label": "£1 million more for",
        "helped": "Helped",
        "qaly": "Years in full health",
        "cash_released": "Cash released",
        "capacity_released": "Room for other care",
        "benefit": "Benefit",
        "moves": "More than where it brings least",
    }
    units = {
        "helped": "people",
        "qaly": "qaly",
        **dict.fromkeys(("cash_released", "capacity_released", "benefit", "moves"), "gbp"),
    }
    note = (
        f"{basis_words(here)} The next pound does less than the mean one (red: judgement). Means, "
        "on weak evidence: the order is a question to ask, not an answer."
    )
    return page.table(
        rows,
        f"If £1 million moved, {here.name}",
        columns,
        units=units,
        about=here.about(rows, AS_OF),
        name="marginal",
        note=note,
    )


def budget_table(budget: pd.DataFrame, here: Here) -> Html:
    """Show where the money goes by group of care, a person beside England, and where it goes if nothing changes."""
    rows = here.own(budget)
    columns = {
        "label": "Care",
        "value": words.year_label(here.base_year),
        "then": (f"If nothing changes, {words.year_label(here.plan_end)}"),
        "per_person": "A person",
        "england_rate": "England, a person",
        "basis": "Basis",
    }
    note = (
        f"{words.year_label(here.base_year)} prices, national average costs; pay with "
        "employer's on-costs. Groups shared out by need differ "
        "between areas only as need does."
    )
    return page.table(
        rows,
        f"Where the money goes, {here.name}",
        columns,
        units=dict.fromkeys(("value", "then", "per_person", "england_rate"), "gbp"),
        about=here.about(rows, AS_OF),
        name="budget",
        note=note,
    )


def outcomes_table(outcomes: pd.DataFrame, here: Here) -> Html:
    """Show what is gained in its own units by programme."""
    rows = here.own(outcomes)
    rows = rows[rows["mean"].abs() > 0].reset_index(drop=True)
    if rows.empty:
        return page.note(NOTHING_ON)
    shown = rows.assign(
        amount=[words.number(r.mean, r.unit, low=r.p10, high=r.p90) for r in rows_of(rows)],
        span=[words.to(r.p10, r.p90, r.unit) for r in rows_of(rows)],
    )
    columns = {
        "title": "Programme",
        "label": "What",
        "amount": f"{words.year_label(here.plan_start)} to {words.year_label(here.horizon)}",
        "span": "Range",
    }
    return page.table(
        shown,
        f"Gained in its own units, {here.name}",
        columns,
        about=here.about(rows, AS_OF),
        name="outcomes",
        note="Not discounted. Years of different people add up; nobody is counted in two.",
    )


def proxies_note() -> Html:
    """Say how a system brings proxies it holds a licence for, and why none is here."""
    return page.note(
        "Financial proxies of social value (national TOMs and the like) are under licence, "
        "so none is shipped and local jobs stand as jobs. "
        "A system that holds a licence supplies value_proxies.csv in its local folder: area, "
        "proxy (local_job, apprenticeship or "
        "volunteer_hour), gbp, version. Unit cost tables of PSSRU are quoted as single figures only."
    )


def checks(summary: pd.DataFrame, kinds: pd.DataFrame, who: pd.DataFrame, here: Here) -> list[tuple[bool, str]]:
    """Check that kinds add up to benefits, programmes to all, fifths to the whole, and places to the system."""
    mine = here.own(summary).set_index("programme")
    by_kind = here.own(kinds)
    gains = by_kind[by_kind["kind"] != "cost"].groupby("programme")["mean"].sum()
    fifths = here.own(who).groupby("programme")["benefit"].sum()
    health = by_kind[by_kind["kind"].isin(["health", "wellbeing"])].groupby("programme")["mean"].sum()
    parts = mine.drop(index=ALL)[["cost", "benefit"]].sum()
    return [
        (
            bool((gains - mine["benefit"]).abs().max() < 0.01),
            "Kinds of benefit add up to the benefit of every programme, to the penny.",
        ),
        (
            all(abs(float(parts[name]) - float(mine[name][ALL])) < 0.01 for name in ("cost", "benefit")),
            "Programmes add up to all programmes, to the penny.",
        ),
        (bool((fifths - health).abs().max() < 0.01), "Deprivation fifths add up to all health gained, to the penny."),
        provenance.adds_up(summary, "cost", ["programme"], "Cost by programme", here),
    ]
