"""How goals read: what is sought, where the area stands, how far it is to go, and what comes first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import charts, page, words
from planbook.present.charts import Chart
from planbook.present.here import ENGLAND, Here
from planbook.present.html import Html

NOT_HELD = "not held"
POINTS = "percentage_points"
OPEN = "in an open order"
SURE, CLOSE = 90, 50  # weightings in 100: at or above the first an order is robust, below the second it is open
HOW = {"label": "Outcome", "aims": "Aims", "how": "Measured as", "note": "Before you use it"}
NONE_ON = "No programme is on in this scenario, so none is expected to change a figure here."


def opening(outcomes: pd.DataFrame, vision: pd.DataFrame, here: Here) -> Html:
    """Open the page: how many targets are met, which is furthest, and whose goals these are."""
    mine = here.own(outcomes)
    own = bool(said_vision(vision, here))
    facts = {
        "What this is": "The system's own goals and the thread that ties them to action"
        if own
        else "A starting point for goals: national standards, plans and shared words. Nothing is decided here",
        "How sure we are": sureness(mine),
        "Made from": f"Published figures to {words.month_words(newest(mine))}, and national targets of October 2025",
        **here.round,
    }
    sentences = [said_vision(vision, here), standing(mine, here), expected(mine), unheld(mine)]
    return page.masthead(title(mine, here), " ".join(filter(None, sentences)), facts)


def title(mine: pd.DataFrame, here: Here) -> str:
    """Give the message: of the targets that can be followed, how many are missed, and which by most."""
    known = followed(mine)
    if known.empty:
        return f"No target can be followed with figures of {here.short}"
    missed = known[known["distance"] > 0]
    if missed.empty:
        return f"{here.short} meets all {len(known)} targets that can be followed here"
    furthest = furthest_row(missed)
    return (
        f"{here.short} last stood short of {len(missed)} of {words.count_words(len(known), 'target')}, "
        f"furthest on this one: {words.in_sentence(furthest.label)}"
    )


def followed(mine: pd.DataFrame) -> pd.DataFrame:
    """Give the outcomes that have both a figure and a target."""
    return mine[mine["value"].notna() & mine["target"].notna()]


def furthest_row(missed: pd.DataFrame) -> Any:
    """Give the outcome furthest from its target: in points for shares, else in hundredths of the figure."""
    size = missed["distance"].where(missed["unit"] == "percent", 100 * missed["distance"] / missed["value"].abs())
    return next(rows_of(missed.loc[[size.idxmax()]]))


def standing(mine: pd.DataFrame, here: Here) -> str:
    """Say the figure furthest from its target, and England's."""
    missed = followed(mine)
    missed = missed[missed["distance"] > 0]
    if missed.empty:
        return ""
    row = furthest_row(missed)
    figure, target = words.quantity(row.value, row.unit), words.quantity(row.target, row.unit)
    whose = "its own target" if row.set_by == "own" else "the national target"
    england = "" if words.is_missing(row.reference) or here.fictional else f"; England {_of(row.reference, row.unit)}"
    when = words.month_words(row.period_to)
    return f"On that one it was {figure} ({when}){england}; {whose} is {target} in {row.by_when}."


def expected(mine: pd.DataFrame) -> str:
    """Say how many of the targets missed the programmes that are on would reach, and what is left of the furthest."""
    served = followed(mine)
    served = served[served["result"].notna() & (served["distance"] > 0)]
    if served.empty:
        return NONE_ON if not mine["serving"].str.len().any() else ""
    met = int((served["shortfall"] <= 0).sum())
    row = furthest_row(served)
    left = words.quantity(row.shortfall, _gap_unit(row.unit), low=row.shortfall_low, high=row.shortfall_high)
    missed = f"Of {words.count_words(len(served), 'target')} missed that programmes serve, {met or 'none'} would be met"
    return f"{missed}; {words.in_sentence(row.label)} would still be {left} short."


def unheld(mine: pd.DataFrame) -> str:
    """Say how many outcomes nobody publishes a figure for."""
    count = int((mine["basis"] == NOT_HELD).sum())
    return f"Of {len(mine)} outcomes, {count} have no figure for this area." if count else ""


def sureness(mine: pd.DataFrame) -> str:
    """Say how many outcomes rest on which basis."""
    counted = mine["basis"].value_counts()
    return words.listing([f"{words.count_words(int(n), 'outcome')} {basis}" for basis, n in counted.items()])


def newest(mine: pd.DataFrame) -> str:
    """Give the newest month of any figure."""
    return str(mine.loc[mine["period_to"] != "", "period_to"].max())[:7]


def said_vision(vision: pd.DataFrame, here: Here) -> str:
    """Give the vision in the system's own words, or nothing."""
    rows = here.own(vision)
    return str(rows["vision"].iloc[0]) if len(rows) else ""


def agreed(vision: pd.DataFrame, here: Here) -> Html:
    """Say who agreed the vision and when; or that nobody has written one, and where to."""
    if not said_vision(vision, here):
        return page.note(
            f"No vision, actions, scores or scope are written here for {here.short}, and none is invented. They go in "
            "params/governance/, in a goals.yaml of the system's own; the Example ICB shows one."
        )
    row = here.own(vision).iloc[0]
    return page.note(f"Agreed by {row['agreed_by']}, {words.date_words(row['agreed_on'])}.")


