"""When the plan must be ready, how ready the system is, what the plan must contain, and what was signed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.params.governance_words import SCORES
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.pages import finance_tables
from planbook.present.pages.governance import is_place, kept, mine

PATHS = {"co_produced": "co-produced", "shortened": "shortened"}
IN_PLACE = 3
WEAKEST = 5


def timetable(dates: pd.DataFrame, path: pd.DataFrame, dependencies: pd.DataFrame, here: Here) -> Html:
    """Show national dates and the system's own steps, the path taken, and what the plan needs from others."""
    if is_place(here):
        return Html("")
    rows = mine(dates, here)
    shown = rows.assign(
        when=[words.date_words(row.due) if row.due else "no date yet" for row in rows_of(rows)],
        left=[_left(row) for row in rows_of(rows)],
        whose=["law" if row.statutory else "national" if row.set_by == "national" else "own" for row in rows_of(rows)],
        before=[_before(row) for row in rows_of(rows)],
    )
    columns = {
        "label": "What", "when": "When", "left": "From the date of this report", "whose": "Set by", "who": "By whom",
        "before": "Before",
    }  # fmt: skip
    note = "What national guidance has not dated yet has no date here; the last round is a guide only."
    table = page.table(shown, f"Timetable, {here.short}", columns, note=note)
    said = taken(mine(path, here))
    needs = _dependencies(mine(dependencies, here), here)
    return Html(page.section("Timetable", said) + table + needs)


def taken(rows: pd.DataFrame) -> str:
    """Say whether the plan was co-produced or its making shortened, and why."""
    if rows.empty:
        return "Whether the plan is co-produced or its making shortened is not said here."
    row = next(rows_of(rows))
    left = f" Left out: {words.in_sentence(row.left_out)}." if row.left_out else ""
    return f"The path taken was {PATHS[row.path]}. {row.because}.{left}"


def _left(row: Any) -> str:
    days, done = row.days_left, row.done_on
    if done:
        return f"done {words.date_words(done)}"
    if words.is_missing(days):
        return ""
    return f"in {words.count_words(int(days), 'day')}" if days >= 0 else f"{words.count_words(int(-days), 'day')} over"


def _before(row: Any) -> str:
    last = row.last_round
    if not last:
        return ""
    return f"last round: {words.month_words(last) if len(last) > 4 else last}"


def _dependencies(rows: pd.DataFrame, here: Here) -> Html:
    if rows.empty:
        return page.note("Nothing is recorded here of what the plan needs from others.")
    shown = rows.assign(
        when=[f"{words.date_words(row.due)}{f', {row.days_over} days over' if row.days_over else ''}"
              for row in rows_of(rows)],
        who=[owner or "nobody named" for owner in rows["owner"]],
    )  # fmt: skip
    columns = {
        "label": "What", "from_whom": "From", "when": "Needed by", "status": "Now", "who": "Owner",
        "if_late": "If late",
    }  # fmt: skip
    caption = f"What the plan needs from others, {here.short}"
    table = page.table(shown, caption, columns, about=kept(here), name="dependencies")
    return page.unfold(f"{words.count_words(len(rows), 'dependency', 'dependencies')}", table)


def readiness(factors: pd.DataFrame, here: Here) -> Html:
    """Show factors of readiness, the weakest first, each with evidence and the next step."""
    if is_place(here):
        return Html("")
    rows = mine(factors, here)
    scored = rows[rows["ready"].notna()]
    weak = scored[scored["ready"] < IN_PLACE].sort_values("ready", kind="stable")
    contradicted = int((rows["finding"] == "higher than the evidence").sum())
    lead = (
        f"{len(scored) - len(weak)} of {len(rows)} factors are scored as in place, {len(weak)} as not yet, and "
        f"{len(rows) - len(scored)} are not scored."
        + (
            f" {contradicted} {'score is' if contradicted == 1 else 'scores are'} higher than what can be counted."
            if contradicted
            else ""
        )
    )
    parts = [page.section("How ready the system is", lead)]
    if len(weak):
        parts.append(_factors(weak.head(WEAKEST), f"The weakest, {here.short}", here))
    for family, group in rows.groupby("family", sort=False):
        table = _factors(group, f"{family}, {here.short}", here, asked=True)
        parts.append(page.unfold(f"{family}: {len(group)}", table))
    return Html("".join(parts))


