"""The tables of levers: the action plan, all levers at all levels, what is left, who must act, how it was chosen."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import explain, page, words
from planbook.present.here import Here
from planbook.present.html import Html, element, join
from planbook.present.pages.levers import ALL, AS_OF, of_system

LEVELS = {"provider": "Provider", "place": "Place", "ics": "System", "region": "Region", "nation": "Nation"}
GRADES = {"H": "high", "M": "medium", "L": "low", "U": "unverified"}
EMPTY = "nothing here"
NOT_USED = 0.05  # per cent of full reach


def action_plan(plan: pd.DataFrame, here: Here) -> Html:
    """Show the action plan: lever, who, how much, by when, cost, effect, evidence, what must come first, first step."""
    whole = of_system(here)
    rows = whole.own(plan)
    used = rows[rows["amount_pct"] > NOT_USED]
    if used.empty:
        return page.note("No lever is used in this scenario; the catalogue below shows those there are.")
    shown = _said(used)
    columns = {
        "label": "Lever", "owner": "Who holds it", "much": "How much", "when": "Begins, and first felt",
        "effect": "Posts gained by the end of the plan", "cost": "A year", "total": "Over the plan",
        "evidence": "Evidence", "must_first": "Needs first", "action": "First step",
    }  # fmt: skip
    return page.table(
        shown,
        f"Action plan, {whole.short}: levers in order of posts gained",
        columns,
        about=whole.about(used, AS_OF),
        name="action-plan",
        note="Cost is of the lever, without the pay of those it brings. Below nought it saves. 2024/25 prices.",
    )


def offered(plan: pd.DataFrame, here: Here) -> Html:
    """Show what each lever would gain and cost by itself at full reach, the ones not used too; unfolds."""
    whole = of_system(here)
    rows = whole.own(plan)
    if rows.empty:
        return Html("")
    each = list(rows_of(rows))
    shown = rows.assign(
        used=[words.number(row.amount_pct, "percent", decimals=0) for row in each],
        soon=[words.number(row.at_start, "wte", figures=2) for row in each],
        effect=[words.number(row.at_full, "wte", figures=2) for row in each],
        later=[words.number(row.at_horizon, "wte", figures=2) for row in each],
        felt=[words.year_label(row.felt_from) if row.felt_from else "not in ten years" for row in each],
        pounds=[words.number(row.gbp_full, "gbp") for row in each],
        allowed=[words.to(min(row.least_reach_pct, row.most_reach_pct), row.most_reach_pct, "percent") for row in each],
    )
    columns = {
        "label": "Lever", "used": "Used, of full reach", "soon": f"Posts in {words.year_label(here.plan_start)}",
        "effect": f"By {words.year_label(here.plan_end)}",
        "later": f"By {words.year_label(here.horizon)}", "felt": "First felt", "pounds": "Over the plan",
        "allowed": "Least and most of full reach",
    }  # fmt: skip
    idle = int((rows["amount_pct"] <= NOT_USED).sum())
    summary = f"What each lever would do by itself at full reach; {words.count_words(idle, 'is', 'are')} not used"
    note = (
        "A lever is not used where it gains too little by the end of the plan, moves the gap to another group, or "
        "costs more than others that do the same. Posts are net of side effects."
    )
    return page.unfold(summary, page.table(shown, summary, columns, note=note, name="levers-offered"))


def _said(rows: pd.DataFrame) -> pd.DataFrame:
    each = list(rows_of(rows))
    return rows.assign(
        much=[f"{words.number(row.much, 'headcount', figures=2)} ({_plural(row.each)})" for row in each],
        when=[_when(row.starts, row.felt_from) for row in each],
        effect=[_effect(row) for row in each],
        cost=[words.number(row.gbp_a_year, "gbp", low=row.gbp_low, high=row.gbp_high) for row in each],
        total=[words.number(row.gbp_plan, "gbp") for row in each],
        evidence=[GRADES[row.grade] for row in each],
        must_first=[row.must_first or "nothing" for row in each],
    )


def _effect(row: Any) -> str:
    said = f"{words.number(row.mean, 'wte', figures=2)} ({words.to(row.p10, row.p90, 'wte')})"
    return said if row.mean > 0 else f"{said}: it moves work to a group that is less short"


def _plural(each: str) -> str:
    heads = {
        "member of staff reached": "staff reached",
        "recruit": "recruits a year",
        "post taken up": "posts taken up",
    }
    return heads.get(each, {"place a year": "in training", "whole-time post moved": "posts moved"}.get(each, each))


def _when(starts: str, felt: int) -> str:
    then = f"felt from {words.year_label(felt)}" if felt else "not felt in ten years"
    return f"{words.month_words(starts)}; {then}"


def matrix(cells: pd.DataFrame, here: Here) -> Html:
    """Show all levers at all levels: who holds what (strong) and who has a part in it, with empty cells said."""
    rows = of_system(here).own(cells)
    shown = []
    for number, mine in rows.groupby("outcome_area", sort=False):
        by_level = {row.level: _cell(row.held, row.supports) for row in rows_of(mine)}
        shown.append({"topic": f"{number}. {mine['topic'].iloc[0]}", **by_level})
    frame = pd.DataFrame(shown, dtype=object)  # text would lose what is marked strong
    empty = int((frame[list(LEVELS)] == EMPTY).sum().sum())
    note = (
        f"{words.count_words(empty, 'cell is', 'cells are')} empty. Outcome area 9, coordinated planning, is this "
        "workbook. Names of the areas are of long use and were not read in the guidance itself."
    )
    columns = {"topic": "Outcome area", **LEVELS}
    return page.table(frame, "All levers, all levels: who holds each, and who has a part in it", columns, note=note)


def _cell(held: str, supports: str) -> Html:
    if not held and not supports:
        return Html(EMPTY)
    strong = [element("strong", name) for name in held.split("; ") if name]
    parts = [*strong, *([join(["Part in: ", supports])] if supports else [])]
    return join(parts, "; ")


def residual_table(residual: pd.DataFrame, here: Here) -> Html:
    """Show posts short by staff group at the plan's end, without levers and with them."""
    whole = of_system(here)
    mine = whole.own(residual)
    rows = mine[mine["year"] == here.plan_end].sort_values("mean", ascending=False)
    shown = rows.assign(
        needed=[words.number(row.required, "wte") for row in rows_of(rows)],
        without=[words.number(row.short_before, "wte") for row in rows_of(rows)],
        left=[words.number(row.mean, "wte") for row in rows_of(rows)],
        span=[words.to(row.p10, row.p90, "wte") for row in rows_of(rows)],
        shut=[words.number(row.closed_pct, "percent", decimals=0) for row in rows_of(rows)],
    )
    columns = {
        "label": "Staff group", "needed": "Required", "without": "Short without levers", "left": "Short with them",
        "span": "Range", "shut": "Closed in so many of 100 futures", "basis": "Basis",
    }  # fmt: skip
    return page.table(
        shown.reset_index(drop=True),
        f"Posts short in {words.year_label(here.plan_end)}, {whole.short}, whole-time",
        columns,
        about=whole.about(rows, AS_OF),
        name="posts-left",
    )