def aims_table(aims: pd.DataFrame, here: Here) -> Html:
    """Show the four aims in statutory words beside the shorthand in use."""
    rows = here.own(aims)
    shown = rows.assign(
        statutory=[f"{word[:1].upper()}{word[1:]}" for word in rows["label"]],
        outcome_count=rows["outcome_count"].astype(str),
    )
    columns = {"aim": "Aim", "statutory": "In statutory words", "shorthand": "Said as", "outcome_count": "Outcomes"}
    return page.table(shown, "The four aims", columns)


def outcomes_table(outcomes: pd.DataFrame, here: Here) -> Html:
    """Show each outcome: figure, England's, target, distance, owner, basis; how each is measured unfolds."""
    rows = here.own(outcomes)
    shown = rows.assign(
        stood=[_stood(row) for row in rows_of(rows)],
        england=["" if words.is_missing(row.reference) else _of(row.reference, row.unit) for row in rows_of(rows)],
        goal=[_target(row) for row in rows_of(rows)],
        gap=[_distance(row.distance, row.unit) for row in rows_of(rows)],
        then=[_result(row) for row in rows_of(rows)],
        left=[_left(row) for row in rows_of(rows)],
        basis=rows["basis"].where(rows["basis"] != NOT_HELD),
    )
    columns = {
        "label": "Outcome", "stood": "Last known", "england": "England", "goal": "Target", "gap": "Distance then",
        "then": "With the programmes", "left": "Shortfall left", "owner": "Owner", "basis": "Basis",
    }  # fmt: skip
    if not rows["serving"].str.len().any():
        columns.pop("then")
        columns.pop("left")
    if here.fictional:
        columns.pop("england")
    if not rows["owner"].str.len().any():
        columns.pop("owner")
    held = rows[rows["basis"] != NOT_HELD]
    main = page.table(
        shown, f"Outcomes, {here.short}", columns, about=here.about(held), name="outcomes", note=_notes(rows)
    )
    how = page.table(rows, "How each outcome is measured", HOW)
    return Html(main + page.unfold("How each outcome is measured, and what to know before using it", how))


def _stood(row: Any) -> str:
    """Say a figure with its month; what nobody holds says so."""
    if words.is_missing(row.value):
        return NOT_HELD
    return f"{_of(row.value, row.unit)} ({words.month_words(row.period_to)})"


def _notes(rows: pd.DataFrame) -> str:
    old = int(rows["stale"].sum())
    said = f"{words.count_words(old, 'figure')} over six months old: the distance is what it was then. " if old else ""
    if not rows["serving"].str.len().any():
        return said + NONE_ON
    return (
        f"{said}With the programmes: today's figure changed by the programmes that are on, by the target's year, with "
        "its 80% range; what demand does to it meanwhile is not in it."
    )


def _result(row: Any) -> str:
    """Say the expected result with its range and year; why there is none where a programme serves it all the same."""
    if not row.serving:
        return "no programme"
    if words.is_missing(row.result):
        return "change only, see Pathways" if words.is_missing(row.value) else "follows from the waiting list"
    places = 1 if row.unit in ("percent", "minutes") else None
    value, low, high = (
        words.number(each, row.unit, decimals=places) for each in (row.result, row.result_low, row.result_high)
    )
    return f"{value} ({low if low == high else f'{low} to {high}'}), {words.year_label(row.result_year)}"


def _left(row: Any) -> str:
    if words.is_missing(row.shortfall):
        return ""
    if row.shortfall <= 0:
        return "met"
    unit = _gap_unit(row.unit)
    said = words.quantity(row.shortfall, unit, low=row.shortfall_low, high=row.shortfall_high)
    return f"{said} ({words.to(row.shortfall_low, row.shortfall_high, unit)})"


def _gap_unit(unit: str) -> str:
    return POINTS if unit == "percent" else unit


def _target(row: Any) -> str:
    if words.is_missing(row.target):
        return "not set"
    return f"{_of(row.target, row.unit)} in {row.by_when} ({'own' if row.set_by == 'own' else 'national'})"


def _distance(distance: float, unit: str) -> str:
    if words.is_missing(distance):
        return ""
    return "met" if distance <= 0 else words.quantity(distance, _gap_unit(unit))


def _of(value: float, unit: str) -> str:
    return words.quantity(value, unit)


def distance_chart(outcomes: pd.DataFrame, here: Here) -> Chart:
    """Draw how far each share is from its target, in percentage points, furthest first."""
    mine = followed(here.own(outcomes))
    shares = mine[mine["unit"] == "percent"].assign(short=lambda rows: rows["distance"].clip(lower=0))
    shares = shares.sort_values("short", ascending=False, kind="stable", ignore_index=True)
    first = next(rows_of(shares))
    return charts.bars(
        shares,
        "label",
        "short",
        message=f"The longest way to go: {words.in_sentence(first.label)}, {_distance(first.short, 'percent')}",
        subtitle=f"Distance to the target ahead, {here.short}, percentage points; 0 is met",
        name="distance",
        about=here.about(shares),
        unit="score",
        focus=str(first.label),
        columns={"label": "Outcome", "value": "Last known", "target": "Target", "by_when": "By", "short": "Distance"},
        units={"value": "percent", "target": "percent", "short": "score"},
    )


