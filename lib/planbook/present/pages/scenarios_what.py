"""How what is done, what tips and what matters read: triggers, tipping points, ranking, goal seek and regret."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import row_of, rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.scenarios import BASE, OWN, label_of

AS_OF = "base year 2024/25, projected"
SHOWN = 10
RARE = 5.0  # per cent
NEARLY_ALL, HARDLY_ANY = 90.0, 10.0


def triggers(fired: pd.DataFrame, names: pd.DataFrame, here: Here) -> Html:
    """Show what each trigger would do where it fires: how often, when, and the worst month with and without."""
    if here.area != here.system:
        return Html("")
    rows = fired[fired["chance_pct"] >= RARE].reset_index(drop=True)
    lead = (
        "A trigger is watched month by month in every future drawn. When it fires, what it starts is there after the "
        "months it takes, and stays for its time. Nobody has agreed to any of them."
    )
    shown = pd.DataFrame([_trigger(row, names) for row in rows_of(rows)])
    columns = {
        "what": "Trigger", "where": "Scenario", "often": "Fires in", "when": "First", "without": "Worst month without",
        "with": "With", "months": "Months past what can be borne, without and with", "cost": "Cost over the plan",
    }  # fmt: skip
    table = page.table(
        shown, f"Triggers, with and without, {here.name}", columns, about=here.about(rows, AS_OF), name="triggers"
    )
    return join(
        [
            page.section("What could be done when it happens", lead),
            _sentences(rows, names),
            page.unfold("Every trigger in every scenario, with and without", table),
        ]
    )


def _sentences(rows: pd.DataFrame, names: pd.DataFrame) -> Html:
    """Say of each trigger where it would help most, and by how much."""
    said = []
    for _, mine in rows[rows["scenario"] != OWN].groupby("trigger", sort=False):
        gain = mine["months_without"] - mine["months_with"]
        row: Any = row_of(mine, gain.idxmax())
        where = words.in_sentence(label_of(names, str(row["scenario"])))
        without, with_it = (words.number(row[name], "months", figures=2) for name in ("months_without", "months_with"))
        if without == with_it:
            said.append(f"To {row['label']} would come too late to change much: most in {where}.")
            continue
        said.append(
            f"To {row['label']} would help most in {where}: {with_it} months past what can be borne, not {without}."
        )
    return page.text(*said)


def _trigger(row: Any, names: pd.DataFrame) -> dict[str, str]:
    first = words.month_words(row.first_month)
    span = "" if row.from_month == row.to_month else f" ({words.period_words(row.from_month, row.to_month)})"
    return {
        "what": f"{row.label[:1].upper()}{row.label[1:]}",
        "where": label_of(names, row.scenario),
        "often": f"{row.chance_pct:.0f} of 100 futures",
        "when": f"{first}{span}",
        "without": words.quantity(row.without, row.unit, figures=3),
        "with": words.quantity(row.with_it, row.unit, figures=3),
        "months": f"{words.number(row.months_without, 'months', figures=2)} and "
        f"{words.number(row.months_with, 'months', figures=2)}",
        "cost": words.number(row.cost, "gbp", low=row.cost_low, high=row.cost_high),
    }


def done_and_tipped(fired: pd.DataFrame, points: pd.DataFrame, names: pd.DataFrame, here: Here) -> Html:
    """Show triggers, then tipping points; both are of the system."""
    return join([triggers(fired, names, here), tipping(points, here)])


def tipping(points: pd.DataFrame, here: Here) -> Html:
    """Say in words which assumptions together make the area miss each target."""
    if here.area != here.system:
        return Html("")
    lead = "Among the futures drawn, those that miss a target were compared with those that do not."
    said = [sentence(mine, here) for _, mine in points.groupby("answer", sort=False)]
    return join([page.section("What would tip it", lead), page.text(*said)])


def sentence(points: pd.DataFrame, here: Here) -> str:
    """Say one target's tipping point: "if A is above 1.9% and B below 80%, Here needs ... in 7 of 10 futures"."""
    first: Any = points.iloc[0]
    target = words.quantity(first["target"], str(first["unit"]), figures=3)
    mark = f"({words.in_sentence(str(first['label']))} above {target})"
    missed = f"{first['missed_pct']:.0f} of 100 futures"
    if not first["key"]:
        often = "nearly every future" if first["missed_pct"] > NEARLY_ALL else "hardly any future"
        if HARDLY_ANY <= first["missed_pct"] <= NEARLY_ALL:
            return (
                f"{here.short} {first['misses']} {mark} in {missed}; nothing assumed sets these apart from the others."
            )
        return f"{here.short} {first['misses']} {mark} in {often} drawn ({missed})."
    limits = words.listing([limit(row) for row in rows_of(points)])
    return (
        f"If {limits}, {here.short} {first['misses']} {mark} in {tenths(first['inside_pct'])} futures, instead of "
        f"{tenths(first['missed_pct'])} in all. {first['coverage_pct']:.0f} of 100 futures that miss it are like that."
    )


def limit(row: Any) -> str:
    """Say one limit: an assumption above or below a level; of one with many values, where in its range."""
    name = f"'{words.in_sentence(row.assumption_label)}'"
    if row.leaves > 1:
        side = "highest" if row.bad_side == "above" else "lowest"
        return f"{name} is among its {side} {row.beyond_pct:.0f} in 100"
    return f"{name} is {row.bad_side} {words.quantity(row.limit, row.limit_unit)}"


def tenths(percent: float) -> str:
    """Say a share of futures: "7 of 10"."""
    return f"{round(percent / 10)} of 10"


