"""How levers read: what those considered would fill, what would be left, at what cost, and who would have to act.

Levers are of a whole system: a place's page shows its system's, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from planbook.data.rows import row_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.tiles import KeyNumber

ALL = "all"
SHOWN_BARS = 8
TILES = ("short_before", "short_after", "levers_cost", "unfunded")
AS_OF = "staff of May 2025, projected"
SAME = 1e-6  # relative: rounding in the last place only


def of_system(here: Here) -> Here:
    """Give the same page for the whole system: levers are held by employers and partners, not by a place alone."""
    return replace(here, area=here.system, kind="system")


def opening(outcome: pd.DataFrame, unfunded: pd.DataFrame, who: pd.DataFrame, plan: pd.DataFrame, here: Here) -> Html:
    """Open the page: what the levers would fill, what they would leave and cost, and who would have to act."""
    whole = of_system(here)
    facts = {
        "What this is": _what(outcome, whole),
        "How sure we are": sureness(outcome, plan, whole),
        "Made from": "Staff available and required as steps 07 and 08 give them, and levers with the evidence there is",
        **here.round,
    }
    of_place = f"Staff are planned for all of {whole.short}, of which {here.short} is part." if whole != here else ""
    sentences = [of_place, *board_lines(outcome, unfunded, who, here)[1:]]
    return page.masthead(title(outcome, whole), " ".join(filter(None, sentences)), facts)


def board_lines(outcome: pd.DataFrame, unfunded: pd.DataFrame, who: pd.DataFrame, here: Here) -> list[str]:
    """Say for a board what the levers would fill, what is left and unfunded, who must act, and what is kept."""
    whole = of_system(here)
    lines = [f"{title(outcome, whole)}."]
    if _outcome(outcome, whole)["status"] in ("off", "contradicts", "unbounded"):
        return [*lines, remainder_sentence(unfunded, whole)]
    return [
        *lines,
        cost_sentence(outcome, unfunded, whole),
        remainder_sentence(unfunded, whole),
        act_sentence(who, whole),
        *kept_sentence(outcome, whole),
    ]


def title(outcome: pd.DataFrame, here: Here) -> str:
    """Give the message: how much of the gap the levers would fill, or that nothing fills it."""
    row, year = _outcome(outcome, here), words.year_label(here.plan_end)
    before = words.number(row["short_before"], "wte", figures=2)
    gained = words.number(max(0.0, row["short_before"] - row["mean"]), "wte", figures=2)
    posts = f"about {before} whole-time posts in health and social care"
    if row["status"] == "off":
        return f"With no lever, {here.short} would be short of {posts} by {year}"
    if row["status"] == "contradicts":
        return f"What must be done in {here.short} cannot all be done: levers are held to more than their limits allow"
    if row["status"] == "unbounded":
        return "A lever is written as if it had no end: give it a reach before anything is chosen"
    if row["asked"] == "adopted":
        return f"The levers adopted fill about {gained} of {posts} that would be short by {year}"
    if row["status"] == "closed":
        return f"Levers of this kind could fill {posts} that {here.short} would be short of by {year}"
    where = "within the money" if row["asked"] == "budget" else "at full reach"
    where = "as chosen beforehand" if row["chosen_in"] else where
    return f"Levers of this kind, {where}, could fill about {gained} of {posts} that would be short by {year}"


def cost_sentence(outcome: pd.DataFrame, unfunded: pd.DataFrame, here: Here) -> str:
    """Say what the levers would cost over the plan and a year."""
    row, cost = _outcome(outcome, here), _item(unfunded, "levers_cost", here)
    total = words.number(row["gbp_plan"], "gbp", figures=2)
    year = words.between(cost["low"], cost["high"], "gbp")
    verb = "cost" if row["asked"] == "adopted" else "would cost"
    return f"They {verb} about {total} over the plan, and {year} in its last year, before the pay of anyone they bring."


def remainder_sentence(unfunded: pd.DataFrame, here: Here) -> str:
    """State the unfunded remainder as a number, and what it is made of."""
    rest, posts = _item(unfunded, "unfunded", here), _item(unfunded, "short_after", here)
    amount = words.number(rest["value"], "gbp", low=rest["low"], high=rest["high"])
    span = words.between(rest["low"], rest["high"], "gbp")
    left = words.number(posts["value"], "wte", low=posts["low"], high=posts["high"])
    if rest["value"] <= 0:
        return "Nothing is left unfunded."
    beyond = (
        ", and levers beyond the money that could go to them" if _item(unfunded, "beyond", here)["value"] > 0 else ""
    )
    said = f"covering about {left} posts left short, if cover could be had{beyond}"
    return f"The unfunded remainder is {amount} a year ({span}): {said}."


def act_sentence(who: pd.DataFrame, here: Here) -> str:
    """Say which groups stay shortest, and who would have to act for the first of them."""
    rows = here.own(who)
    if rows.empty:
        return "No staff group stays short by more than is always empty."
    names = words.listing([words.in_sentence(label) for label in rows["label"].head(3)])
    holder = str(rows["who"].iloc[0]).partition(";")[0]
    return f"Shortest of all stay {names}; for the first, what happens rests first with {words.in_sentence(holder)}."


def kept_sentence(outcome: pd.DataFrame, here: Here) -> list[str]:
    """Say where the levers were chosen, where that is not here."""
    title = _outcome(outcome, here)["chosen_in"]
    said = f"Levers and their amounts are kept as chosen in '{title}'"
    return [f"{said}: nobody chooses levers knowing beforehand what this scenario brings."] if title else []


def sureness(outcome: pd.DataFrame, plan: pd.DataFrame, here: Here) -> str:
    """Say in how many draws the gap closes, and how much of what is gained rests on unverified evidence."""
    row, rows = _outcome(outcome, here), here.own(plan)
    closed = words.number(row["closed_pct"], "percent", decimals=0)
    if rows.empty or rows["mean"].abs().sum() == 0:
        return f"The gap is closed in {closed} of the futures drawn; no lever is considered"
    weak = rows[rows["grade"].isin(["U", "L"])]["mean"].clip(lower=0).sum() / rows["mean"].clip(lower=0).sum()
    return (
        f"Every group's gap is closed in {closed} of the futures drawn; {words.in_every_100(min(1.0, weak))} of the "
        "posts gained rest on low or unverified evidence"
    )


def _what(outcome: pd.DataFrame, here: Here) -> str:
    asked = _outcome(outcome, here)["asked"]
    if asked == "off":
        return "The gap as it stands, and the levers there are; none is considered in this scenario"
    if asked == "adopted":
        return "The levers this system has adopted, at the amounts adopted, and the model run again with them"
    return "What closing the gap would take, not what anyone has agreed: options, and who would have to act"


def key_numbers(unfunded: pd.DataFrame, here: Here) -> Html:
    """Show posts short before and after, what the levers cost, and the unfunded remainder."""
    rows = of_system(here).own(unfunded).set_index("key")
    return page.key_numbers([_tile(row_of(rows, key), here) for key in TILES])


def _tile(row: pd.Series, here: Here) -> KeyNumber:
    return KeyNumber(
        label=row["label"],
        value=row["value"],
        low=row["low"],
        high=row["high"],
        unit=row["unit"],
        words=words.year_label(here.plan_end),
        how=[row["how"]],
        basis=row["basis"],
        source=here.publications.get(row["source"], row["source"]),
        as_of="May 2025",
    )


def bridge_chart(bridge: pd.DataFrame, outcome: pd.DataFrame, here: Here) -> Chart:
    """Draw the bridge from posts short without levers to posts short with them, the largest levers by name."""
    whole = of_system(here)
    rows = shown_bars(whole.own(bridge))
    return charts.bridge(
        rows,
        "label",
        "mean",
        "total",
        message=bridge_message(bridge, whole),
        subtitle=f"Whole-time posts short in {words.year_label(here.plan_end)}, {whole.short}, mean of the draws",
        name="gap-bridge",
        about=whole.about(rows, AS_OF),
        unit="wte",
        columns={"label": "Step", "mean": "Posts", "p10": "From", "p90": "To"},
        units=dict.fromkeys(("mean", "p10", "p90"), "wte"),
    )


def shown_bars(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the bars of all groups: the largest levers by name, the others joined so that the bars still sum."""
    mine = rows[rows["staff_group"] == ALL].sort_values("order")
    levers = mine[mine["kind"] == "lever"]
    named = levers.loc[levers["mean"].abs().sort_values(ascending=False).index[:SHOWN_BARS]].sort_values("order")
    rest = levers.drop(index=named.index)
    joined = rest.head(1).assign(label=f"{len(rest)} other levers", mean=rest["mean"].sum(), p10=None, p90=None)
    spare = mine[(mine["kind"] == "spare") & (mine["mean"].abs() > 0)]
    parts = [
        mine[mine["kind"] == "before"],
        named,
        *([joined] if len(rest) else []),
        spare,
        mine[mine["kind"] == "after"],
    ]
    frame = pd.concat([part.astype({"p10": float, "p90": float}) for part in parts], ignore_index=True)
    return frame.assign(total=frame["kind"].isin(["before", "after"]))