def targets_table(targets: pd.DataFrame, here: Here) -> Html:
    """Show every national target with the area's own position, or that nobody holds it; unfolds."""
    rows = here.own(targets)
    shown = rows.assign(
        year=[words.year_label(row.year) for row in rows_of(rows)],
        stood=[_of(row.value, row.unit) for row in rows_of(rows)],
        gap=[_distance(row.distance, row.unit) for row in rows_of(rows)],
        when=[words.month_words(row.period_to) if row.period_to else "" for row in rows_of(rows)],
        basis=rows["basis"].where(rows["basis"] != NOT_HELD),
    )
    columns = {
        "label": "National target", "year": "Year", "target_words": "In its own words", "stood": "Last known",
        "when": "When", "gap": "Distance then", "basis": "Basis",
    }  # fmt: skip
    held = rows[rows["basis"] != NOT_HELD]
    caption = f"National targets and where {here.short} last stood"
    return page.unfold(
        f"All {len(rows)} national targets, by year",
        page.table(shown, caption, columns, about=here.about(held), name="national-targets"),
    )


def priorities_chart(priorities: pd.DataFrame, here: Here) -> Chart:
    """Draw outcomes by weighted score, highest first; the message says how far the first rests on the weights."""
    rows = here.own(priorities)
    return charts.bars(
        rows,
        "label",
        "score",
        message=priorities_message(priorities, here),
        subtitle=f"Weighted score, 0 to 100, {here.short}",
        name="priorities",
        about=here.about(rows),
        unit="score",
        focus=str(rows["label"].iloc[0]),
        columns={
            "label": "Outcome", "score": "Score", "first_pct": "First, weights moved",
            "first_any_pct": "First, any weights", "rank_low": "Rank from", "rank_high": "Rank to",
            "note": "What would move it",
        },
        units={
            "score": "score", "first_pct": "percent", "first_any_pct": "percent", "rank_low": "score",
            "rank_high": "score",
        },
    )  # fmt: skip


def priorities_message(priorities: pd.DataFrame, here: Here) -> str:
    """Say what comes first, and in how many of the weightings near these it still does."""
    rows = here.own(priorities)
    first = rows.iloc[0]
    share = first["first_pct"]
    sure = "with almost any weights near these" if share >= SURE else "though not by much" if share >= CLOSE else OPEN
    return f"{first['label']}: first {sure}, {words.in_every_100(share / 100)} tried"


def priorities(order: pd.DataFrame, scores: pd.DataFrame, here: Here) -> Html:
    """Show the order with its scores, or say that nothing can be scored."""
    if here.own(order).empty:
        return page.note("No outcome here has both a target and an England figure, so nothing is scored.")
    mine = here.own(scores)
    judged = bool(mine["judged"].any())
    said = "what the partners judged and on published figures" if judged else "published figures alone"
    caption = f"What each outcome scored, {here.short}"
    columns = {"outcome_label": "Outcome", "label": "Criterion", "score": "Score", "weight": "Weight", "note": "Why"}
    labels = here.own(order).set_index("outcome")["label"]
    table = page.table(
        mine.assign(outcome_label=mine["outcome"].map(labels)), caption, columns,
        units={"score": "score", "weight": "weight"},
    )  # fmt: skip
    return Html(
        page.figure(priorities_chart(order, here))
        + page.note(f"Scored on {said}. It orders outcomes for discussion; it decides nothing.")
        + page.unfold(f"The {words.count_words(len(mine), 'score')} behind this order", table)
    )


def checks(outcomes: pd.DataFrame, targets: pd.DataFrame, links: pd.DataFrame, here: Here) -> list[tuple[bool, str]]:
    """Check that outcomes repeat the baseline's distances, and that the thread holds every outcome."""
    mine, national = here.own(outcomes), here.own(targets)
    both = mine[mine["set_by"] == "national"].assign(measure=mine["measure"].str.partition(".")[2])
    joined = both.merge(national[["measure", "target", "value"]], on=["measure", "target"], suffixes=("", "_there"))
    same = joined.dropna(subset=["value", "value_there"]).drop_duplicates("outcome")
    agrees = bool((same["value"] == same["value_there"]).all())
    held = set(here.own(links)["outcome"]) == set(mine["outcome"])
    return [
        (
            agrees,
            f"The {words.count_words(len(same), 'position')} against national targets are the baseline's, unchanged.",
        ),
        (held, f"The golden thread holds all {len(mine)} outcomes."),
        (ENGLAND not in set(links["area"]), "England has no plan here: nothing is said of its goals."),
    ]


def sources_shown(*frames: pd.DataFrame) -> list[str]:
    """Give the source keys of the tables shown, once each, in order; rows that nobody holds have none."""
    return list(dict.fromkeys(key for frame in frames for key in frame["source"] if key))
