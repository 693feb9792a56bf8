"""Where figures come from and whether they add up: sources, assumptions and checks, as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planbook.data.local import TEMPLATES
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html

SAME = 1e-6  # relative: parts and total may differ by rounding in the last place only


def sources_table(sources: pd.DataFrame) -> Html:
    """Show each publication with its publisher, period, known problems, and how it became what is shown."""
    columns = {
        "publication": "Publication",
        "publisher": "Publisher",
        "period": "Period",
        "known_problems": "Known problems",
        "how_shipped": "How it became this figure",
    }
    summary = f"The {words.count_words(len(sources), 'publication')} behind these figures"
    return page.unfold(summary, page.table(sources, summary, columns, name="sources"))


def assumptions_table(assumptions: pd.DataFrame) -> Html:
    """Show what was assumed: value, range, unit, source and rating; nothing assumed says so."""
    if assumptions.empty:
        return page.note("Nothing is assumed here: every figure is published, or shared out by a published share.")
    rows = assumptions.assign(
        name=assumptions["meaning"], source=assumptions["source_title"], rating=assumptions["quality"]
    )
    keys = rows.drop_duplicates("key")
    count, red = words.count_words(len(keys), "assumption"), int((keys["rating"] == "red").sum())
    summary = f"The {count} behind these figures, {red} of them on weak evidence (red)"
    return page.unfold(summary, page.assumptions(rows))


def how_supplied(template: str) -> str:
    """Say how a system would supply what nobody holds: the template's command, or that none is taken in yet."""
    return f"planbook data template {template}" if template in TEMPLATES else "not taken in yet"


def adds_up(frame: pd.DataFrame, value: str, by: Sequence[str], what: str, here: Here) -> tuple[bool, str]:
    """Check that the places add up to the system for every group, before rounding; say by how much where not."""
    places = frame[frame["area"].isin(here.places)]
    if places.empty:
        return True, f"{what}: there are no places to add up."
    system = frame[frame["area"] == here.system]
    parts = places.groupby(list(by), observed=True)[value].sum()
    whole = system.groupby(list(by), observed=True)[value].sum().reindex(parts.index)
    worst = float((parts - whole).abs().max())
    held = bool(np.allclose(parts, whole, rtol=SAME, atol=SAME))
    if held:
        return True, f"{what}: the {len(here.places)} places add up to the system, before rounding."
    return False, f"{what}: the places and the system differ by up to {words.number(worst, 'people')}."


def partition(frame: pd.DataFrame, people: pd.DataFrame, by: str, what: str, here: Here) -> tuple[bool, str]:
    """Check that groups hold everyone exactly once: their means add up to the people of each year."""
    held = here.own(frame).groupby("year")["mean"].sum()
    everyone = here.own(people).groupby("year")["people"].sum().reindex(held.index)
    same = bool(np.allclose(held, everyone, rtol=SAME))
    count = frame[by].nunique()
    said = "add up to everyone" if same else "do not add up to everyone"
    return same, f"{what}: the {count} groups {said} in every year."