def bridge_message(bridge: pd.DataFrame, here: Here) -> str:
    """Say which lever would fill most."""
    rows = here.own(bridge)
    levers = rows[(rows["staff_group"] == ALL) & (rows["kind"] == "lever")].sort_values("mean")
    if levers.empty:
        return "No lever is considered in this scenario, so the gap stays as it is"
    first = levers.iloc[0]
    posts = words.number(-first["mean"], "wte", figures=2)
    return f"What would fill most posts: {words.in_sentence(first['label'])}, about {posts}"


def years_chart(residual: pd.DataFrame, here: Here) -> Chart:
    """Draw posts short by year without levers and with them."""
    whole = of_system(here)
    mine = whole.own(residual)
    rows = mine[mine["staff_group"] == ALL]
    without = rows.assign(
        case="Without levers", mean=rows["short_before"], p10=rows["short_before"], p90=rows["short_before"]
    )
    both = pd.concat([without, rows.assign(case="With levers")], ignore_index=True)
    return charts.lines(
        both,
        "year",
        "mean",
        "case",
        message=years_message(residual, whole),
        subtitle=f"Whole-time posts short, all groups, {whole.short}, mean of the draws",
        name="posts-short",
        about=whole.about(rows, AS_OF),
        unit="wte",
        focus=str(both["case"].iloc[-1]),
        x_words=words.year_label,
        zero=True,
        columns={"year": "Year", "case": "Case", "mean": "Posts short"},
        units={"mean": "wte"},
    )


