"""What is not on record, and what that leaves unchecked."""

from __future__ import annotations

import pandas as pd

from planbook.methods.alignment.between import one_sided
from planbook.methods.alignment.catalogue import CHECKS
from planbook.methods.alignment.record import books
from planbook.params.plan_words import ALL, COMMISSIONER, MEASURES, PROVIDER

PLANS, RESOLUTIONS, SIGNED = "plans", "plans_resolutions", "plans_signed"
NOTHING: tuple[tuple[str, str, str], ...] = (
    ("The commissioner's plan", "Submitted to NHS England and not published; none is invented", PLANS),
    ("Each provider's plan", "Submitted to NHS England and not published; none is invented", PLANS),
    ("What each party assumes", "Growth, inflation, pay, absence and savings that each plan rests on", PLANS),
    ("Plans of neighbouring commissioners", "Part of what every provider plans for", PLANS),
    ("Who answers for each difference", "Owner, date and resolution are the system's own", RESOLUTIONS),
    ("Who signs that plans agree", "Nobody can sign while a difference is open", SIGNED),
)
CATCHMENTS = (
    "Catchments of mental health, community and ambulance trusts",
    "Only those of acute trusts are published, so only they are shown among neighbours",
    "",
)


def missing(plans: pd.DataFrame, compared: pd.DataFrame, resolutions: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Give what is not on record: subject, why it matters, template; each once."""
    if plans.empty:
        return [*NOTHING, CATCHMENTS]
    found = [*_not_submitted(plans), *_one_sided(plans), *_unchecked(plans, compared)]
    if resolutions.empty:
        found.append(NOTHING[4])
    return list({row[0]: row for row in found}.values())


def _not_submitted(plans: pd.DataFrame) -> list[tuple[str, str, str]]:
    named = plans.loc[~plans["counterpart"].isin([*plans["party"], ALL])]
    return [
        (f"Plan of {name}", f"{rows['party'].iloc[0]} plans with it, and it has submitted none", PLANS)
        for name, rows in named.groupby("counterpart", sort=True)
    ]


def _one_sided(plans: pd.DataFrame) -> list[tuple[str, str, str]]:
    alone = one_sided(plans)
    words = {key: each.label for key, each in MEASURES.items()}
    return [
        (
            f"{words[str(measure)]}: {party} with {other}",
            f"{len(rows)} periods or more are in the plan of {party} and not in that of {other}",
            PLANS,
        )
        for (party, other, measure), rows in alone.groupby(["party", "counterpart", "measure"], sort=True)
    ]


def _unchecked(plans: pd.DataFrame, compared: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Give the checks within a plan that cannot be made, for each provider and each commissioner with a whole plan."""
    made = set(map(tuple, compared.loc[compared["seen_in"] == "now", ["party", "check"]].to_numpy()))
    within = [key for key, check in CHECKS.items() if check.kind == "within"]
    found = []
    for book in books(plans):
        if book.role == COMMISSIONER:
            continue
        lacking = [CHECKS[key].label for key in within if (book.party, key) not in made]
        if lacking and book.role == PROVIDER:
            said = "; ".join(lacking)
            found.append((f"Figures of {book.party} for {len(lacking)} checks", f"Cannot be checked: {said}", PLANS))
    return found
