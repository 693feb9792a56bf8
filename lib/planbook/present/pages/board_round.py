"""What the board reads of the round: what could break the plan, what does not add up, how ready, and is it working."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages import scenarios_board

MOST_RISKS = 5


def shocks(rows: pd.DataFrame, points: pd.DataFrame, here: Here) -> Html:
    """Say what could break the plan in words, what each shock would break first, and what it all hangs on."""
    if here.own(rows).empty:
        return page.note("Shocks are laid on the whole system: its own page says what they would break.")
    said = page.text(*scenarios_board.could_break(rows, points, here))
    return join([said, scenarios_board.resilience(rows, here), scenarios_board.matter_most(rows, here)])


def agreement(rows: pd.DataFrame, here: Here) -> Html:
    """Say what does not add up between plans and who must move; that no plan is on record where none is."""
    own = _mine(rows, here)
    if own.empty:
        return page.note("No submitted plans are on record here, so nothing can be held against each other.")
    if (own["basis"] == "not held").any():
        return page.text(*own["text"])
    first, *open_ones = own["text"]
    if not open_ones:
        return page.text(str(first))
    shown = own.iloc[1:].assign(what=open_ones)
    return join([page.text(str(first)), page.table(shown, "What does not add up, and who must move", {
        "label": "What", "what": "Where, and who must move",
    }, about=here.about(own), name="does-not-add-up")])  # fmt: skip


def readiness(rows: pd.DataFrame, here: Here, *, planned: bool) -> Html:
    """Say whether the plan is shown to hold, how ready the system is, and its gravest risks."""
    own = _mine(rows, here)
    if not planned:
        return page.note(
            "No plan of the system's own is loaded, so whether one is credible, deliverable and affordable is not "
            "judged. The page of governance says what it would have to show, and has templates of the registers."
        )
    held = own[own["kind"] == "statement"]
    said = []
    if len(held):
        against = held[held["text"] == "does not support it"]["label"]
        said.append(
            f"Of {words.count_words(len(held), 'test')} of whether it is credible, deliverable and affordable, "
            f"{int((held['text'] == 'supports it').sum())} support it and {len(against)} do not"
            + (
                f": among them {words.listing([words.in_sentence(each) for each in against[:3]])}."
                if len(against)
                else "."
            )
        )
    ready = own[(own["kind"] == "readiness") & (own["key"] == "all")]
    said += [f"{row.text}." for row in rows_of(ready)]
    risks = own[own["kind"] == "risk"].head(MOST_RISKS)
    if risks.empty:
        return join(
            [page.text(*said), page.note("No register of risks is kept here: the page of governance has the template.")]
        )
    shown = risks.assign(who=risks["owner"].replace("", "nobody yet"))
    columns = {"label": "Risk", "text": "Why, and its score", "who": "Owner"}
    return join([page.text(*said), page.table(shown, "The gravest risks", columns, name="gravest-risks")])


def decisions(rows: pd.DataFrame, here: Here) -> Html:
    """List the decisions that are asked, with the choices, by when; nothing where none is recorded."""
    asked = _mine(rows, here)
    asked = asked[asked["kind"] == "decision"]
    if asked.empty:
        return Html("")
    items = [
        (
            f"{'Overdue since' if row.days_over else 'Decide by'} {words.date_words(row.due)}",
            f"{words.in_sentence(row.label)}. Choices: {row.text}.",
        )
        for row in rows_of(asked)
    ]
    return page.ask("Decisions asked", items)


def working(rows: pd.DataFrame, here: Here) -> Html:
    """Say whether the plan still holds, how far actuals are from it, and how good past projections were."""
    own = here.own(rows)
    if own.empty:
        return page.note("No month is held to hold the plan against.")
    valid = [f"{row.label}: {_plainly(row.text)}." for row in rows_of(own[own["topic"] == "valid"])]
    parts: list[Html] = [page.text(*valid)] if valid else []
    for topic, caption, name in (
        ("plan", "What happened, beside what was expected", "plan-against-actual"),
        ("past", "How good past projections were, one year ahead", "past-projections"),
    ):
        some = own[own["topic"] == topic]
        if len(some):
            columns = {"label": "Measure", "text": "What was found"}
            parts.append(page.table(some, caption, columns, about=here.about(some), name=name))
    return join(parts)


def _mine(rows: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give the area's rows; for what is the system's alone, the system's."""
    own = here.own(rows)
    return own if len(own) else rows[rows["area"] == here.system]


def _plainly(verdict: str) -> str:
    """Say a verdict on a statement as yes or no, with what speaks against it."""
    return verdict.replace("does not hold. Not so:", "no. What does not hold:").replace("holds.", "yes.").rstrip(".")