def years_message(residual: pd.DataFrame, here: Here) -> str:
    """Say how much of the gap is filled in the first and in the last plan year."""
    rows = here.own(residual)
    by_year = rows[rows["staff_group"] == ALL].set_index("year")
    said = []
    for year in (here.plan_start, here.plan_end):
        row = row_of(by_year, year)
        share = (row["short_before"] - row["mean"]) / row["short_before"] if row["short_before"] > 0 else 0.0
        said.append(words.in_every_100(min(1.0, max(0.0, share))))
    if said == ["none", "none"]:
        return "No post is filled by levers in this scenario"
    first, last = (words.year_label(year) for year in (here.plan_start, here.plan_end))
    return f"Levers take time: {said[0]} short posts would be filled in {first}, {said[1]} in {last}"


def _outcome(outcome: pd.DataFrame, here: Here) -> pd.Series:
    return here.own(outcome).iloc[0]


def _item(unfunded: pd.DataFrame, key: str, here: Here) -> Any:
    return row_of(here.own(unfunded).set_index("key"), key)


def checks(
    bridge: pd.DataFrame, proof: pd.DataFrame, residual: pd.DataFrame, outcome: pd.DataFrame, here: Here
) -> list[tuple[bool, str]]:
    """Check that the bars sum, that the choice kept its promise, and that nothing moved where no lever is on."""
    whole = of_system(here)
    return [bars_sum(bridge, whole), promise_kept(proof, whole), off_is_off(residual, outcome, whole)]


def bars_sum(bridge: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that the bars of every staff group sum from the gap before to the gap after."""
    rows = here.own(bridge)
    steps = rows[rows["kind"] != "after"].groupby("staff_group")["mean"].sum()
    ends = rows[rows["kind"] == "after"].set_index("staff_group")["mean"].reindex(steps.index)
    held = bool(((steps - ends).abs() < SAME * (1 + ends.abs())).all())
    return held, f"Bridge: the bars of every staff group {'sum' if held else 'do not sum'} to what is left."


def promise_kept(proof: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that the model run again gives what the choice reckoned with, or say for which groups not and why."""
    rows = here.own(proof)
    if rows.empty:
        return True, "Choice: no lever is chosen, so nothing was promised."
    whole, off = rows[rows["staff_group"] == ALL].iloc[0], rows[~rows["equal"] & (rows["staff_group"] != ALL)]
    said = words.number(abs(whole["gap_pct"]), "percent", decimals=1)
    lead = f"Choice: run again, the model gives {said} {'less' if whole['gap_pct'] < 0 else 'more'} than was reckoned"
    if off.empty:
        return bool(whole["equal"]), f"{lead}; every staff group is within what is allowed."
    names = words.listing([words.in_sentence(label) for label in off["label"]])
    why = "; ".join(dict.fromkeys(off["why"]))
    return bool(whole["equal"]), f"{lead}. Further off: {names}. {why}."


def off_is_off(residual: pd.DataFrame, outcome: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that without levers the gap is the supply step's, and that it is so before any lever begins."""
    rows = here.own(residual)
    early = rows[rows["year"] < here.plan_start]
    held = bool(((early["short_before"] - early["mean"]).abs() < SAME * (1 + early["short_before"])).all())
    if _outcome(outcome, here)["status"] == "off":
        held = bool((rows["short_before"] == rows["mean"]).all())
        return held, f"No lever: the gap {'is' if held else 'is not'} that of step 08 in every year, to the last place."
    return held, f"Before the plan begins the gap {'is' if held else 'is not'} that of step 08: no lever acts early."


def sources_of(catalogue: pd.DataFrame, residual: pd.DataFrame) -> list[str]:
    """Give the keys of all sources on the page."""
    return [*residual["source"], *catalogue["source"]]
