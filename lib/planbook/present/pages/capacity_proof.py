"""How sure capacity is: what adds up, what holds whatever is assumed, and what the reader must not read into it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.present import page, provenance
from planbook.present.here import Here
from planbook.present.html import Html

CHANCES = ("full_pct", "wait_pct", "winter_full_pct", "winter_wait_pct")
LIMITS = (
    "Beds of trusts are shared among the people they serve by published catchments, or for mental health by where the "
    "trust is based: good for size, not for comparing areas. Beds that the NHS pays for in independent hospitals are "
    "not in them.",
    "The chance of a full unit takes people as coming at random and units as used evenly. Weekends, infection, and "
    "wards for men or women make real units fuller than this; moving people between units makes them less full.",
    "Nothing here trades one thing for another: a spare virtual ward place is not counted against a bed.",
    "The list is of all specialties together. Some wait far longer than others, and capacity cannot simply be moved.",
)


def limits(here: Here) -> Html:
    """Say what the reader must know before using these figures."""
    return page.note(*LIMITS)


def checks(
    resources: pd.DataFrame, beds: pd.DataFrame, months: pd.DataFrame, estate: pd.DataFrame, here: Here
) -> list[tuple[bool, str]]:
    """Check that places add up, the list is conserved, chances are chances, and spaces add up to the estate."""
    return [
        provenance.adds_up(resources, "mean", ["year", "resource"], "Capacity needed by year and kind", here),
        conserved(months, here),
        are_chances(beds, here),
        metres_add_up(estate, here),
    ]


def conserved(months: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that in every month the change of the list is who joins less who is treated or leaves otherwise."""
    rows = here.own(months).sort_values("month")
    change = rows["mean"].diff().iloc[1:]
    flows = (rows["started"] - rows["done"] - rows["left"]).iloc[1:]
    held = bool(np.allclose(change, flows, rtol=provenance.SAME, atol=provenance.SAME * rows["mean"].max()))
    return held, f"Waiting list: its change {'is' if held else 'is not'} additions less removals in every month."


def are_chances(beds: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that every chance lies between 0 and 100 and that a fuller unit never has a lower one."""
    rows = here.own(beds).dropna(subset=["full_pct"])
    chances = rows[list(CHANCES)].to_numpy(dtype=float)
    inside = bool(((chances >= 0) & (chances <= 100)).all())
    fuller = rows["winter_in_use_pct"] >= rows["in_use_pct"]
    held = inside and bool((rows["winter_wait_pct"] >= rows["wait_pct"])[fuller].all())
    said = "all lie between 0 and 100, and none falls as beds fill" if held else "some are not chances, or fall"
    return held, f"Chances of a full unit: {said}."


def metres_add_up(estate: pd.DataFrame, here: Here) -> tuple[bool, str]:
    """Check that kinds of space add up to all square metres."""
    rows = here.own(estate)
    total = rows[rows["space"] == "total"].set_index("year")["mean"]
    parts = rows[rows["space"] != "total"].groupby("year")["mean"].sum()
    held = bool(np.allclose(total, parts.reindex(total.index), rtol=provenance.SAME))
    return held, f"Estate: kinds of space {'add up' if held else 'do not add up'} to all square metres."