def unfunded_table(unfunded: pd.DataFrame, here: Here) -> Html:
    """Show what is left in posts and pounds, down to the unfunded remainder."""
    whole = of_system(here)
    rows = whole.own(unfunded)
    shown = rows.assign(
        amount=[words.number(row.value, row.unit, low=row.low, high=row.high) for row in rows_of(rows)],
        span=[words.to(row.low, row.high, row.unit) for row in rows_of(rows)],
        counted=["posts" if unit == "wte" else "pounds" for unit in rows["unit"]],
    )
    columns = {"label": "What", "amount": "Amount", "span": "Range", "counted": "In", "how": "How it is got"}
    return page.table(
        shown,
        f"What is left in {words.year_label(here.plan_end)}, and unfunded, {whole.short}",
        columns,
        about=whole.about(rows, AS_OF),
        name="unfunded",
        note="2024/25 prices. Nobody has agreed any money for levers unless the system's own file says so.",
    )


def who_table(who: pd.DataFrame, here: Here) -> Html:
    """Show the groups still short, what stands in the way, what would close it, and who would have to act."""
    whole = of_system(here)
    rows = whole.own(who)
    if rows.empty:
        return page.note("No staff group stays short by more than is always empty, or no lever is considered here.")
    shown = rows.assign(
        posts=[f"{words.number(r.mean, 'wte')} ({words.to(r.p10, r.p90, 'wte')})" for r in rows_of(rows)]
    )
    columns = {
        "label": "Staff group", "posts": "Posts left short", "why": "What stands in the way",
        "remedy": "What would close it", "who": "Who would have to act",
    }  # fmt: skip
    caption = "What would close the rest, and who would have to act"
    return page.table(shown, caption, columns, about=whole.about(rows, AS_OF), name="who-must-act")