def _factors(rows: pd.DataFrame, caption: str, here: Here, *, asked: bool = False) -> Html:
    shown = rows.assign(
        score=[_score(row.ready) for row in rows_of(rows)],
        shows=[_shows(row) for row in rows_of(rows)],
        step=[_step(row) for row in rows_of(rows)],
        factor=[f"{row.label}. {row.question}" if asked else row.label for row in rows_of(rows)],
    )
    columns = {"factor": "Factor", "score": "Score", "shows": "What shows it", "step": "Next step"}
    return page.table(shown, caption, columns)


def _score(ready: float) -> str:
    return "not scored" if words.is_missing(ready) else f"{int(ready)} of 4, {SCORES[int(ready)]}"


def _shows(row: Any) -> str:
    evidence, counted, finding = (getattr(row, name) for name in ("evidence", "counted_words", "finding"))
    more = " The score is higher than what can be counted." if finding == "higher than the evidence" else ""
    return f"{evidence + '. ' if evidence else ''}Counted: {words.in_sentence(counted)}.{more}"


def _step(row: Any) -> str:
    action, owner, due, set_by = (getattr(row, name) for name in ("action", "owner", "due", "set_by"))
    if set_by == "national":
        return f"A first step could be: {words.in_sentence(action)}"
    return f"{action}. {owner or 'Nobody named'}, by {words.date_words(due)}"


def coverage(rows_of_all: pd.DataFrame, here: Here) -> Html:
    """Show what statutory plans must contain, where figures are shown, and where the plan meets it."""
    if is_place(here):
        return Html("")
    rows = mine(rows_of_all, here)
    counted = rows["finding"].value_counts()
    lead = "Of {} things plans must contain: {}.".format(
        len(rows), words.listing([f"{n} {finding}" for finding, n in counted.items()])
    )
    shown = rows.assign(
        here_in=[words.listing([here.steps.get(slug, slug) for slug in row.steps.split()]) if row.steps else "no step"
                 for row in rows_of(rows)],
        where=[where or "not yet" for where in rows["met_where"]],
    )  # fmt: skip
    columns = {
        "contains": "What it must contain", "plan": "Plan", "here_in": "Figures in", "where": "Met in the plan",
        "finding": "So far",
    }  # fmt: skip
    note = "Titles of duties are from guidance in our words, to be checked against the text."
    table = page.table(shown, f"Content of statutory plans, {here.short}", columns, note=note)
    return Html(page.section("What statutory plans must contain", lead) + page.unfold("All of it", table))


def signed(versions: pd.DataFrame, content: pd.DataFrame, scenario: str, here: Here) -> Html:
    """Show versions and who signed them, whether the numbers are still those, and the hash of what stands."""
    if is_place(here):
        return Html("")
    rows, hashes = mine(versions, here), mine(content, here)
    now = dict(zip(hashes["name"], hashes["sha256"], strict=True))
    head = page.section(
        "Version and sign-off",
        f"What stands here has the hash {now['all'][:16]}: one changed number gives another. The whole hash, and "
        "whether what was signed still stands, is said by: planbook verify.",
    )
    tables = page.table(
        hashes, "The tables a signature covers, and their hashes", {"name": "Table", "sha256": "SHA-256"}
    )
    unfolded = page.unfold("The hash of each table", tables)
    if rows.empty:
        return Html(head + page.note("No version of a plan is recorded here.") + unfolded)
    shown = rows.assign(
        who=[_signed_by(row) for row in rows_of(rows)],
        stands=[_stands(row, scenario, now["all"]) for row in rows_of(rows)],
    )
    columns = {"label": "Version", "status": "Status", "who": "Signed by", "stands": "Against what stands now"}
    return Html(head + page.table(shown, f"Versions of the plan, {here.short}", columns) + unfolded)


def _signed_by(row: Any) -> str:
    who, day = row.signed_by, row.signed_on
    return f"{who}, {words.date_words(day)}" if who else "nobody yet"


def _stands(row: Any, scenario: str, now: str) -> str:
    sha256, signed_under = row.sha256, row.scenario
    if not sha256:
        return "not signed"
    if signed_under != scenario:
        return f"signed under scenario {signed_under}, not this one"
    return "as signed" if sha256 == now else "the numbers have changed since it was signed"


def prepared(
    factors: pd.DataFrame,
    contents: pd.DataFrame,
    versions: pd.DataFrame,
    hashes: pd.DataFrame,
    scenario: str,
    here: Here,
) -> Html:
    """Show how ready the system is, what the plan must contain, and what was signed."""
    return Html(readiness(factors, here) + coverage(contents, here) + signed(versions, hashes, scenario, here))


def assumed(assumptions: pd.DataFrame) -> Html:
    """Show what governance takes for granted of its own: what counts as near, weak or late."""
    return finance_tables.assumed(assumptions, "governance")
