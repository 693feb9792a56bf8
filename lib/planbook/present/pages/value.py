"""How value reads: what good is done, for whom, at what cost, and how likely it is to be worth it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.finance import in_millions, named_stress, red_rated
from planbook.present.tiles import KeyNumber

AS_OF = "2024/25, projected"
ALL = "all"
MOST_STRESS = 12
NOTHING_ON = "No programme is on in this scenario: there is nothing to weigh."
FIFTHS = {1: "Most deprived fifth", 2: "Second", 3: "Third", 4: "Fourth", 5: "Least deprived fifth"}


def basis_words(here: Here) -> str:
    """Say price base, years and discounting, as every table of value does."""
    return (
        f"{words.year_label(here.base_year)} prices, years "
        f"{words.year_label(here.plan_start)} to {words.year_label(here.horizon)}, "
        f"at their worth in {words.year_label(here.plan_start)}: cash and carbon discounted "
        "at 3.5% a year, health at 1.5%. Pay with "
        "employer's on-costs."
    )


def opening(
    summary: pd.DataFrame, who: pd.DataFrame, stress: pd.DataFrame, assumptions: pd.DataFrame, here: Here
) -> Html:
    """Open the page: whether it is likely to be worth it, for whom, and on what weak evidence."""
    named = red_rated(stress, assumptions, here)
    facts = {
        "What this is": "A first weighing of options, on evidence that is mostly judgement",
        "How sure we are": f"Moved most by assumptions rated red: {words.listing(named[:3])}"
        if named
        else "Nothing to weigh",
        "Made from": "Programmes' reach and effects, national costs, and what health is worth by the Green Book",
        **here.round,
    }
    lines = board_lines(summary, who, here)
    return page.masthead(lines[0].rstrip("."), " ".join(lines[1:]), facts)


def board_lines(summary: pd.DataFrame, who: pd.DataFrame, here: Here) -> list[str]:
    """Say for the board: benefits for each pound with their chance, which are likeliest, and who gains."""
    rows = here.own(summary)
    spent = rows[rows["cost"] > 0]
    if spent.empty:
        return [NOTHING_ON, "Turn programmes on in a scenario such as options to see what they would bring."]
    whole = spent[spent["programme"] == ALL].iloc[0]
    each = spent[spent["programme"] != ALL].sort_values("chance_pct", ascending=False)
    return [worth_sentence(whole, here), likely_sentence(each), nhs_sentence(whole), who_sentence(who, here)]


def worth_sentence(whole: pd.Series, here: Here) -> str:
    """Say the benefit of each pound, its interval and the chance of being worth it."""
    value, low, high = (words.number(whole[name], "gbp_for_each_gbp") for name in ("ratio", "ratio_low", "ratio_high"))
    return (
        f"In {here.short} programmes of this kind would bring about {value} of benefit for "
        f"each £1 ({low} to {high}), with "
        f"{_chance(whole['chance_pct'])} of being worth what they cost."
    )


def likely_sentence(each: pd.DataFrame) -> str:
    """Say which programmes are likeliest and least likely to be worth it."""
    first, last = each.iloc[0], each.iloc[-1]
    said = f"The likeliest to be worth it is {_short(first['label'])} ({_chance(first['chance_pct'])})"
    if len(each) == 1:
        return f"{said}."
    return f"{said}, the least likely {_short(last['label'])} ({_chance(last['chance_pct'])})."


def nhs_sentence(whole: pd.Series) -> str:
    """Say the chance when health counts only for what the NHS could gain it for elsewhere, in cash and care alone."""
    return (
        "Against what the same money could do elsewhere in the NHS the chance is "
        f"{_chance(whole['nhs_chance_pct'], short=True)}: "
        "most of the worth is health, not cash."
    )


def who_sentence(who: pd.DataFrame, here: Here) -> str:
    """Say what part of the health gained reaches the most deprived fifth, beside its part of people."""
    rows = here.own(who)
    mine = rows[(rows["programme"] == ALL) & (rows["imd_quintile"] == 1)]
    if mine.empty or float(mine["benefit"].iloc[0]) <= 0:
        return ""
    row = mine.iloc[0]
    gain, people = (words.number(row[name], "percent", decimals=0) for name in ("share_pct", "people_share_pct"))
    fair = "less than their part" if row["share_pct"] < row["people_share_pct"] - 0.5 else "no less than their part"
    return f"The most deprived fifth, {people} of people here, would have {gain} of the health gained: {fair}."


def _chance(pct: float, short: bool = False) -> str:
    said = "under 1 in 100" if pct < 1 else "over 99 in 100" if pct > 99 else f"{round(pct)} in 100"
    return said if short else f"a chance of {said}"


def _short(label: str) -> str:
    return words.in_sentence(label.partition(":")[0].partition(",")[0])


def key_numbers(summary: pd.DataFrame, outcomes: pd.DataFrame, here: Here) -> Html:
    """Show chance, net worth, years of full health and cost of each as tiles."""
    rows = here.own(summary)
    whole = rows[rows["programme"] == ALL]
    if whole.empty or float(whole["cost"].iloc[0]) <= 0:
        return page.note(NOTHING_ON)
    row: Any = next(rows_of(whole))
    units = here.own(outcomes)
    health: Any = next(rows_of(units[(units["programme"] == ALL) & (units["measure"] == "qaly")]))
    about = {"basis": row.basis, "source": here.publications.get(row.source, row.source), "as_of": AS_OF}
    how = [basis_words(here)]
    tiles = [
        KeyNumber(
            "Benefit for each £1 of cost",
            row.ratio,
            row.ratio_low,
            row.ratio_high,
            "gbp_for_each_gbp",
            _chance(row.chance_pct),
            how,
            **about,
        ),
        KeyNumber("Net worth to the horizon", row.net, row.low, row.high, "gbp", "", how, **about),
        KeyNumber("Years of life in full health", health.mean, health.p10, health.p90, "qaly", "", how, **about),
    ]
    return page.key_numbers(tiles)


def worth_chart(summary: pd.DataFrame, here: Here) -> Chart | None:
    """Draw net worth by programme with its interval; none where nothing is spent."""
    rows = here.own(summary)
    drawn = rows[(rows["cost"] > 0) & (rows["programme"] != ALL)].sort_values("net", ascending=False, ignore_index=True)
    if drawn.empty:
        return None
    short = [label.partition(":")[0].partition(",")[0] for label in drawn["label"]]
    named = in_millions(drawn.assign(name=short), ["cost", "benefit", "net", "low", "high"])
    return charts.bars(
        named,
        "name",
        "net",
        low="low",
        high="high",
        message=likely_sentence(drawn.sort_values("chance_pct", ascending=False)).rstrip("."),
        subtitle=f"Net worth by programme to {words.year_label(here.horizon)}, {here.name}, 80% interval",
        name="worth",
        about=here.about(named, AS_OF),
        unit="gbp_millions",
        columns={
            "label": "Programme",
            "cost": "Cost",
            "benefit": "Benefit",
            "net": "Net worth",
            "chance_pct": "Chance of being worth it",
        },
        units={"cost": "gbp_millions", "benefit": "gbp_millions", "net": "gbp_millions", "chance_pct": "percent"},
    )


def worth(summary: pd.DataFrame, here: Here) -> Html:
    """Show net worth by programme as a chart and in full; one note where nothing is spent."""
    chart = worth_chart(summary, here)
    return join([page.figure(chart), summary_table(summary, here)]) if chart else page.note(NOTHING_ON)


def summary_table(summary: pd.DataFrame, here: Here) -> Html:
    """Show whether each programme is worth it: cost, benefit, net, for each pound, and both chances."""
    rows = here.own(summary)
    spent = rows[rows["cost"] > 0].reset_index(drop=True)
    if spent.empty:
        return page.note(NOTHING_ON)
    shown = spent.assign(
        each=[
            f"{words.number(r.ratio, 'gbp_for_each_gbp')} ({words.to(r.ratio_low, r.ratio_high, 'gbp_for_each_gbp')})"
            for r in rows_of(spent)
        ],
        chance=[_chance(r.chance_pct, short=True) for r in rows_of(spent)],
        nhs=[_chance(r.nhs_chance_pct, short=True) for r in rows_of(spent)],
    )
    columns = {
        "label": "Programme", "cost": "Cost", "benefit": "Benefit", "net": "Net worth", "each": "For each £1",
        "chance": "Chance it is worth it", "nhs": "Against other care", "cost_per_helped": "Each helped",
        "cost_per_qaly": "Each year in full health",
    }  # fmt: skip
    note = (
        f"{basis_words(here)} 'For each £1' is the median over draws. 'Against other care' "
        "values health at £25,000 a year in full "
        "health, and counts cash and room for other care. Costs of each are undiscounted numbers over present cost."
    )
    units = dict.fromkeys(("cost", "benefit", "net", "cost_per_helped", "cost_per_qaly"), "gbp")
    return page.table(
        shown[list(columns)],
        f"Is it worth it? {here.name}",
        columns,
        units=units,
        about=here.about(spent, AS_OF),
        name="summary",
        note=note,
    )


def triple_table(triple: pd.DataFrame, here: Here) -> Html:
    """Show personal, allocative, technical and social value of all programmes together."""
    rows = here.own(triple).dropna(subset="value")
    if rows.empty or float(rows.loc[rows["unit"] == "gbp", "value"].abs().sum()) == 0:
        return page.note(NOTHING_ON)
    shown = rows.assign(
        said=[words.number(r.value, r.unit, low=_end(r.low), high=_end(r.high)) for r in rows_of(rows)],
        span=["" if words.is_missing(r.low) else words.to(r.low, r.high, r.unit) for r in rows_of(rows)],
    )
    columns = {"title": "Value", "label": "Measure", "said": "All programmes", "span": "Range", "basis": "Basis"}
    return page.table(
        shown,
        f"Four kinds of value, {here.name}",
        columns,
        about=here.about(rows, AS_OF),
        name="triple",
        note=basis_words(here),
    )


def _end(value: float) -> float | None:
    return None if words.is_missing(value) else value


def register_table(register: pd.DataFrame, here: Here) -> Html:
    """Show the benefits register: measure, from, to, owner, when, and how it is tracked."""
    rows = here.own(register)
    if rows.empty:
        return page.note(NOTHING_ON)
    shown = rows.assign(
        now=["" if r.measure == "helped" else words.number(r.reference, r.unit) for r in rows_of(rows)],
        then=["" if r.measure == "helped" else words.number(r.value, r.unit) for r in rows_of(rows)],
        goal=[words.number(r.target, r.unit) for r in rows_of(rows)],
        when=[f"{words.year_label(int(r.year))}; reviewed {words.month_words(r.review)}" for r in rows_of(rows)],
    )
    columns = {
        "title": "Programme", "label": "Measure", "now": words.year_label(here.base_year), "then": "If nothing changes",
        "goal": "With the programme", "owner": "Owner", "when": "When", "how": "How it is tracked",
    }  # fmt: skip
    note = (
        "Each measure is credited to one programme at a time, so targets of several do not add "
        "up. An owner '-' is nobody yet."
    )
    return page.table(
        shown, f"Benefits register, {here.name}", columns, about=here.about(rows, AS_OF), name="register", note=note
    )


def stress_table(stress: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Show net worth at the low and high end of the assumptions that move it most."""
    rows = named_stress(stress, assumptions, here).head(MOST_STRESS)
    if rows.empty:
        return page.note("No single assumption moves the answer more than chance does.")
    columns = {
        "label": "Assumption",
        "low": "At its low end",
        "value": "Mean",
        "high": "At its high end",
        "rating": "Evidence",
    }
    return page.table(
        rows, f"What moves net worth, {here.name}", columns, units=dict.fromkeys(("low", "value", "high"), "gbp"),
        about=here.about(rows, AS_OF), name="value-stress", note=basis_words(here),
    )  # fmt: skip