def limits_table(limits: pd.DataFrame, money: pd.DataFrame, outcome: pd.DataFrame, here: Here) -> Html:
    """Show what each limit, lifted by itself, would fill, and what less money would leave, where levers were chosen."""
    whole = of_system(here)
    title = whole.own(outcome)["chosen_in"].iloc[0]
    note = f"{WEIGHED} As things are in '{title}', where the levers were chosen." if title else WEIGHED
    rows, steps = whole.own(limits), whole.own(money)
    parts = []
    if len(rows):
        shown = rows.assign(more=[words.number(row.closes, "wte", figures=2) for row in rows_of(rows)])
        columns = {"label": "If there were", "more": "More posts filled", "who": "Who would have to act"}
        parts.append(page.table(shown, "What stands in the way, one limit at a time", columns, note=note))
    if len(steps):
        shown = steps.assign(
            gbp=[words.number(row.gbp_plan, "gbp") for row in rows_of(steps)],
            left=[words.number(row.mean, "wte", figures=3) for row in rows_of(steps)],
        )
        columns = {"gbp": "Money over the plan", "left": "Posts left short"}
        parts.append(page.table(shown, "What less money would leave short", columns, note=note))
    return join(parts) if parts else page.note("Nothing was chosen here, so no limit stood in the way.")


WEIGHED = (
    "Mean of the futures the choice is held to, which leave out the hardest; posts beyond those that always stay "
    "empty. So the numbers are lower than those of all futures above."
)


def proof_table(proof: pd.DataFrame, here: Here) -> Html:
    """Show what the choice reckoned with beside what the model gives when run again."""
    whole = of_system(here)
    rows = whole.own(proof)
    if rows.empty:
        return page.note("No lever is chosen, so the model was not run again.")
    shown = rows.assign(
        first=[words.number(row.promised, "wte") for row in rows_of(rows)],
        then=[words.number(row.run_again, "wte") for row in rows_of(rows)],
        off=[words.number(row.gap_pct, "percent_change", decimals=1, signed=True) for row in rows_of(rows)],
    )
    columns = {"label": "Staff group", "first": "Reckoned", "then": "Run again", "off": "Difference", "why": "Why"}
    return page.table(shown, "Posts gained: as reckoned by the choice, and by the model run again", columns)


def catalogue(levers: pd.DataFrame, here: Here) -> Html:
    """Show every lever there is with its mechanism, reach, holder and evidence; unfolds."""
    rows = of_system(here).own(levers)
    shown = rows.assign(
        area_of=rows["outcome_area"].astype(str),
        holds=rows["holder"].map(LEVELS),
        evidence=[f"{GRADES[row.grade]}: {row.finding}" for row in rows_of(rows)],
    )
    columns = {
        "label": "Lever", "area_of": "Area", "mechanism": "How it works", "reaches": "Whom it reaches",
        "holds": "Level", "owner": "Who holds it", "evidence": "Evidence", "watched": "How we would know",
    }  # fmt: skip
    summary = f"The {words.count_words(len(rows), 'lever')} there are, with their evidence"
    return page.unfold(summary, page.table(shown, summary, columns, name="catalogue", about=None))


def group_bridges(bridge: pd.DataFrame, here: Here) -> Html:
    """Show the bridge of every staff group as a table; unfolds."""
    whole = of_system(here)
    rows = whole.own(bridge)
    rows = rows[rows["staff_group"] != ALL]
    wide = rows.pivot(index="label", columns="staff_group", values="mean")
    order = rows.drop_duplicates("label").sort_values("order")["label"]
    shown = wide.reindex(order).reset_index()
    groups = [name for name in wide.columns if wide[name].abs().sum() > 0]
    columns = {"label": "Step", **{name: str(name).replace("_", " ").capitalize() for name in groups}}
    units = dict.fromkeys(groups, "wte")
    table = page.table(shown, "The bridge of each staff group, whole-time posts", columns, units=units)
    return page.unfold("The bridge of each staff group", table)


def left(residual: pd.DataFrame, bridge: pd.DataFrame, who: pd.DataFrame, here: Here) -> Html:
    """Show what is left by staff group, the bridge of each, and who would have to act for those still short."""
    return join([residual_table(residual, here), group_bridges(bridge, here), who_table(who, here)])


def all_levels(cells: pd.DataFrame, levers: pd.DataFrame, here: Here) -> Html:
    """Show the matrix of all levers at all levels, and the catalogue to unfold."""
    return join([matrix(cells, here), catalogue(levers, here)])


def unfolded(explained: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Unfold each key number, and show what the choice itself assumes; each lever's numbers stand under its cost."""
    own = assumptions[assumptions["key"].str.count(r"\.") == 1]
    own = own[own["key"].str.startswith("levers.")]
    return join([explain.numbers(explained, assumptions, of_system(here)), explain.assumed_table(own)])
