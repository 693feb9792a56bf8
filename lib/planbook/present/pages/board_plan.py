"""What the board reads of options or of a system's own plan: what is sought, what would be done, and what it takes."""

from __future__ import annotations

import pandas as pd

from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages import (
    capacity_board,
    finance,
    finance_tables,
    goals,
    levers,
    pathways,
    pathways_proof,
    supply,
    value,
    workforce,
)


def outcomes(sought: pd.DataFrame, here: Here) -> Html:
    """Show the outcomes whose figure is held: today's, the target, what programmes would do to it, and what is left."""
    held = sought[sought["value"].notna() | (sought["area"] != here.area)]
    others = len(here.own(sought)) - len(here.own(held))
    count = words.count_words(others, "outcome")
    note = page.note(f"{count} more without a published figure for the area: the page of goals names them.")
    return join([goals.outcomes_table(held, here), note] if others else [goals.outcomes_table(held, here)])


def planned(chosen: pd.DataFrame, here: Here) -> bool:
    """Whether the system has adopted any of the programmes that are on."""
    mine = pathways.on(chosen, here)
    return bool(mine["adopted"].any())


def programmes(chosen: pd.DataFrame, things: pd.DataFrame, gaps: pd.DataFrame, here: Here) -> Html:
    """Say what each programme would do, for whom, and whether the gap between rich and poor would narrow."""
    if pathways.on(chosen, here).empty:
        count = words.count_words(len(here.own(chosen)), "programme")
        return page.note(f"No programme is on in this case. {count} that could be are on the page of pathways.")
    fair = page.text(f"{pathways_proof.fairness_message(gaps, here)}.")
    return join([fair, pathways.summary_table(chosen, things, gaps, here)])


def capacity(resources: pd.DataFrame, summary: pd.DataFrame, here: Here) -> Html:
    """Say which capacity is short and what becomes of waits, then year by year."""
    said = page.text(*capacity_board.sentences(resources, summary, here))
    return join([said, capacity_board.short_or_spare(resources, here)])


def staff(
    groups: pd.DataFrame,
    bites: pd.DataFrame,
    outcome: pd.DataFrame,
    unfunded: pd.DataFrame,
    who: pd.DataFrame,
    here: Here,
) -> Html:
    """Say what staff the work takes, who would be short, what levers would fill, what is left, and who must act."""
    lines = [workforce.board_line(groups, here), supply.board_line(bites, here)]
    return page.text(*lines, *levers.board_lines(outcome, unfunded, who, here))


def money(
    cases: pd.DataFrame, bridge: pd.DataFrame, explained: pd.DataFrame, position: pd.DataFrame, here: Here
) -> Html:
    """Say the pressure or gap, what drives it, and what programmes would add and release."""
    return page.text(*finance.board_lines(cases, bridge, explained, position, here))


def worth(summary: pd.DataFrame, who: pd.DataFrame, payers: pd.DataFrame, here: Here) -> Html:
    """Say whether programmes are worth their money and for whom, and who would pay."""
    said = page.text(*value.board_lines(summary, who, here))
    return join([said, finance_tables.who_pays(payers, here)])
