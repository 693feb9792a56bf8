"""How sure scenarios are: what adds up, what holds whatever is assumed, and what must not be read into them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.present import page, provenance
from planbook.present.here import Here
from planbook.present.html import Html, join

ADDING = ("beds_needed", "beds_open", "waiting_list", "ae_visits", "emergency_admissions", "cost")
LIMITS = (
    "How big a shock is, how long it lasts and what can be borne are judgement. They are here to see what gives way "
    "first, not to say what will come.",
    "Beds, sickness, visits and the list are felt in their own months. Money and the posts that work takes are known "
    "by year: their month is the year's first. Staff worn out by one winter do not leave sooner in the next.",
    "Levers are held under a shock as they were chosen before it; a scenario with other numbers chooses its own.",
    "Cost is what care costs as it can be staffed: posts that cannot be filled are not paid, so it may fall.",
    "What a trigger starts changes one measure. It takes no staff from elsewhere, which it would.",
)


def sureness(years: pd.DataFrame, months: pd.DataFrame, here: Here) -> Html:
    """Say what the reader must know before using these figures, and check what can be checked."""
    return join([page.note(*LIMITS), page.checks(checks(years, months, here))])


def own_numbers(assumptions: pd.DataFrame) -> Html:
    """Show what is assumed of shocks, limits and triggers; what the steps before assume stands on their pages."""
    mine = assumptions[assumptions["key"].str.startswith(("scenarios.", "shocks."))]
    return provenance.assumptions_table(mine)


def checks(years: pd.DataFrame, months: pd.DataFrame, here: Here) -> list[tuple[bool, str]]:
    """Check that places add up, the run differs from itself by nothing, and intervals hold their middle."""
    adding = years[years["measure"].isin(ADDING)]
    by = ["scenario", "measure", "year"]
    return [
        provenance.adds_up(adding, "mean", by, "Every measure that can be added up, by scenario and year", here),
        itself(months, here),
        ordered(months, here),
    ]


def itself(months: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that without a shock nothing differs from the run's own scenario."""
    rows = here.own(months)
    same = bool((rows.loc[rows["scenario"] == "own", ["more", "more_low", "more_high"]] == 0).all().all())
    return same, f"Without a shock the run {'is' if same else 'is not'} the run's own scenario in every month."


def ordered(months: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that each interval holds its median, and each chance lies between 0 and 100."""
    rows = here.own(months)
    low, middle, high = (rows[name].to_numpy(dtype=float) for name in ("p10", "p50", "p90"))
    held = bool((low <= middle + 1e-9).all() and (middle <= high + 1e-9).all())
    chances = rows["chance_pct"].to_numpy(dtype=float)
    held &= bool(np.all((chances >= 0) & (chances <= 100)))
    return held, f"Intervals and chances: {'all are possible' if held else 'some are not possible'}."