def appendix(
    ranked: pd.DataFrame,
    swings: pd.DataFrame,
    seek: pd.DataFrame,
    regret: pd.DataFrame,
    names: pd.DataFrame,
    here: Here,
) -> Html:
    """Show ranking, one-at-a-time swings, goal seek and regret; of the system, off by place."""
    if here.area != here.system:
        return Html("")
    parts = [
        page.section("Appendix: what matters, what would have to be true, what would be regretted"),
        ranking(ranked, here),
        page.unfold("One assumption at a time: the answer at its low and its high end", _swings(swings, here)),
        page.unfold("What would have to be true to meet each target", _seek(seek, here)),
        page.unfold("Which choice would be regretted least, whatever comes", _regret(regret, names, here)),
    ]
    return join(parts)


def ranking(ranked: pd.DataFrame, here: Here) -> Html:
    """Show the assumptions that explain most of how unsure we are, with their impact and quality."""
    rows = ranked.head(SHOWN).reset_index(drop=True)
    floor = words.number(float(rows["floor_pct"].iloc[0]), "percent", decimals=0)
    shown = rows.assign(
        share=[words.number(row.variance_pct, "percent", decimals=0) for row in rows_of(rows)],
        sure=["yes" if told else "no" for told in rows["told"]],
        rating=rows["quality"],
    )
    columns = {
        "label": "Assumption", "answer_label": "What it moves most", "share": "Of its variance",
        "impact_rating": "Impact",        "sure": "Told from chance", "rating": "Evidence",
    }  # fmt: skip
    note = (
        f"Share of the variance of an answer in the plan's last year that would go if the assumption were known. Under "
        f"{floor} chance alone could give as much, with {words.number(len(ranked), 'items')} assumptions tried; those "
        "are never rated above low. Shares of assumptions that act together are not counted."
    )
    about = here.about(ranked.assign(basis="modelled", source=ranked["evidence"]).head(SHOWN), AS_OF)
    return page.table(shown, f"What matters most, {here.name}", columns, about=about, name="what-matters", note=note)


def _swings(swings: pd.DataFrame, here: Here) -> Html:
    moves = swings[swings["low_at"] != swings["high_at"]]
    first, rest, none = moves.head(SHOWN), moves.iloc[SHOWN:], len(swings) - len(moves)
    parts = [_one_by_one(first, "One at a time", "swings", here)]
    if len(rest):
        said = f"The other {words.number(len(rest), 'items')} that move an answer, in the order of what they explain"
        parts.append(page.unfold(said, _one_by_one(rest, "One at a time, the others", "other-swings", here)))
    if none:
        parts.append(
            page.note(f"{words.number(none, 'items')} more that have a range move none of these answers here.")
        )
    return join(parts)


def _one_by_one(swings: pd.DataFrame, title: str, name: str, here: Here) -> Html:
    ends = {"low_end": "low_at", "now": "middle", "high_end": "high_at"}
    shown = swings.assign(
        **{
            to: [words.quantity(value, unit, figures=3) for value, unit in zip(swings[of], swings["unit"], strict=True)]
            for to, of in ends.items()
        }
    )
    columns = {
        "label": "Assumption", "answer_label": "Answer in the plan's last year", "low_end": "At its low end",
        "now": "As it is", "high_end": "At its high end",
    }  # fmt: skip
    note = "What one end changes with all else at its value, added to the mean over all draws."
    return page.table(shown, f"{title}, {here.name}", columns, about=here.about(swings, AS_OF), name=name, note=note)


def _seek(seek: pd.DataFrame, here: Here) -> Html:
    if seek.empty:
        return page.note("No single number moves a target enough to be sought.")
    said = [seek_sentence(row) for row in rows_of(seek)]
    return page.text(*said)


def seek_sentence(row: Any) -> str:
    """Say what an assumption would have to be to meet a target, or that it cannot meet it within what is possible."""
    target = words.quantity(row.target, row.unit, figures=3)
    name, goal = f"'{words.in_sentence(row.assumption_label)}'", words.in_sentence(row.label)
    is_now = words.quantity(row.value, row.limit_unit)
    needed = words.quantity(row.needed, row.limit_unit)
    if not row.reached:
        best = words.quantity(row.best, row.unit, figures=3)
        return (
            f"No value of {name} alone, up to {needed}, would bring {goal} to {target}: {best} is as near as it comes."
        )
    return (
        f"For {goal} to be {target} on average, {name} would have to be {needed} instead of {is_now}, all else alike."
    )


def _regret(regret: pd.DataFrame, names: pd.DataFrame, here: Here) -> Html:
    titles = {str(row.scenario): str(row.label) for row in rows_of(names[names["kind"] == BASE])}
    rows = regret.sort_values(["answer", "order"], kind="stable").reset_index(drop=True)
    shown = rows.assign(
        which=[titles.get(choice, here.scenario) for choice in rows["choice"]],
        lost=[_lost(row) for row in rows_of(rows)],
        where=[label_of(names, row.scenario) if row.worst > 0 else "" for row in rows_of(rows)],
    )
    columns = {"label": "Judged by", "which": "Choice", "lost": "Regret at worst", "where": "In"}
    note = (
        "Regret is how much worse a choice turns out than the best choice in the same scenario. The least at worst "
        "comes first. Scenarios that change an assumption instead of adding a shock are left out."
    )
    return page.table(
        shown, f"Least regret, {here.name}", columns, about=here.about(regret, AS_OF), name="regret", note=note
    )


def _lost(row: Any) -> str:
    unit = "percentage_points" if row.unit.startswith("percent") else row.unit
    return "none" if row.worst == 0 else words.quantity(row.worst, unit, figures=2)
